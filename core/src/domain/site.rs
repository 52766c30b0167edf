//! Sites (场所): places hazards are found at.

mod act;
mod checks;
mod deed;
mod explain;
mod kind;
mod rules;
mod view;
mod words;

pub use act::{CheckResult, SiteAct, SiteStatus};
pub use kind::Site;
pub use rules::derive;
pub use view::{Check, SiteLine, SiteView};
