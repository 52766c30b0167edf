//! What the words of a site are called on screens.

use super::act::{CheckResult, SiteStatus};
use crate::domain::spoken::spoken;

spoken!(SiteStatus {
    Operating => "在营", "operating";
    Suspended => "停业", "suspended";
    Seasonal => "季节性", "seasonal";
    Moved => "已搬走", "moved away";
    Gone => "已经不在", "gone";
});

spoken!(CheckResult {
    NotApplicable => "不适用", "not applicable";
    Met => "符合", "met";
    NotMet => "不符合", "not met";
});
