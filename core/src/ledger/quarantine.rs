//! What was set aside (留底): which record, why, what to do, and trying it again.

use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{EnvelopeHash, EvidenceHash, RecordId};
use fangxian_protocol::message::RefusalCode;

use super::error::LedgerError;
use super::observer::News;
use super::open::Ledger;
use crate::store::{AttachmentTrouble, StoreError, UnsentAttachment};
use crate::sync::{Taking, Vouched, ingest};

/// How many heard envelopes are tried in one transaction.
const TOGETHER_MAX: usize = 200;

/// Something this person said that the centre set aside (留底待认定). It stays on this device and
/// at the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The record it was said in.
    pub record: RecordId,
    /// What people say aloud to name that record (编号).
    pub label: String,
    /// Its name, for whoever is asked for help.
    pub envelope: EnvelopeHash,
    /// Why.
    pub code: RefusalCode,
    /// What happened and what to do, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// When it was saved here, milliseconds since 1970 UTC.
    pub saved_ms: i64,
}

/// A photo, recording or file of this person that does not get to the centre (附件留底). What was
/// said is not touched by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentSetAside {
    /// A record that names it.
    pub record: RecordId,
    /// What people say aloud to name that record (编号).
    pub label: String,
    /// Which.
    pub attachment: EvidenceHash,
    /// Why.
    pub trouble: AttachmentTrouble,
    /// What happened and what to do, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// When it was saved here, milliseconds since 1970 UTC.
    pub saved_ms: i64,
}

/// What came of trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retried {
    /// Own words that go to the centre again at the next sync.
    pub to_send: u64,
    /// Words of others that this device could use after all.
    pub taken: u64,
    /// Words of others that it still cannot use.
    pub left: u64,
    /// Attachments that are tried again at the next sync.
    pub attachments: u64,
}

impl Ledger {
    /// What the centre set aside of what was said here, oldest first.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn set_aside(&self) -> Result<Vec<SetAside>, LedgerError> {
        Ok(self.0.store.read(|reading| {
            let refused = reading.refused()?.into_iter();
            let told = refused.map(|(record, envelope, saved_ms, code)| {
                let (label, zh, en) = (reading.label(&record)?, code.zh(), code.en());
                Ok(SetAside { record, label, envelope, code, zh, en, saved_ms })
            });
            told.collect::<Result<_, StoreError>>()
        })?)
    }

    /// The attachments taken here that do not get to the centre, oldest first: of which record, why
    /// and what to do. One that two records name is told twice.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn attachments_set_aside(&self) -> Result<Vec<AttachmentSetAside>, LedgerError> {
        Ok(self.0.store.read(|reading| {
            let unsent = reading.attachments_set_aside()?.into_iter();
            let told = unsent.map(|UnsentAttachment { record, hash, trouble, saved_ms }| {
                let (label, zh, en) = (reading.label(&record)?, trouble.zh(), trouble.en());
                Ok(AttachmentSetAside {
                    record,
                    label,
                    attachment: hash,
                    trouble,
                    zh,
                    en,
                    saved_ms,
                })
            });
            told.collect::<Result<_, StoreError>>()
        })?)
    }

    /// Tries everything that was set aside once more (重试): own words go to the centre at the
    /// next sync and so do attachments, words of others pass this device's gate again. For after
    /// an upgrade, or once an
    /// administrator corrected a post. What still cannot be used stays set aside.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn retry_set_aside(&self) -> Result<Retried, LedgerError> {
        let (keys, now_ms) = (self.0.keys.as_ref(), self.0.clock.now_ms());
        let taking = Taking { vouched: Vouched::ByDevice, keys, now_ms };
        let mut retried = Retried::default();
        let (to_send, attachments) = self.0.store.write(|writing| {
            let to_send = writing.resend_refused()?;
            Ok::<_, StoreError>((to_send, writing.retry_attachments()?))
        })?;
        (retried.to_send, retried.attachments) = (to_send as u64, attachments);
        let mut after = 0;
        loop {
            let page = self.0.store.read(|reading| reading.quarantined(after, TOGETHER_MAX))?;
            let Some(last) = page.last() else { break };
            after = last.id;
            let open: Vec<_> =
                page.into_iter().filter(|row| row.retriable && !row.settled).collect();
            let bytes: Vec<Vec<u8>> = open.iter().map(|row| row.bytes.clone()).collect();
            let records = self.0.store.write(|writing| {
                let ingested = ingest(writing, &bytes, taking)?;
                for row in &open {
                    if writing.has_envelope(&Envelope::hash(&row.bytes))? {
                        writing.settle(row.id)?;
                        retried.taken += 1;
                    } else {
                        retried.left += 1;
                    }
                }
                Ok::<_, crate::store::StoreError>(ingested.records)
            })?;
            self.0.observers.tell(&News::Records(records));
        }
        self.0.observers.tell(&News::Outbox);
        Ok(retried)
    }
}
