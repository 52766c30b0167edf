//! What was looked at and what was found broken.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

use super::Point;
use crate::harness::effort::Figures;

/// Most broken points that are kept with their words; more are only counted.
const KEPT_MAX: usize = 20;
/// Most of them that say the same.
const KEPT_ALIKE_MAX: usize = 3;

/// A promise that did not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// Where, so that it can be repeated.
    pub place: String,
    /// What.
    pub what: String,
}

/// Figures.
#[derive(Debug, Default)]
pub struct Tally {
    looked: BTreeMap<&'static str, u64>,
    broken_count: u64,
    /// Promises that did not hold, the first few.
    pub broken: Vec<Broken>,
}

impl Figures for Tally {
    fn add(&mut self, other: Self) {
        for (sort, count) in other.looked {
            *self.looked.entry(sort).or_default() += count;
        }
        self.broken_count += other.broken_count;
        other.broken.into_iter().for_each(|broken| self.keep(broken));
    }

    fn done(&self) -> u64 {
        self.points()
    }
}

impl Tally {
    /// Looks at one crash point of a sort.
    pub(super) fn look(
        &mut self,
        sort: &'static str,
        point: &Point,
        check: &dyn Fn() -> Result<(), String>,
    ) {
        *self.looked.entry(sort).or_default() += 1;
        let outcome = catch_unwind(AssertUnwindSafe(check));
        if let Err(what) = outcome.unwrap_or_else(|_| Err("a panic".into())) {
            let Point { seed, event, loss, .. } = point;
            self.fail(Broken { place: format!("{sort} seed {seed} event {event} {loss:?}"), what });
        }
    }

    /// Counts a look of a sort that is no crash point, such as a failing call.
    pub(super) fn count(&mut self, sort: &'static str) {
        *self.looked.entry(sort).or_default() += 1;
    }

    pub(super) fn fail(&mut self, broken: Broken) {
        self.broken_count += 1;
        self.keep(broken);
    }

    fn keep(&mut self, broken: Broken) {
        let alike = self.broken.iter().filter(|kept| kept.what == broken.what).count();
        if alike < KEPT_ALIKE_MAX && self.broken.len() < KEPT_MAX {
            self.broken.push(broken);
        }
    }

    pub(super) fn sort(&mut self) {
        self.broken.sort();
    }

    /// How many points were looked at.
    pub fn points(&self) -> u64 {
        self.looked.values().sum()
    }

    /// How many of them broke a promise.
    pub fn violations(&self) -> u64 {
        self.broken_count
    }

    /// For machines.
    pub fn to_json(&self) -> Value {
        let broken = self.broken.iter();
        let broken: Vec<Value> =
            broken.map(|one| json!({"place": one.place, "what": one.what})).collect();
        json!({"points": self.points(), "by_sort": self.looked, "violations": self.violations(),
               "first_violations": broken})
    }
}
