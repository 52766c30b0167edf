//! Hazards (隐患): what may happen to one, and what follows from it.

mod act;
mod acts;
mod closing;
mod contest;
mod danger;
mod deadline;
mod derive;
mod duty;
mod explain;
mod five;
mod grade;
mod half;
mod likeness;
mod listing;
mod next;
mod progress;
mod proof;
mod rights;
mod seen;
mod succession;
mod transfer;
mod twins;
mod view;
mod words;

pub use act::{
    CloseKind, FiveItem, Grade, HazardAct, ListingLevel, Mode, PlanItem, ReinspectResult, Source,
};
pub use derive::derive;
pub use explain::explain;
pub use half::{absent, awaiting};
pub use rights::authorize;
pub use seen::must_see;
pub use succession::succeed;
pub use twins::{TWINS_MAX, agree_same, together};
pub use view::{
    Deadline, EffectiveGrade, HazardView, Implementation, Listing, Next, PlanLine, Responsible,
    Round, State, Transfer, TransferState,
};
