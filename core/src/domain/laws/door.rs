//! The door: whatever text any act of any kind carries is cleaned where it is written and again
//! where it is read, and what cannot be is refused or read as not said.

use std::collections::BTreeSet;

use fangxian_protocol::scalar::Scalar;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::domain::door::admit;
use crate::domain::fact::{Body, Fact};
use crate::domain::hazard::HazardAct;
use crate::domain::kinds::TRIALS;
use crate::domain::record::Props;
use crate::domain::review::ReviewAct;
use crate::domain::testing::random::{every_kind, for_random};
use crate::domain::testing::trial;
use crate::domain::text;

/// Text no keyboard types, with something that can be seen in it.
const FOUL: &str = "\u{202e}\u{0}甲\u{1b}[2J\r\n\u{200b}乙\u{7f} ";

/// Acts with everything said that may be left out: random ones leave much out.
fn full() -> Vec<(&'static str, Body)> {
    let proposal = fangxian_protocol::id::FactId([3; 8]);
    let declined = ReviewAct::DeclineProposal { proposal, reason: "甲".into() };
    let mut all: Vec<_> = TRIALS
        .iter()
        .flat_map(|one| (one.full)().into_iter().map(|body| (one.name, body)))
        .collect();
    all.push((TRIALS[0].name, Body::Review(declined)));
    all
}

/// The property of a body set to something else; `None` when that would be no body of its kind:
/// an id or a word of a list, which takes no free text.
fn with(body: &Body, name: &str, value: Scalar) -> Option<Body> {
    let mut props: Props = body.to_props();
    props.insert(name.to_owned(), value);
    let body = body.with_props(props);
    (!matches!(body, Body::Unknown { .. })).then_some(body)
}

fn hold(rng: &mut ChaCha8Rng, body: &Body) {
    for (name, value) in body.to_props() {
        match value {
            Scalar::Text(_) if name != "type" => {
                let Some(foul) = with(body, &name, FOUL.into()) else { continue };
                let admitted = match admit(foul) {
                    Ok(admitted) => admitted,
                    // Something else of a random act may be missing.
                    Err(bad) => {
                        assert_ne!(bad.field, name, "{body:?}");
                        continue;
                    }
                };
                let Some(Scalar::Text(kept)) = admitted.to_props().remove(&name) else {
                    panic!("{name} of {body:?} was lost")
                };
                assert_eq!(text::lines(&kept), kept, "{name} of {body:?}");
                assert!(kept.starts_with('甲') && kept.ends_with('乙'), "{name}: {kept:?}");
                assert_eq!(admit(admitted.clone()), Ok(admitted), "once is enough");
                let blank = with(body, &name, "\u{200b}\u{0} ".into()).map(admit);
                let said = |body: Body| body.to_props().contains_key(&name);
                assert!(blank.is_none_or(|it| it.is_err() || !it.is_ok_and(said)), "{name}");
            }
            Scalar::Int(_) => {
                let number = [-1, i64::MIN, i64::MAX][rng.random_range(0..3)];
                let Some(bad) = with(body, &name, Scalar::Int(number)) else { continue };
                assert!(admit(bad).is_err(), "{name} {number} of {body:?}");
            }
            _ => {}
        }
    }
}

#[test]
fn every_text_and_number_of_every_act_goes_through_the_door() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for kind in every_kind() {
        for_random(kind, |rng, story| {
            let body = trial(kind).any(rng, story);
            hold(rng, &body);
            full().iter().for_each(|(_, body)| hold(rng, body));
        });
    }
    for (_, body) in full() {
        seen.extend(body.to_props().into_keys());
        assert_eq!(admit(body.clone()), Ok(body), "what is fit stays as it is");
    }
    assert!(seen.len() > 25, "{seen:?}");
}

#[test]
fn every_foul_text_that_is_there_already_is_read_clean_and_said_again_word_for_word() {
    for (kind, body) in full() {
        for (name, value) in body.to_props() {
            let Scalar::Text(_) = value else { continue };
            let Some(foul) = with(&body, &name, FOUL.into()).filter(|_| name != "type") else {
                continue;
            };
            let mut story = crate::domain::testing::Story::of(kind);
            let id = story.grid("p-1").body(foul);
            let (kind, fact) = (story.record.kind.clone(), &story.record.facts[&id]);
            let read = Fact::from_props(&kind, id, fact.to_props()).unwrap();
            let Some(Scalar::Text(shown)) = read.body.to_props().remove(&name) else {
                panic!("{name} of {body:?} was lost")
            };
            assert!(!shown.contains(['\u{0}', '\u{1b}', '\u{202e}', '\u{200b}']), "{shown:?}");
            assert!(shown.starts_with('甲'), "{shown:?}");
            assert_eq!(Fact::verbatim(&kind, id, fact.to_props()).as_ref(), Ok(fact));
        }
    }
}

#[test]
fn what_cannot_be_is_refused_and_read_as_not_said() {
    for day in ["0001-01-01", "1970-01-01", "2100-01-01", "9999-12-31"] {
        for (kind, body) in full() {
            for name in ["deadline", "due", "until"] {
                if !body.to_props().contains_key(name) {
                    continue;
                }
                let Some(bad) = with(&body, name, day.into()) else { continue };
                assert_eq!(admit(bad.clone()).unwrap_err().field, name);
                let mut story = crate::domain::testing::Story::of(kind);
                let id = story.grid("p-1").body(bad);
                let (kind, fact) = (story.record.kind.clone(), &story.record.facts[&id]);
                let read = Fact::from_props(&kind, id, fact.to_props()).unwrap();
                assert!(!matches!(read.body, Body::Unknown { .. }), "still readable");
                let said = read.body.to_props().remove(name);
                assert_ne!(said, Some(day.into()), "{name} of {body:?}");
            }
        }
    }
    let claim = |cost_fen| Body::Hazard(HazardAct::Claim { measures: "修好".into(), cost_fen });
    let bad = admit(claim(Some(-200))).unwrap_err();
    assert_eq!(bad.field, "cost_fen");
    let empty = HazardAct::Claim { measures: " \u{200b}".into(), cost_fen: None };
    let bad = admit(Body::Hazard(empty)).unwrap_err();
    assert!((bad.field.as_str(), bad.next_zh.as_str()) == ("measures", "请写明做了什么。"));
    let long = HazardAct::Progress { text: "很长".repeat(1_001) };
    let bad = admit(Body::Hazard(long)).unwrap_err();
    assert!(bad.field == "text" && !bad.to_string().contains("很长"));
}
