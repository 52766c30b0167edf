//! What follows from everything known about a site.

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::FactId;

use super::act::{CheckResult, SiteStatus};
use crate::domain::face::Face;
use crate::domain::id_text;

/// One site as people see it (场所视图).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// What every record shows.
    pub face: Face,
    /// Whether it works. Seen working beats said closed.
    pub status: SiteStatus,
    /// 擅自复工: seen working by someone while recorded as closed.
    pub working_while_closed: bool,
    /// Lines of checklists as they stand, by code.
    pub checks: Vec<Check>,
    /// No longer kept: entered by mistake.
    pub void: bool,
}

/// One line of a checklist as it stands (检查项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its code in the template.
    pub item: String,
    /// The gravest answer that stands.
    pub result: CheckResult,
    /// The template it was asked by, and its version.
    pub template: Option<String>,
    /// The answers that stand.
    #[serde(serialize_with = "id_text::list")]
    pub because: Vec<FactId>,
}

/// What the list says of a site beside what all lists say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteLine {
    /// 擅自复工: seen working while recorded as closed.
    pub working_while_closed: bool,
}
