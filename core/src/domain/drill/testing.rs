//! Drills in tests: what is said of them at random, and what two people say apart.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::DrillAct as Act;
use super::kind::Drill;
use crate::domain::testing::{MORNING_MS, Story, Tried};

impl Tried for Drill {
    fn first() -> Act {
        Act::Plan { day: "2026-11-24".parse().unwrap() }
    }

    fn any(rng: &mut ChaCha8Rng, _: &Story) -> Act {
        match rng.random_range(0..10) {
            0 => Act::Void { reason: String::new() },
            1..3 => {
                Act::Plan { day: format!("2026-11-{}", rng.random_range(20..30)).parse().unwrap() }
            }
            3..5 => Act::Find { text: "喇叭听不清".into() },
            _ => Act::Hold { held_ms: MORNING_MS, count: rng.random_range(1..40) },
        }
    }

    fn last() -> Act {
        Act::Hold { held_ms: MORNING_MS, count: 12 }
    }

    fn full() -> Vec<Act> {
        vec![Act::Find { text: "甲".into() }]
    }
}
