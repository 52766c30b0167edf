//! The fields of a record (P10): one value to show, and every value where people differ.

use fangxian_protocol::scalar::Scalar;

use super::field;
use super::findings::Findings;
use super::record::{FieldValue, Record};
use super::sentence::Sentence;
use super::view::{Conflict, NoticeKind};

/// The text to show for a field; empty when it has none.
pub(crate) fn text(record: &Record, name: &str) -> String {
    match shown(record, name) {
        Some(Scalar::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// The whole number to show for a field.
fn int(record: &Record, name: &str) -> Option<i64> {
    match shown(record, name) {
        Some(Scalar::Int(number)) => Some(*number),
        _ => None,
    }
}

/// Latitude and longitude as they were written together; `None` when they lie on no map.
pub(crate) fn position(record: &Record) -> Option<(i64, i64)> {
    let (lat, lon) = (int(record, field::LAT)?, int(record, field::LON)?);
    field::is_position(lat, lon).then_some((lat, lon))
}

/// Every field whose writers had not seen each other's value, with one notice each.
pub(crate) fn conflicts(record: &Record, findings: &mut Findings) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for (name, values) in &record.fields {
        let mut values = values.clone();
        values.sort_by(|a, b| (&a.value, a.change).cmp(&(&b.value, b.change)));
        values.dedup_by(|a, b| a.value == b.value);
        if values.len() > 1 {
            findings.notice(
                NoticeKind::FieldConflict,
                &[],
                field_differs(record.kind.as_str(), name, &values),
            );
            conflicts.push(Conflict { field: name.clone(), values });
        }
    }
    conflicts
}

/// The same value on every replica: that of the change with the smallest hash, so that fields
/// written together are shown together.
pub fn shown<'a>(record: &'a Record, name: &str) -> Option<&'a Scalar> {
    let values = record.fields.get(name)?;
    let first = values.iter().min_by(|a, b| (a.change, &a.value).cmp(&(b.change, &b.value)))?;
    Some(&first.value)
}

fn field_differs(kind: &str, name: &str, values: &[FieldValue]) -> Sentence {
    let mut people: Vec<String> = (values.iter())
        .filter_map(|value| Some(format!("{{{}}}", value.author.as_ref()?.person)))
        .collect();
    people.sort();
    people.dedup();
    let count = values.len();
    let label = field::label(kind, name);
    let (who, who_en) = match people.is_empty() {
        true => ("几个人".to_owned(), "Several people".to_owned()),
        false => (people.join("、"), people.join(", ")),
    };
    Sentence::of(
        format!("{who} 各自填的“{}”有 {count} 种", label.zh),
        format!("{who_en} filled in \"{}\" in {count} ways", label.en),
    )
    .then("都留着", "all are kept")
    .pleads("请填写的人选一个", "please pick one")
}

#[cfg(test)]
mod tests {
    use crate::domain::testing::{Story, kinds};
    use crate::domain::view::NoticeKind;

    #[test]
    fn situation_15_every_value_is_kept_and_shown_in_one_order() {
        let mut story = Story::hazard();
        story.field("description", "配电房渗水", "p-1");
        story.field("description", "配电房漏水", "p-2");
        let view = story.hazard_view();
        assert_eq!(view.face.conflicts[0].values.len(), 2);
        assert_eq!(kinds(&view.face.notices), [NoticeKind::FieldConflict]);
        assert!(view.face.notices[0].zh.starts_with("{p-1}、{p-2} 各自填的“描述”有 2 种"));
        story.record.fields.get_mut("description").unwrap().reverse();
        assert_eq!(story.hazard_view(), view);
    }

    #[test]
    fn the_same_value_written_twice_is_no_conflict() {
        let mut story = Story::hazard();
        story.field("title", "渗水", "p-1");
        story.field("title", "渗水", "p-2");
        let view = story.hazard_view();
        assert_eq!(view.face.title, "渗水");
        assert!(view.face.conflicts.is_empty() && view.face.notices.is_empty());
    }

    #[test]
    fn a_place_on_the_map_is_shown_only_when_both_numbers_are_there() {
        let mut story = Story::hazard();
        story.field("lat", 300_000_000_i64, "p-1");
        assert_eq!(story.hazard_view().face.position, None);
        story.field("lon", 1_200_000_000_i64, "p-1");
        assert_eq!(story.hazard_view().face.position, Some((300_000_000, 1_200_000_000)));
    }
}
