//! One site as people see it.

use std::collections::HashSet;

use fangxian::domain::site::{self, Check, CheckResult, SiteStatus};
use fangxian::domain::view::{Flag, Notice, Proposal};
use fangxian_protocol::id::{Division, FactId, PersonId, RecordId};

use crate::across::{mirror, unchanged};
use crate::ids::Position;
use crate::view::{Conflict, Version};

mirror! {
    /// One site as people see it (场所视图).
    to SiteView of site::SiteView {
        /// Which record.
        id: RecordId,
        /// The village it stands in.
        home: Division,
        /// 名称
        name: String,
        /// 场所类别
        category: String,
        /// Where, in words.
        place: String,
        /// Where, on the map.
        position: Option<Position>,
        /// Whether it works. Seen working beats said closed.
        status: SiteStatus,
        /// 擅自复工: seen working by someone while recorded as closed.
        working_while_closed: bool,
        /// Entered by mistake.
        void: bool,
        /// Lines of checklists as they stand, by code.
        checks: Vec<Check>,
        /// What else must be said about it.
        flags: HashSet<Flag>,
        /// Fields with more than one value.
        conflicts: Vec<Conflict>,
        /// Acts beyond their author's role.
        proposals: Vec<Proposal>,
        /// What merging did, in plain words.
        notices: Vec<Notice>,
        /// Everyone who spoke here.
        people: HashSet<PersonId>,
        /// Everything shown here: hand it back with a decision.
        version: Version,
    }
}

/// One line of a checklist as it stands (检查项).
#[uniffi::remote(Record)]
#[uniffi(name = "SiteCheck")]
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

unchanged!(Check);
