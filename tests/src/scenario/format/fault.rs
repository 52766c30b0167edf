//! What is wrong in a file, and on which line.

/// Something wrong in a scenario file (写错的地方).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub what: String,
}

impl Fault {
    /// A fault on `line`.
    pub fn at(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }

    /// A word nobody knows, with the nearest one that is known.
    pub fn unknown<'a>(
        line: usize,
        kind: &str,
        word: &str,
        known: impl Iterator<Item = &'a str> + Clone,
    ) -> Self {
        let all: Vec<&str> = known.clone().collect();
        let hint = match super::nearest(word, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if all.is_empty() => "there are none".to_owned(),
            None => format!("known: {}", all.join(", ")),
        };
        Self::at(line, format!("unknown {kind} `{word}`; {hint}"))
    }
}
