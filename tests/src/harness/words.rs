//! What someone says of a record, and how often it is told.

use fangxian::ledger::{Ledger, Observation};
use fangxian_protocol::id::RecordId;

use super::Outcome;

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
