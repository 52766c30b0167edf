//! From a record to what people see of it (D3): a pure function, the same on phone and centre.

use super::record::Record;
use super::view::{UnknownView, View};
use super::{accident, hazard, site, training};

/// What follows from everything known about `record`, whatever the order it arrived in.
pub fn derive(record: &Record) -> View {
    match record.kind.as_str() {
        "hazard" => View::Hazard(hazard::derive(record)),
        "training" => View::Training(training::derive(record)),
        "site" => View::Site(site::derive(record)),
        "accident" => View::Accident(accident::derive(record)),
        _ => View::Unknown(UnknownView::of(record)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::Story;
    use crate::domain::view::Flag;

    #[test]
    fn an_unknown_kind_and_an_unknown_fact_are_kept_and_change_nothing_else() {
        let mut story = Story::of("teleport");
        story.grid("p-1").says_something_new();
        let view = derive(&story.record);
        assert!(matches!(view, View::Unknown(_)));
        assert_eq!(view.version().0.len(), 1);

        let mut story = Story::hazard();
        story.township("p-3").closes();
        let mut before = story.hazard_view();
        let id = story.grid("p-2").says_something_new();
        before.version.0.insert(id);
        before.flags.insert(Flag::UnknownContent);
        before.people.insert("p-2".parse().unwrap());
        assert_eq!(derive(&story.record), View::Hazard(before));
    }
}
