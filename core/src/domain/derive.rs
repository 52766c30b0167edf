//! From a record to what people see of it (D3): a pure function, the same on phone and centre.

use super::accident::{self, AccidentView};
use super::face::Face;
use super::hazard::{self, HazardView};
use super::record::Record;
use super::site::{self, SiteView};
use super::training::{self, TrainingView};

/// One record as people see it, by kind (视图).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "most records are hazards")]
pub enum View {
    /// 隐患
    Hazard(HazardView),
    /// 培训
    Training(TrainingView),
    /// 场所
    Site(SiteView),
    /// 事故
    Accident(AccidentView),
    /// A kind of a newer version.
    Unknown(UnknownView),
}

/// A record of a kind this version does not know (未知类别): kept, carried, shown as unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownView {
    /// What every record shows; its only flag is [`Flag::UnknownContent`].
    pub face: Face,
}

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

impl View {
    /// What every record shows.
    pub fn face(&self) -> &Face {
        match self {
            Self::Hazard(view) => &view.face,
            Self::Training(view) => &view.face,
            Self::Site(view) => &view.face,
            Self::Accident(view) => &view.face,
            Self::Unknown(view) => &view.face,
        }
    }

    /// The same, to change what people see of it.
    pub fn face_mut(&mut self) -> &mut Face {
        match self {
            Self::Hazard(view) => &mut view.face,
            Self::Training(view) => &mut view.face,
            Self::Site(view) => &mut view.face,
            Self::Accident(view) => &mut view.face,
            Self::Unknown(view) => &mut view.face,
        }
    }
}

impl UnknownView {
    /// The little that can be said about a record of an unknown kind.
    pub fn of(record: &Record) -> Self {
        Self { face: Face::unknown(record) }
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
}
