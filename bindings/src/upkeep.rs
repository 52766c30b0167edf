//! What opening, rebuilding and comparing found.

use fangxian::domain::Spoken;
use fangxian::ledger::{self, ObstacleKind, Retried};
use fangxian::store::{self, AttachmentTrouble, Difference, DifferentPart, RebuildReport};
use fangxian_protocol::id::{EnvelopeHash, EvidenceHash, RecordId};
use fangxian_protocol::message::RefusalCode;

use crate::across::{mirror, unchanged};
use crate::ids::Moment;

mirror! {
    /// What opening a ledger did (开账报告).
    to OpenReport of store::OpenReport {
        /// There was no ledger; there is one now.
        created: bool,
        /// The schema version it had, when it was an older one.
        upgraded_from: Option<i64>,
        /// The last stop was unclean, and the file was checked and found sound.
        checked: bool,
        /// The file was damaged: what became of it.
        salvaged: Option<SalvageReport>,
        /// There was no room to share the file between readers: reading takes turns with writing
        /// until it is opened again.
        crowded: bool,
        /// It was rebuilt while opening, as far as there was room: the rules changed, or damage had
        /// been met.
        stale: bool,
    }

    /// What became of a damaged file (抢救报告).
    to SalvageReport of store::SalvageReport {
        /// Where the damaged file is now, unchanged.
        set_aside: String,
        /// Changes found intact and kept.
        envelopes_kept: u64,
        /// Changes known to have been there and not found intact.
        envelopes_lost: u64,
        /// Whether this device still knows who it is; else it must enrol again.
        identity_kept: bool,
        /// What making the lists anew did.
        rebuilt: RebuildReport,
    }
}

mirror! {
    /// Something this person said that the centre set aside (留底待认定).
    to SetAside of ledger::SetAside {
        /// The record it was said in.
        record: RecordId,
        /// What people say aloud to name that record (编号).
        label: String,
        /// Its name, for whoever is asked for help.
        envelope: EnvelopeHash,
        /// Why.
        code: RefusalCode,
        /// What happened and what to do, in Chinese.
        zh: String,
        /// The same in English.
        en: String,
        /// When it was saved here.
        saved_ms: Moment,
    }
}

mirror! {
    /// Whether the folder may be deleted (能不能删), and what stands in the way.
    to Deletion of ledger::Deletion {
        /// Nothing would be lost.
        allowed: bool,
        /// What would be lost, or is not known yet; the first is the first to see to.
        obstacles: Vec<Obstacle>,
    }

    /// One thing that stands in the way of deleting the folder.
    to Obstacle of ledger::Obstacle {
        /// What.
        kind: ObstacleKind,
        /// How many.
        count: u64,
        /// What it is and what to do.
        next: Spoken,
    }
}

/// What may stand in the way of deleting the folder.
#[uniffi::remote(Enum)]
pub enum ObstacleKind {
    /// A synchronisation is running.
    Syncing,
    /// What is here was not made anew by this version's rules yet: the device may be full.
    NotRebuilt,
    /// Everything is to be compared with the centre again, or is being compared.
    HearingAgain,
    /// Changes made here that the centre has not answered for.
    Changes,
    /// Photos, voice notes and documents the centre does not have.
    Attachments,
    /// Changes, also of others, that the centre has lost and this device brings back.
    Lost,
    /// Changes the centre set aside.
    SetAside,
    /// A damaged database of this ledger.
    DamagedFile,
}

mirror! {
    /// A photo, recording or file of this person that does not get to the centre (附件留底).
    to AttachmentSetAside of ledger::AttachmentSetAside {
        /// A record that names it.
        record: RecordId,
        /// What people say aloud to name that record (编号).
        label: String,
        /// Which.
        attachment: EvidenceHash,
        /// Why.
        trouble: AttachmentTrouble,
        /// What happened and what to do, in Chinese.
        zh: String,
        /// The same in English.
        en: String,
        /// When it was saved here.
        saved_ms: Moment,
    }
}

/// What stands in the way of a photo, recording or file.
#[uniffi::remote(Enum)]
pub enum AttachmentTrouble {
    /// Its bytes are not those that were taken.
    Damaged,
    /// There is no file.
    Missing,
    /// Words get through and this does not, again and again.
    Blocked,
    /// The centre found other bytes than the record says, again and again.
    Differs,
    /// The centre has no record in reach that names it.
    NotNamed,
}

/// What came of trying again what was set aside.
#[uniffi::remote(Record)]
pub struct Retried {
    /// Own words that go to the centre again at the next sync.
    pub to_send: u64,
    /// Words of others that this device could use after all.
    pub taken: u64,
    /// Words of others that it still cannot use.
    pub left: u64,
    /// Attachments that are tried again at the next sync.
    pub attachments: u64,
}

/// What a rebuild did.
#[uniffi::remote(Record)]
pub struct RebuildReport {
    /// Records made anew.
    pub records: u64,
    /// Changes whose bytes are no longer what was stored.
    pub torn: u64,
    /// Changes the document room refuses; they stay.
    pub refused: u64,
    /// Records that were shown though no change speaks of them.
    pub orphans: u64,
}

/// Where what is stored and what the envelopes say differ.
#[uniffi::remote(Record)]
pub struct Difference {
    /// Which record.
    pub record: RecordId,
    /// In what.
    pub part: DifferentPart,
}

/// What of a record differs from its envelopes.
#[uniffi::remote(Enum)]
pub enum DifferentPart {
    /// An envelope's bytes.
    Envelope,
    /// The stored document.
    Document,
    /// The row in its list.
    Row,
    /// What search finds it by.
    Search,
    /// It is shown though no envelope speaks of it.
    Orphan,
}

unchanged!(AttachmentTrouble, DifferentPart, Difference, ObstacleKind, RebuildReport, Retried);
