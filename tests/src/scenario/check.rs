//! Compares what phones show with what was promised.

mod hazard;
mod names;
mod rule;
mod shown;

pub use shown::{agree, projected, shown};

use super::plan::{CENTRE, EVERYONE, Expected};
use super::stage::World;
use crate::harness::Outcome;

/// A promise that does not hold (没做到的地方).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The line of the expectation.
    pub line: usize,
    /// What was expected and what was shown instead.
    pub what: String,
}

/// Everything expected that is not so.
///
/// # Errors
/// When a phone cannot be looked at.
pub fn check(world: &World, expected: &[Expected]) -> Outcome<Vec<Broken>> {
    let mut broken = Vec::new();
    for one in expected {
        let phones: Vec<&str> = match one.phone.as_str() {
            EVERYONE => world.phones.keys().map(String::as_str).collect(),
            name => vec![name],
        };
        for phone in phones {
            broken.extend(look(world, phone, one)?);
        }
    }
    Ok(broken)
}

fn look(world: &World, phone: &str, expected: &Expected) -> Outcome<Option<Broken>> {
    let (what, wanted) = (expected.what, &expected.value);
    let screen = if phone == CENTRE {
        shown::centre(world)?
    } else {
        shown(world, phone, &expected.record)?
    };
    let nothing = serde_json::Value::Null;
    let record = &expected.record;
    if what.of != "here" && screen.get("here") == Some(&false.into()) {
        let what = format!("{phone} · {record}: this phone does not have it");
        return Ok(Some(Broken { line: expected.line, what }));
    }
    let there = screen.get(what.of).unwrap_or(&nothing);
    if rule::holds(what.rule, wanted, there) {
        return Ok(None);
    }
    let place = [phone, expected.record.as_str(), what.word];
    let place = place.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ");
    let what = format!("{place}: expected {wanted}, shown {there}");
    Ok(Some(Broken { line: expected.line, what }))
}
