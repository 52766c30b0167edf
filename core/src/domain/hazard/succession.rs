//! Reorganised villages (37): a record keeps its old code; whoever replaced that unit answers.

use super::view::HazardView;
use crate::domain::day::Day;
use crate::domain::offices::OFFICES;
use crate::domain::org::OrgTree;
use crate::domain::sentence::Sentence;
use crate::domain::speech::Spoken;
use crate::domain::view::{Flag, Notice, NoticeKind};

/// Has the units that replaced the owners of `view` answer for it on `today`: all of them, until
/// the township hands it to one.
pub(super) fn succeed(view: &mut HazardView, tree: &OrgTree, today: Day) {
    let mut owners = Vec::new();
    for owner in &view.owners {
        for unit in tree.answering(*owner, today) {
            if !owners.contains(&unit) {
                owners.push(unit);
            }
        }
    }
    if owners == view.owners {
        return;
    }
    let shared = owners.len() > view.owners.len();
    view.owners = owners;
    if shared {
        view.face.flags.insert(Flag::TwoResponsible);
        let said = told(view);
        let (zh, en) = (said.zh, said.en);
        let kind = NoticeKind::Reorganised;
        view.face.notices.push(Notice { kind, facts: Vec::new(), zh, en });
    }
}

fn told(view: &HazardView) -> Spoken {
    let units: Vec<String> = view.owners.iter().map(|unit| format!("{{#{unit}}}")).collect();
    Sentence::of("村已调整", "The village was reorganised")
        .then(
            format!("这条先由{}一起负责", units.join("、")),
            format!("{} answer for it together", units.join(", ")),
        )
        .asks(&OFFICES, "移交给其中一家", "hand it to one of them")
        .spoken()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hazard::HazardAct;
    use crate::domain::org::Unit;
    use crate::domain::testing::{Story, kinds};

    const TODAY: &str = "2026-11-20";

    fn tree(from: &str) -> OrgTree {
        let unit = |code: &str, name: &str| Unit {
            division: code.parse().unwrap(),
            grid: None,
            name: name.into(),
            replaces: vec!["990101101204".parse().unwrap()],
            from: from.parse().ok(),
        };
        OrgTree::new([unit("990101101205", "东槐村"), unit("990101101206", "西槐村")], vec![])
    }

    fn owners(view: &HazardView) -> Vec<String> {
        view.owners.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn situation_37_both_halves_answer_until_the_township_hands_it_to_one() {
        let mut story = Story::hazard();
        let mut view = story.hazard_view();
        succeed(&mut view, &tree(TODAY), TODAY.parse().unwrap());
        assert_eq!(owners(&view), ["990101101205", "990101101206"]);
        assert!(view.face.flags.contains(&Flag::TwoResponsible));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::Reorganised]);
        assert!(view.face.notices[0].zh.contains("{#990101101205}、{#990101101206}"));
        let to = "990101101206".parse().unwrap();
        let offer = HazardAct::OfferTransfer { to, reason: "区划调整".into() };
        let offer = story.township("p-3").says(offer);
        story.township("p-3").says(HazardAct::AcceptTransfer { offer });
        let mut view = story.hazard_view();
        succeed(&mut view, &tree(TODAY), TODAY.parse().unwrap());
        assert_eq!(owners(&view), ["990101101206"]);
        assert!(view.face.notices.is_empty() && view.face.flags.is_empty());
    }

    #[test]
    fn nothing_changes_before_the_day_it_takes_effect() {
        let mut view = Story::hazard().hazard_view();
        succeed(&mut view, &tree("2026-11-21"), TODAY.parse().unwrap());
        assert_eq!(view, Story::hazard().hazard_view());
    }
}
