//! Laws of accidents: nobody who was said to be dead is lost.

use super::act::AccidentAct;
use crate::domain::OFFICES;
use crate::domain::fact::Body;
use crate::domain::offices::rank;
use crate::domain::testing::random::for_random;

#[test]
fn no_death_disappears_but_by_an_office_that_saw_who_told_of_it() {
    for_random("accident", |_, story| {
        let view = story.accident_view();
        for one in view.statements.iter().filter(|one| one.figures.dead > view.figures.dead) {
            let replaced = story.record.facts.values().any(|fact| {
                let supplement =
                    matches!(fact.body, Body::Accident(AccidentAct::Supplement { .. }));
                let office = OFFICES.contains(&fact.role) && rank(fact.role) >= rank(one.role);
                supplement && office && fact.seen.contains(&one.fact)
            });
            assert!(replaced, "{one:?}");
        }
        let graver = view.statements.iter().any(|one| one.figures.dead == view.figures.dead);
        assert!(graver || view.statements.is_empty(), "a number nobody told");
    });
}
