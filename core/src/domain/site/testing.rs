//! Sites in tests: what is said of them at random.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::act::{CheckResult, SiteAct as Act, SiteStatus};
use super::kind::Site;
use super::rules::derive;
use super::view::SiteView;
use crate::domain::testing::{Story, Tried};

impl Tried for Site {
    fn first() -> Act {
        Act::Register {}
    }

    fn any(rng: &mut ChaCha8Rng, _: &Story) -> Act {
        let results = [CheckResult::NotApplicable, CheckResult::Met, CheckResult::NotMet];
        let statuses = [SiteStatus::Operating, SiteStatus::Suspended, SiteStatus::Gone];
        match rng.random_range(0..12) {
            0 => Act::Register {},
            1..4 => Act::SetStatus { status: statuses[rng.random_range(0..3)] },
            4..7 => Act::Patrol { working: rng.random() },
            7 => Act::Void { reason: String::new() },
            _ => Act::Check {
                item: ["灭火器", "通道"][rng.random_range(0..2)].into(),
                result: results[rng.random_range(0..3)],
                template: None,
                note: None,
            },
        }
    }

    fn last() -> Act {
        Act::SetStatus { status: SiteStatus::Gone }
    }

    fn full() -> Vec<Act> {
        let some = || Some("甲".to_owned());
        let (item, result) = ("甲".into(), CheckResult::Met);
        vec![Act::Check { item, result, template: some(), note: some() }]
    }
}

impl Story {
    pub(crate) fn site_view(&self) -> SiteView {
        derive(&self.record)
    }
}
