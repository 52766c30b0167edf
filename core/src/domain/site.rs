//! Sites (场所): places hazards are found at.

mod act;
mod checks;
mod columns;
mod deed;
mod explain;
mod kind;
#[cfg(test)]
mod laws;
mod rules;
#[cfg(test)]
mod testing;
mod view;
mod words;

pub use act::{CheckResult, SiteAct, SiteStatus};
pub use kind::Site;
pub use rules::derive;
pub use view::{Check, SiteLine, SiteView};
