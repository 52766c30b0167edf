//! Hazards (隐患): what may happen to one, and what follows from it.

mod act;
mod acts;
mod beside;
mod charge;
mod closing;
mod contest;
mod danger;
mod deadline;
mod derive;
mod duty;
mod ending;
mod explain;
mod five;
mod grade;
mod half;
mod likeness;
mod listing;
mod next;
mod outside;
mod progress;
mod proof;
mod rights;
mod seen;
mod stricter;
mod succession;
mod transfer;
mod twins;
mod view;
mod words;

pub use act::{
    CloseKind, FiveItem, Grade, HazardAct, ListingLevel, Mode, PlanItem, ReinspectResult, Source,
};
pub(crate) use charge::hands_over;
pub use derive::derive;
pub use explain::explain;
pub use half::{absent, awaiting};
pub use rights::authorize;
pub(crate) use rights::is_in_charge;
pub use seen::must_see;
pub use succession::succeed;
pub use twins::{TWINS_MAX, agree_same, joined};
pub use view::{
    Deadline, EffectiveGrade, HazardView, Implementation, Listing, Next, PlanLine, Responsible,
    Round, State, Transfer, TransferState,
};
