//! What every record shows, whatever its kind.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use fangxian_protocol::id::{Division, Kind, PersonId, RecordId};
use fangxian_protocol::scalar::Scalar;

use super::fact::plain;
use super::findings::Findings;
use super::kinds::about;
use super::record::Record;
use super::speech::Spoken;
use super::view::{Conflict, Flag, Notice, Proposal, Version};
use super::{centre, described, field, id_text};

/// What every record shows, whatever its kind (共有内容).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Face {
    /// Which record.
    #[serde(with = "id_text")]
    pub id: RecordId,
    /// Its kind, as documents spell it.
    #[serde(with = "id_text")]
    pub kind: Kind,
    /// The village it belongs to.
    #[serde(with = "id_text")]
    pub home: Division,
    /// What people say aloud to name it, such as `YH-7K3F-12` (编号): it never identifies.
    pub label: String,
    /// What people call it: its title or name (标题).
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    #[serde(serialize_with = "degrees")]
    pub position: Option<(i64, i64)>,
    /// Every field that holds something, in the order of the kind's fields; those of a newer
    /// version last.
    pub described: Vec<Described>,
    /// What else must be said about it.
    pub flags: BTreeSet<Flag>,
    /// Fields with more than one value.
    pub conflicts: Vec<Conflict>,
    /// Acts beyond their author's role: visible, without effect.
    pub proposals: Vec<Proposal>,
    /// What merging did that someone may not expect, in plain words.
    pub notices: Vec<Notice>,
    /// Everyone who spoke here.
    #[serde(serialize_with = "id_text::list")]
    pub people: BTreeSet<PersonId>,
    /// Everything shown here: what an act that follows will say it has seen. Not for reading.
    #[serde(skip)]
    pub version: Version,
}

/// A field as it is shown (栏目).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Described {
    /// Its name.
    pub field: String,
    /// What people call it.
    pub label: Spoken,
    /// What it holds; of several values the same on every phone.
    #[serde(serialize_with = "plain")]
    pub value: Scalar,
}

impl Face {
    /// The face of a record of which the rules of its kind have `said` so much; of one that has
    /// `ended`, only what still waits for someone asks for anything.
    pub(crate) fn of(
        record: &Record,
        mut said: Findings,
        proposals: Vec<Proposal>,
        ended: bool,
    ) -> Self {
        let conflicts = described::conflicts(record, &mut said);
        said.flag(Flag::UnknownContent, record.has_unknown());
        Self {
            conflicts,
            proposals,
            flags: said.flags.clone(),
            notices: said.into_notices(ended),
            people: centre::people(record),
            ..Self::unread(record)
        }
    }

    /// The face of a record of a kind this version does not know.
    pub(crate) fn unknown(record: &Record) -> Self {
        Self { flags: BTreeSet::from([Flag::UnknownContent]), ..Self::unread(record) }
    }

    /// Whether nobody but this person spoke here.
    pub(crate) fn is_only_of(&self, person: &PersonId) -> bool {
        self.people.iter().all(|other| other == person)
    }

    /// The text a field holds; empty when it holds none.
    pub fn text(&self, field: &str) -> &str {
        let found = self.described.iter().find(|one| one.field == field);
        match found.map(|one| &one.value) {
            Some(Scalar::Text(text)) => text,
            _ => "",
        }
    }

    /// What is described, without anything that follows from facts.
    fn unread(record: &Record) -> Self {
        let kind = record.kind.as_str();
        Self {
            id: record.id,
            kind: record.kind.clone(),
            home: record.home,
            label: label(kind, &record.id),
            title: described::text(record, field::title_of(kind)),
            place: described::text(record, field::PLACE),
            position: described::position(record),
            described: all(record),
            flags: BTreeSet::new(),
            conflicts: Vec::new(),
            proposals: Vec::new(),
            notices: Vec::new(),
            people: BTreeSet::new(),
            version: Version::of(record),
        }
    }
}

/// What people say aloud to name a record of this kind.
pub(crate) fn label(kind: &str, record: &RecordId) -> String {
    /// 记录: of a kind of a newer version.
    const ANY: &str = "JL";
    record.label(about(kind).map_or(ANY, |about| about.label))
}

/// A position as `latitude` and `longitude` in degrees.
fn degrees<S: Serializer>(position: &Option<(i64, i64)>, to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Degrees {
        latitude: f64,
        longitude: f64,
    }
    let degrees = |ten_millionths: i64| ten_millionths as f64 / 1e7;
    let read = |(lat, lon)| Degrees { latitude: degrees(lat), longitude: degrees(lon) };
    position.map(read).serialize(to)
}

/// Every field that holds something.
fn all(record: &Record) -> Vec<Described> {
    let kind = record.kind.as_str();
    let mut names: Vec<&str> = field::names(kind).collect();
    names.extend(record.fields.keys().filter(|name| !field::known(kind, name)).map(String::as_str));
    let described = names.into_iter().filter_map(|name| {
        let value = described::shown(record, name)?;
        let is_empty = match value {
            Scalar::Null => true,
            Scalar::Text(text) => text.is_empty(),
            _ => false,
        };
        let field = name.to_owned();
        let label = field::label(kind, name);
        (!is_empty).then(|| Described { field, label, value: value.clone() })
    });
    described.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::KINDS;
    use crate::domain::testing::Story;
    use crate::domain::{View, derive};

    #[test]
    fn whatever_field_of_whatever_kind_is_written_can_be_read() {
        for kind in KINDS.iter().map(|about| about.name) {
            let mut story = Story::of(kind);
            for name in field::names(kind) {
                let texts = ["说的话", "0000000000000000000000000000000f"].map(Scalar::from);
                let mut values = texts.into_iter().chain([Scalar::Int(300_000_000)]);
                let fits = |value: &Scalar| field::check(kind, name, value).is_ok();
                story.field(name, values.rfind(fits).unwrap(), "p-1");
            }
            let view = derive(&story.record);
            let shown: Vec<&str> = view.face().described.iter().map(|one| &*one.field).collect();
            assert_eq!(shown, field::names(kind).collect::<Vec<_>>(), "{kind}");
            assert!(!view.face().title.is_empty() && !view.face().place.is_empty(), "{kind}");
            assert_eq!(view.face().text(field::title_of(kind)), view.face().title);
        }
    }
    #[test]
    fn a_view_is_written_with_ids_as_text_values_as_themselves_and_places_in_degrees() {
        let mut story = Story::hazard();
        story.field("title", "渗水", "p-1");
        story.field("lat", 285_000_000, "p-1");
        story.field("lon", 1_125_000_000, "p-1");
        story.township("p-3").orders(crate::domain::hazard::Mode::ByDeadline, Some("2026-11-23"));
        let view = derive(&story.record);
        let written = serde_json::to_value(&view).unwrap();
        let face = &written["face"];
        assert_eq!(face["id"], view.face().id.to_string());
        assert_eq!(face["position"], serde_json::json!({"latitude": 28.5, "longitude": 112.5}));
        assert_eq!(face["described"][0]["value"], "渗水");
        assert_eq!((&face["kind"], face.get("version")), (&"hazard".into(), None));
        let deadline = (&written["deadline"]["day"], &written["deadline"]["because"]);
        let View::Hazard(hazard) = &view else { unreachable!() };
        let because = hazard.deadline.as_ref().unwrap().because.to_string();
        assert_eq!(deadline, (&"2026-11-23".into(), &because.into()));
    }
}
