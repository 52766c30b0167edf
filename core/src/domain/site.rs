//! Sites (场所): places hazards are found at.

mod act;
mod checks;
mod rules;
mod view;
mod words;

pub use act::{CheckResult, SiteAct, SiteStatus};
pub use rules::{authorize, derive, must_see};
pub use view::{Check, SiteView};
