//! Who someone is in the ledger: an opaque short id, never a name, phone or identity number.

use std::fmt;
use std::str::FromStr;

use crate::limits::PERSON_ID_BYTES_MAX;

/// A person (人员) as the ledger knows them. Names and phones live in erasable cards (PIPL).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

/// The text given cannot be a person id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPersonId {
    /// Empty, too long, or other characters than letters, digits, `-` and `_`.
    #[error("person: expected 1 to {PERSON_ID_BYTES_MAX} letters, digits, '-' or '_'")]
    Malformed,
    /// Holds as many digits as a phone or identity number: personal data, which ids must not be.
    #[error("person: looks like a phone or identity number; use an opaque id such as p-0001")]
    LooksPersonal,
}

impl PersonId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PersonId {
    type Err = BadPersonId;

    fn from_str(text: &str) -> Result<Self, BadPersonId> {
        let fits = (1..=PERSON_ID_BYTES_MAX).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !fits || !plain {
            return Err(BadPersonId::Malformed);
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let mut runs = text.split(|c: char| !c.is_ascii_digit());
        let almost_only_digits = digits >= 11 && digits + 1 >= text.len();
        if almost_only_digits || runs.any(|run| run.len() >= 11) {
            return Err(BadPersonId::LooksPersonal);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_and_identity_numbers_are_refused_as_ids() {
        let personal = ["13800000000", "990101190001010000", "99010119000101000X", "p-13800000000"];
        for text in personal {
            assert_eq!(text.parse::<PersonId>(), Err(BadPersonId::LooksPersonal));
        }
        assert!("p-0001".parse::<PersonId>().is_ok());
        assert_eq!("张三".parse::<PersonId>(), Err(BadPersonId::Malformed));
    }
}
