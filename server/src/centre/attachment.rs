//! Takes attachments in, piece by piece, and keeps those that are what their hash says (D12).
//!
//! Only what a record names is taken, and only from someone who may see such a record.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fangxian::files;
use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::limits::ATTACHMENT_BYTES_MAX;
use fangxian_protocol::message::{ATTACHMENT_PATH, Claim};
use fangxian_protocol::problem::ProblemCode;
use sha2::{Digest, Sha256};

use super::parts::{Parts, Piece, append, length};
use super::{Caller, Centre, Refused};
use crate::storage::{ArrivedAttachment, StorageError};

pub(super) const FOLDER: &str = "attachments";
/// What the name of a whole attachment ends in until it is sure to last.
const WHOLE: &str = "whole";
const DAY_MS: i64 = 86_400_000;
/// Nobody goes on with a part that was left alone for so long: thirty days.
const ABANDONED_AFTER: Duration = Duration::from_millis(30 * DAY_MS as u64);

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// So many bytes are here.
    pub offset: u64,
    /// They are all, and are what the hash says.
    pub whole: bool,
}

impl Centre {
    /// How far the upload of the attachment at `path` is.
    ///
    /// # Errors
    /// [`Refused`]: who asks may not, or nothing they may see names it.
    pub fn attachment_held(&self, path: &str, claim: Claim) -> Result<Held, Refused> {
        let (caller, hash, whole) = self.asked(path, claim)?;
        if let Some(held) = whole {
            return Ok(held);
        }
        let offset = length(&self.parts().place(caller.id, hash)).map_err(unwritable)?;
        Ok(Held { offset, whole: false })
    }

    /// Takes a piece in. With the last one the attachment is checked, and the logs of every
    /// record that names it say so.
    ///
    /// # Errors
    /// [`Refused`] as above, and: the piece does not begin where the centre stands, the whole is
    /// not what the hash says, or it is too much for one device and day.
    pub fn attachment_append(
        &self,
        path: &str,
        claim: Claim,
        piece: Piece<'_>,
    ) -> Result<Held, Refused> {
        let (caller, hash, whole) = self.asked(path, claim)?;
        if let Some(held) = whole {
            return Ok(held);
        }
        if piece.total > ATTACHMENT_BYTES_MAX as u64 {
            return Err(ProblemCode::TooLarge.into());
        }
        if piece.total == 0 {
            return Err(ProblemCode::AttachmentDiffers.into());
        }
        self.drive.check().map_err(|_| ProblemCode::Unavailable)?;
        let begun = self.parts().others(caller.id, hash).map_err(unwritable)?;
        let since_ms = self.clock.now_ms() - DAY_MS;
        self.registry.has_room((caller.id, hash), (piece.total, begun), since_ms)?;
        let _alone = self.uploads.alone(hash)?;
        let part = self.parts().place(caller.id, hash);
        let end = piece.offset.saturating_add(piece.bytes.len() as u64);
        match length(&part).map_err(unwritable)? {
            // Nobody who says how long it really is could ever go on with it.
            here if here > piece.total => return Err(begin_anew(&part)),
            _ if end > piece.total => return Err(ProblemCode::TooLarge.into()),
            here if here != piece.offset => return Err(ProblemCode::WrongOffset.into()),
            _ => {}
        }
        if !piece.bytes.is_empty() {
            append(&part, piece).map_err(unwritable)?;
        }
        if end < piece.total {
            return Ok(Held { offset: end, whole: false });
        }
        let bytes = fs::read(&part).map_err(unwritable)?;
        if <[u8; 32]>::from(Sha256::digest(&bytes)) != hash.0 {
            return Err(begin_anew(&part));
        }
        // Written anew: of a part that was once not flushed for a fault of the drive, no later
        // flush says whether it is there, however well it reads.
        let place = self.place(hash);
        files::make_folder(&self.registry.dir().join(FOLDER)).map_err(unwritable)?;
        files::put(&place, &place.with_extension(WHOLE), &bytes).map_err(unwritable)?;
        let arrived =
            ArrivedAttachment { hash, bytes: end, device: caller.id, at_ms: self.clock.now_ms() };
        self.gate.arrived(&caller, arrived)?;
        // What is left of it is removed with abandoned parts.
        files::remove(&part).ok();
        Ok(Held { offset: end, whole: true })
    }

    /// Removes what is left of uploads that ended, and parts that nobody went on with for a month:
    /// whoever comes back later begins anew. Returns how many there were.
    ///
    /// # Errors
    /// [`Refused`] when a folder or the database cannot be read.
    pub fn remove_abandoned_uploads(&self) -> Result<usize, Refused> {
        let mut removed = 0;
        for (path, metadata) in self.parts().all().map_err(unwritable)? {
            removed += usize::from(self.removes(&path, &metadata)?);
        }
        // What was whole and not yet sure to last when the power went.
        let folder = self.registry.dir().join(FOLDER);
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.map_err(unwritable)?;
            let (path, metadata) = (entry.path(), entry.metadata().map_err(unwritable)?);
            if path.extension().is_some_and(|extension| extension == WHOLE) {
                removed += usize::from(self.removes(&path, &metadata)?);
            }
        }
        Ok(removed)
    }

    /// Removes a file that is named by an attachment and is of no more use; whether it was.
    fn removes(&self, path: &Path, metadata: &fs::Metadata) -> Result<bool, Refused> {
        let named = path.file_stem().and_then(|name| name.to_str()?.parse().ok());
        let Some(hash) = named else { return Ok(false) };
        let Ok(_alone) = self.uploads.alone(hash) else { return Ok(false) };
        let changed = metadata.modified().map_err(unwritable)?;
        let is_here = self.registry.storage().attachment(hash)?.is_some();
        if is_here || self.is_long_ago(changed) {
            files::remove(path).map_err(unwritable)?;
            return Ok(true);
        }
        Ok(false)
    }

    fn is_long_ago(&self, changed: SystemTime) -> bool {
        let now = UNIX_EPOCH + Duration::from_millis(self.clock.now_ms().unsigned_abs());
        now.duration_since(changed).is_ok_and(|age| age > ABANDONED_AFTER)
    }

    /// Who asks for which attachment, if a record they may see names it; and whether it is whole,
    /// if they may know.
    fn asked(
        &self,
        path: &str,
        claim: Claim,
    ) -> Result<(Caller, EvidenceHash, Option<Held>), Refused> {
        let caller = self.authenticate_path(path, claim)?;
        let hash = path.strip_prefix(ATTACHMENT_PATH).and_then(|text| text.parse().ok());
        let hash: EvidenceHash = hash.ok_or(ProblemCode::NotFound)?;
        let storage = self.registry.storage();
        let shown =
            storage.is_shown(hash, &caller.device.scopes())?.ok_or(ProblemCode::NotFound)?;
        // Whoever only names what others sent is told nothing of it: they send it themselves.
        let here = if shown { storage.attachment(hash)? } else { None };
        Ok((caller, hash, here.map(|offset| Held { offset, whole: true })))
    }

    /// Where an attachment lies that is whole.
    fn place(&self, hash: EvidenceHash) -> PathBuf {
        self.registry.dir().join(FOLDER).join(hash.to_string())
    }

    fn parts(&self) -> Parts {
        Parts::of(self.registry.dir())
    }
}

/// What is here is of no use.
fn begin_anew(part: &Path) -> Refused {
    match files::remove(part) {
        Ok(()) => ProblemCode::AttachmentDiffers.into(),
        Err(error) => unwritable(error),
    }
}

fn unwritable(error: io::Error) -> Refused {
    StorageError { reason: format!("attachment file: {error}") }.into()
}
