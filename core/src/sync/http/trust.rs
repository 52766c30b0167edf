//! What a phone knows of its centre before it speaks to it.

use std::fmt;
use std::sync::Arc;

use fangxian_protocol::key::PublicKey;

use super::endpoint::Endpoint;
use crate::clock::{Clock, SystemClock};

/// Who is told where the centre is now.
pub(super) type Told = Arc<dyn Fn(&Endpoint) + Send + Sync>;

/// What a phone knows of its centre before it speaks to it. The default knows nothing.
#[derive(Clone, Default)]
pub struct Trust {
    /// The centre's key. With it an answer counts only when that key signed it, a wrong clock is
    /// put right by the centre's, and a redirect is followed once the centre there has proven that
    /// it is the same.
    pub centre: Option<PublicKey>,
    /// This device's clock; the system's when there is none.
    pub clock: Option<Arc<dyn Clock>>,
    /// Told where the centre is from now on.
    pub moved: Option<Told>,
}

impl Trust {
    pub(super) fn clock_ms(&self) -> i64 {
        self.clock.as_ref().map_or_else(|| SystemClock.now_ms(), |clock| clock.now_ms())
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust").field("centre", &self.centre).finish_non_exhaustive()
    }
}
