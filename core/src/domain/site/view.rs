//! What follows from everything known about a site.

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, FactId, PersonId, RecordId};

use super::act::{CheckResult, SiteStatus};
use crate::domain::view::{Conflict, Flag, Notice, Proposal, Version};

/// One site as people see it (场所视图).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteView {
    /// Which record.
    pub id: RecordId,
    /// The village it stands in.
    pub home: Division,
    /// 名称
    pub name: String,
    /// 场所类别
    pub category: String,
    /// Where, in words.
    pub place: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// Whether it works. Seen working beats said closed.
    pub status: SiteStatus,
    /// 擅自复工: seen working by someone while recorded as closed.
    pub working_while_closed: bool,
    /// Lines of checklists as they stand, by code.
    pub checks: Vec<Check>,
    /// No longer kept: entered by mistake.
    pub void: bool,
    /// What else must be said about it.
    pub flags: BTreeSet<Flag>,
    /// Fields with more than one value.
    pub conflicts: Vec<Conflict>,
    /// Acts beyond their author's role.
    pub proposals: Vec<Proposal>,
    /// What merging did, in plain words.
    pub notices: Vec<Notice>,
    /// Everyone who spoke here.
    pub people: BTreeSet<PersonId>,
    /// Everything shown here.
    pub version: Version,
}

/// One line of a checklist as it stands (检查项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its code in the template.
    pub item: String,
    /// The gravest answer that stands.
    pub result: CheckResult,
    /// The template it was asked by, and its version.
    pub template: Option<String>,
    /// The answers that stand.
    pub because: Vec<FactId>,
}
