//! What every view has in common: flags, conflicts, proposals and notices.

use std::collections::BTreeSet;

use serde::Serialize;

use fangxian_protocol::id::{FactId, PersonId};

use super::person::Role;
use super::record::FieldValue;

/// What someone had on the screen. Acts that silence danger must bring it (D4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Version(pub BTreeSet<FactId>);

/// What else must be said about a hazard (标记).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// 存疑: statements contradict each other; the township must look.
    Disputed,
    /// 疑似重大
    SuspectedMajor,
    /// 挂牌督办
    Listed,
    /// 延期中: an extension was asked and not decided.
    ExtensionAsked,
    /// 移送中
    InTransfer,
    /// 双责任
    TwoResponsible,
    /// 停产停用
    StopWork,
    /// 疑似重复
    MaybeDuplicate,
    /// 重复: counted with another record.
    Duplicate,
    /// 设备时间存疑: a device clock contradicts causality.
    ClockDoubtful,
    /// 作废未成: voided by someone while others still spoke.
    VoidContested,
    /// 有待批事项: an act beyond someone's role waits.
    ProposalWaiting,
    /// 有新版内容: said by a newer version of the app.
    UnknownContent,
}

/// A field with more than one value: all of them, who wrote each, and when by their clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which field.
    pub field: String,
    /// Every value that stands.
    pub values: Vec<FieldValue>,
}

/// An act beyond its author's role (待批事项): visible, without effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The fact.
    pub fact: FactId,
    /// Who proposes.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// Whose decision it needs.
    pub needs: Vec<Role>,
    /// What is proposed, in plain words.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// What merging did, for the people it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which rule spoke.
    pub kind: NoticeKind,
    /// The facts it is about.
    pub facts: Vec<FactId>,
    /// One sentence: who, when, what next. `{person}` placeholders are already ids, which the
    /// ledger replaces by names.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Which merge rule spoke; the numbers are the situations of the merge table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 1, 2: a close that did not see a danger does not count yet.
    CloseMissedDanger,
    /// 3: a claim waits because of an order it did not see.
    ClaimUnderOrder,
    /// 4, 5: handled as suspected major until an office that saw both decides.
    GraverGradeHolds,
    /// 6, 7: the earlier deadline holds.
    EarlierDeadlineHolds,
    /// 9, 10: supervision continues.
    ListingHolds,
    /// 11: two units accepted one record.
    AcceptedTwice,
    /// 13: may be the same as another record.
    MaybeDuplicate,
    /// 14: a void that others did not see.
    VoidContested,
    /// 15: a field has several values.
    FieldConflict,
    /// 16: two people are responsible.
    TwoResponsible,
    /// 17: one of the five is not in place after all.
    NotAchieved,
    /// 18: amounts differ.
    AmountsDiffer,
    /// 23: one person scanned twice counts once.
    AttendanceMerged,
    /// 24: an attendance is disputed.
    AttendanceDisputed,
    /// 26: headcounts differ.
    HeadcountsDiffer,
    /// 36: a closed site was seen working.
    WorkingWhileClosed,
    /// 38: an act beyond one's role waits as a proposal.
    ActBeyondRole,
    /// 40: a device clock contradicts what happened.
    ClockDoubtful,
}
