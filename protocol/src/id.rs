//! Names of things: each a newtype with `Display`, `FromStr` and one small error.

mod bytes;
mod division;
mod kind;
mod person;

pub(crate) use bytes::parse_hex;
pub use bytes::{
    Actor, ArrivalTag, BadId, ChangeHash, DeviceId, EnvelopeHash, EvidenceHash, FactId, LogMark,
    RecordId,
};
pub use division::{BadDivision, Division, Level, Scope};
pub use kind::{BadKind, Kind};
pub use person::{BadPersonId, PersonId};
