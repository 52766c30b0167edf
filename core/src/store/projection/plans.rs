//! Tests that the first page of every list is read along an index, not sorted.

use super::listing::List;
use super::{HazardOrder, HazardQuery, Query};
use crate::domain::accident::Accident;
use crate::domain::hazard::State;
use crate::domain::site::Site;
use crate::store::tests::Folder;

fn plan(list: &List) -> String {
    let folder = Folder::new();
    let store = folder.store();
    let plan = store.read(|reading| Ok(list.plan(reading)));
    plan.unwrap()
}

fn all() -> Vec<(&'static str, HazardQuery)> {
    let base = |order| HazardQuery { order, ..HazardQuery::default() };
    let due = || base(HazardOrder::MostOverdue);
    let village = "990101101204".parse().ok();
    let township = "990101101".parse().ok();
    let today = "2026-11-20".parse().ok();
    vec![
        ("hazard_due", due()),
        ("hazard_open_due", HazardQuery { open: Some(true), ..due() }),
        ("hazard_open_due", HazardQuery { overdue_on: today, ..due() }),
        ("hazard_state ", HazardQuery { states: vec![State::AwaitingReinspection], ..due() }),
        (
            "hazard_state ",
            HazardQuery {
                states: vec![State::Reported, State::Accepted],
                scope: township,
                ..due()
            },
        ),
        ("hazard_home_due", HazardQuery { open: Some(true), scope: village, ..due() }),
        ("hazard_open_due", HazardQuery { open: Some(true), scope: township, ..due() }),
        ("hazard_home_due", HazardQuery { scope: village, ..due() }),
        (
            "hazard_state_new",
            HazardQuery { states: vec![State::Returned], ..base(HazardOrder::Newest) },
        ),
        ("hazard_newest", base(HazardOrder::Newest)),
        ("hazard_newest", HazardQuery { scope: township, ..base(HazardOrder::Newest) }),
        ("hazard_village", HazardQuery { scope: village, ..base(HazardOrder::Newest) }),
        ("hazard_village", base(HazardOrder::Village)),
    ]
}

#[test]
fn the_first_page_of_every_list_walks_its_index() {
    for (index, query) in all() {
        let plan = plan(&query.list(None));
        assert!(plan.contains(index), "{query:?}\nexpected {index}: {plan}");
        // Rows handed over or inherited from elsewhere are few and may be sorted, and so may those
        // of the page; others may not.
        let sorted = plan.split("; ").filter(|line| line.contains("TEMP B-TREE"));
        let allowed = 1 + usize::from(query.scope.is_some()) * 2 * query.states.len().max(2);
        assert!(sorted.count() <= allowed, "{query:?}: {plan}");
        assert!(!plan.contains("SCAN hazard;"), "{query:?}: {plan}");
    }
}

#[test]
fn what_a_page_says_of_its_rows_is_looked_up_for_each_of_them() {
    let hazards = all().into_iter().map(|(_, query)| query.list(None));
    let lines = [Query::<Accident>::default().list(None), Query::<Site>::default().list(None)];
    for list in hazards.chain(lines) {
        let plan = plan(&list);
        let scanned = |what: &str| {
            plan.split("; ").any(|line| line == what || line.starts_with(&format!("{what} ")))
        };
        for what in ["envelope", "e", "d", "w", "attachment_waiting", "document", "evidence"] {
            assert!(!scanned(&format!("SCAN {what}")), "{what}: {plan}");
        }
    }
}
