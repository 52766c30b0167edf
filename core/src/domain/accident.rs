//! Accidents (事故): what happened to whom, as first told and as supplemented.

mod act;
mod columns;
mod deed;
mod explain;
mod figures;
mod kind;
#[cfg(test)]
mod laws;
mod rules;
#[cfg(test)]
mod testing;
mod view;
mod words;

pub use act::{AccidentAct, Figures};
pub use kind::Accident;
pub use rules::derive;
pub use view::{AccidentLine, AccidentState, AccidentView, Level, Statement};
