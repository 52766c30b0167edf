//! Makes every cache anew from the envelope rows, in small transactions so that the ledger stays
//! usable meanwhile, and compares what is stored with what the envelopes say.

use fangxian_protocol::id::RecordId;
use rusqlite::params;

use super::database::Database;
use super::projecting::{self, Rebuilt};
use super::projection::Projected;
use super::search::terms;
use super::{Reading, StoreError, Writing, meta};
use crate::crdt::{Document, fresh_actor};
use crate::domain::derive;

const RECORDS_PER_TRANSACTION: usize = 200;

/// What a rebuild did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RebuildReport {
    /// Records made anew.
    pub records: u64,
    /// Envelope rows whose bytes are no longer what was stored.
    pub torn: u64,
    /// Envelopes the document room refuses; their rows stay.
    pub refused: u64,
    /// Records that were shown though no envelope speaks of them.
    pub orphans: u64,
}

/// Where what is stored and what the envelopes say differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which record.
    pub record: RecordId,
    /// In what.
    pub part: DifferentPart,
}

/// What of a record differs from its envelopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferentPart {
    /// An envelope row's bytes are no longer what was stored.
    Envelope,
    /// The stored document.
    Document,
    /// The row in the list of its kind.
    Row,
    /// What search finds it by.
    Search,
    /// It is shown though no envelope speaks of it.
    Orphan,
}

impl Database {
    /// What [`Store::rebuild`](super::Store::rebuild) does.
    pub(super) fn rebuild(
        &self,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<RebuildReport, StoreError> {
        let records = self.write(|writing| {
            writing.set_meta(meta::RULES, 0)?;
            writing.mend_state()?;
            writing.run("DELETE FROM evidence", [])?;
            writing.enveloped_records()
        })?;
        let mut report = RebuildReport::default();
        for (batch, some) in records.chunks(RECORDS_PER_TRANSACTION).enumerate() {
            progress(batch * RECORDS_PER_TRANSACTION, records.len());
            self.write(|writing| {
                some.iter().try_for_each(|record| rebuild_one(writing, record, &mut report))
            })?;
        }
        self.write(|writing| {
            report.orphans = writing.drop_orphans()? as u64;
            writing.fold_search()?;
            writing.set_meta(meta::RULES, meta::RULES_NOW)
        })?;
        progress(records.len(), records.len());
        Ok(report)
    }

    /// What [`Store::compare`](super::Store::compare) does.
    pub(super) fn compare(&self) -> Result<Vec<Difference>, StoreError> {
        self.read(|reading| {
            if !reading.hangs_together()? {
                return reading.noted(Err(StoreError::Damaged { what: "file" }));
            }
            let mut differences = Vec::new();
            for record in reading.enveloped_records()? {
                let parts = compare_one(reading, &record)?;
                let difference = |part| Difference { record, part };
                differences.extend(parts.into_iter().map(difference));
            }
            let orphans = reading.orphans()?.into_iter();
            let orphan = |(_, record)| Difference { record, part: DifferentPart::Orphan };
            differences.extend(orphans.map(orphan));
            if !differences.is_empty() {
                reading.meet_damage();
            }
            Ok(differences)
        })
    }
}

fn rebuild_one(
    writing: &Writing<'_>,
    record: &RecordId,
    report: &mut RebuildReport,
) -> Result<(), StoreError> {
    let Rebuilt { document, torn, refused } = projecting::rebuilt(writing, record, fresh_actor())?;
    report.torn += torn;
    report.refused += refused;
    let Some(mut document) = document else {
        return Ok(());
    };
    writing.forget_terms(record)?;
    match projecting::refresh(writing, &mut document) {
        Ok(_) => report.records += 1,
        // One unreadable record must not keep the others from being shown.
        Err(StoreError::Unreadable { .. }) => report.refused += 1,
        Err(error) => return Err(error),
    }
    Ok(())
}

fn compare_one(reading: &Reading<'_>, record: &RecordId) -> Result<Vec<DifferentPart>, StoreError> {
    let mut parts = Vec::new();
    let Rebuilt { document, torn, .. } = projecting::rebuilt(reading, record, fresh_actor())?;
    if torn > 0 {
        parts.push(DifferentPart::Envelope);
    }
    let stored = reading.document(record)?;
    let Some(mut document) = document else {
        parts.extend(stored.map(|_| DifferentPart::Document));
        return Ok(parts);
    };
    let same = stored.is_some_and(|stored| {
        let loaded = Document::load(&stored.bytes, fresh_actor());
        let digest = loaded.map(|mut loaded| loaded.digest());
        stored.heads == sorted(document.heads()) && digest == Ok(document.digest())
    });
    if !same {
        parts.push(DifferentPart::Document);
    }
    let hydrated = projecting::hydrated(reading, &mut document)?;
    let (projected, terms) = reading.projected(&derive(&hydrated), &hydrated)?;
    let is_same = match reading.stored_like(&projected) {
        Ok(stored) => stored == projected,
        Err(error) if error.is_damage() => false,
        Err(error) => return Err(error),
    };
    if !is_same {
        parts.push(DifferentPart::Row);
    }
    if projected != Projected::Nothing && !reading.found_by(record, &projected, &terms)? {
        parts.push(DifferentPart::Search);
    }
    Ok(parts)
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all
}

impl Reading<'_> {
    /// Whether the row of `record` has exactly these terms, and the index finds each line of them.
    fn found_by(
        &self,
        record: &RecordId,
        projected: &Projected,
        terms: &str,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT row FROM document WHERE record = ?1";
        let Some(row) = self.value::<i64>(sql, [record.0])? else {
            return Ok(false);
        };
        if self.stored_terms(projected, row)?.as_deref() != Some(terms) {
            return Ok(false);
        }
        let sql = "SELECT 1 FROM search WHERE search MATCH ?1 AND rowid = ?2";
        for needle in terms.lines().filter_map(terms::needle) {
            let found: Option<i64> = self.value(sql, params![terms::expression(&needle), row])?;
            if found.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
