//! What is here of attachments that are being sent: of each device for itself, so that nobody can
//! spoil or lengthen what another sends, and together no more than a device may send in a day.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fangxian::files;
use fangxian_protocol::id::{DeviceId, EvidenceHash};

const FOLDER: &str = "attachment-parts";
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

/// The least a part counts for, so that a device has at most 256 of them: a file costs room and
/// time even when nothing is in it.
const COUNTED_BYTES_MIN: u64 = 2 * 1024 * 1024;

/// The parts of a centre.
pub(super) struct Parts(PathBuf);

impl Parts {
    /// Those of the centre in `dir`.
    pub(super) fn of(dir: &Path) -> Self {
        Self(dir.join(FOLDER))
    }

    /// Where a device's pieces of an attachment are put together.
    pub(super) fn place(&self, device: DeviceId, hash: EvidenceHash) -> PathBuf {
        self.0.join(device.to_string()).join(hash.to_string())
    }

    /// How many bytes a device has here in other parts than this one.
    pub(super) fn others(&self, device: DeviceId, hash: EvidenceHash) -> io::Result<u64> {
        let place = self.place(device, hash);
        let mut bytes = 0_u64;
        for (path, metadata) in entries(place.parent().unwrap_or(&self.0))? {
            if path != place {
                bytes = bytes.saturating_add(metadata.len().max(COUNTED_BYTES_MIN));
            }
        }
        Ok(bytes)
    }

    /// Every part, with what the system says of it.
    pub(super) fn all(&self) -> io::Result<Vec<(PathBuf, fs::Metadata)>> {
        let mut all = Vec::new();
        for (device, _) in entries(&self.0)? {
            all.extend(entries(&device)?);
        }
        Ok(all)
    }
}

/// How long a part is; 0 when there is none.
pub(super) fn length(place: &Path) -> io::Result<u64> {
    match fs::metadata(place) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// Writes a piece at the end of a part; when the disk is full, none of it.
pub(super) fn append(place: &Path, piece: Piece<'_>) -> io::Result<()> {
    files::make_folder(place.parent().unwrap_or(Path::new(".")))?;
    let mut file = files::Growing::at_end(place)?;
    file.append(piece.bytes).inspect_err(|_| {
        file.cut(piece.offset).ok();
    })
}

fn entries(folder: &Path) -> io::Result<Vec<(PathBuf, fs::Metadata)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    entries
        .map(|entry| {
            let entry = entry?;
            Ok((entry.path(), entry.metadata()?))
        })
        .collect()
}
