//! Sites (场所): places hazards are found at.

mod act;
mod view;

pub use act::{SiteAct, SiteStatus};
pub use view::SiteView;
