//! What goes into storage and comes out of it.

use std::collections::HashMap;

use fangxian::domain::centre::Reason;
use fangxian_protocol::directory::{PostRow, UnitRow};
use fangxian_protocol::id::{
    Actor, ChangeHash, DeviceId, Division, EnvelopeHash, EvidenceHash, Kind, PersonId, RecordId,
    Scope,
};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::RefusalCode;

/// Whether a device is taken at its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceState {
    /// Yes.
    Active,
    /// No: an administrator revoked it.
    Revoked,
    /// No: it said two things under one number.
    Locked,
}

/// One step of a commit.
#[derive(Debug, Clone)]
pub enum Step {
    /// A new record, without envelopes yet.
    Record {
        /// Which.
        record: RecordId,
        /// What it is about.
        kind: Kind,
        /// Where it belongs.
        home: Division,
    },
    /// An envelope, appended to the logs of these villages.
    Envelope(AcceptedEnvelope),
    /// A record goes to another unit too: all its envelopes so far are appended there.
    Route {
        /// Which record.
        record: RecordId,
        /// Into whose log.
        village: Division,
    },
    /// Someone says on a record that it is the same as another.
    Joined {
        /// Which record.
        record: RecordId,
        /// The other, which need not be here.
        other: RecordId,
        /// Who.
        person: PersonId,
    },
    /// What the document of a record is after the envelopes before this step.
    Document {
        /// Which record.
        record: RecordId,
        /// As the engine saved it.
        bytes: Vec<u8>,
    },
    /// An envelope set aside.
    Quarantine(Quarantined),
    /// A device is no longer taken at its word.
    Lock(DeviceId),
    /// Someone without a post there is heard in a village: its phones need card and device.
    Guest {
        /// Where.
        village: Division,
        /// Who.
        person: PersonId,
    },
    /// The highest request number of a device.
    Number(DeviceId, u64),
    /// So many envelopes of a device must come again after what they follow.
    Waiting(DeviceId, u64),
    /// One more unverified envelope of a device was taken.
    Unverified(DeviceId),
    /// An attachment is here, and is what its hash says.
    Attachment(ArrivedAttachment),
    /// Those who hear of a record that names an attachment in one of these scopes may know what is
    /// here of it.
    Shown {
        /// Which attachment.
        hash: EvidenceHash,
        /// Where they are.
        scopes: Vec<Scope>,
    },
    /// Attachments that a record names are here, and all who hear of it may know: said in the logs
    /// of its villages, once.
    Arrived {
        /// The centre's own device.
        device: DeviceId,
        /// Which record.
        record: RecordId,
        /// Which attachments of it.
        evidence: Vec<EvidenceHash>,
        /// When it is said, by the centre's clock.
        at_ms: i64,
    },
    /// The same was said before, by a fact in the record.
    Told {
        /// Which record.
        record: RecordId,
        /// Which attachment.
        hash: EvidenceHash,
    },
}

/// An attachment whose bytes are here.
#[derive(Debug, Clone)]
pub struct ArrivedAttachment {
    /// Which.
    pub hash: EvidenceHash,
    /// How many bytes.
    pub bytes: u64,
    /// The device that brought its last piece.
    pub device: DeviceId,
    /// When, by the centre's clock.
    pub at_ms: i64,
}

/// How many bytes of attachments are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// Brought since the time asked for by the person of the device, under whatever name.
    pub today: u64,
    /// Brought by them ever.
    pub person: u64,
    /// Of the village of the first record that names the one asked for.
    pub village: u64,
    /// All.
    pub centre: u64,
}

/// An envelope that was judged good.
#[derive(Debug, Clone)]
pub struct AcceptedEnvelope {
    /// Its record, which has a row.
    pub record: RecordId,
    /// The device that signed it, which has a row.
    pub device: DeviceId,
    /// The how-manieth of that device.
    pub counter: u64,
    /// The actor it writes as, the first time it does so in this record.
    pub new_writer: Option<Actor>,
    /// Its name.
    pub hash: EnvelopeHash,
    /// Itself.
    pub bytes: Vec<u8>,
    /// Why it is unverified; `None` when its author is taken at their word.
    pub doubt: Option<Reason>,
    /// The attachments it names.
    pub evidence: Vec<EvidenceHash>,
    /// The villages that hear of it.
    pub villages: Vec<Division>,
    /// When it came, by the centre's clock.
    pub at_ms: i64,
}

