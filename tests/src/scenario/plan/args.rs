//! What a step says beside its verb.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The values of a step, already checked against its verb.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Args(pub Map<String, Value>);

/// A value that cannot be used after all.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Bad(pub String);

impl Args {
    /// A text.
    pub fn text(&self, word: &str) -> Option<&str> {
        self.0.get(word)?.as_str()
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// [`Bad`] when it is not.
    pub fn needed(&self, word: &str) -> Result<&str, Bad> {
        self.text(word).ok_or_else(|| Bad(format!("`{word}` is missing")))
    }

    /// A text as something owned.
    pub fn owned(&self, word: &str) -> Option<String> {
        self.text(word).map(str::to_owned)
    }

    /// A number.
    pub fn number(&self, word: &str) -> Option<i64> {
        self.0.get(word)?.as_i64()
    }

    /// Yes; anything else and nothing are no.
    pub fn yes(&self, word: &str) -> bool {
        self.0.get(word).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Several texts.
    pub fn texts(&self, word: &str) -> Vec<String> {
        let list = self.0.get(word).and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }

    /// A word of the ledger's vocabulary.
    ///
    /// # Errors
    /// [`Bad`] when it is missing or not in the vocabulary.
    pub fn word<T: DeserializeOwned>(&self, word: &str) -> Result<T, Bad> {
        let value = Value::String(self.needed(word)?.to_owned());
        serde_json::from_value(value).map_err(|error| Bad(format!("`{word}`: {error}")))
    }
}
