//! Reading a flat map as an act: what keeps it from being one is said as it is, not in words that
//! somebody would have to take apart.

use std::fmt::Display;

use fangxian_protocol::scalar::Scalar;
use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error, IntoDeserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};

/// What keeps a map from being read as an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::domain) enum Misread {
    /// A part is missing.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// The act, or what a part says, is no word of its vocabulary.
    #[error("a word is unknown")]
    Word,
    /// A part holds what it cannot hold.
    #[error("a part is not what it should be")]
    Part,
}

impl Error for Misread {
    fn custom<T: Display>(_: T) -> Self {
        Self::Part
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Word
    }
}

/// What one part of an act says.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub(super) enum Part<'a> {
    Nothing,
    YesNo(bool),
    Number(i64),
    Text(&'a str),
}

impl<'a> Part<'a> {
    /// What a value says; nothing of bytes, which no act holds.
    pub(super) fn of(value: &'a Scalar) -> Option<Self> {
        Some(match value {
            Scalar::Null => Self::Nothing,
            Scalar::Bool(flag) => Self::YesNo(*flag),
            Scalar::Int(number) => Self::Number(*number),
            Scalar::Text(text) => Self::Text(text),
            Scalar::Bytes(_) => return None,
        })
    }
}

/// Reads parts by their names.
///
/// # Errors
/// What keeps them from being read.
pub(super) fn read<'a, T: DeserializeOwned>(
    parts: impl Iterator<Item = (&'a str, Part<'a>)>,
) -> Result<T, Misread> {
    T::deserialize(MapDeserializer::new(parts))
}

impl<'de> IntoDeserializer<'de, Misread> for Part<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Part<'_> {
    type Error = Misread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self {
            Self::Nothing => visitor.visit_unit(),
            Self::YesNo(flag) => visitor.visit_bool(flag),
            Self::Number(number) => visitor.visit_i64(number),
            Self::Text(text) => visitor.visit_str(text),
        }
    }

    // Acts are read by their type, so that serde keeps every part before it asks what it holds.
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
