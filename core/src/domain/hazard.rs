//! Hazards (隐患): what may happen to one, and what follows from it.

mod act;
mod acts;
mod beside;
mod charge;
mod closing;
mod contest;
mod danger;
mod deadline;
mod deed;
mod derive;
mod duty;
mod ending;
mod explain;
mod five;
mod grade;
mod half;
mod kind;
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
pub use derive::derive;
pub use half::{absent, awaiting};
pub(crate) use kind::Hazard;
pub use succession::succeed;
pub use twins::{agree_same, joined};
pub use view::{
    Deadline, EffectiveGrade, HazardView, Implementation, Listing, Next, PlanLine, Responsible,
    Round, State, Transfer, TransferState,
};
