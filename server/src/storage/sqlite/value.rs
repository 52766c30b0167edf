//! Ids and numbers as SQLite holds them.

use fangxian_protocol::id::{Division, PersonId, Scope};

use super::super::{DeviceState, Result, StorageError};

/// A number as SQLite holds it. Larger ones were refused at the door.
pub(super) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that is never negative, from SQLite.
pub(super) fn number(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

pub(super) fn division(stored: i64) -> Result<Division> {
    Division::from_u64(number(stored)).map_err(|_| damaged("division"))
}

/// Divisions with one space between.
pub(super) fn divisions(text: &str) -> Result<Vec<Division>> {
    let codes = text.split_ascii_whitespace();
    codes.map(|code| code.parse().map_err(|_| damaged("divisions"))).collect()
}

pub(super) fn person(text: &str) -> Result<PersonId> {
    text.parse().map_err(|_| damaged("person"))
}

pub(super) fn scope(text: &str) -> Result<Scope> {
    text.parse().map_err(|_| damaged("scope"))
}

pub(super) fn bytes<const N: usize>(stored: &[u8], what: &str) -> Result<[u8; N]> {
    stored.try_into().map_err(|_| damaged(what))
}

pub(super) fn state(stored: i64) -> DeviceState {
    match stored {
        0 => DeviceState::Active,
        1 => DeviceState::Revoked,
        _ => DeviceState::Locked,
    }
}

pub(super) fn damaged(what: &str) -> StorageError {
    let StorageError { reason } = StorageError::damaged();
    StorageError { reason: format!("a stored {what} cannot be read: {reason}") }
}
