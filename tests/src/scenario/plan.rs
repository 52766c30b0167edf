//! Every verb and every expectation, and a file as the steps they make.

mod args;
mod expectation;
mod expectations;
mod parse;
mod path;
mod said;
mod scenario;
mod sentence;
mod shape;
mod table;
mod verb;
mod verbs;
mod words;

pub use args::{Args, Bad};
pub use expectation::{Expectation, Rule};
pub use expectations::EXPECTATIONS;
pub use parse::{KEYS, parse};
pub use path::{GRAMMAR, NoPart, Path};
pub use said::{Begun, Part, Said, SaidAct};
pub use scenario::{CENTRE, Deed, EVERYONE, Expected, Person, Scenario, Step};
pub use shape::{Shape, Zero};
pub use verb::{Act, Arg, Becomes, COMMON, Does, On, Usual, Verb};
pub use verbs::{ANY, VERBS, verb};
pub use words::ROLES;
