//! What every view has in common: flags, conflicts, proposals and notices.

mod words;

use std::collections::BTreeSet;

use serde::Serialize;

use fangxian_protocol::id::{ChangeHash, EvidenceHash, FactId, PersonId};

use super::centre::Reason;
use super::id_text;
use super::person::Role;
use super::record::{FieldValue, Record};

/// What someone had on the screen (所见版本). Acts that silence danger must bring it (D4).
///
/// Besides every fact it holds a mark, cut to the size of a fact's id, for every value of a field
/// and every piece of evidence: so that a void can say it saw those too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Version(pub BTreeSet<FactId>);

/// What else must be said about a record (标记).
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
    /// 等照片传到: closed, but the photo of the work done is not at the centre yet.
    PhotoAwaited,
    /// 有新版内容: said by a newer version of the app.
    UnknownContent,
}

/// A field with more than one value: all of them, who wrote each, and when by their clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Which field.
    pub field: String,
    /// Every value that stands.
    pub values: Vec<FieldValue>,
}

/// An act beyond its author's role, or unverified (待批事项): visible, without effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The fact.
    #[serde(with = "id_text")]
    pub fact: FactId,
    /// Who proposes.
    #[serde(with = "id_text")]
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// Whose decision it needs.
    pub needs: Vec<Role>,
    /// 未核实: why its author is not taken at their word; `None` when it is merely beyond the role.
    pub unverified: Option<Reason>,
    /// What is proposed, in plain words.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// What merging did, for the people it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Which rule spoke.
    pub kind: NoticeKind,
    /// The facts it is about.
    #[serde(serialize_with = "id_text::list")]
    pub facts: Vec<FactId>,
    /// One sentence: who, when, what next. People, days and units appear as marks, `{p-0001}`, for
    /// which the ledger puts words ([`spelling`](super::spelling)).
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
    /// 1: people who had not seen each other's word said opposite things.
    StatementsDiffer,
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
    /// 13: counted together with a record a person found to be the same.
    CountedTogether,
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
    /// 19: one line of a checklist was answered differently.
    ChecksDiffer,
    /// 23: one person scanned twice counts once.
    AttendanceMerged,
    /// 24: an attendance is disputed.
    AttendanceDisputed,
    /// 23: what lies outside a session, or outside what a session can be, is not credited.
    OutsideHours,
    /// 23: one person was at two sessions at once.
    SessionsOverlap,
    /// 26: headcounts differ.
    HeadcountsDiffer,
    /// 36: a closed site was seen working.
    WorkingWhileClosed,
    /// 37: the village was reorganised and several units answer.
    Reorganised,
    /// 38: an act beyond one's role waits as a proposal.
    ActBeyondRole,
    /// 39: figures of an accident differ.
    FiguresDiffer,
    /// 38: what someone wrote whose phone was revoked, or whose post had ended.
    Unverified,
    /// 40: a device clock contradicts what happened.
    ClockDoubtful,
    /// 42: a close waits for the photo of the work done.
    PhotoAwaited,
    /// 43: an office of a unit that is not in charge made it stricter, or wishes it milder.
    OtherUnit,
}

impl NoticeKind {
    /// Whether it waits for someone even once the record is closed or void.
    pub(crate) fn outlives_the_end(self) -> bool {
        matches!(
            self,
            Self::Unverified | Self::ActBeyondRole | Self::FieldConflict | Self::ClockDoubtful
        )
    }
}

impl Version {
    /// Everything there is to see in `record`.
    pub fn of(record: &Record) -> Self {
        let values = record.fields.values().flatten();
        let edits = values.map(|value| Self::mark_of_change(&value.change));
        let evidence = record.evidence.keys().map(Self::mark_of_evidence);
        let facts = record.facts.keys().copied();
        Self(facts.chain(edits).chain(evidence).collect())
    }

    /// How a change that described the record is named among facts.
    pub fn mark_of_change(change: &ChangeHash) -> FactId {
        mark(&change.0)
    }

    /// How an attachment is named among facts.
    pub fn mark_of_evidence(hash: &EvidenceHash) -> FactId {
        mark(&hash.0)
    }

    /// Whether `id` was on the screen.
    pub fn contains(&self, id: FactId) -> bool {
        self.0.contains(&id)
    }
}

fn mark(hash: &[u8; 32]) -> FactId {
    let [a, b, c, d, e, f, g, h, ..] = *hash;
    FactId([a, b, c, d, e, f, g, h])
}
