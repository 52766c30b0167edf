//! What the ledger did, told to the app's log. Its words are ours: never what a user typed.

use std::fmt;
use std::sync::Arc;

use crate::key::HostError;

/// How much a line of the log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LogLevel {
    /// Of interest while looking for a fault.
    Debug,
    /// Something was done.
    Info,
    /// Something was not done, and the caller was told.
    Warning,
    /// A fault of ours.
    Error,
}

/// Where an app writes its log.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Writes one line. Called on whichever thread has something to say.
    fn log(&self, level: LogLevel, line: String) -> Result<(), HostError>;
}

/// The app's log, if it has one.
#[derive(Clone, Default)]
pub(crate) struct Log(pub(crate) Option<Arc<dyn LogSink>>);

impl Log {
    /// A log that fails silences nobody else.
    pub(crate) fn say(&self, level: LogLevel, line: impl fmt::Display) {
        if let Some(sink) = &self.0 {
            let _ = sink.log(level, line.to_string());
        }
    }
}
