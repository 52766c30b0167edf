//! Synchronising: one phone once, or everyone until all have everything.

use std::sync::PoisonError;

use fangxian::sync::{self, Failure};
use rand::seq::SliceRandom;

use crate::harness::Outcome;
use crate::scenario::stage::World;

/// How often one phone tries on a line that loses answers.
const TRIES_MAX: usize = 60;
/// Rounds until everyone has what everyone said.
const ROUNDS: usize = 2;

/// Synchronises one phone, if it has a signal.
///
/// # Errors
/// When it never gets through.
pub(in crate::scenario) async fn one(world: &World, name: &str) -> Outcome<()> {
    let phone = world.phone(name)?;
    if !phone.online {
        return Ok(());
    }
    for _ in 0..TRIES_MAX {
        let report = phone.sync().await?;
        let lost = phone.way().take_lost();
        match report.outcome {
            sync::Outcome::UpToDate => return Ok(()),
            // A revoked phone keeps what it has; the scenario looks at what that leads to.
            sync::Outcome::Stopped { why: Failure::Refused(_), .. } => return Ok(()),
            sync::Outcome::Stopped { .. } if lost => {}
            other => return Err(format!("{name} could not synchronise: {other:?}").into()),
        }
    }
    Err(format!("{name} never got through in {TRIES_MAX} tries").into())
}

/// Synchronises everyone who has a signal until all of them have everything, in an order that
/// chance picks when there is chance.
///
/// # Errors
/// When one of them never gets through.
pub(super) async fn everyone_in_step(world: &World) -> Outcome<()> {
    let mut names: Vec<&String> = world.phones.keys().collect();
    for _ in 0..ROUNDS {
        if let Some(chance) = &world.chance {
            let mut chance = chance.lock().unwrap_or_else(PoisonError::into_inner);
            names.shuffle(&mut *chance);
        }
        for name in &names {
            one(world, name).await?;
        }
    }
    Ok(())
}
