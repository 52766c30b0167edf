//! One site as people see it.

use fangxian::domain::site::{self, Check, CheckResult, SiteStatus};
use fangxian_protocol::id::FactId;

use crate::across::{mirror, unchanged};
use crate::view::Face;

mirror! {
    /// One site as people see it (场所视图).
    to SiteView of site::SiteView {
        /// What every record shows.
        face: Face,
        /// Whether it works. Seen working beats said closed.
        status: SiteStatus,
        /// 擅自复工: seen working by someone while recorded as closed.
        working_while_closed: bool,
        /// Entered by mistake.
        void: bool,
        /// Lines of checklists as they stand, by code.
        checks: Vec<Check>,
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
