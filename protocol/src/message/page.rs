//! Whoever hears more villages than one request may name speaks of them in pages: runs of codes.
//! Of a page it gives a digest of how far it heard each village there; only of pages that differ it
//! names the cursors, in further requests.

use sha2::{Digest, Sha256};

use crate::codec::{Malformed, Reader, Wire, Writer, encode};
use crate::limits::DIVISIONS_END;
use crate::log::Cursor;

const DOMAIN: &[u8] = b"fangxian/page/1\0";
/// How much of a SHA-256 a digest is.
const DIGEST_BYTES: usize = 16;

/// A run of village codes: from one on, up to another that is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first code in it.
    pub from: u64,
    /// The first code after it.
    pub until: u64,
}

/// A page of what a phone has heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The villages it is about.
    pub span: Span,
    /// Of how far each of them was heard; `None` when the request names their cursors.
    pub digest: Option<[u8; DIGEST_BYTES]>,
}

impl Span {
    /// Every village there can be.
    pub const ALL: Self = Self { from: 0, until: DIVISIONS_END };
    /// None.
    pub const NONE: Self = Self { from: 0, until: 0 };

    /// Whether a village lies in it.
    pub fn has(self, cursor: &Cursor) -> bool {
        (self.from..self.until).contains(&cursor.village.as_u64())
    }

    /// Those of `cursors`, which ascend by village, that lie in it.
    pub fn of(self, cursors: &[Cursor]) -> &[Cursor] {
        let place = |code: u64| cursors.partition_point(|one| one.village.as_u64() < code);
        cursors.get(place(self.from)..place(self.until)).unwrap_or_default()
    }
}

impl Page {
    /// A page whose cursors the request names.
    pub fn named(span: Span) -> Self {
        Self { span, digest: None }
    }

    /// A page of which only the digest is given, of those of `cursors` that lie in it; they ascend
    /// by village.
    pub fn digested(span: Span, cursors: &[Cursor]) -> Self {
        let mut digest = Sha256::new().chain_update(DOMAIN);
        // Where nothing was said yet is as good as not named.
        for cursor in span.of(cursors).iter().filter(|cursor| cursor.position > 0) {
            digest.update(encode(cursor));
        }
        let whole = digest.finalize();
        let mut cut = [0; DIGEST_BYTES];
        cut.copy_from_slice(&whole[..DIGEST_BYTES]);
        Self { span, digest: Some(cut) }
    }
}

impl Wire for Page {
    fn write(&self, writer: &mut Writer) {
        writer.array(3).u64(self.span.from).u64(self.span.until);
        writer.bytes(self.digest.as_ref().map_or(&[], |digest| &digest[..]));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("page", 3)?;
        let span = Span { from: reader.u64("page.from")?, until: reader.u64("page.until")? };
        if span.from > span.until || span.until > DIVISIONS_END {
            return Err(reader.bad("page.until"));
        }
        let digest = reader.bytes("page.digest", DIGEST_BYTES)?;
        let digest = match digest.is_empty() {
            true => None,
            false => Some(digest.try_into().map_err(|_| reader.bad("page.digest"))?),
        };
        Ok(Self { span, digest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::LogMark;

    fn cursor(village: u64, position: u64) -> Cursor {
        let village = crate::id::Division::from_u64(990_101_101_000 + village).unwrap();
        Cursor { village, position, mark: LogMark([7; 8]) }
    }

    #[test]
    fn a_digest_is_of_the_villages_in_its_span_that_were_heard() {
        let cursors = [cursor(1, 5), cursor(2, 0), cursor(3, 9)];
        let of = |span, cursors: &[Cursor]| Page::digested(span, cursors).digest;
        let all = of(Span::ALL, &cursors);
        assert_eq!(all, of(Span::ALL, &[cursor(1, 5), cursor(3, 9)]));
        assert_ne!(all, of(Span::ALL, &[cursor(1, 5), cursor(3, 8)]));
        assert_ne!(all, of(Span::ALL, &cursors[..1]));
        let first = Span { from: 0, until: 990_101_101_003 };
        assert_eq!(of(first, &cursors), of(Span::ALL, &cursors[..1]));
        assert_eq!(of(Span::NONE, &cursors), of(Span::ALL, &[]));
    }
}
