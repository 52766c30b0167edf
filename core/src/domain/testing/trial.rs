//! What the laws of every kind of record are tried on.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::Story;
use crate::domain::fact::Body;
use crate::domain::kind::Kind;
use crate::domain::kinds::TRIALS;

/// What a kind gives the laws to try.
pub(crate) trait Tried: Kind {
    /// What begins a record.
    fn first() -> Self::Act;

    /// Something anyone may say of one, sensible or not.
    fn any(rng: &mut ChaCha8Rng, story: &Story) -> Self::Act;

    /// What tends to end one, said by an office that saw everything.
    fn last() -> Self::Act;

    /// Acts with everything said that may be left out: random ones leave much out.
    fn full() -> Vec<Self::Act>;
}

/// The same of a kind that is known by its name only.
pub(crate) struct Trial {
    /// The kind.
    pub(crate) name: &'static str,
    pub(crate) first: fn() -> Body,
    any: fn(&mut ChaCha8Rng, &Story) -> Body,
    pub(crate) last: fn() -> Body,
    pub(crate) full: fn() -> Vec<Body>,
}

impl Trial {
    pub(crate) const fn of<K: Tried>() -> Self
    where
        Body: From<K::Act>,
    {
        Self {
            name: K::NAME,
            first: || K::first().into(),
            any: |rng, story| K::any(rng, story).into(),
            last: || K::last().into(),
            full: || K::full().into_iter().map(Body::from).collect(),
        }
    }

    /// Something anyone may say of a record, now and then with everything said that may be left
    /// out.
    pub(crate) fn any(&self, rng: &mut ChaCha8Rng, story: &Story) -> Body {
        if rng.random_bool(0.1)
            && let Some(full) = (self.full)().choose(rng)
        {
            return full.clone();
        }
        (self.any)(rng, story)
    }
}

/// What is tried of the kind of this name.
pub(crate) fn trial(kind: &str) -> &'static Trial {
    TRIALS.iter().find(|trial| trial.name == kind).expect("no kind is called so")
}
