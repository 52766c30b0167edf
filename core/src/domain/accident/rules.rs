//! Accidents: who may say what, what an act must have seen, and what follows.

use super::act::AccidentAct as Act;
use super::figures::told;
use super::view::{AccidentState, AccidentView};
use crate::domain::face::Face;
use crate::domain::findings::Findings;
use crate::domain::judged::Judged;
use crate::domain::offices::Verdict;
use crate::domain::person::Role;
use crate::domain::record::Record;
use crate::domain::{clock, voiding};

/// Whether the author of `act` must say they had `earlier` before them.
pub(super) fn must_see(act: &Act, earlier: &Act) -> bool {
    match act {
        Act::Report { .. } => false,
        Act::Supplement { .. } => matches!(earlier, Act::Report { .. } | Act::Supplement { .. }),
        Act::Void { .. } => true,
    }
}

/// What follows from everything known about an accident, whatever the order it arrived in.
pub fn derive(record: &Record) -> AccidentView {
    let mut said = Findings::default();
    let judged = Judged::of(record, |fact, role, alone| Some(verdict(role, Act::of(fact)?, alone)));
    // A death counts whoever tells of it, even unverified.
    let statements = judged
        .said(|fact| matches!(Act::of(fact), Some(Act::Report { .. } | Act::Supplement { .. })));
    let told = told(&judged, &statements, &mut said);
    let voids = judged.done(|fact| matches!(Act::of(fact), Some(Act::Void { .. })));
    let void = voiding::is_void(record, &judged.history, &voids, &statements, &mut said);
    let state = match (void, &told.official) {
        (true, _) => AccidentState::Void,
        (_, Some(_)) => AccidentState::Supplemented,
        (_, None) => AccidentState::Reported,
    };
    let occurred = statements.iter().filter_map(|fact| match Act::of(fact) {
        Some(Act::Report { occurred_ms, .. }) => Some(*occurred_ms),
        _ => None,
    });
    let proposals = judged.proposals(&mut said);
    clock::doubt(&judged.history, &mut said);
    AccidentView {
        face: Face::of(record, said, proposals, void),
        occurred_ms: occurred.min(),
        state,
        figures: told.figures,
        level: told.figures.level(),
        official: told.official,
        statements: told.statements,
    }
}

/// Anyone may say who was hurt; only an office's supplement replaces what others said.
pub(super) fn verdict(role: Role, act: &Act, alone: bool) -> Verdict {
    match act {
        Act::Report { .. } | Act::Supplement { .. } => Verdict::Allowed,
        Act::Void { .. } => voiding::may(role, alone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::accident::Figures;
    use crate::domain::fact::Body;
    use crate::domain::testing::{MORNING_MS, Story};

    #[test]
    fn whoever_alone_told_of_an_accident_may_void_it_and_nobody_else_below_an_office() {
        let mut story = Story::of("accident");
        let figures = Figures::default();
        story.grid("p-1").says(Act::Report { occurred_ms: MORNING_MS, figures });
        let void = Body::Accident(Act::Void { reason: "听错了".into() });
        let may = |role, person| story.may(role, person, &void);
        assert!(may(Role::Grid, "p-1") && !may(Role::Grid, "p-2"));
        assert!(may(Role::Township, "p-3"));
    }

    #[test]
    fn an_accident_knows_when_it_happened_and_a_report_answers_nothing() {
        let mut story = Story::of("accident");
        let figures = Figures::default;
        let first =
            story.grid("p-1").says(Act::Report { occurred_ms: MORNING_MS, figures: figures() });
        let again =
            story.grid("p-2").says(Act::Report { occurred_ms: MORNING_MS, figures: figures() });
        assert_eq!(story.accident_view().occurred_ms, Some(MORNING_MS));
        assert!(story.record.facts[&again].seen.is_empty());
        assert!(first != again);
    }
}
