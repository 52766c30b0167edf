//! Bytes to words and back: bounded, total, canonical (CBOR, RFC 8949).
//!
//! Every count and length is known and checked before anything is allocated. Bytes that would
//! not be written the same way again are refused, so one meaning has one encoding.

mod frame;
mod reader;
mod writer;

pub use frame::{frame, unframe};
pub use reader::{Fault, Malformed, Reader};
pub use writer::Writer;

/// A word both ends speak.
pub trait Wire: Sized {
    /// Writes it.
    fn write(&self, writer: &mut Writer);

    /// Reads it.
    ///
    /// # Errors
    /// [`Malformed`] names the field and the byte.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed>;
}

/// Encodes one word.
pub fn encode<T: Wire>(word: &T) -> Vec<u8> {
    let mut writer = Writer::new();
    word.write(&mut writer);
    writer.into_bytes()
}

/// Decodes exactly one word, written as [`encode`] would.
///
/// # Errors
/// [`Malformed`] when the bytes are too many, not this word, followed by more, or not canonical.
pub fn decode<T: Wire>(what: &'static str, bytes: &[u8], bytes_max: usize) -> Result<T, Malformed> {
    if bytes.len() > bytes_max {
        return Err(Malformed { field: what, at_byte: bytes_max, fault: Fault::TooLong });
    }
    let mut reader = Reader::new(bytes);
    let word = T::read(&mut reader)?;
    let at_byte = reader.position();
    if at_byte != bytes.len() {
        return Err(Malformed { field: what, at_byte, fault: Fault::Trailing });
    }
    if encode(&word) != bytes {
        return Err(Malformed { field: what, at_byte: 0, fault: Fault::NotCanonical });
    }
    Ok(word)
}
