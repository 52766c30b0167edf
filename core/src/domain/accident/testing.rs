//! Accidents in tests: what is said of them at random.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::act::{AccidentAct as Act, Figures};
use super::kind::Accident;
use super::rules::derive;
use super::view::AccidentView;
use crate::domain::testing::{MORNING_MS, Story, Tried};

impl Tried for Accident {
    fn first() -> Act {
        Act::Report { occurred_ms: MORNING_MS, figures: Figures::default() }
    }

    fn any(rng: &mut ChaCha8Rng, _: &Story) -> Act {
        let mut number = || rng.random_range(0..4);
        let figures = Figures { dead: number(), serious: number(), ..Figures::default() };
        match rng.random_range(0..10) {
            0..3 => Act::Report { occurred_ms: MORNING_MS, figures },
            3 => Act::Void { reason: String::new() },
            _ => Act::Supplement { figures, doc_no: None },
        }
    }

    fn last() -> Act {
        Act::Supplement { figures: Figures::default(), doc_no: None }
    }

    fn full() -> Vec<Act> {
        let doc_no = Some("甲".to_owned());
        vec![Act::Supplement { figures: Figures::default(), doc_no }]
    }
}

impl Story {
    pub(crate) fn accident_view(&self) -> AccidentView {
        derive(&self.record)
    }
}
