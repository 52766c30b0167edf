//! Hazards in tests: what is said of them in few words, and at random.

use fangxian_protocol::id::{FactId, RecordId};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::act::{
    CloseKind, FiveItem, Grade, HazardAct as Act, ListingLevel, Mode, PlanItem, ReinspectResult,
    Source,
};
use super::derive::derive;
use super::kind::Hazard;
use super::view::HazardView;
use crate::domain::fact::{Body, Fact};
use crate::domain::testing::{Speaker, Story, Tried};

impl Tried for Hazard {
    fn first() -> Act {
        Act::Report { source: Source::Patrol }
    }

    fn any(rng: &mut ChaCha8Rng, story: &Story) -> Act {
        let nothing = String::new;
        match rng.random_range(0..24) {
            0 | 1 => Act::Observe { danger: true, note: None, photo: None },
            2 => Act::Observe { danger: false, note: None, photo: None },
            3 => Act::SuspectMajor { clause: None },
            4 => Act::Accept {},
            5 => Act::Return { reason: nothing() },
            6 | 7 => Act::Judge {
                grade: [Grade::Ordinary, Grade::Major][rng.random_range(0..2)],
                clause: None,
            },
            8 | 9 => order(rng),
            10 => Act::Assign {
                person: format!("p-{}", rng.random_range(1..4)).parse().ok(),
                unit: None,
            },
            11 => Act::Claim { measures: nothing(), cost_fen: None },
            12 | 13 => Act::Reinspect {
                result: [ReinspectResult::Pass, ReinspectResult::Fail][rng.random_range(0..2)],
                opinion: None,
            },
            14 | 15 => Act::Close { kind: CloseKind::Rectified, basis: None, doc_no: None },
            16 => implement(rng),
            17 => Act::Void { reason: nothing() },
            18 => Act::Report { source: Source::Hotline },
            _ => random_reply(rng, story),
        }
    }

    fn last() -> Act {
        Act::Close { kind: CloseKind::Rectified, basis: None, doc_no: None }
    }

    fn full() -> Vec<Act> {
        let some = || Some("甲".to_owned());
        let due = || "2026-12-01".parse().ok();
        let id = FactId([3; 8]);
        vec![
            Act::Observe { danger: true, note: some(), photo: None },
            Act::SuspectMajor { clause: some() },
            Act::Return { reason: "甲".into() },
            Act::Judge { grade: Grade::Major, clause: some() },
            Act::Order { mode: Mode::AtOnce, deadline: due(), doc_no: some() },
            Act::Assign { person: None, unit: some() },
            Act::Implement {
                item: FiveItem::Funds,
                achieved: true,
                content: some(),
                amount_fen: Some(1),
                due: due(),
            },
            Act::Plan { item: PlanItem::Goals, text: "甲".into() },
            Act::Claim { measures: "甲".into(), cost_fen: Some(1) },
            Act::Reinspect { result: ReinspectResult::Pass, opinion: some() },
            Act::Close { kind: CloseKind::Rectified, basis: None, doc_no: some() },
            Act::List { level: ListingLevel::City, doc_no: some(), deadline: due() },
            Act::Delist { listing: id, doc_no: some() },
            Act::Progress { text: "甲".into() },
            Act::AskExtension {
                until: "2026-12-01".parse().unwrap(),
                reason: "甲".into(),
                interim_controls: "甲".into(),
            },
            Act::DecideExtension { ask: id, granted: true, until: due() },
            Act::OfferTransfer { to: "990101101201".parse().unwrap(), reason: "甲".into() },
            Act::RefuseTransfer { offer: id, reason: "甲".into() },
            Act::Void { reason: "甲".into() },
        ]
    }
}

impl Story {
    /// A hazard found on patrol by grid worker p-1.
    pub(crate) fn hazard() -> Self {
        Self::begun("hazard")
    }

    pub(crate) fn hazard_view(&self) -> HazardView {
        derive(&self.record)
    }
}

