//! One line a file, a summary, and the same as JSON.

use serde_json::{Value, json};

use crate::scenario::plan::Scenario;
use crate::scenario::{Outcome, Played};

/// How one scenario came out, in a few lines.
pub fn line(scenario: &Scenario, played: &Played) -> String {
    let mut said = format!("{:<8}{}  {}", word(played.outcome), played.file, scenario.promise);
    if let (Outcome::Pending, Some(why)) = (played.outcome, &scenario.pending) {
        said.push_str(&format!("\n        pending: {why}"));
    }
    if played.outcome == Outcome::Ripe {
        said.push_str("\n        it holds now: take `pending` out of the file");
    }
    if played.outcome == Outcome::Failed {
        if let Some(seed) = played.seed {
            said.push_str(&format!("\n        with --shuffle 1 --seed {seed}"));
        }
        for broken in &played.broken {
            said.push_str(&format!("\n        line {}: {}", broken.line, broken.what));
        }
    }
    said
}

/// `N passed, N failed, N pending`.
pub fn summary(played: &[Played]) -> String {
    let count =
        |wanted: &[Outcome]| played.iter().filter(|one| wanted.contains(&one.outcome)).count();
    let orders: u64 = played.iter().map(|one| one.orders).sum();
    format!(
        "{} passed, {} failed, {} pending, {orders} orders played",
        count(&[Outcome::Passed]),
        count(&[Outcome::Failed, Outcome::Ripe]),
        count(&[Outcome::Pending])
    )
}

/// Everything for machines.
pub fn to_json(played: &[Played]) -> Value {
    let broken = |one: &Played| {
        let each = one.broken.iter().map(|it| json!({"line": it.line, "what": it.what}));
        each.collect::<Vec<_>>()
    };
    let files: Vec<Value> = played
        .iter()
        .map(|one| {
            json!({"file": one.file, "outcome": word(one.outcome).trim(), "orders": one.orders,
                   "seed": one.seed, "broken": broken(one)})
        })
        .collect();
    json!({"summary": summary(played), "files": files})
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "ok",
        Outcome::Failed => "FAILED",
        Outcome::Pending => "pending",
        Outcome::Ripe => "RIPE",
    }
}
