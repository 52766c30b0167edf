//! Ids inside acts and views, as text: what serde's `with` attribute names.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serializer};

/// Writes an id as its text.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: Display, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

/// Reads an id from its text.
///
/// # Errors
/// When the text is not such an id.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

/// Writes several ids as a list of their texts.
///
/// # Errors
/// Those of the serializer.
pub fn list<C, S>(ids: &C, serializer: S) -> Result<S::Ok, S::Error>
where
    for<'a> &'a C: IntoIterator<Item: ToString>,
    S: Serializer,
{
    serializer.collect_seq(ids.into_iter().map(|id| id.to_string()))
}

/// The same for several ids, one space between: documents hold only scalars.
pub mod many {
    use super::{Deserialize, Deserializer, Display, FromStr, Serializer};

    /// Writes ids as one text.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: Display, S: Serializer>(ids: &[T], to: S) -> Result<S::Ok, S::Error> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        to.serialize_str(&ids.join(" "))
    }

    /// Reads ids from one text.
    ///
    /// # Errors
    /// When one of them is not such an id.
    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let text = String::deserialize(deserializer)?;
        let ids = text.split(' ').map(|id| id.parse().map_err(serde::de::Error::custom));
        ids.collect()
    }
}

/// The same for an id that may be absent.
pub mod option {
    use super::{Deserialize, Deserializer, Display, FromStr, Serializer};

    /// Writes an id as its text, or nothing.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: Display, S: Serializer>(
        id: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match id {
            Some(id) => serializer.collect_str(id),
            None => serializer.serialize_none(),
        }
    }

    /// Reads an id from its text, or its absence.
    ///
    /// # Errors
    /// When the text is not such an id.
    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}
