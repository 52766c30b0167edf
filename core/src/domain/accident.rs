//! Accidents (事故): what happened to whom, as first told and as supplemented.

mod act;
mod deed;
mod explain;
mod figures;
mod kind;
mod rules;
mod view;
mod words;

pub use act::{AccidentAct, Figures};
pub(crate) use kind::Accident;
pub use rules::derive;
pub use view::{AccidentState, AccidentView, Level, Statement};
