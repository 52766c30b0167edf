//! A scenario file as it is understood.

use fangxian::domain::person::Role;
use serde_json::Value;

use super::args::Args;
use super::expectation::Rule;
use super::path::Path;
use super::said::Said;
use super::verb::Verb;

/// All phones.
pub const EVERYONE: &str = "everyone";
/// The centre, where something is expected of it.
pub const CENTRE: &str = "centre";

/// One promise, who is in it, what they do and what must follow (情景).
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The file, as it was given.
    pub file: String,
    /// What is promised, in Chinese.
    pub promise: String,
    /// The same in English.
    pub promise_en: String,
    /// Why it is right so, in Chinese.
    pub because: Option<String>,
    /// The same in English.
    pub because_en: Option<String>,
    /// Situations of the merge table.
    pub situations: Vec<i64>,
    /// Principles of the merge law.
    pub principles: Vec<i64>,
    /// Why it does not hold yet.
    pub pending: Option<String>,
    /// Who is in it; each has a phone of the same name.
    pub people: Vec<Person>,
    /// Further phones, and whose they are.
    pub phones: Vec<(String, String)>,
    /// What happens.
    pub steps: Vec<Step>,
    /// What must follow.
    pub expect: Vec<Expected>,
}

/// Someone in a scenario.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The posts: in which role, of which unit.
    pub posts: Vec<(Role, String)>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its line.
    pub line: usize,
    /// As it is written.
    pub said: String,
    /// What happens.
    pub deed: Deed,
}

/// What happens in a step.
#[derive(Debug, Clone)]
pub enum Deed {
    /// A person adds to a record, or looks at one.
    Act {
        /// How.
        verb: &'static Verb,
        /// On which phone.
        phone: String,
        /// To which record; empty when the verb opens one.
        record: String,
        /// What is said with it.
        args: Args,
        /// The same as acts.
        said: Said,
    },
    /// Something happens to phones, to the centre or to everyone.
    Event {
        /// What.
        verb: &'static Verb,
        /// To which phones.
        phones: Vec<String>,
        /// What is said with it.
        args: Args,
    },
    /// Look on the way.
    Check(Vec<Expected>),
}

/// One thing that must be shown.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Its line.
    pub line: usize,
    /// On which phone; [`EVERYONE`] for all.
    pub phone: String,
    /// Of which record; empty for the phone as a whole.
    pub record: String,
    /// What, as it is written.
    pub word: &'static str,
    /// Where in what is shown.
    pub path: Path,
    /// How it is compared.
    pub rule: Rule,
    /// The value expected.
    pub value: Value,
}
