//! Hazards (隐患): what may happen to one, and what follows from it.

mod act;
mod view;

pub use act::{
    CloseKind, FiveItem, Grade, HazardAct, ListingLevel, Mode, PlanItem, ReinspectResult, Source,
};
pub use view::{
    Deadline, EffectiveGrade, HazardView, Implementation, Listing, Next, Responsible, Round, State,
    Transfer, TransferState,
};
