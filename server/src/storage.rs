//! What the centre asks of a database, whichever it is (D14).
//!
//! Calls block and may come from several threads. Every write is one transaction and durable when
//! the call returns. [`contract`] is the suite each back end must pass.

#[cfg(test)]
mod contract;
mod row;
pub mod sqlite;

pub use row::{
    AcceptedEnvelope, ArrivedAttachment, AuditRow, CardRow, CodeRow, DeviceRow, DeviceState,
    DirectoryRows, GuestRow, Kept, LogPage, NewDevice, Numbered, QuarantineRow, Quarantined,
    RecordRow, Step, Stored, Totals,
};

use std::collections::HashSet;
use std::path::Path;

use fangxian::domain::centre::Reason;
use fangxian_protocol::directory::{Card, PostRow, UnitRow};
use fangxian_protocol::id::{
    ChangeHash, DeviceId, Division, EnvelopeHash, EvidenceHash, PersonId, RecordId, Scope,
};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::snapshot::Manifest;

/// The database did not do it. Nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("storage: {reason}")]
pub struct StorageError {
    /// What the database says, without any value of a row.
    pub reason: String,
}

/// A damaged file is never mended by guessing: phones hear of positions, and a gap would part them.
const DAMAGED: &str = "数据库文件已损坏,没有启动。请停下来先复制整个数据文件夹,\
    再运行 `fangxian-server admin salvage`,或者恢复最近的备份(backup);手机会自动补上缺的。\n\
    the database is damaged and is not served; copy the whole data folder first, then run \
    `fangxian-server admin salvage`, or restore the newest backup; phones bring what is missing";

impl StorageError {
    /// The file is not what was written.
    pub(crate) fn damaged() -> Self {
        Self { reason: DAMAGED.to_owned() }
    }
}

/// What storage calls return.
pub type Result<T> = std::result::Result<T, StorageError>;

/// A change to the directory: each row given takes a new version, whether it differs or not.
#[derive(Debug, Clone, Default)]
pub struct DirectoryEdit {
    /// Units, put in by division and grid.
    pub units: Vec<UnitRow>,
    /// Cards, put in by person.
    pub cards: Vec<Card>,
    /// Posts, put in by person, role and scope.
    pub posts: Vec<PostRow>,
    /// Devices whose certificate is issued anew.
    pub certificates: Vec<(DeviceId, Vec<u8>)>,
}

/// The centre's database.
pub trait Storage: Send + Sync {
    /// Reads the whole database and checks that it hangs together. The error names the next move.
    fn check_sound(&self) -> Result<()>;

    /// Writes something and takes it back: whether a push could be committed now.
    fn check_writable(&self) -> Result<()>;

    /// Copies everything as of one moment into a new file; how many envelopes there are in it.
    fn copy_to(&self, path: &Path) -> Result<u64>;

    /// Counts for the operator.
    fn totals(&self) -> Result<Totals>;

    /// A setting by name.
    fn setting(&self, name: &str) -> Result<Option<String>>;

    /// Puts a setting in.
    fn put_setting(&self, name: &str, value: &str) -> Result<()>;

    /// The version of the newest directory row.
    fn directory_version(&self) -> Result<u64>;

    /// Directory rows newer than `version`.
    fn directory_since(&self, version: u64) -> Result<DirectoryRows>;

    /// Puts directory rows in, all or none; none when one of them could not be read again.
    fn edit_directory(&self, edit: &DirectoryEdit) -> Result<()> {
        self.edit_directory_telling(edit, &mut |_| {})
    }

    /// The same; `tell` hears how many rows were put in so far.
    fn edit_directory_telling(&self, edit: &DirectoryEdit, tell: &mut dyn FnMut(u64))
    -> Result<()>;

    /// Empties a person's card for good and overwrites what it held. False when there is none.
    fn erase_card(&self, person: &PersonId) -> Result<bool>;

    /// Keeps an enrolment code by its hash.
    fn put_code(&self, hash: &[u8; 32], code: &CodeRow) -> Result<()>;

    /// An enrolment code by its hash.
    fn code(&self, hash: &[u8; 32]) -> Result<Option<CodeRow>>;

    /// Puts a device in without a code: the centre's own.
    fn put_device(&self, device: &NewDevice) -> Result<()>;

    /// Uses a code up and puts its device in. False when the code was used meanwhile.
    fn enrol(&self, hash: &[u8; 32], device: &NewDevice) -> Result<bool>;

    /// Puts a device in that takes over from another, and notes it. False when so many of its
    /// family did so since `since_ms` that no more may.
    fn renew(&self, device: &NewDevice, parent: DeviceId, bound: (i64, u64)) -> Result<bool>;

    /// The device that a device took over from.
    fn parent(&self, device: DeviceId) -> Result<Option<DeviceId>>;

    /// What was done to devices, oldest first.
    fn audit(&self) -> Result<Vec<AuditRow>>;

