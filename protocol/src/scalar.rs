//! What a value in a document may be: the whole closed vocabulary (D2).

/// One value. There are no lists, counters, floats or marks: they do not merge by meaning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar {
    /// Nothing: a field that was cleared.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number; money is in fen, lengths in millimetres, angles in 10⁻⁷ degrees, times in
    /// milliseconds.
    Int(i64),
    /// Text of at most [`VALUE_BYTES_MAX`](crate::limits::VALUE_BYTES_MAX) bytes.
    Text(String),
    /// Bytes of at most [`VALUE_BYTES_MAX`](crate::limits::VALUE_BYTES_MAX).
    Bytes(Vec<u8>),
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Scalar {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}
