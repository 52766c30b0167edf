//! Starts from a file: downloads it with resume, checks it, and takes it block by block.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use fangxian_protocol::key::Signer;
use fangxian_protocol::limits::SNAPSHOT_BYTES_MAX;
use fangxian_protocol::message::{Claim, SNAPSHOT_PATH};
use fangxian_protocol::snapshot::{Block, Manifest};
use sha2::{Digest, Sha256};

use super::event::Failure;
use super::ingest::{Ingested, Vouched};
use super::transport::Transport;
use crate::store::{Store, StoreError, Writing};

/// How envelopes are taken into the store.
type Ingest<'a> =
    &'a dyn Fn(&mut Writing<'_>, &[Vec<u8>], Vouched, i64) -> Result<Ingested, StoreError>;

/// Where the file is to be, if the centre really vouches for it.
///
/// # Errors
/// [`StoreError`] when the folder cannot be made.
pub(super) fn place(store: &Store, manifest: &Manifest) -> Result<Option<PathBuf>, StoreError> {
    let centre =
        store.read(|reading| Ok(reading.identity()?.and_then(|identity| identity.centre)))?;
    let vouched = centre.is_some_and(|centre| manifest.verify(&centre.key).is_ok());
    if !vouched || manifest.file_bytes > SNAPSHOT_BYTES_MAX as u64 {
        return Ok(None);
    }
    let folder = store.folder().join("snapshots");
    fs::create_dir_all(&folder).map_err(StoreError::from)?;
    Ok(Some(folder.join(manifest.file_name())))
}

/// Downloads what is missing of the file.
///
/// # Errors
/// [`Failure`]; what arrived is kept for the next try.
pub(super) async fn download<T: Transport>(
    transport: &T,
    signer: &dyn Signer,
    number: u64,
    manifest: &Manifest,
    path: &Path,
) -> Result<(), Failure> {
    let here = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if here >= manifest.file_bytes {
        return Ok(());
    }
    let full = |_| Failure::Store { retryable: false };
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(full)?;
    let route = format!("{SNAPSHOT_PATH}{}", manifest.file_name());
    let claim = Claim::sign(&route, number, signer).map_err(|_| Failure::CannotSign)?;
    let mut sink = |piece: &[u8]| file.write_all(piece);
    transport.fetch(&route, here, claim.to_string(), &mut sink).await?;
    Ok(())
}

/// Checks the file against its manifest and takes it; `None` when it is not the file vouched for.
///
/// # Errors
/// [`StoreError`]; blocks already taken stay taken and are known the next time.
pub(super) fn take(
    store: &Store,
    manifest: &Manifest,
    path: &Path,
    now_ms: i64,
    ingest: Ingest<'_>,
) -> Result<Option<Ingested>, StoreError> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(StoreError::from)?;
    let whole = <[u8; 32]>::from(Sha256::digest(&bytes)) == manifest.sha256;
    let all = if whole { take_blocks(store, &bytes, now_ms, ingest)? } else { None };
    if all.is_some() {
        store.write(|writing| writing.advance_cursor(manifest.through))?;
    }
    fs::remove_file(path).map_err(StoreError::from)?;
    Ok(all)
}

/// Takes every block, each in a transaction of its own; `None` when one cannot be read.
fn take_blocks(
    store: &Store,
    mut file: &[u8],
    now_ms: i64,
    ingest: Ingest<'_>,
) -> Result<Option<Ingested>, StoreError> {
    let mut all = Ingested::default();
    while !file.is_empty() {
        let Ok(Some(Block(envelopes))) = Block::take(&mut file) else { return Ok(None) };
        let taken =
            store.write(|writing| ingest(writing, &envelopes, Vouched::ByCentre, now_ms))?;
        all.add(taken);
    }
    Ok(Some(all))
}
