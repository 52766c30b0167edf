//! Attachments: their bytes are on disk before the fact that names them (D12).

use std::path::PathBuf;

use fangxian_protocol::id::{EvidenceHash, RecordId};
use fangxian_protocol::limits::ATTACHMENT_BYTES_MAX;
use fangxian_protocol::scalar::Scalar;
use sha2::{Digest, Sha256};

use super::act::{Basis, Deed, Saved};
use super::draft::Attachment;
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::record::Props;
use crate::store::{Attachments, StoreError};

/// Longest media type and role of an attachment.
const WORD_BYTES_MAX: usize = 64;

impl Ledger {
    /// Adds a photo, voice note or document to a record (补充证据). Evidence only grows.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`]; [`LedgerError::Store`] when the disk is full: then nothing of
    /// it was saved.
    pub fn add_evidence(
        &self,
        record: RecordId,
        attachment: &Attachment,
    ) -> Result<Saved, LedgerError> {
        let evidence = vec![self.keep(attachment)?];
        self.act(record, Deed { evidence, ..Deed::default() }, Basis::Latest)
    }

    /// The file that holds an attachment's bytes on this device; `None` while they are elsewhere.
    pub fn attachment(&self, hash: &EvidenceHash) -> Option<PathBuf> {
        self.attachments().file(hash)
    }

    /// Keeps an attachment's bytes, fsynced, and returns what the record says of it.
    pub(super) fn keep(
        &self,
        attachment: &Attachment,
    ) -> Result<(EvidenceHash, Props), LedgerError> {
        if attachment.mime.len() > WORD_BYTES_MAX || attachment.role.len() > WORD_BYTES_MAX {
            return Err(LedgerError::BadInput {
                field: "attachment",
                next: "give a media type such as image/jpeg and a role such as before",
                next_zh: "请注明附件类型(如 image/jpeg)和用途(如整改前)。",
            });
        }
        if attachment.bytes.is_empty() || attachment.bytes.len() > ATTACHMENT_BYTES_MAX {
            return Err(LedgerError::BadInput {
                field: "attachment",
                next: "give a photo or document of at most 10 MiB; make it smaller first",
                next_zh: "附件要在10 MiB以内且不能是空的,请先压缩。",
            });
        }
        let hash = EvidenceHash(Sha256::digest(&attachment.bytes).into());
        self.attachments().keep(&hash, &attachment.bytes).map_err(StoreError::from)?;
        let bytes = i64::try_from(attachment.bytes.len()).unwrap_or(i64::MAX);
        let props = [
            ("mime", Scalar::from(attachment.mime.as_str())),
            ("role", Scalar::from(attachment.role.as_str())),
            ("bytes", Scalar::from(bytes)),
            ("at", Scalar::from(self.0.clock.now_ms())),
            ("by", Scalar::from(self.me()?.person.as_str())),
        ];
        let props = props.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Ok((hash, props))
    }

    fn attachments(&self) -> Attachments {
        Attachments::of(&self.0.folder)
    }
}
