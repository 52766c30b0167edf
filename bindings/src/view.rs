//! What every view has in common: notices, conflicts, proposals, and what was on the screen.

use std::collections::HashSet;

use fangxian::domain::centre::Reason;
use fangxian::domain::person::Role;
use fangxian::domain::record;
use fangxian::domain::view::{self, Flag, Notice, NoticeKind, Proposal, Version as CoreVersion};
use fangxian::domain::{self, Spoken, field};
use fangxian_protocol::id::{
    ChangeHash, DeviceId, Division, EvidenceHash, FactId, Kind, PersonId, RecordId,
};
use fangxian_protocol::scalar::Scalar;

use crate::across::{Across, mirror, unchanged};
use crate::error::FangxianError;
use crate::ids::{Moment, Position};

/// A sentence or word in the two languages of the product (话).
#[uniffi::remote(Record)]
pub struct Spoken {
    /// In plain Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Which merge rule spoke (合并说明).
#[uniffi::remote(Enum)]
pub enum NoticeKind {
    /// A close that did not see a danger does not count yet.
    CloseMissedDanger,
    /// Opposite things were said by people who had not seen each other's word.
    StatementsDiffer,
    /// A claim waits because of an order it did not see.
    ClaimUnderOrder,
    /// Handled as suspected major until an office that saw both decides.
    GraverGradeHolds,
    /// The earlier deadline holds.
    EarlierDeadlineHolds,
    /// Supervision continues.
    ListingHolds,
    /// Two units accepted one record.
    AcceptedTwice,
    /// May be the same as another record.
    MaybeDuplicate,
    /// A void that others did not see.
    VoidContested,
    /// A field has several values.
    FieldConflict,
    /// Two people are responsible.
    TwoResponsible,
    /// One of the five is not in place after all.
    NotAchieved,
    /// Amounts differ.
    AmountsDiffer,
    /// One person scanned twice counts once.
    AttendanceMerged,
    /// An attendance is disputed.
    AttendanceDisputed,
    /// What lies outside a session, or outside what a session can be, is not credited.
    OutsideHours,
    /// One person was at two sessions at once.
    SessionsOverlap,
    /// Headcounts differ.
    HeadcountsDiffer,
    /// A closed site was seen working.
    WorkingWhileClosed,
    /// An act beyond one's role waits as a proposal.
    ActBeyondRole,
    /// What someone wrote whose phone was revoked, or whose post had ended.
    Unverified,
    /// A device clock contradicts what happened.
    ClockDoubtful,
    /// A close waits for the photo of the work done.
    PhotoAwaited,
    /// Counted together with a record a person found to be the same.
    CountedTogether,
    /// One line of a checklist was answered differently.
    ChecksDiffer,
    /// The village was reorganised and several units answer.
    Reorganised,
    /// Figures of an accident differ.
    FiguresDiffer,
    /// An office of a unit that is not in charge made it stricter, or wishes it milder.
    OtherUnit,
}

/// What merging did, for the people it concerns (合并说明).
#[uniffi::remote(Record)]
pub struct Notice {
    /// Which rule spoke.
    pub kind: NoticeKind,
    /// The facts it is about.
    pub facts: Vec<FactId>,
    /// One sentence: who, when, what next.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Why a word is unverified (未核实原因).
#[uniffi::remote(Enum)]
#[uniffi(name = "UnverifiedReason")]
pub enum Reason {
    /// 手机已注销
    Revoked,
    /// 手机登记已过期
    Expired,
    /// 岗位已结束
    PostEnded,
    /// An act of office on a record of several units that does not say from which.
    UnitUnsaid,
}

/// An act beyond its author's role (待批事项): visible, without effect.
#[uniffi::remote(Record)]
pub struct Proposal {
    /// The fact.
    pub fact: FactId,
    /// Who proposes.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// Whose decision it needs.
    pub needs: Vec<Role>,
    /// Why its author is not taken at their word; nothing when it is merely beyond the role.
    pub unverified: Option<Reason>,
    /// What is proposed, in plain words.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

unchanged!(Spoken, Notice, NoticeKind, Reason, Proposal);

/// What someone had on the screen (所见版本): hand it back with the decision that rests on it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Version {
    /// Everything that was shown.
    pub seen: Vec<FactId>,
}

mirror! {
    /// What every record shows, whatever its kind (共有内容).
    to Face of domain::Face {
        /// Which record.
        id: RecordId,
        /// Its kind, as documents spell it.
        kind: Kind,
        /// The village it belongs to.
        home: Division,
        /// What people say aloud to name it, such as `YH-7K3F-12` (编号): it never identifies.
        label: String,
        /// What people call it: its title or name.
        title: String,
        /// Where, in words.
        place: String,
        /// Where on the map.
        position: Option<Position>,
        /// Every field that holds something, in the order in which to show them.
        described: Vec<Described>,
        /// What else must be said about it.
        flags: HashSet<Flag>,
        /// Fields with more than one value.
        conflicts: Vec<Conflict>,
        /// Acts beyond their author's role: visible, without effect.
        proposals: Vec<Proposal>,
        /// What merging did that someone may not expect, in plain words.
        notices: Vec<Notice>,
        /// Everyone who spoke here.
        people: HashSet<PersonId>,
        /// Everything shown here: hand it back with a decision.
        version: Version,
    }

    /// A field as it is shown (栏目).
    to Described of domain::Described {
        /// Its name.
        field: String,
        /// What people call it.
        label: Spoken,
        /// What it holds.
        value: Scalar,
    }

    /// A record of a kind this version does not know: kept, carried, shown as unknown.
    to UnknownView of domain::UnknownView {
        /// What every record shows; its only flag is unknown content.
        face: Face,
    }

    /// A field with more than one value (说法不一): all of them, and who wrote each.
    both Conflict of view::Conflict {
        /// Which field.
        field: String,
        /// Every value that stands.
        values: Vec<FieldValue>,
    }

    /// One value of a field, and who wrote it.
    both FieldValue of record::FieldValue {
        /// The value.
        value: Scalar,
        /// The change that wrote it.
        change: ChangeHash,
        /// Who signed that change; nothing while that is not known here.
        author: Option<Author>,
    }

    /// Who signed a change.
    both Author of record::Author {
        /// The person the device was certified for.
        person: PersonId,
        /// The device.
        device: DeviceId,
        /// What the device's clock said: a claim, never an order.
        #[uniffi(name = "wall")]
        wall_ms: Moment,
    }
}

/// An attachment a record lists (证据). Its bytes may still be elsewhere.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Evidence {
    /// The hash of its bytes.
    pub hash: EvidenceHash,
    /// Its media type, such as `image/jpeg`.
    pub mime: Option<String>,
    /// What it shows, such as `before`.
    pub role: Option<String>,
    /// How large it is.
    pub bytes: Option<i64>,
    /// When it was added, by the device's clock.
    pub at: Option<Moment>,
    /// Who added it.
    pub by: Option<PersonId>,
    /// The centre has its bytes; until then they wait on the phone that took it.
    pub arrived: bool,
}

impl Across<Evidence> for (EvidenceHash, record::Evidence) {
    fn across(self) -> Evidence {
        let (hash, one) = self;
        let text = |name| one.text(name).map(str::to_owned);
        Evidence {
            hash,
            mime: text("mime"),
            role: text("role"),
            bytes: one.number("bytes"),
            at: one.number("at").map(Moment),
            by: one.text("by").and_then(|by| by.parse().ok()),
            arrived: one.arrived,
        }
    }
}

#[uniffi::export]
impl Face {
    /// The text a field holds, such as `description`; empty when it holds none.
    ///
    /// # Errors
    /// Bad input when its kind has no such field.
    pub fn text(&self, field: &str) -> Result<String, FangxianError> {
        match self.described.iter().find(|one| one.field == field).map(|one| &one.value) {
            Some(Scalar::Text(text)) => Ok(text.clone()),
            None if !field::known(self.kind.as_str(), field) => Err(FangxianError::bad_input(
                "field",
                "这类记录没有这一栏,请看它的栏目名。",
                "records of this kind have no such field: look at what is described",
            )),
            _ => Ok(String::new()),
        }
    }
}

impl Across<Version> for CoreVersion {
    fn across(self) -> Version {
        Version { seen: self.0.into_iter().collect() }
    }
}

impl Across<CoreVersion> for Version {
    fn across(self) -> CoreVersion {
        CoreVersion(self.seen.into_iter().collect())
    }
}
