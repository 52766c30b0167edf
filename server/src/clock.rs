//! The only door through which time enters the centre.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 UTC by this machine's clock.
pub fn now_ms() -> i64 {
    since_1970().map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

/// Microseconds since 1970 UTC by this machine's clock: nobody does more than one thing in each.
pub fn now_us() -> i64 {
    since_1970().map_or(0, |time| i64::try_from(time.as_micros()).unwrap_or(i64::MAX))
}

fn since_1970() -> Option<Duration> {
    SystemTime::now().duration_since(UNIX_EPOCH).ok()
}

/// Measures how long something takes, whatever the clock on the wall does.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long ago it was started.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