/// An envelope that was refused.
#[derive(Debug, Clone)]
pub struct Quarantined {
    /// The device whose request brought it.
    pub carrier: DeviceId,
    /// Its name.
    pub hash: EnvelopeHash,
    /// Why.
    pub code: RefusalCode,
    /// Which part.
    pub detail: String,
    /// The record, change and signing device it names, when it can be read.
    pub names: Option<(RecordId, ChangeHash, DeviceId)>,
    /// Itself.
    pub bytes: Vec<u8>,
    /// When it came, by the centre's clock.
    pub at_ms: i64,
}

/// A quarantined envelope as the operator sees it.
#[derive(Debug, Clone)]
pub struct QuarantineRow {
    /// Row number, rising.
    pub id: u64,
    /// What is known of it.
    pub what: Quarantined,
}

/// Which envelopes bear the numbers of devices: one each, unless a device used a number again that
/// this centre had lost.
pub type Numbered = HashMap<(DeviceId, u64), Vec<EnvelopeHash>>;

/// An envelope in storage.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Row number, rising in commit order.
    pub id: u64,
    /// Itself.
    pub bytes: Vec<u8>,
}

/// A record in storage.
#[derive(Debug, Clone)]
pub struct RecordRow {
    /// What it is about.
    pub kind: Kind,
    /// Where it belongs.
    pub home: Division,
    /// Where else it goes.
    pub routes: Vec<Division>,
    /// Which device writes as which actor.
    pub writers: Vec<(Actor, DeviceId)>,
    /// Its document as last kept, and the row number of the last envelope in it.
    pub document: Option<(Vec<u8>, u64)>,
}

/// An enrolment code, without the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// For whom.
    pub person: PersonId,
    /// Until when.
    pub expires_ms: i64,
    /// The device that used it.
    pub used_by: Option<DeviceId>,
}

/// A device that enrols.
#[derive(Debug, Clone)]
pub struct NewDevice {
    /// Which.
    pub device: DeviceId,
    /// Its certificate.
    pub certificate: Vec<u8>,
    /// When, by the centre's clock.
    pub at_ms: i64,
}

/// Something that was done to a device, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When, by the centre's clock.
    pub at_ms: i64,
    /// What: `renewed`, `revoked` or `presented`.
    pub what: String,
    /// To which.
    pub device: DeviceId,
    /// The device it took over from.
    pub other: Option<DeviceId>,
}

/// A device in storage.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Which.
    pub device: DeviceId,
    /// Its certificate.
    pub certificate: Vec<u8>,
    /// Whether it is taken at its word.
    pub state: DeviceState,
    /// The highest request number kept.
    pub number: u64,
    /// When it enrolled.
    pub enrolled_ms: i64,
}

/// A card, and whether it was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// Itself.
    pub card: fangxian_protocol::directory::Card,
    /// Emptied for good.
    pub erased: bool,
}

/// Someone heard in a village where they hold no post.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GuestRow {
    /// Where.
    pub village: Division,
    /// Who.
    pub person: PersonId,
}

/// Directory rows with their versions.
#[derive(Debug, Clone, Default)]
pub struct DirectoryRows {
    /// The newest version.
    pub version: u64,
    /// Units.
    pub units: Vec<(u64, UnitRow)>,
    /// Cards.
    pub cards: Vec<(u64, CardRow)>,
    /// Posts.
    pub posts: Vec<(u64, PostRow)>,
    /// Devices.
    pub devices: Vec<(u64, DeviceRow)>,
    /// Guests.
    pub guests: Vec<GuestRow>,
}

/// Part of a village log.
#[derive(Debug, Clone)]
pub struct LogPage {
    /// The last position looked at.
    pub through: Cursor,
    /// Encoded entries, in log order.
    pub entries: Vec<Vec<u8>>,
}

/// Counts for the operator.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    /// Records.
    pub records: u64,
    /// Accepted envelopes.
    pub envelopes: u64,
    /// Entries over all village logs.
    pub log_entries: u64,
    /// Villages with entries.
    pub villages: u64,
    /// Active devices.
    pub devices: u64,
    /// Revoked and locked devices.
    pub devices_not_valid: u64,
    /// Envelopes in quarantine.
    pub quarantined: u64,
    /// Listed snapshot files.
    pub snapshots: u64,
}
