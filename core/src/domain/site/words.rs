//! What the words of a site are called on screens.

use super::act::SiteStatus;
use crate::domain::spoken::spoken;

spoken!(SiteStatus {
    Operating => "在营", "operating";
    Suspended => "停业", "suspended";
    Seasonal => "季节性", "seasonal";
    Moved => "已搬走", "moved away";
    Gone => "已经不在", "gone";
});
