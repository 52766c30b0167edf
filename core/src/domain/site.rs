//! Sites (场所): places hazards are found at.

mod act;
mod rules;
mod view;
mod words;

pub use act::{SiteAct, SiteStatus};
pub use rules::{authorize, derive, must_see};
pub use view::SiteView;
