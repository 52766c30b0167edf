//! Carries steps out on real ledgers.

mod event;
mod manner;
mod saying;
mod sync;

pub(super) use event::happen;
pub(super) use sync::one as one_phone;

use fangxian::domain::field::BadField;
use fangxian::domain::view::Version;
use fangxian::ledger::{Ledger, LedgerError, Saved};
use fangxian_protocol::id::{FactId, RecordId};

use super::plan::{Args, Bad, Does, Said, Verb};
use super::stage::World;
use crate::harness::Outcome;

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// The ledger said no.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The scenario asks for something that is not there.
    #[error("{0}")]
    Scenario(String),
}

/// Someone doing something to a record.
pub(super) struct Deed<'a> {
    pub(super) phone: &'a str,
    /// `None` when the verb opens one.
    pub(super) record: Option<RecordId>,
    pub(super) args: &'a Args,
    pub(super) said: &'a Said,
    pub(super) ledger: Ledger,
}

/// Does one act, and checks that it was taken as the scenario says.
///
/// # Errors
/// When it was refused though it should not be, or taken though it should not be.
pub(super) fn act(
    world: &mut World,
    (verb, phone, record): (&'static Verb, &str, &str),
    (args, said): (&Args, &Said),
) -> Outcome<()> {
    world.pass(1)?;
    let ledger = world.phone(phone)?.ledger()?.clone();
    let record = world.records.get(record).copied();
    let deed = Deed { phone, record, args, said, ledger };
    let done = match verb.does {
        Does::Reads => return manner::read(world, &deed),
        Does::Begins(_) => saying::begin(world, &deed),
        Does::Says(_) | Does::SaysAll(_) => saying::say(world, &deed),
        Does::SaysEach(_) => saying::say_each(world, &deed),
        Does::Observes => manner::observe(&deed),
        Does::DecidesSame => manner::decide_same(world, &deed),
        Does::DeclinesProposal => manner::decline(world, &deed),
        Does::Describes => manner::describe(&deed),
        Does::Settles => manner::settle(world, &deed),
        Does::AddsPhoto => manner::add_photo(&deed),
        Does::Happens => return Err(format!("`{}` happens to a phone", verb.word).into()),
    };
    match (done, args.text("fails")) {
        (Ok(saved), None) => keep(world, &deed, &saved),
        (Ok(_), Some(word)) => Err(format!("was taken, but should fail: {word}").into()),
        (Err(Refused::Ledger(error)), Some(word)) if word_of(&error) == word => Ok(()),
        (Err(error), _) => Err(error.to_string().into()),
    }
}

/// Names what was saved, and checks whether it was within the person's role.
fn keep(world: &mut World, deed: &Deed<'_>, saved: &Saved) -> Outcome<()> {
    if let Some(name) = deed.args.text("as") {
        if deed.record.is_none() {
            world.records.insert(name.to_owned(), saved.record);
        } else if let Some(fact) = saved.fact {
            world.facts.insert(name.to_owned(), fact);
        }
    }
    let beyond = !saved.needs.is_empty();
    match (beyond, deed.args.text("proposal")) {
        (true, None | Some("no")) => {
            let needs: Vec<_> = saved.needs.iter().map(|role| role.code()).collect();
            let needs = needs.join(", ");
            Err(format!("is beyond the role, it needs {needs}: write `proposal: yes`").into())
        }
        (false, Some("yes")) => Err("is within the role, so it is no proposal".into()),
        _ => Ok(()),
    }
}

/// What the ledger refused with, as scenario files write it.
fn word_of(error: &LedgerError) -> &'static str {
    match error {
        LedgerError::Changed { .. } => "changed",
        LedgerError::OutOfScope => "out_of_scope",
        LedgerError::BadInput { .. } => "bad_input",
        LedgerError::BadField(_) => "bad_field",
        LedgerError::NotFound { .. } => "not_found",
        LedgerError::NotEnrolled => "not_enrolled",
        _ => "other",
    }
}

impl Deed<'_> {
    /// The record it is about.
    fn record(&self) -> Result<RecordId, Refused> {
        self.record.ok_or_else(|| Refused::Scenario("the record does not exist yet".into()))
    }

    /// What was on the screen: now, or at the step `seeing` names.
    fn shown(&self, world: &World) -> Result<Version, Refused> {
        let Some(name) = self.args.text("seeing") else {
            return Ok(self.ledger.view(self.record()?)?.face().version.clone());
        };
        let screen = world.screens.get(name);
        let missing = || Refused::Scenario(format!("no screen `{name}`: write `reads … as`"));
        Ok(screen.ok_or_else(missing)?.version.clone())
    }
}

/// The record a step named.
fn record(world: &World, name: &str) -> Result<RecordId, Refused> {
    let known = world.records.get(name).copied();
    known.ok_or_else(|| Refused::Scenario(format!("no record `{name}`")))
}

/// The fact a step named.
fn fact(world: &World, name: &str) -> Result<FactId, Refused> {
    let known = world.facts.get(name).copied();
    known.ok_or_else(|| Refused::Scenario(format!("no step is named `{name}`")))
}

impl From<Bad> for Refused {
    fn from(bad: Bad) -> Self {
        Self::Scenario(bad.0)
    }
}

impl From<BadField> for Refused {
    fn from(bad: BadField) -> Self {
        Self::Ledger(bad.into())
    }
}

impl From<Box<dyn std::error::Error + Send + Sync>> for Refused {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::Scenario(error.to_string())
    }
}
