//! One plain file out of a damaged one and its write-ahead log, with a schema that can be read.
//!
//! Nothing here trusts a byte: pages that are missing become zeros, and every row is checked by
//! whoever reads it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::beside;

/// Every file of ours has pages of this size.
pub(super) const PAGE_BYTES: usize = 4096;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const LOG_HEADER_BYTES: u64 = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// One page of a file.
pub(super) type Page = [u8; PAGE_BYTES];

/// Makes at `image` one file of the database at `path` and its log, and opens it by `open`, which
/// says whether its tables can be read; `None` when there is no way to. `sound` is a file with the
/// same tables.
///
/// # Errors
/// When a file cannot be read at all or the image cannot be written.
pub fn readable<T>(
    path: &Path,
    image: &Path,
    sound: &Path,
    open: impl Fn(&Path) -> Option<T>,
) -> io::Result<Option<T>> {
    merge(path, image, &BTreeMap::new())?;
    if let Some(table) = open(image) {
        return Ok(Some(table));
    }
    // The pages that describe the tables are gone; a new file has the same ones.
    merge(path, image, &schema_pages(sound)?)?;
    if let Some(table) = open(image) {
        return Ok(Some(table));
    }
    merge(path, image, &BTreeMap::new())?;
    Ok(None)
}

/// Writes the database at `path`, as its log leaves it, to `out` as a file without a log.
///
/// `schema` are the pages that describe the tables, to be used in place of those found; empty to
/// use those found.
fn merge(path: &Path, out: &Path, schema: &BTreeMap<u32, Page>) -> io::Result<()> {
    let mut main = File::open(path)?;
    let mut log = File::open(beside(path, "-wal")).ok();
    let frames = log.as_mut().map(frames).transpose()?.unwrap_or_default();
    let pages_in_main = main.metadata()?.len().div_ceil(PAGE_BYTES as u64);
    let last_in_log = frames.keys().last().copied().unwrap_or_default();
    let pages = u32::try_from(pages_in_main).unwrap_or(u32::MAX).max(last_in_log).max(1);
    let mut out = BufWriter::new(File::create(out)?);
    for number in 1..=pages {
        let mut page = match (schema.get(&number), frames.get(&number), &mut log) {
            (Some(page), _, _) => *page,
            (None, Some(at_byte), Some(log)) => read_at(log, *at_byte)?,
            _ => read_at(&mut main, u64::from(number - 1) * PAGE_BYTES as u64)?,
        };
        if number == 1 {
            plain_header(&mut page, pages);
        }
        out.write_all(&page)?;
    }
    out.flush()
}

/// The pages of a sound file that describe its tables: the first, and those right under it.
fn schema_pages(path: &Path) -> io::Result<BTreeMap<u32, Page>> {
    let mut file = File::open(path)?;
    let first = read_at(&mut file, 0)?;
    let mut pages = BTreeMap::from([(1, first)]);
    for child in children(&first) {
        let at_byte = u64::from(child.saturating_sub(1)) * PAGE_BYTES as u64;
        pages.insert(child, read_at(&mut file, at_byte)?);
    }
    Ok(pages)
}

/// Reads a whole page; what lies beyond the end of the file is zeros.
pub(super) fn read_at(file: &mut File, at_byte: u64) -> io::Result<Page> {
    let mut page = [0; PAGE_BYTES];
    file.seek(SeekFrom::Start(at_byte))?;
    let mut filled = 0;
    while filled < PAGE_BYTES {
        match file.read(&mut page[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // A bad block: the rest of the page is lost, the rest of the file is not.
            Err(_) => break,
        }
    }
    Ok(page)
}

/// Four big-endian bytes of a page.
pub(super) fn u32_at(bytes: &[u8], at_byte: usize) -> Option<u32> {
    let four = bytes.get(at_byte..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}

/// Two big-endian bytes of a page.
pub(super) fn u16_at(bytes: &[u8], at_byte: usize) -> Option<usize> {
    let two = bytes.get(at_byte..)?.first_chunk::<2>()?;
    Some(usize::from(u16::from_be_bytes(*two)))
}

/// Where in the log the newest committed copy of each page lies.
fn frames(log: &mut File) -> io::Result<BTreeMap<u32, u64>> {
    let length = log.metadata()?.len();
    let header = read_at(log, 0)?;
    let salts = &header[16..24];
    let (mut committed, mut open) = (BTreeMap::new(), BTreeMap::new());
    let frame_bytes = (FRAME_HEADER_BYTES + PAGE_BYTES) as u64;
    let mut at_byte = LOG_HEADER_BYTES;
    while at_byte + frame_bytes <= length {
        let frame = read_at(log, at_byte)?;
        let (number, size) = (u32_at(&frame, 0), u32_at(&frame, 4));
        // Frames of an earlier round of the log have other salts and end this one.
        if &frame[8..16] != salts {
            break;
        }
        if let Some(number @ 1..) = number {
            open.insert(number, at_byte + FRAME_HEADER_BYTES as u64);
        }
        if size.is_some_and(|size| size > 0) {
            committed.append(&mut open);
        }
        at_byte += frame_bytes;
    }
    Ok(committed)
}

/// Makes the first page say: no log, and as many pages as there are.
fn plain_header(page: &mut Page, pages: u32) {
    page[..16].copy_from_slice(MAGIC);
    page[18] = 1;
    page[19] = 1;
    page[28..32].copy_from_slice(&pages.to_be_bytes());
    let changes: [u8; 4] = [page[24], page[25], page[26], page[27]];
    page[92..96].copy_from_slice(&changes);
}

/// The pages under an interior first page; none when it has no pages under it.
fn children(first: &Page) -> Vec<u32> {
    const TREE: usize = 100;
    const INTERIOR: u8 = 5;
    if first[TREE] != INTERIOR {
        return Vec::new();
    }
    let count = u16_at(first, TREE + 3).unwrap_or_default();
    let cell = |place: usize| u16_at(first, TREE + 12 + place * 2);
    let left = (0..count).filter_map(|place| u32_at(first, cell(place)?));
    left.chain(u32_at(first, TREE + 8)).collect()
}
