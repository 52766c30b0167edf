//! Gatherings in tests, at random.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::kind::{Sample, SampleAct as Act};
use crate::domain::testing::{Story, Tried};

impl Tried for Sample {
    fn first() -> Act {
        Act::Hold { count: 12 }
    }

    fn any(rng: &mut ChaCha8Rng, _: &Story) -> Act {
        match rng.random_range(0..4) {
            0 => Act::Void { reason: "重复".into() },
            _ => Act::Hold { count: rng.random_range(0..40) },
        }
    }

    fn last() -> Act {
        Act::Void { reason: "重复".into() }
    }

    fn full() -> Vec<Act> {
        vec![Act::Void { reason: "甲".into() }]
    }
}
