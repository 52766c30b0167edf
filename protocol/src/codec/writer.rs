//! Writes CBOR into memory, which cannot fail.

use minicbor::Encoder;

use super::Wire;
use crate::scalar::Scalar;

/// Builds the bytes of one word.
#[derive(Debug)]
pub struct Writer(Encoder<Vec<u8>>);

impl Writer {
    /// An empty writer.
    pub(crate) fn new() -> Self {
        Self(Encoder::new(Vec::new()))
    }

    /// What was written.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_writer()
    }

    /// Starts an array of `len` items.
    pub fn array(&mut self, len: usize) -> &mut Self {
        infallible(self.0.array(len as u64));
        self
    }

    /// Writes a whole number that is not negative.
    pub fn u64(&mut self, number: u64) -> &mut Self {
        infallible(self.0.u64(number));
        self
    }

    /// Writes a whole number.
    pub fn i64(&mut self, number: i64) -> &mut Self {
        infallible(self.0.i64(number));
        self
    }

    /// Writes a truth value.
    pub fn bool(&mut self, flag: bool) -> &mut Self {
        infallible(self.0.bool(flag));
        self
    }

    /// Writes bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        infallible(self.0.bytes(bytes));
        self
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        infallible(self.0.str(text));
        self
    }

    /// Writes the mark that stands for "a new map" among values.
    pub fn undefined(&mut self) -> &mut Self {
        infallible(self.0.undefined());
        self
    }

    /// Writes nothing, where something may stand.
    pub fn null(&mut self) -> &mut Self {
        infallible(self.0.null());
        self
    }

    /// Writes a document value.
    pub fn scalar(&mut self, value: &Scalar) -> &mut Self {
        match value {
            Scalar::Null => self.null(),
            Scalar::Bool(flag) => self.bool(*flag),
            Scalar::Int(number) => self.i64(*number),
            Scalar::Text(text) => self.text(text),
            Scalar::Bytes(bytes) => self.bytes(bytes),
        }
    }

    /// Writes bytes as they are: how many there are is said elsewhere.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.writer_mut().extend_from_slice(bytes);
        self
    }

    /// Writes words one after another as an array.
    pub fn list<T: Wire>(&mut self, words: &[T]) -> &mut Self {
        self.array(words.len());
        words.iter().for_each(|word| word.write(self));
        self
    }

    /// Writes a word, or null.
    pub fn option<T: Wire>(&mut self, word: Option<&T>) -> &mut Self {
        match word {
            Some(word) => word.write(self),
            None => {
                self.null();
            }
        }
        self
    }
}

fn infallible<T>(result: Result<T, minicbor::encode::Error<core::convert::Infallible>>) {
    // Writing to memory has no error; minicbor's type still allows a custom one.
    debug_assert!(result.is_ok());
}
