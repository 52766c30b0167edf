//! Reads CBOR, checking every count and length against its limit before anything is allocated.

use minicbor::Decoder;
use minicbor::data::Type;

use super::Wire;
use crate::limits::{NUMBER_MAX, VALUE_BYTES_MAX};
use crate::scalar::Scalar;

/// Bytes that are not the word they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {fault} at byte {at_byte}")]
pub struct Malformed {
    /// Which field was being read.
    pub field: &'static str,
    /// Where.
    pub at_byte: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with malformed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Another type than expected, or the bytes end.
    #[error("unexpected bytes")]
    Unexpected,
    /// Longer than its limit.
    #[error("too long")]
    TooLong,
    /// More items than its limit.
    #[error("too many items")]
    TooMany,
    /// The right type, but no such value.
    #[error("a value that does not exist")]
    BadValue,
    /// Bytes follow where the word ends.
    #[error("trailing bytes")]
    Trailing,
    /// The same meaning written another way than the one allowed.
    #[error("not the canonical encoding")]
    NotCanonical,
    /// The compressed body does not inflate.
    #[error("a damaged compressed body")]
    NotInflatable,
}

/// Walks over the bytes of one word.
#[derive(Debug)]
pub struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    /// Starts at the first byte.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.0.position()
    }

    /// Whether every byte was read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.position() >= self.0.input().len()
    }

    /// The error for a value that was read but does not exist.
    pub fn bad(&self, field: &'static str) -> Malformed {
        self.fault(field, Fault::BadValue)
    }

    /// Reads the head of an array of exactly `len` items.
    ///
    /// # Errors
    /// [`Malformed`] when it is not that.
    pub fn array(&mut self, field: &'static str, len: usize) -> Result<(), Malformed> {
        let found = self.count(field, len)?;
        (found == len).then_some(()).ok_or(self.fault(field, Fault::Unexpected))
    }

    /// Reads the head of an array of at most `max` items and returns how many there are.
    ///
    /// # Errors
    /// [`Malformed`] when there are more, or more than the bytes that are left could hold.
    pub fn count(&mut self, field: &'static str, max: usize) -> Result<usize, Malformed> {
        let len = self.0.array().ok().flatten().ok_or(self.fault(field, Fault::Unexpected))?;
        let left = self.0.input().len().saturating_sub(self.0.position());
        match usize::try_from(len) {
            Ok(len) if len <= max && len <= left => Ok(len),
            _ => Err(self.fault(field, Fault::TooMany)),
        }
    }

    /// Reads an array of at most `max` words.
    ///
    /// # Errors
    /// [`Malformed`] when there are more, or one is malformed.
    pub fn list<T: Wire>(&mut self, field: &'static str, max: usize) -> Result<Vec<T>, Malformed> {
        let count = self.count(field, max)?;
        (0..count).map(|_| T::read(self)).collect()
    }

    /// Requires of a set that each member is greater than the one before, by `key`.
    ///
    /// # Errors
    /// [`Malformed`] when two are equal or out of order.
    pub fn ascending<T, K: Ord>(
        &self,
        field: &'static str,
        members: &[T],
        key: impl Fn(&T) -> K,
    ) -> Result<(), Malformed> {
        members
            .is_sorted_by(|a, b| key(a) < key(b))
            .then_some(())
            .ok_or(self.fault(field, Fault::NotCanonical))
    }

    /// Reads a word, or null.
    ///
    /// # Errors
    /// [`Malformed`] when it is neither.
    pub fn option<T: Wire>(&mut self, field: &'static str) -> Result<Option<T>, Malformed> {
        match self.peek(field)? {
            Type::Null => self.0.null().map(|()| None).map_err(|_| self.bad(field)),
            _ => T::read(self).map(Some),
        }
    }

    /// Reads a whole number from 0 to 2^63 - 1: what a database column and a phone's language
    /// can hold too.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn u64(&mut self, field: &'static str) -> Result<u64, Malformed> {
        let at = self.position();
        let number = self.0.u64().map_err(|_| self.fault(field, Fault::Unexpected))?;
        self.shortest(field, number, self.position() - at)?;
        (number <= NUMBER_MAX).then_some(number).ok_or(self.bad(field))
    }

    /// Reads a whole number from 1 to 2^63 - 1: counters start at one.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn positive(&mut self, field: &'static str) -> Result<u64, Malformed> {
        let number = self.u64(field)?;
        (number > 0).then_some(number).ok_or(self.bad(field))
    }

    /// Reads a whole number.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn i64(&mut self, field: &'static str) -> Result<i64, Malformed> {
        let at = self.position();
        let number = self.0.i64().map_err(|_| self.fault(field, Fault::Unexpected))?;
        let argument = if number < 0 { !number } else { number };
        self.shortest(field, argument.unsigned_abs(), self.position() - at)?;
        Ok(number)
    }

    /// Reads a truth value.
    ///
    /// # Errors
    /// [`Malformed`] when it is not one.
    pub fn bool(&mut self, field: &'static str) -> Result<bool, Malformed> {
        self.0.bool().map_err(|_| self.fault(field, Fault::Unexpected))
    }

    /// Reads at most `max` bytes.
    ///
    /// # Errors
    /// [`Malformed`] when there are more, or something else.
    pub fn bytes(&mut self, field: &'static str, max: usize) -> Result<&'b [u8], Malformed> {
        let bytes = self.0.bytes().map_err(|_| self.fault(field, Fault::Unexpected))?;
        (bytes.len() <= max).then_some(bytes).ok_or(self.fault(field, Fault::TooLong))
    }

    /// Reads text of at most `max` bytes.
    ///
    /// # Errors
    /// [`Malformed`] when it is longer, or something else.
    pub fn text(&mut self, field: &'static str, max: usize) -> Result<&'b str, Malformed> {
        let at = self.position();
        let text = self.0.str().map_err(|_| self.fault(field, Fault::Unexpected))?;
        let head = (self.position() - at).saturating_sub(text.len());
        self.shortest(field, text.len() as u64, head)?;
        (text.len() <= max).then_some(text).ok_or(self.fault(field, Fault::TooLong))
    }

    /// Reads text and parses it.
    ///
    /// # Errors
    /// [`Malformed`] when the text is too long or does not parse.
    pub fn parse<T: std::str::FromStr>(
        &mut self,
        field: &'static str,
        max: usize,
    ) -> Result<T, Malformed> {
        let text = self.text(field, max)?;
        text.parse().map_err(|_| self.bad(field))
    }

    /// Reads exactly `N` bytes.
    ///
    /// # Errors
    /// [`Malformed`] when there are more or fewer.
    pub fn fixed<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Malformed> {
        let bytes = self.bytes(field, N)?;
        bytes.try_into().map_err(|_| self.fault(field, Fault::Unexpected))
    }

    /// Reads so many bytes as they are: how many there are was said elsewhere.
    ///
    /// # Errors
    /// [`Malformed`] when there are fewer.
    pub(crate) fn raw(&mut self, field: &'static str, len: usize) -> Result<&'b [u8], Malformed> {
        let at = self.0.position();
        let end = at.checked_add(len).ok_or(self.fault(field, Fault::TooLong))?;
        let bytes = self.0.input().get(at..end).ok_or(self.fault(field, Fault::Unexpected))?;
        self.0.set_position(end);
        Ok(bytes)
    }

    /// Reads `N` bytes as they are.
    ///
    /// # Errors
    /// [`Malformed`] when there are fewer.
    pub(crate) fn raw_fixed<const N: usize>(
        &mut self,
        field: &'static str,
    ) -> Result<[u8; N], Malformed> {
        let bytes = self.raw(field, N)?;
        bytes.try_into().map_err(|_| self.fault(field, Fault::Unexpected))
    }

    /// Reads a document value; `None` stands for "a new map".
    ///
    /// # Errors
    /// [`Malformed`] when it is neither, or too long.
    pub fn scalar_or_map(&mut self, field: &'static str) -> Result<Option<Scalar>, Malformed> {
        Ok(Some(match self.peek(field)? {
            Type::Undefined => {
                self.0.undefined().map_err(|_| self.bad(field))?;
                return Ok(None);
            }
            Type::Null => {
                self.0.null().map_err(|_| self.bad(field))?;
                Scalar::Null
            }
            Type::Bool => Scalar::Bool(self.bool(field)?),
            Type::String => Scalar::Text(self.text(field, VALUE_BYTES_MAX)?.to_owned()),
            Type::Bytes => Scalar::Bytes(self.bytes(field, VALUE_BYTES_MAX)?.to_owned()),
            _ => Scalar::Int(self.i64(field)?),
        }))
    }

    /// Whether the next item is an array.
    ///
    /// # Errors
    /// [`Malformed`] when the bytes end here.
    pub fn at_array(&mut self, field: &'static str) -> Result<bool, Malformed> {
        Ok(self.peek(field)? == Type::Array)
    }

    fn peek(&self, field: &'static str) -> Result<Type, Malformed> {
        self.0.datatype().map_err(|_| self.fault(field, Fault::Unexpected))
    }

    /// Requires of the head of an item that its argument takes no more bytes than it must.
    fn shortest(
        &self,
        field: &'static str,
        argument: u64,
        head_bytes: usize,
    ) -> Result<(), Malformed> {
        let shortest = match argument {
            0..=23 => 1,
            24..=0xff => 2,
            0x100..=0xffff => 3,
            0x1_0000..=0xffff_ffff => 5,
            _ => 9,
        };
        (head_bytes == shortest).then_some(()).ok_or(self.fault(field, Fault::NotCanonical))
    }

    fn fault(&self, field: &'static str, fault: Fault) -> Malformed {
        Malformed { field, at_byte: self.0.position(), fault }
    }
}
