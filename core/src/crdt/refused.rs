//! Why a change is not taken, and why a document cannot be read.

use fangxian_protocol::message::RefusalCode;

use super::engine::Failed;

/// A change was not taken; the document is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("refused: {} ({detail})", code.as_str())]
pub struct Refused {
    /// Why, in the words of the protocol.
    pub code: RefusalCode,
    /// Which part of it: a name of the vocabulary, never what a user typed.
    pub detail: &'static str,
}

/// A document that cannot be read. Rebuild it from its envelopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("document: `{part}` cannot be read")]
pub struct Unreadable {
    /// Which part: a name of the vocabulary, `bytes` or `engine`; never what a user typed.
    pub part: &'static str,
}

impl Refused {
    pub(super) fn new(code: RefusalCode, detail: &'static str) -> Self {
        Self { code, detail }
    }
}

impl From<Failed> for Refused {
    fn from(_: Failed) -> Self {
        Self::new(RefusalCode::OutsideSchema, "engine")
    }
}

impl From<Unreadable> for Refused {
    fn from(_: Unreadable) -> Self {
        Self::new(RefusalCode::OutsideSchema, "engine")
    }
}

impl Unreadable {
    pub(super) fn at(part: &'static str) -> Self {
        Self { part }
    }
}

impl From<Failed> for Unreadable {
    fn from(_: Failed) -> Self {
        Self::at("engine")
    }
}

impl From<Refused> for Unreadable {
    fn from(why: Refused) -> Self {
        Self::at(why.detail)
    }
}
