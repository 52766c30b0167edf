//! Takes attachments in, piece by piece, and keeps those that are what their hash says (D12).
//!
//! Only what a record names is taken, and only from someone who may see such a record.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::limits::{ATTACHMENT_BYTES_MAX, ATTACHMENT_BYTES_PER_DAY_MAX};
use fangxian_protocol::message::{ATTACHMENT_PATH, Claim};
use fangxian_protocol::problem::ProblemCode;
use sha2::{Digest, Sha256};

use super::{Caller, Centre, Refused};
use crate::storage::{ArrivedAttachment, StorageError};

pub(super) const FOLDER: &str = "attachments";
const READ_BYTES: usize = 64 * 1024;
const DAY_MS: i64 = 86_400_000;

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// So many bytes are here.
    pub offset: u64,
    /// They are all, and are what the hash says.
    pub whole: bool,
}

/// A piece of an attachment.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Where it begins.
    pub offset: u64,
    /// How long the attachment is.
    pub total: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl Centre {
    /// How far the upload of the attachment at `path` is.
    ///
    /// # Errors
    /// [`Refused`]: who asks may not, or nothing they may see names it.
    pub fn attachment_held(&self, path: &str, claim: Claim) -> Result<Held, Refused> {
        let (_, hash, whole) = self.asked(path, claim)?;
        if let Some(held) = whole {
            return Ok(held);
        }
        let offset = length(&self.place(hash)).map_err(unwritable)?;
        Ok(Held { offset, whole: false })
    }

    /// Takes a piece in. With the last one the attachment is checked, and every record that names
    /// it is told by a fact of the centre.
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
        let end = piece.offset.saturating_add(piece.bytes.len() as u64);
        if piece.total > ATTACHMENT_BYTES_MAX as u64 || end > piece.total {
            return Err(ProblemCode::TooLarge.into());
        }
        let today = self.registry.storage().uploaded(caller.id, self.clock.now_ms() - DAY_MS)?;
        if today.saturating_add(piece.total) > ATTACHMENT_BYTES_PER_DAY_MAX {
            return Err(ProblemCode::UploadsFull.into());
        }
        let _alone = self.uploads.alone(hash)?;
        let place = self.place(hash);
        match length(&place).map_err(unwritable)? {
            here if here > piece.total => return Err(begin_anew(&place)),
            here if here != piece.offset => return Err(ProblemCode::WrongOffset.into()),
            _ => {}
        }
        append(&place, piece).map_err(unwritable)?;
        if end < piece.total {
            return Ok(Held { offset: end, whole: false });
        }
        if !is(&place, hash).map_err(unwritable)? {
            return Err(begin_anew(&place));
        }
        make_durable(&place).map_err(unwritable)?;
        let arrived =
            ArrivedAttachment { hash, bytes: end, device: caller.id, at_ms: self.clock.now_ms() };
        self.gate.arrived(&caller, arrived)?;
        Ok(Held { offset: end, whole: true })
    }

    /// Who asks for which attachment, if a record they may see names it; and whether it is whole.
    fn asked(
        &self,
        path: &str,
        claim: Claim,
    ) -> Result<(Caller, EvidenceHash, Option<Held>), Refused> {
        let caller = self.authenticate_path(path, claim)?;
        let hash = path.strip_prefix(ATTACHMENT_PATH).and_then(|text| text.parse().ok());
        let hash: EvidenceHash = hash.ok_or(ProblemCode::NotFound)?;
        let storage = self.registry.storage();
        let heard = storage.villages_naming(hash)?;
        if !heard.into_iter().any(|village| caller.device.covers(village)) {
            return Err(ProblemCode::NotFound.into());
        }
        let whole = storage.attachment(hash)?.map(|offset| Held { offset, whole: true });
        Ok((caller, hash, whole))
    }

    fn place(&self, hash: EvidenceHash) -> PathBuf {
        self.registry.dir().join(FOLDER).join(hash.to_string())
    }
}

fn length(place: &Path) -> io::Result<u64> {
    match fs::metadata(place) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// Writes a piece at the end of the file; when the disk is full, none of it.
fn append(place: &Path, piece: Piece<'_>) -> io::Result<()> {
    fs::create_dir_all(place.parent().unwrap_or(Path::new(".")))?;
    let mut file = OpenOptions::new().create(true).append(true).open(place)?;
    file.write_all(piece.bytes).inspect_err(|_| {
        file.set_len(piece.offset).ok();
    })
}

fn is(place: &Path, hash: EvidenceHash) -> io::Result<bool> {
    let (mut file, mut sha256) = (File::open(place)?, Sha256::new());
    let mut piece = vec![0; READ_BYTES];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            here => sha256.update(&piece[..here]),
        }
    }
    Ok(<[u8; 32]>::from(sha256.finalize()) == hash.0)
}

/// What is here is of no use.
fn begin_anew(place: &Path) -> Refused {
    match fs::remove_file(place) {
        Ok(()) => ProblemCode::AttachmentDiffers.into(),
        Err(error) => unwritable(error),
    }
}

fn make_durable(place: &Path) -> io::Result<()> {
    File::open(place)?.sync_all()?;
    File::open(place.parent().unwrap_or(Path::new(".")))?.sync_all()
}

fn unwritable(error: io::Error) -> Refused {
    StorageError { reason: format!("attachment file: {error}") }.into()
}