    /// Takes in devices that are not known, and notes it; how many.
    fn present(&self, devices: &[NewDevice]) -> Result<u64>;

    /// Stops taking a device, and all that took over from it, at their word, and notes it. False
    /// when there is no such device.
    fn revoke(&self, device: DeviceId, at_ms: i64) -> Result<bool>;

    /// A record's row; its document is what was last kept, which may be behind.
    fn record(&self, record: RecordId) -> Result<Option<RecordRow>>;

    /// The envelopes of a record stored after the given one (0 for all), in order.
    fn record_envelopes(&self, record: RecordId, after: u64) -> Result<Vec<Stored>>;

    /// The accepted envelopes with these devices and counters, of those that there are.
    fn envelope_hashes(&self, numbers: &[(DeviceId, u64)]) -> Result<Numbered>;

    /// Counter and name of the last accepted envelope of a device; `None` when there is none.
    fn last_envelope(&self, device: DeviceId) -> Result<Option<(u64, EnvelopeHash)>>;

    /// Whether two envelopes of a device bear one number.
    fn is_doubled(&self, device: DeviceId) -> Result<bool>;

    /// Why an accepted envelope is unverified; `None` when it is not.
    fn doubt(&self, envelope: (DeviceId, u64, EnvelopeHash)) -> Result<Option<Reason>>;

    /// How many unverified envelopes were taken of a device and all it took over from or was
    /// succeeded by.
    fn unverified(&self, device: DeviceId) -> Result<u64>;

    /// Which of these records there are.
    fn existing(&self, records: &[RecordId]) -> Result<HashSet<RecordId>>;

    /// Which records are said to be the same as this one, on them, and by whom.
    fn joiners(&self, of: RecordId) -> Result<Vec<(RecordId, PersonId)>>;

    /// Why a change this device signed sits in quarantine; `None` when it does not.
    fn quarantined_change(
        &self,
        device: DeviceId,
        change: ChangeHash,
    ) -> Result<Option<RefusalCode>>;

    /// Raises the highest request number of every device by so many.
    fn raise_numbers(&self, by: u64) -> Result<()>;

    /// Carries out the steps in order, all or none. The one place envelopes come in.
    fn commit(&self, steps: &[Step]) -> Result<()>;

    /// The size of an attachment that is here; `None` when it is not.
    fn attachment(&self, hash: EvidenceHash) -> Result<Option<u64>>;

    /// Which attachments are here, which device brought each, and where the first record belongs
    /// that names it.
    fn senders(&self) -> Result<Vec<(EvidenceHash, DeviceId, Option<Division>)>>;

    /// Whether an attachment is here that no record names: a salvage lost those that did.
    fn is_found(&self, hash: EvidenceHash) -> Result<bool>;

    /// How many bytes of attachments are here that bear on one that a device sends.
    fn kept(&self, of: (DeviceId, EvidenceHash), since_ms: i64) -> Result<Kept>;

    /// Counts anew what [`kept`](Self::kept) tells.
    fn count_kept(&self) -> Result<()>;

    /// Records that name an attachment, are to be told that it is here and were not, at most `max`.
    fn untold_of(&self, hash: EvidenceHash, max: usize) -> Result<Vec<RecordId>>;

    /// Attachments that are here and that some record was not told of that is to be told.
    fn untold(&self) -> Result<Vec<EvidenceHash>>;

    /// Those of these attachments that are here and that the record was not told of.
    fn here_untold(&self, record: RecordId, of: &[EvidenceHash]) -> Result<Vec<EvidenceHash>>;

    /// Whether those who hear what happens in these scopes may know what is here of an attachment;
    /// `None` when no record they hear of names it.
    fn is_shown(&self, hash: EvidenceHash, scopes: &[Scope]) -> Result<Option<bool>>;

    /// The last position of every village log that has entries and lies in one of the scopes.
    fn log_ends(&self, scopes: &[Scope]) -> Result<Vec<Cursor>>;

    /// Whether each of these is a place in the log of its village, as that log is here.
    fn are_heard(&self, cursors: &[Cursor]) -> Result<bool>;

    /// Entries after `cursor`, at most up to position `through`, oldest first, leaving out those
    /// of the device `without`. A word of the centre is not parted from the entry before it, so
    /// there may be one more than asked for.
    fn log_after(
        &self,
        cursor: Cursor,
        through: u64,
        without: Option<DeviceId>,
        bounds: (usize, usize),
    ) -> Result<LogPage>;

    /// The snapshots of a village, newest first.
    fn snapshots(&self, village: Division) -> Result<Vec<Manifest>>;

    /// Lists a snapshot whose file is in place.
    fn put_snapshot(&self, manifest: &Manifest) -> Result<()>;

    /// Takes a snapshot off the list.
    fn drop_snapshot(&self, village: Division, position: u64) -> Result<()>;

    /// Quarantined envelopes after the given row, at most `max`.
    fn quarantine(&self, after: u64, max: usize) -> Result<Vec<QuarantineRow>>;
}
