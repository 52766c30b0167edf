//! What someone says of a record, whether it has arrived, and how often it is told.

use fangxian::ledger::{HazardDraft, Ledger, Observation};
use fangxian::sync::{Outcome as Ended, SyncReport};
use fangxian_protocol::id::RecordId;

use super::Outcome;

/// A hazard that someone reports in few words.
pub fn leak() -> HazardDraft {
    HazardDraft { title: "渗水".into(), ..HazardDraft::default() }
}

/// Whether a synchronisation left nothing to do: all is there, and all of it was taken.
pub fn is_done(report: &SyncReport) -> bool {
    let all_taken = report.refused.is_empty() && report.set_aside == 0;
    report.outcome == Ended::UpToDate && report.waiting == 0 && all_taken
}

/// Someone looks again, and notes something.
///
/// # Errors
/// Those of the ledger.
pub fn sees(ledger: &Ledger, record: RecordId, note: &str) -> Outcome<()> {
    let seen = Observation { danger: true, note: Some(note.to_owned()), photo: None };
    ledger.observe(record, &seen).map(drop).map_err(Into::into)
}

/// How often each note is told.
///
/// # Errors
/// Those of the ledger.
pub fn counts(ledger: &Ledger, record: RecordId, notes: &[&str]) -> Outcome<Vec<usize>> {
    let steps = ledger.history(record)?;
    let count = |note: &&str| steps.iter().filter(|step| step.zh.contains(*note)).count();
    Ok(notes.iter().map(count).collect())
}
