//! Who someone is in the ledger: an opaque short id, never a name, phone or identity number.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::limits::PERSON_ID_BYTES_MAX;

/// A person (人员) as the ledger knows them. Names and phones live in erasable cards (PIPL).
///
/// `p-0002` and `P-0002` are one person: whoever types an id does not mind its letters. What was
/// signed keeps the spelling it was signed in.
#[derive(Debug, Clone)]
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

    /// The id in small letters, as it is looked up by.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    fn letters(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for PersonId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for PersonId {}

impl PartialOrd for PersonId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PersonId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.letters().cmp(other.letters())
    }
}

impl Hash for PersonId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.letters().for_each(|letter| state.write_u8(letter));
        state.write_u8(0);
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

    #[test]
    fn an_id_in_other_letters_is_the_same_person_and_keeps_its_spelling() {
        let id = |text: &str| text.parse::<PersonId>().unwrap();
        assert_eq!(id("P-0002"), id("p-0002"));
        assert_eq!(id("P-0002").to_string(), "P-0002");
        assert_eq!(id("P-0002").folded(), "p-0002");
        assert!(id("P-0002") < id("p-0003") && id("p-0001") < id("P-0002"));
        let people = std::collections::HashSet::from([id("P-0002"), id("p-0002"), id("p-2")]);
        assert_eq!(people.len(), 2);
    }
}
