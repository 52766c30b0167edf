//! Who must put it right (P4): everyone named, until someone who saw them all picks.

use super::act::HazardAct as Act;
use super::acts::Acts;
use super::view::Responsible;
use crate::domain::findings::Findings;
use crate::domain::offices::OFFICES;
use crate::domain::sentence::Sentence;
use crate::domain::view::{Flag, NoticeKind};

/// Everyone responsible, once each.
pub(super) fn responsible(acts: &Acts<'_>, findings: &mut Findings) -> Vec<Responsible> {
    let assigns = acts.done(|act| matches!(act, Act::Assign { .. }));
    let standing = acts.history.standing(&assigns);
    let mut named: Vec<Responsible> = Vec::new();
    let mut because = Vec::new();
    for fact in standing {
        let Some(Act::Assign { person, unit }) = Act::of(fact) else {
            continue;
        };
        if !named.iter().any(|other| other.person == *person && other.unit == *unit) {
            because.push(fact);
            named.push(Responsible {
                person: person.clone(),
                unit: unit.clone(),
                because: fact.id,
            });
        }
    }
    if named.len() > 1 {
        findings.flag(Flag::TwoResponsible, true);
        let count = named.len();
        let said = Sentence::of_all(&because, "指定了不同的责任人", "named different people")
            .then(format!("先由 {count} 方一起负责"), format!("all {count} answer for it"))
            .asks(&OFFICES, "定一个", "pick one");
        findings.notice(NoticeKind::TwoResponsible, &because, said);
    }
    named
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::HazardAct;
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    fn assign(person: &str) -> HazardAct {
        HazardAct::Assign { person: person.parse().ok(), unit: None }
    }

    #[test]
    fn situation_16_two_people_named_apart_both_answer_until_the_township_picks() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").says(assign("p-8"));
        story.township("p-4").on(&before).says(assign("p-9"));
        let view = story.hazard_view();
        assert_eq!(view.responsible.len(), 2);
        assert_eq!(view.face.flags, flags([Flag::TwoResponsible]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::TwoResponsible]);
        story.township("p-3").says(assign("p-9"));
        let view = story.hazard_view();
        assert_eq!(view.responsible.len(), 1);
        assert!(view.face.notices.is_empty() && view.face.flags.is_empty());
    }

    #[test]
    fn a_person_named_twice_is_one_and_a_person_and_their_unit_are_two() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").says(assign("p-8"));
        story.township("p-4").on(&before).says(assign("p-8"));
        assert_eq!(story.hazard_view().responsible.len(), 1);
        let unit = Some("粮站".into());
        let both = HazardAct::Assign { person: "p-8".parse().ok(), unit };
        story.township("p-5").on(&before).says(both);
        assert_eq!(story.hazard_view().responsible.len(), 2);
    }
}
