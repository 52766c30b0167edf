//! Starts from a file: downloads it with resume, checks it, and takes it block by block.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fangxian_protocol::id::Division;
use fangxian_protocol::limits::{SNAPSHOT_BLOCK_BYTES_MAX, SNAPSHOT_BYTES_MAX};
use fangxian_protocol::message::{Claim, SNAPSHOT_PATH};
use fangxian_protocol::snapshot::{Block, Manifest};
use sha2::{Digest, Sha256};

use super::event::Failure;
use super::heard::Ingested;
use super::ingest::{Taking, Vouched, ingest};
use super::outside::{Outside, blocking, next_number};
use super::transport::Transport;
use crate::crdt::unpack;
use crate::files;
use crate::store::{Store, StoreError};

const FOLDER: &str = "snapshots";

/// Fetches the file that a manifest vouches for, and takes it. A part that is here is gone on with;
/// what a loss of power left of it may not be what was written, so then it is fetched anew, once.
///
/// # Errors
/// [`Failure`]; what arrived is kept for the next try.
pub(super) async fn fetch<T: Transport>(
    outside: &Outside<T>,
    manifest: Manifest,
) -> Result<Ingested, Failure> {
    let vouched = manifest.clone();
    let path = blocking(outside, move |store| place(&store, &vouched)).await?;
    let path = path.ok_or(Failure::NotTheCentre)?;
    loop {
        let resumed = length(&path) > 0;
        download(outside, &manifest, &path).await?;
        let (now_ms, file, vouched) = (outside.clock.now_ms(), path.clone(), manifest.clone());
        let keys = outside.keys.clone();
        let taken = blocking(outside, move |store| {
            let taking = Taking { vouched: Vouched::ByCentre, keys: &keys, now_ms };
            take(&store, &vouched, &file, taking)
        })
        .await?;
        match taken {
            Some(ingested) => return Ok(ingested),
            None if resumed => {}
            None => return Err(Failure::NotTheCentre),
        }
    }
}

/// Removes files that were taken: the power may have gone before they were gone.
///
/// # Errors
/// [`StoreError`]; that costs room and nothing else.
pub(crate) fn remove_taken(store: &Store) -> Result<(), StoreError> {
    let folder = store.folder().join(FOLDER);
    if !folder.is_dir() {
        return Ok(());
    }
    let heard = store.read(|reading| reading.cursors())?;
    remove_if(&folder, |village, position| {
        heard.iter().any(|cursor| cursor.village == village && cursor.position >= position)
    })
}

/// Where the file is to be, if the centre really vouches for it. One that the centre offered
/// earlier for the same village is not gone on with.
fn place(store: &Store, manifest: &Manifest) -> Result<Option<PathBuf>, StoreError> {
    let centre =
        store.read(|reading| Ok(reading.identity()?.and_then(|identity| identity.centre)))?;
    let vouched = centre.is_some_and(|centre| manifest.verify(&centre.key).is_ok());
    if !vouched || manifest.file_bytes > SNAPSHOT_BYTES_MAX as u64 {
        return Ok(None);
    }
    let folder = store.folder().join(FOLDER);
    files::make_folder(&folder)?;
    remove_earlier(&folder, manifest)?;
    Ok(Some(folder.join(manifest.file_name())))
}

fn remove_earlier(folder: &Path, offered: &Manifest) -> Result<(), StoreError> {
    remove_if(folder, |village, position| {
        village == offered.through.village && position != offered.through.position
    })
}

fn remove_if(folder: &Path, unwanted: impl Fn(Division, u64) -> bool) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let named = Manifest::of_file_name(name);
        if named.is_some_and(|(village, position)| unwanted(village, position)) {
            files::remove(&path)?;
        }
    }
    Ok(())
}

/// Downloads what is missing of the file.
async fn download<T: Transport>(
    outside: &Outside<T>,
    manifest: &Manifest,
    path: &Path,
) -> Result<(), Failure> {
    let here = length(path);
    if here >= manifest.file_bytes {
        return Ok(());
    }
    let number = next_number(outside).await?;
    let mut file = files::Growing::at_end(path).map_err(unwritable)?;
    let route = format!("{SNAPSHOT_PATH}{}", manifest.file_name());
    let claim = Claim::sign(&route, number, outside.signer()?.as_ref());
    let claim = claim.map_err(|_| Failure::CannotSign)?;
    let mut failed = None;
    let mut sink = |piece: &[u8]| {
        file.append(piece).map_err(|error| {
            let kind = error.kind();
            failed = Some(unwritable(error));
            io::Error::from(kind)
        })
    };
    let fetched = outside.transport.fetch(&route, here, claim.to_string(), &mut sink).await;
    match failed {
        Some(failure) => Err(failure),
        None => Ok(fetched?),
    }
}

/// Checks the file against its manifest and takes it; `None` when it is not the file vouched for.
/// Blocks already taken stay taken and are known the next time.
fn take(
    store: &Store,
    manifest: &Manifest,
    path: &Path,
    taking: Taking<'_>,
) -> Result<Option<Ingested>, StoreError> {
    let bytes = fs::read(path)?;
    let whole = <[u8; 32]>::from(Sha256::digest(&bytes)) == manifest.sha256;
    let Some(all) = (if whole { take_blocks(store, &bytes, taking)? } else { None }) else {
        files::remove(path)?;
        return Ok(None);
    };
    store.write(|writing| writing.advance_cursor(manifest.through))?;
    // What is taken stays taken, and the next start removes what is left over.
    files::remove(path).ok();
    Ok(Some(all))
}

/// Takes every block, each in a transaction of its own; `None` when one cannot be read.
fn take_blocks(
    store: &Store,
    mut file: &[u8],
    taking: Taking<'_>,
) -> Result<Option<Ingested>, StoreError> {
    let mut all = Ingested::default();
    while !file.is_empty() {
        let Ok(Some(Block(batch))) = Block::take(&mut file) else { return Ok(None) };
        let Ok(entries) = unpack(&batch, SNAPSHOT_BLOCK_BYTES_MAX) else { return Ok(None) };
        all.add(store.write(|writing| ingest(writing, &entries, taking))?);
    }
    Ok(Some(all))
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn unwritable(error: io::Error) -> Failure {
    Failure::Store { retryable: StoreError::from(error).is_retryable() }
}

#[cfg(test)]
mod tests {
    use fangxian_protocol::key::SoftwareKey;
    use fangxian_protocol::log::Cursor;

    use super::*;

    #[test]
    fn a_part_of_a_file_that_is_no_longer_offered_is_removed_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["990101101204-500.fxs", "990101101204-900.fxs", "990101101201-500.fxs"];
        names.iter().for_each(|name| fs::write(folder.path().join(name), b"part").unwrap());
        let start = Cursor::start("990101101204".parse().unwrap());
        let key = SoftwareKey::from_seed(&[1; 32]);
        let offered =
            Manifest::of_file((Cursor { position: 900, ..start }, 900), b"whole", &key).unwrap();
        remove_earlier(folder.path(), &offered).unwrap();
        let left = names.map(|name| folder.path().join(name).exists());
        assert_eq!(left, [false, true, true]);
    }
}
