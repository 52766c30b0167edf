//! What the list of a kind says of a record, beside what it says of any.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A kind of record whose list lies in the table of lines (台账).
pub trait Listed: Debug + Clone + PartialEq + Eq {
    /// The kind, as documents spell it.
    const KIND: &'static str;
    /// How its list goes.
    const ORDER: Order;
    /// Whether its list holds what was entered by mistake unless it is asked not to.
    const WITH_VOID: bool = false;
    /// Where a record stands: one word.
    type State: Debug + Clone + Copy + PartialEq + Eq + Serialize + DeserializeOwned;
    /// What a line shows beside that.
    type More: Debug + Clone + PartialEq + Eq + Serialize + DeserializeOwned;
}

/// How a list goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The latest first.
    Newest,
    /// By village and title.
    Village,
}

/// What a line says of a record of a kind, as it is kept: words and JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub state: String,
    /// Entered by mistake.
    pub void: bool,
    /// What it is listed by, milliseconds since 1970 UTC; 0 when nobody said.
    pub listed_ms: i64,
    /// What a list may be narrowed to: its category; empty when it has none.
    pub category: String,
    /// Words it is found by beside its title and place.
    pub words: String,
    /// What it shows beside that.
    pub more: String,
}

impl Line {
    /// The line of a record in this state, which shows `more`.
    pub fn of<K: Listed>(state: K::State, more: &K::More) -> Self {
        Self {
            state: word(&state),
            void: false,
            listed_ms: 0,
            category: String::new(),
            words: String::new(),
            more: serde_json::to_string(more).unwrap_or_default(),
        }
    }
}

/// The word of a value, the same as in documents.
pub fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The value of a word.
pub fn of_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}
