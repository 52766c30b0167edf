//! Training sessions in tests: what is said of them at random.

use fangxian_protocol::id::FactId;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::act::{SignMethod, TrainingAct as Act};
use super::derive::derive;
use super::kind::Training;
use super::view::TrainingView;
use crate::domain::fact::Body;
use crate::domain::testing::{MINUTE_MS, MORNING_MS, Story, Tried};

impl Tried for Training {
    fn first() -> Act {
        Act::Schedule { start_ms: MORNING_MS, end_ms: MORNING_MS + 90 * MINUTE_MS }
    }

    fn any(rng: &mut ChaCha8Rng, story: &Story) -> Act {
        let attendee = format!("v-{}", rng.random_range(1..5)).parse().unwrap();
        let at_ms = MORNING_MS + rng.random_range(0..240) * MINUTE_MS;
        // Mostly of someone who signed in; now and then of anything.
        let sign_ins = story.record.facts.values().filter_map(|fact| match fact.body {
            Body::Training(Act::SignIn { in_ms, .. }) => Some((fact.id, in_ms)),
            _ => rng.random_bool(0.1).then_some((fact.id, MORNING_MS)),
        });
        let sign_ins: Vec<(FactId, i64)> = sign_ins.collect();
        match rng.random_range(0..14) {
            0..5 => {
                let method = SignMethod::DynamicCode;
                Act::SignIn { attendee, method, in_ms: at_ms }
            }
            5..9 if !sign_ins.is_empty() => {
                let (sign_in, in_ms) = sign_ins[rng.random_range(0..sign_ins.len())];
                let out_ms = in_ms + rng.random_range(-10..120) * MINUTE_MS;
                Act::SignOut { sign_in, out_ms }
            }
            9 => Act::DisputeAttendance { attendee, reason: String::new() },
            10 => Act::DecideAttendance { attendee, valid: rng.random() },
            11 => Act::Schedule { start_ms: at_ms, end_ms: at_ms + 90 * MINUTE_MS },
            12 => Act::Archive {},
            13 => Act::Void { reason: String::new() },
            _ => {
                Act::DeclareHeadcount { count: rng.random_range(1..200), method: "counted".into() }
            }
        }
    }

    fn last() -> Act {
        Act::Archive {}
    }

    fn full() -> Vec<Act> {
        let attendee = || "p-1".parse().unwrap();
        vec![
            Act::Examine { attendee: attendee(), paper: "甲".into(), score: 9, passed: false },
            Act::DisputeAttendance { attendee: attendee(), reason: "甲".into() },
            Act::DeclareHeadcount { count: 9, method: "counted".into() },
        ]
    }
}

impl Story {
    pub(crate) fn training_view(&self) -> TrainingView {
        derive(&self.record)
    }
}
