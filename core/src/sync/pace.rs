//! How much is sent at once: as much as the line carries, found out by sending.

use fangxian_protocol::limits::{ATTACHMENT_PIECE_BYTES_MAX, PUSH_BYTES_MAX, PUSH_ENVELOPES_MAX};

/// The smallest push that is tried on a bad line.
const PUSH_BYTES_MIN: usize = 16 * 1024;
/// The first piece of an attachment: 16 seconds at 2 kB/s.
const PIECE_BYTES_FIRST: usize = 32 * 1024;
/// The smallest piece that is tried on a bad line.
const PIECE_BYTES_MIN: usize = 4 * 1024;
/// How long a piece should be under way.
const PIECE_MS_AIM: u64 = 5_000;

/// How large the next push may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PushSize {
    pub(super) envelopes: usize,
    pub(super) bytes: usize,
    /// Above this the line broke.
    bytes_max: usize,
}

impl PushSize {
    /// As much as one push may hold.
    pub(super) fn full() -> Self {
        Self { envelopes: PUSH_ENVELOPES_MAX, bytes: PUSH_BYTES_MAX, bytes_max: PUSH_BYTES_MAX }
    }

    /// So much was judged of a push. The next is at most twice that, so that the same words are
    /// never sent again and again for the sake of a few that are judged.
    pub(super) fn judged(&mut self, envelopes: usize, bytes: usize, all: bool) {
        if all {
            self.envelopes = self.envelopes.saturating_mul(2);
            self.bytes = self.bytes.saturating_mul(2);
        } else {
            self.envelopes = envelopes.saturating_mul(2);
            self.bytes = bytes.saturating_mul(2);
        }
        self.envelopes = self.envelopes.clamp(1, PUSH_ENVELOPES_MAX);
        self.bytes = self.bytes.clamp(1, self.bytes_max);
    }

    /// The line broke: it may carry a smaller push, and one as large as this it does not.
    pub(super) fn broke(&mut self) {
        self.bytes_max = (self.bytes / 2).clamp(PUSH_BYTES_MIN, PUSH_BYTES_MAX);
        self.bytes = (self.bytes / 8).max(PUSH_BYTES_MIN);
    }
}

/// How large the next piece of an attachment may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace(usize);

impl Default for Pace {
    fn default() -> Self {
        Self(PIECE_BYTES_FIRST)
    }
}

impl Pace {
    /// In bytes.
    pub(super) fn bytes(self) -> usize {
        self.0
    }

    /// A piece of so many bytes took so long; `taken` of them count.
    pub(super) fn took(&mut self, sent: usize, taken: usize, took_ms: u64) {
        let by_time = (sent as u64).saturating_mul(PIECE_MS_AIM) / took_ms.max(1);
        let by_time = usize::try_from(by_time).unwrap_or(usize::MAX);
        let next = if taken < sent {
            by_time.min(taken.saturating_mul(2))
        } else if sent < self.0 {
            // The end of an attachment: that it took a while says nothing of a larger piece.
            by_time.max(self.0)
        } else {
            by_time.max(self.0 / 2)
        };
        self.set(next.min(self.0.saturating_mul(4)));
    }

    /// A piece did not get through.
    pub(super) fn broke(&mut self) {
        self.set(self.0 / 4);
    }

    fn set(&mut self, bytes: usize) {
        self.0 = bytes.clamp(PIECE_BYTES_MIN, ATTACHMENT_PIECE_BYTES_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_the_line_up_and_down() {
        let mut pace = Pace::default();
        pace.took(32 * 1024, 32 * 1024, 40);
        assert_eq!(pace.bytes(), 128 * 1024, "four times at most");
        pace.took(128 * 1024, 128 * 1024, 100);
        assert_eq!(pace.bytes(), ATTACHMENT_PIECE_BYTES_MAX);
        pace.took(77, 77, 900);
        assert_eq!(pace.bytes(), ATTACHMENT_PIECE_BYTES_MAX, "a short end says nothing");
        // Two kilobytes a second from now on.
        for _ in 0..8 {
            let bytes = pace.bytes();
            pace.took(bytes, bytes, bytes as u64 / 2);
        }
        assert_eq!(pace.bytes(), 10_000);
        pace.broke();
        pace.broke();
        assert_eq!(pace.bytes(), PIECE_BYTES_MIN);
    }

    #[test]
    fn a_push_follows_what_was_judged_and_stays_below_what_broke() {
        let mut push = PushSize::full();
        push.judged(3, 900, false);
        assert_eq!((push.envelopes, push.bytes), (6, 1_800));
        push.judged(6, 1_000, true);
        assert_eq!((push.envelopes, push.bytes), (12, 3_600));
        let mut push = PushSize::full();
        for _ in 0..3 {
            push.broke();
        }
        assert_eq!(push.bytes, PUSH_BYTES_MIN);
        for _ in 0..20 {
            push.judged(1, 1, true);
        }
        assert_eq!(push.bytes, 32 * 1024, "half of the 64 KiB that broke");
    }
}
