//! A damaged database: set aside, never deleted, and what is intact in it taken in again. What is
//! lost, phones bring back.
//!
//! The new file is complete before the damaged one is moved: stopped before, the command is given
//! again; stopped later, the next start finishes it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use fangxian_protocol::entry::Entry;
use fangxian_protocol::id::{Division, EvidenceHash};
use fangxian_protocol::message::RefusalCode;
use sha2::{Digest, Sha256};

use super::attachment;
use super::documents::Documents;
use super::judge::Judge;
use super::voice::Voice;
use crate::clock::now_ms;
use crate::registry::database::{self, DATABASE_FILE, SALVAGING_FILE};
use crate::registry::{OpenError, Registry};
use crate::storage::sqlite::{Salvage, Salvaged, Sqlite};
use crate::storage::{ArrivedAttachment, Quarantined, Step, Storage, StorageError};

const IMAGE: &str = "centre.sqlite.image";
/// Entries taken in together.
const TOGETHER: usize = 500;

/// What a salvage did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SalvageReport {
    /// Where the damaged file is now, unchanged.
    pub set_aside: PathBuf,
    /// Envelopes, and entries of what arrived, found intact and taken in again.
    pub kept: u64,
    /// Envelopes found intact that follow lost ones: in quarantine until those are back.
    pub waiting: u64,
    /// Envelopes known to have been there and not found intact.
    pub lost: u64,
    /// Tables with rows that could not be read.
    pub gaps: Vec<&'static str>,
}

/// Makes a sound database of the damaged one of the centre in `dir`. `tell` hears how many of how
/// many envelopes were looked at. The centre must not be running.
///
/// # Errors
/// [`OpenError`]; then the damaged file is where it was.
pub fn salvage(dir: &Path, tell: &mut dyn FnMut(u64, u64)) -> Result<SalvageReport, OpenError> {
    let (damaged, fresh, image) =
        (dir.join(DATABASE_FILE), dir.join(SALVAGING_FILE), dir.join(IMAGE));
    database::finish(dir)?;
    database::discard(&fresh)?;
    let sound = Sqlite::open(&fresh)?;
    sound.checkpoint()?;
    let mut found = Salvage::of(&damaged, &image, &fresh)?;
    let gaps = found.copy_rows(&sound)?;
    sound.close()?;
    let registry = Registry::open_database(dir, SALVAGING_FILE)?;
    registry.certify_again()?;
    take_stock(&registry)?;
    let (kept, waiting, gone) = readmit(&registry, &mut found, tell)?;
    registry.storage().check_sound()?;
    let lost = found.expected().saturating_sub(kept + waiting + gone);
    drop((registry, found));
    Sqlite::open(&fresh)?.close()?;
    database::discard(&image)?;
    let set_aside = database::replace(dir)?;
    Ok(SalvageReport { set_aside, kept, waiting, lost, gaps })
}

/// Notes the attachments that lie whole in their folder and whose rows were lost, as if the centre
/// had brought them itself.
fn take_stock(registry: &Registry) -> Result<(), OpenError> {
    let folder = registry.dir().join(attachment::FOLDER);
    let file = |source| OpenError::File { path: folder.clone(), source };
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(file)?,
    };
    let storage = registry.storage();
    for entry in entries {
        let entry = entry.map_err(file)?;
        let Some(hash) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if storage.attachment(hash)?.is_some() {
            continue;
        }
        let bytes = fs::read(entry.path()).map_err(file)?;
        if EvidenceHash(Sha256::digest(&bytes).into()) == hash {
            let (bytes, device) = (bytes.len() as u64, registry.voice().public_key().device());
            let here = ArrivedAttachment { hash, bytes, device, at_ms: now_ms() };
            storage.commit(&[Step::Attachment(here)])?;
        }
    }
    Ok(())
}

/// Takes the entries in again, oldest first: how many, how many have to wait, and how many tell of
/// attachments that are here no more, or of records that are not back.
fn readmit(
    registry: &Registry,
    found: &mut Salvage,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<(u64, u64, u64), StorageError> {
    let storage: &Arc<dyn Storage> = registry.storage();
    let roster = registry.roster()?;
    let mut voice = Voice::new(registry.voice().clone());
    let mut documents = Documents::new(storage.clone(), voice.device());
    let ids = found.ids();
    let (mut kept, mut waiting, mut gone, mut left) = (0, 0, 0, ids.as_slice());
    while !left.is_empty() {
        let mut all = Vec::new();
        for id in &left[..left.len().min(TOGETHER)] {
            all.push(found.entry(*id)?);
        }
        let mut judge = Judge::new(storage.as_ref(), (&mut documents, &mut voice), now_ms());
        judge.look_for(all.iter().flatten().map(|one| one.entry.record()))?;
        let mut aside = Vec::new();
        for one in all {
            left = &left[1..];
            let Some(one) = one else { continue };
            let said = (&one.entry, one.bytes.as_slice());
            match judge.readmit(&roster, said, (one.doubt, one.at_ms))? {
                Ok(()) => kept += 1,
                Err((code, detail)) => match set_aside_step(one, code, detail) {
                    Some(step) => aside.push(step),
                    None => gone += 1,
                },
            }
            if judge.is_full() {
                break;
            }
        }
        waiting += aside.len() as u64;
        let mut steps = judge.finish();
        steps.extend(aside);
        storage.commit(&steps)?;
        documents.trim();
        tell(kept + waiting + gone, ids.len() as u64);
    }
    storage.count_kept()?;
    // Who brought an attachment, or named it first, may know that it is here, and so may all who
    // hear what they hear: the next start tells the records whose arrival was lost.
    for (hash, device, home) in storage.senders()? {
        let mut scopes = roster.device(device).map(|device| device.scopes()).unwrap_or_default();
        scopes.extend(home.map(Division::scope));
        storage.commit(&[Step::Shown { hash, scopes }])?;
    }
    Ok((kept, waiting, gone))
}

/// A word that cannot be taken in again is kept; what arrived and is here is said anew.
fn set_aside_step(one: Salvaged, code: RefusalCode, detail: &str) -> Option<Step> {
    let Entry::Word(envelope) = one.entry else { return None };
    let header = envelope.header;
    Some(Step::Quarantine(Quarantined {
        carrier: header.device,
        hash: super::name_of(&one.bytes),
        code,
        detail: detail.to_owned(),
        names: Some((header.record, header.change, header.device)),
        bytes: one.bytes,
        at_ms: one.at_ms,
    }))
}
