//! A clock of the app's: for hosts that know the time better than the device does.

use std::sync::Arc;

use fangxian::clock::{Clock, SystemClock};

use crate::ids::Moment;
use crate::key::HostError;
use crate::log::{Log, LogLevel};

/// Tells the time, instead of the device's clock (时钟). What it tells is a claim as well: it orders
/// nothing, and the centre says of it what it says of any clock.
#[uniffi::export(foreign)]
pub trait HostClock: Send + Sync {
    /// The time now. Asked often, from any thread. Where it throws, the device's clock counts.
    fn now(&self) -> Result<Moment, HostError>;
}

/// The app's clock as the ledger knows clocks.
pub(crate) fn of_host(clock: Option<Arc<dyn HostClock>>, log: &Log) -> Arc<dyn Clock> {
    match clock {
        Some(clock) => Arc::new(OfHost { clock, log: log.clone() }),
        None => Arc::new(SystemClock),
    }
}

struct OfHost {
    clock: Arc<dyn HostClock>,
    log: Log,
}

impl Clock for OfHost {
    fn now_ms(&self) -> i64 {
        self.clock.now().map(|Moment(at_ms)| at_ms).unwrap_or_else(|error| {
            self.log.say(LogLevel::Warning, format_args!("clock: {error}"));
            SystemClock.now_ms()
        })
    }
}
