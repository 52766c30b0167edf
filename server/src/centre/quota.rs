//! How many bytes of attachments the centre keeps: in all, of a village, and of a person. Whoever
//! has reached it keeps their photos on the phone, and the operator is told.

use fangxian_protocol::id::{DeviceId, EvidenceHash};
use fangxian_protocol::limits::ATTACHMENT_BYTES_PER_DAY_MAX;
use fangxian_protocol::problem::ProblemCode;

use super::Refused;
use crate::registry::Registry;
use crate::storage::{Kept, StorageError};

const GIB: u64 = 1024 * 1024 * 1024;

/// The most bytes of attachments that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Of one person, whatever their phones are called.
    pub person: u64,
    /// Of the records of one village.
    pub village: u64,
    /// Of everyone.
    pub centre: u64,
}

impl Default for Quotas {
    fn default() -> Self {
        Self { person: 16 * GIB, village: 64 * GIB, centre: 1024 * GIB }
    }
}

impl Quotas {
    /// Each with the name of its setting.
    fn named(&mut self) -> [(&'static str, &mut u64); 3] {
        [
            ("quota_person_bytes", &mut self.person),
            ("quota_village_bytes", &mut self.village),
            ("quota_centre_bytes", &mut self.centre),
        ]
    }
}

impl Registry {
    /// The quotas that hold now.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn quotas(&self) -> Result<Quotas, StorageError> {
        let mut quotas = Quotas::default();
        for (name, bytes) in quotas.named() {
            let set = self.storage().setting(name)?;
            *bytes = set.and_then(|set| set.parse().ok()).unwrap_or(*bytes);
        }
        Ok(quotas)
    }

    /// Sets them, for the running centre too.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn set_quotas(&self, mut quotas: Quotas) -> Result<(), StorageError> {
        quotas
            .named()
            .into_iter()
            .try_for_each(|(name, bytes)| self.storage().put_setting(name, &bytes.to_string()))
    }

    /// Whether an attachment of so many bytes may still come from a device; `begun` is what it
    /// sends beside it, `since_ms` when the day began.
    pub(super) fn has_room(
        &self,
        (device, hash): (DeviceId, EvidenceHash),
        (bytes, begun): (u64, u64),
        since_ms: i64,
    ) -> Result<(), Refused> {
        let kept = self.storage().kept((device, hash), since_ms)?;
        let more = begun.saturating_add(bytes);
        if kept.today.saturating_add(more) > ATTACHMENT_BYTES_PER_DAY_MAX {
            return Err(ProblemCode::UploadsFull.into());
        }
        let quotas = self.quotas()?;
        let Kept { person, village, centre, .. } = kept;
        let full = [
            ("person", person, quotas.person),
            ("village", village, quotas.village),
            ("centre", centre, quotas.centre),
        ];
        let full = full.into_iter().find(|(_, kept, most)| kept.saturating_add(more) > *most);
        if let Some((whose, kept, most)) = full {
            tracing::warn!(%device, whose, kept, most, "no room for more attachments");
            return Err(ProblemCode::AttachmentsFull.into());
        }
        Ok(())
    }
}
