//! How long a session goes on where nothing comes of it: whatever the other side answers, and for
//! ever, the session ends.

/// How many failures there may be in all, for each that there may be in a row.
const IN_ALL_PER_ROW: u32 = 8;

/// Counts failures. Only what gets the session on sets the count in a row back, and never the count
/// in all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    in_a_row_max: u32,
    in_a_row: u32,
    in_all: u32,
}

impl Patience {
    /// One that ends with so many failures in a row.
    pub(super) fn of(in_a_row_max: u32) -> Self {
        Self { in_a_row_max: in_a_row_max.max(1), in_a_row: 0, in_all: 0 }
    }

    /// Something was said, heard or brought that was not before.
    pub(super) fn progressed(&mut self) {
        self.in_a_row = 0;
    }

    /// Something failed.
    pub(super) fn failed(&mut self) {
        self.in_a_row += 1;
        self.in_all += 1;
    }

    /// How many failed in a row.
    pub(super) fn in_a_row(&self) -> u32 {
        self.in_a_row
    }

    /// Whether it is better to come back another time.
    pub(super) fn is_over(&self) -> bool {
        self.in_a_row >= self.in_a_row_max
            || self.in_all >= self.in_a_row_max.saturating_mul(IN_ALL_PER_ROW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_with_failures_in_a_row_and_also_when_something_moves_in_between() {
        let mut patience = Patience::of(4);
        for _ in 0..3 {
            patience.failed();
        }
        assert!(!patience.is_over());
        patience.failed();
        assert!(patience.is_over());
        let mut patience = Patience::of(4);
        let mut failures = 0;
        while !patience.is_over() {
            patience.failed();
            patience.progressed();
            failures += 1;
        }
        assert_eq!(failures, 32);
        assert!(!Patience::of(0).is_over(), "a first try there always is");
    }
}
