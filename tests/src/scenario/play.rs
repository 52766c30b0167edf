//! Plays one scenario from beginning to end.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use rand::RngExt;

use super::act;
use super::check::{Broken, agree, check, projected};
use super::plan::{Deed, EVERYONE, Scenario, Step};
use super::stage::{Transports, World};
use crate::harness;

/// How many scenarios are played at a time.
const AT_ONCE_MAX: usize = 8;

/// How a scenario came out (结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The promise holds.
    Passed,
    /// It does not.
    Failed,
    /// It does not, and the file says so.
    Pending,
    /// It holds though the file says it does not yet: take `pending` out.
    Ripe,
}

/// How often, and from which seed, a scenario is played in other orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shuffle {
    /// How many orders.
    pub times: u64,
    /// The first seed; the others count up from it.
    pub seed: u64,
}

/// What came of playing a scenario.
#[derive(Debug, Clone)]
pub struct Played {
    /// The file.
    pub file: String,
    /// How it came out.
    pub outcome: Outcome,
    /// What does not hold.
    pub broken: Vec<Broken>,
    /// The seed of the order in which it does not hold; `None` for the order written.
    pub seed: Option<u64>,
    /// In how many orders it was played.
    pub orders: u64,
}

/// Plays a scenario as written, then in as many other orders as asked, until one fails.
pub async fn play(scenario: &Scenario, transports: Transports, shuffle: Option<Shuffle>) -> Played {
    let shuffled = shuffle.into_iter().flat_map(|it| (0..it.times).map(move |n| it.seed + n));
    let mut orders = 0;
    let (mut broken, mut failing) = (Vec::new(), None);
    for seed in std::iter::once(None).chain(shuffled.map(Some)) {
        orders += 1;
        broken = once(scenario, transports, seed).await;
        if !broken.is_empty() {
            failing = seed;
            break;
        }
    }
    let outcome = match (broken.is_empty(), scenario.pending.is_some()) {
        (true, false) => Outcome::Passed,
        (false, false) => Outcome::Failed,
        (false, true) => Outcome::Pending,
        (true, true) => Outcome::Ripe,
    };
    Played { file: scenario.file.clone(), outcome, broken, seed: failing, orders }
}

/// Plays all of them, several at a time; `done` hears of each in the order given.
pub async fn play_all(
    scenarios: &[Arc<Scenario>],
    transports: Transports,
    shuffle: Option<Shuffle>,
    mut done: impl FnMut(usize, &Played),
) -> Vec<Played> {
    let (mut running, mut all) = (VecDeque::new(), Vec::new());
    let mut waiting = scenarios.iter();
    loop {
        while running.len() < AT_ONCE_MAX
            && let Some(scenario) = waiting.next()
        {
            let scenario = scenario.clone();
            let file = scenario.file.clone();
            let playing = tokio::spawn(async move { play(&scenario, transports, shuffle).await });
            running.push_back((file, playing));
        }
        let Some((file, playing)) = running.pop_front() else { return all };
        let played = playing.await.unwrap_or_else(|error| Played {
            file,
            outcome: Outcome::Failed,
            broken: vec![Broken { line: 1, what: error.to_string() }],
            seed: None,
            orders: 0,
        });
        done(all.len(), &played);
        all.push(played);
    }
}

/// Plays it in one order. Empty is good.
async fn once(scenario: &Scenario, transports: Transports, seed: Option<u64>) -> Vec<Broken> {
    let whole = |error: &dyn std::fmt::Display| vec![Broken { line: 1, what: error.to_string() }];
    let mut folder = tempfile::Builder::new();
    folder.prefix("fangxian-scenario-");
    // Memory, where the system offers it: scenarios are about meaning, not about disks.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { folder.tempdir_in(memory) } else { folder.tempdir() };
    let folder = match folder {
        Ok(folder) => folder,
        Err(error) => return whole(&error),
    };
    let mut world = match World::set(scenario, folder.path(), transports, seed).await {
        Ok(world) => world,
        Err(error) => return whole(&error),
    };
    let broken = go_through(scenario, &mut world).await;
    world.centre.close();
    broken
}

async fn go_through(scenario: &Scenario, world: &mut World) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (index, step) in scenario.steps.iter().enumerate() {
        let done = take(world, step, &mut broken).await;
        if let Err(error) = done {
            broken.push(Broken { line: step.line, what: format!("{}: {error}", step.said) });
            return broken;
        }
        let rest = scenario.steps.get(index + 1..).unwrap_or_default();
        if let Err(error) = interleave(world, rest).await {
            broken.push(Broken { line: step.line, what: format!("an extra sync: {error}") });
        }
    }
    match check(world, &scenario.expect) {
        Ok(found) => broken.extend(found),
        Err(error) => broken.push(Broken { line: 1, what: error.to_string() }),
    }
    for law in [agree, projected] {
        match law(world) {
            Ok(found) => broken.extend(found),
            Err(error) => broken.push(Broken { line: 1, what: error.to_string() }),
        }
    }
    broken
}

async fn take(world: &mut World, step: &Step, broken: &mut Vec<Broken>) -> harness::Outcome<()> {
    match &step.deed {
        Deed::Act { verb, phone, record, args, said } => {
            act::act(world, (verb, phone, record), (args, said))
        }
        Deed::Event { verb, phones, args } => act::happen(world, (verb, phones, args)).await,
        Deed::Check(expected) => {
            broken.extend(check(world, expected)?);
            Ok(())
        }
    }
}

/// When orders are shuffled, phones nobody touches before everyone synchronises anyway may
/// synchronise earlier, as often as they like: no screen anyone acts on changes by it.
async fn interleave(world: &World, rest: &[Step]) -> harness::Outcome<()> {
    let Some(chance) = &world.chance else { return Ok(()) };
    let Some(acting) = acting_until_all_sync(rest) else { return Ok(()) };
    for (name, phone) in &world.phones {
        let toss = chance.lock().unwrap_or_else(PoisonError::into_inner).random_range(0..3) == 0;
        if toss && phone.online && !acting.contains(&name.as_str()) {
            act::one_phone(world, name).await?;
        }
    }
    Ok(())
}

/// Who acts before everyone synchronises next; `None` when something else comes first that an
/// earlier sync could change.
fn acting_until_all_sync(rest: &[Step]) -> Option<Vec<&str>> {
    let mut acting = Vec::new();
    for step in rest {
        match &step.deed {
            Deed::Act { phone, .. } => acting.push(phone.as_str()),
            Deed::Event { verb, phones, .. } if verb.word == "syncs" => {
                return phones.iter().any(|name| name == EVERYONE).then_some(acting);
            }
            Deed::Event { verb, .. } if matches!(verb.word, "wait" | "sets_clock") => {}
            Deed::Event { .. } | Deed::Check(_) => return None,
        }
    }
    None
}