impl Speaker<'_> {
    pub(crate) fn sees_danger(self) -> FactId {
        self.says(Act::Observe { danger: true, note: None, photo: None })
    }

    pub(crate) fn sees_safety(self) -> FactId {
        self.says(Act::Observe { danger: false, note: None, photo: None })
    }

    pub(crate) fn suspects_major(self) -> FactId {
        self.says(Act::SuspectMajor { clause: None })
    }

    pub(crate) fn judges(self, grade: Grade) -> FactId {
        self.says(Act::Judge { grade, clause: None })
    }

    pub(crate) fn orders(self, mode: Mode, deadline: Option<&str>) -> FactId {
        let deadline = deadline.map(|day| day.parse().unwrap());
        self.says(Act::Order { mode, deadline, doc_no: None })
    }

    pub(crate) fn claims(self) -> FactId {
        self.says(Act::Claim { measures: "已更换".into(), cost_fen: None })
    }

    pub(crate) fn reinspects(self, result: ReinspectResult) -> FactId {
        self.says(Act::Reinspect { result, opinion: None })
    }

    pub(crate) fn closes(self) -> FactId {
        let kind = CloseKind::Rectified;
        self.says(Act::Close { kind, basis: None, doc_no: None })
    }

    pub(crate) fn voids(self) -> FactId {
        self.says(Act::Void { reason: "误报".into() })
    }
}

/// An act about a fact, or about another record.
fn random_reply(rng: &mut ChaCha8Rng, story: &Story) -> Act {
    let (of, reason) = (RecordId([9; 16]), String::new());
    match rng.random_range(0..12) {
        0 | 1 => Act::List {
            level: [ListingLevel::Township, ListingLevel::District][rng.random_range(0..2)],
            doc_no: None,
            deadline: "2026-11-24".parse().ok(),
        },
        2 => {
            let listing = like(rng, story, |act| matches!(act, Act::List { .. }));
            Act::Delist { listing, doc_no: None }
        }
        3 | 9 => {
            let to = ["990101101201", "990101102000", "990101103000", "990101101000"];
            Act::OfferTransfer { to: to[rng.random_range(0..to.len())].parse().unwrap(), reason }
        }
        4 | 10 => Act::AcceptTransfer { offer: like(rng, story, is_offer) },
        11 => Act::RefuseTransfer { offer: like(rng, story, is_offer), reason },
        5 => Act::SuspectDuplicate { of, distance_m: None },
        6 => Act::DecideDuplicate { of, same: rng.random() },
        7 => Act::AskExtension {
            until: "2026-12-01".parse().unwrap(),
            reason,
            interim_controls: String::new(),
        },
        _ => Act::DecideExtension {
            ask: like(rng, story, |act| matches!(act, Act::AskExtension { .. })),
            granted: rng.random(),
            until: format!("2026-12-{:02}", rng.random_range(1..9)).parse().ok(),
        },
    }
}

fn is_offer(act: &Act) -> bool {
    matches!(act, Act::OfferTransfer { .. })
}

/// Mostly a fact of the sort wanted, when there is one; now and then any.
fn like(rng: &mut ChaCha8Rng, story: &Story, wanted: fn(&Act) -> bool) -> FactId {
    let fits = |fact: &&Fact| matches!(&fact.body, Body::Hazard(act) if wanted(act));
    let all = || story.record.facts.values();
    let mut ids: Vec<FactId> = all().filter(fits).map(|fact| fact.id).collect();
    if ids.is_empty() || rng.random_bool(0.2) {
        ids = all().map(|fact| fact.id).collect();
    }
    ids[rng.random_range(0..ids.len())]
}

pub(crate) fn order(rng: &mut ChaCha8Rng) -> Act {
    let mode = [Mode::AtOnce, Mode::ByDeadline, Mode::StopWork][rng.random_range(0..3)];
    let day = format!("2026-11-{}", rng.random_range(20..30));
    Act::Order { mode, deadline: day.parse().ok(), doc_no: None }
}

fn implement(rng: &mut ChaCha8Rng) -> Act {
    let amount_fen = Some(rng.random_range(1..4));
    let (item, achieved) = (FiveItem::Funds, rng.random());
    Act::Implement { item, achieved, content: None, amount_fen, due: None }
}
