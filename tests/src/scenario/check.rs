//! Compares what phones show with what was promised.

mod laws;
mod names;
mod rule;
mod shown;

pub use laws::{agree, projected};
pub use shown::shown;

use names::Names;

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
    let Expected { line, record, word, path, rule, value: wanted, .. } = expected;
    let screen = if phone == CENTRE { shown::centre(world)? } else { shown(world, phone, record)? };
    let place = [phone, record, word].into_iter().filter(|part| !part.is_empty());
    let broken = |what: String| {
        let place = place.collect::<Vec<_>>().join(" · ");
        Ok(Some(Broken { line: *line, what: format!("{place}: {what}") }))
    };
    if screen.get("here") == Some(&false.into()) && *word != "here" {
        return broken("this phone does not have it".into());
    }
    let there = match path.find(&screen) {
        Ok(found) => Names::of(world).put_into(found),
        Err(missing) => return broken(missing.to_string()),
    };
    match rule::holds(*rule, wanted, &there) {
        true => Ok(None),
        false => broken(format!("expected {wanted}, shown {there}")),
    }
}
