//! Set-aside envelopes are judged again when an operator asks, or a newer version of the centre
//! may know better. They stay in quarantine in any case: nothing there is ever deleted.

use std::collections::BTreeSet;

use fangxian_protocol::envelope::Envelope;

use super::auth::Caller;
use super::{Centre, Refused, prepare};
use crate::registry::Registry;
use crate::storage::{QuarantineRow, StorageError};

const ASKED: &str = "quarantine_again";
const JUDGED_BY: &str = "judged_by";
const ALL: &str = "all";
const PAGE: usize = 500;

/// What came of judging set-aside envelopes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JudgedAgain {
    /// Taken after all.
    pub taken: u64,
    /// Refused once more.
    pub refused: u64,
}

impl Registry {
    /// Asks that these rows of the quarantine be judged again, all when none is named. The running
    /// centre does so soon; one that does not run, when it starts.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn ask_again(&self, rows: &[u64]) -> Result<(), StorageError> {
        let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
        let asked = if rows.is_empty() { ALL.to_owned() } else { rows.join(",") };
        self.storage().put_setting(ASKED, &asked)
    }

    /// Whether the envelope of a quarantined row was taken since.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn was_taken(&self, row: &QuarantineRow) -> Result<bool, StorageError> {
        let Ok(envelope) = Envelope::from_bytes(&row.what.bytes) else { return Ok(false) };
        let number = (envelope.header.device, envelope.header.counter);
        let held = self.storage().envelope_hashes(&[number])?;
        Ok(held.get(&number).is_some_and(|there| there.contains(&row.what.hash)))
    }
}

impl Centre {
    /// Judges again whatever was asked for, and everything when another version judged last.
    ///
    /// # Errors
    /// [`Refused`] when the database or the gate fails; it is tried again the next time.
    pub fn judge_again(&self) -> Result<JudgedAgain, Refused> {
        let storage = self.registry().storage();
        let version = env!("CARGO_PKG_VERSION");
        let upgraded = storage.setting(JUDGED_BY)?.as_deref() != Some(version);
        let asked = storage.setting(ASKED)?.unwrap_or_default();
        let mut done = JudgedAgain::default();
        if !upgraded && asked.is_empty() {
            return Ok(done);
        }
        let all = upgraded || asked == ALL;
        let rows: BTreeSet<u64> = asked.split(',').filter_map(|row| row.parse().ok()).collect();
        let mut after = 0;
        loop {
            let page = storage.quarantine(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for row in page.iter().filter(|row| all || rows.contains(&row.id)) {
                self.judge_row(row, &mut done)?;
            }
        }
        storage.put_setting(ASKED, "")?;
        storage.put_setting(JUDGED_BY, version)?;
        tracing::info!(taken = done.taken, refused = done.refused, "quarantine judged again");
        Ok(done)
    }

    fn judge_row(&self, row: &QuarantineRow, done: &mut JudgedAgain) -> Result<(), Refused> {
        if self.registry().was_taken(row)? {
            return Ok(());
        }
        let roster = self.registry().roster()?;
        let author = row.what.names.map_or(row.what.carrier, |(_, _, device)| device);
        // Whoever wrote it brings it again; the courier of then has no part in it.
        let Some(device) = roster.device(author).cloned() else { return Ok(()) };
        let caller = Caller { id: author, device, roster, now_ms: self.clock.now_ms() };
        let prepared = prepare::prepare(&caller, std::slice::from_ref(&row.what.bytes));
        let verdicts = self.gate.push(&caller, 0, prepared)?;
        match verdicts.refused.is_empty() {
            true => done.taken += 1,
            false => done.refused += 1,
        }
        Ok(())
    }
}
