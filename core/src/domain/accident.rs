//! Accidents (事故): what happened to whom, as first told and as supplemented.

mod act;
mod figures;
mod rules;
mod view;
mod words;

pub use act::{AccidentAct, Figures};
pub use rules::{authorize, derive, must_see};
pub use view::{AccidentState, AccidentView, Level, Statement};
