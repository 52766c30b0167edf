//! What may be said of sites.

use fangxian::domain::site::{self, CheckResult, SiteStatus};

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
