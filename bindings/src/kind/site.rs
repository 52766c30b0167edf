//! Sites, as other languages have them.

use fangxian::domain::site::{self, Check, CheckResult, Site, SiteStatus};
use fangxian_protocol::id::FactId;

use crate::across::{mirror, unchanged};
use crate::act::acts;
use crate::line::lines;
use crate::view::Face;
use crate::words::words;

acts! {
    /// Something that happened to a site (场所事实). Name, kind and place are fields.
    SiteAct of site::SiteAct {
        /// 建档
        Register {},
        /// 状态变更
        SetStatus {
            /// What it is now.
            status: SiteStatus,
        },
        /// 巡查: someone went there.
        Patrol {
            /// It was working.
            working: bool,
        },
        /// 检查: one line of a checklist, answered on the spot.
        Check {
            /// Which line: its code in the template.
            item: String,
            /// The answer.
            result: CheckResult,
            /// The template and its version, such as `九小场所@3`. Answers are never re-mapped.
            #[uniffi(default = None)]
            template: Option<String>,
            /// What was seen, in the inspector's words.
            #[uniffi(default = None)]
            note: Option<String>,
        },
        /// 作废: loses to any concurrent word.
        Void {
            /// Why.
            reason: String,
        },
    }
}

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

lines! {
    /// One line of the list of sites (场所).
    Site in SiteStatus => SiteRow, SitePage, SiteQuery {
        /// 擅自复工: seen working while recorded as closed.
        working_while_closed: bool,
    }
}

words! {
    /// Whether a site works (场所状态).
    SiteStatus as name_of_site_status {
        /// 在营
        Operating,
        /// 停业
        Suspended,
        /// 季节性
        Seasonal,
        /// 搬迁
        Moved,
        /// 灭失
        Gone,
    }

    /// The answer to a line of a checklist (检查结果).
    CheckResult as name_of_check_result {
        /// 不适用
        NotApplicable,
        /// 符合
        Met,
        /// 不符合
        NotMet,
    }
}
