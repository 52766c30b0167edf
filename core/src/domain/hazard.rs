//! Hazards (隐患): what may happen to one, and what follows from it.

mod act;
mod acts;
mod beside;
mod charge;
mod closing;
mod columns;
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
mod judge;
mod kind;
mod likeness;
mod links;
mod listing;
mod next;
mod outside;
mod photos;
mod progress;
mod proof;
mod rights;
mod seen;
mod stricter;
mod succession;
#[cfg(test)]
mod testing;
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
pub use likeness::{DAYS_MAX, Likeness, Trace, likeness};
#[cfg(test)]
pub(crate) use testing::order;
pub use twins::{agree_same, joined};
pub use view::{
    Amount, Closing, Deadline, EffectiveGrade, Finding, HazardView, Implementation, Listing, Next,
    OtherDay, PlanLine, Responsible, Round, State, Transfer, TransferState,
};
