//! Every kind is listed, labelled and read.

use std::collections::BTreeSet;

use crate::domain::kinds::{KINDS, View, derive};
use crate::domain::testing::Story;
use crate::domain::view::Flag;

#[test]
fn no_two_kinds_are_spelled_or_labelled_alike_and_a_record_is_called_by_its_kind() {
    let names: BTreeSet<&str> = KINDS.iter().map(|about| about.name).collect();
    let labels: BTreeSet<&str> = KINDS.iter().map(|about| about.label).collect();
    assert_eq!((names.len(), labels.len()), (KINDS.len(), KINDS.len()));
    for about in KINDS {
        let label = derive(&Story::of(about.name).record).face().label.clone();
        assert!(label.starts_with(&format!("{}-", about.label)), "{label}");
    }
    let label = derive(&Story::of("teleport").record).face().label.clone();
    assert!(label.starts_with("JL-"), "{label}");
}

#[test]
fn an_unknown_kind_and_an_unknown_fact_are_kept_and_change_nothing_else() {
    let mut story = Story::of("teleport");
    story.grid("p-1").says_something_new();
    let view = derive(&story.record);
    assert!(matches!(view, View::Unknown(_)));
    assert_eq!(view.face().version.0.len(), 1);

    let mut story = Story::hazard();
    story.township("p-3").closes();
    let mut before = story.hazard_view();
    let id = story.grid("p-2").says_something_new();
    before.face.version.0.insert(id);
    before.face.flags.insert(Flag::UnknownContent);
    before.face.people.insert("p-2".parse().unwrap());
    assert_eq!(derive(&story.record), View::Hazard(before));
}
