//! Rows straight from the pages of a file, whatever became of the trees that led to them.

use std::fs::File;
use std::io;

use fangxian_protocol::limits::ENVELOPE_BYTES_MAX;

use super::image::{PAGE_BYTES, Page, read_at, u16_at, u32_at};

const TABLE_LEAF: u8 = 13;
/// The largest envelope, with room for what its row says beside it.
const PAYLOAD_BYTES_MAX: usize = ENVELOPE_BYTES_MAX + PAGE_BYTES;

/// Where a row lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    page: u32,
    cell: usize,
}

/// A row as it lies on its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Where.
    pub spot: Spot,
    /// Its row id.
    pub id: i64,
    /// Its values; that of an integer primary key is the row id, and `Other` here.
    pub columns: Vec<Column>,
}

/// One value of a row, as far as envelopes need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// A whole number.
    Integer(i64),
    /// Bytes.
    Blob(Vec<u8>),
    /// A text.
    Text(String),
    /// Null, or what no envelope row has.
    Other,
}

/// Every row on page `number` that looks like one, one at a time: each may claim to be long.
pub(super) fn rows(file: &mut File, number: u32) -> io::Result<impl Iterator<Item = RawRow>> {
    let page = read_at(file, offset(number))?;
    let tree = tree(number);
    let cells = match page[tree] == TABLE_LEAF {
        true => u16_at(&page, tree + 3).unwrap_or_default().min(PAGE_BYTES / 2),
        false => 0,
    };
    Ok((0..cells).filter_map(move |cell| read(file, &page, Spot { page: number, cell })))
}

/// The row at `spot`, if there still is one.
///
/// # Errors
/// When the file cannot be read.
pub fn row(file: &mut File, spot: Spot) -> io::Result<Option<RawRow>> {
    let page = read_at(file, offset(spot.page))?;
    Ok(read(file, &page, spot))
}

fn read(file: &mut File, page: &Page, spot: Spot) -> Option<RawRow> {
    let at_byte = u16_at(page, tree(spot.page) + 8 + spot.cell * 2)?;
    let mut rest = page.get(at_byte..)?;
    let length = usize::try_from(varint(&mut rest)?).ok()?;
    let id = varint(&mut rest)?;
    let payload = payload(file, rest, length)?;
    let columns = columns(&payload)?;
    Some(RawRow { spot, id, columns })
}

/// The payload of a cell: what lies on its page, and the rest from overflow pages.
fn payload(file: &mut File, cell: &[u8], length: usize) -> Option<Vec<u8>> {
    const MOST: usize = PAGE_BYTES - 35;
    const LEAST: usize = (PAGE_BYTES - 12) * 32 / 255 - 23;
    if length > PAYLOAD_BYTES_MAX {
        return None;
    }
    if length <= MOST {
        return cell.get(..length).map(<[u8]>::to_vec);
    }
    let fitting = LEAST + (length - LEAST) % (PAGE_BYTES - 4);
    let here = if fitting <= MOST { fitting } else { LEAST };
    let mut out = cell.get(..here)?.to_vec();
    let mut next = u32_at(cell, here)?;
    while out.len() < length {
        let page = read_at(file, offset(next)).ok()?;
        let more = (length - out.len()).min(PAGE_BYTES - 4);
        out.extend_from_slice(page.get(4..4 + more)?);
        next = u32_at(&page, 0)?;
    }
    Some(out)
}

fn columns(payload: &[u8]) -> Option<Vec<Column>> {
    let mut header = payload;
    let header_bytes = usize::try_from(varint(&mut header)?).ok()?;
    let used = payload.len() - header.len();
    let mut header = payload.get(used..header_bytes)?;
    let mut body = payload.get(header_bytes..)?;
    let mut out = Vec::new();
    while !header.is_empty() {
        let sort = varint(&mut header)?;
        out.push(column(sort, &mut body)?);
    }
    Some(out)
}

/// One value of a serial type.
fn column(sort: i64, body: &mut &[u8]) -> Option<Column> {
    let integer_bytes = match sort {
        1..=4 => Some(usize::try_from(sort).ok()?),
        5 => Some(6),
        6 => Some(8),
        _ => None,
    };
    if let Some(count) = integer_bytes {
        let bytes = take(body, count)?;
        let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
        let start = if negative { -1_i64 } else { 0 };
        let number = bytes.iter().fold(start, |sum, byte| sum << 8 | i64::from(*byte));
        return Some(Column::Integer(number));
    }
    match sort {
        8 => Some(Column::Integer(0)),
        9 => Some(Column::Integer(1)),
        0 => Some(Column::Other),
        7 => take(body, 8).map(|_| Column::Other),
        12.. => {
            let bytes = take(body, usize::try_from((sort - 12) / 2).ok()?)?;
            let bytes = bytes.to_vec();
            if sort % 2 == 0 {
                return Some(Column::Blob(bytes));
            }
            Some(String::from_utf8(bytes).map_or(Column::Other, Column::Text))
        }
        _ => None,
    }
}

fn take<'a>(body: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = body.split_at_checked(count)?;
    *body = rest;
    Some(taken)
}

/// SQLite's variable-length number: seven bits a byte, all eight of the ninth.
fn varint(rest: &mut &[u8]) -> Option<i64> {
    let mut number = 0_u64;
    for place in 0..9 {
        let (byte, more) = rest.split_first()?;
        *rest = more;
        if place == 8 {
            number = number << 8 | u64::from(*byte);
            break;
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if *byte < 0x80 {
            break;
        }
    }
    Some(i64::from_ne_bytes(number.to_ne_bytes()))
}

fn offset(page: u32) -> u64 {
    u64::from(page.saturating_sub(1)) * PAGE_BYTES as u64
}

fn tree(page: u32) -> usize {
    if page == 1 { 100 } else { 0 }
}
