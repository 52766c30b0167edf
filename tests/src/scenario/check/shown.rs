//! What a phone shows, as names and words.

use std::collections::BTreeMap;

use fangxian::domain::hazard::State;
use fangxian::domain::site::SiteView;
use fangxian::domain::training::TrainingView;
use fangxian::domain::view::View;
use fangxian::ledger::Ledger;
use fangxian::store::HazardQuery;
use fangxian_protocol::id::RecordId;
use serde_json::{Map, Value, json};

use super::names::{person, place, record, word};
use super::{Broken, hazard};
use crate::harness::Outcome;
use crate::scenario::stage::World;

const ROWS_MAX: usize = 500;

/// What `phone` shows of a record; of the phone as a whole when `name` is empty.
///
/// # Errors
/// When the phone does not have the record.
pub fn shown(world: &World, phone: &str, name: &str) -> Outcome<Map<String, Value>> {
    let ledger = world.phone(phone)?.ledger()?;
    if name.is_empty() {
        return whole(ledger);
    }
    let Some(id) = world.records.get(name).copied() else {
        return Err(format!("no record `{name}` yet").into());
    };
    let view = ledger.view(id).map_err(|error| format!("{phone} · {name}: {error}"))?;
    let mut shown = match &view {
        View::Hazard(view) => hazard::shown(world, view),
        View::Training(view) => training(world, view),
        View::Site(view) => site(world, view),
        View::Unknown(_) => Map::new(),
    };
    common(world, &view, &mut shown);
    kept(world, ledger, id, &mut shown)?;
    Ok(shown)
}

/// What the centre shows.
pub(super) fn centre(world: &World) -> Outcome<Map<String, Value>> {
    let count = world.centre.quarantined()?;
    Ok([("quarantined".to_owned(), json!(count))].into_iter().collect())
}

/// Phones that have everything must show the same (I2).
///
/// # Errors
/// When a phone cannot be looked at.
pub fn agree(world: &World) -> Outcome<Vec<Broken>> {
    let mut broken = Vec::new();
    for (name, id) in &world.records {
        let mut seen: BTreeMap<_, Vec<(&String, View)>> = BTreeMap::new();
        for (phone, device) in &world.phones {
            if let Ok(view) = device.ledger()?.view(*id) {
                seen.entry(view.version().0.clone()).or_default().push((phone, view));
            }
        }
        for same in seen.values() {
            let Some(((first, view), others)) = same.split_first() else { continue };
            for (other, different) in others.iter().filter(|(_, one)| one != view) {
                let what = format!(
                    "{first} and {other} know the same of {name} and show it differently: \
                     {view:?} / {different:?}"
                );
                broken.push(Broken { line: 1, what });
            }
        }
    }
    Ok(broken)
}

fn whole(ledger: &Ledger) -> Outcome<Map<String, Value>> {
    let count = |open: Option<bool>| -> Outcome<usize> {
        let query = HazardQuery { open, limit: ROWS_MAX, ..HazardQuery::default() };
        let rows = ledger.hazards(&query)?.rows;
        let rows: Vec<RecordId> =
            rows.iter().filter(|row| row.state != State::Void).map(|row| row.record).collect();
        let same = |one: RecordId, other: RecordId| -> Outcome<bool> {
            let (one_view, other_view) = (ledger.hazard(one)?, ledger.hazard(other)?);
            Ok(one_view.same_as.contains(&other) || other_view.same_as.contains(&one))
        };
        let mut counted: Vec<RecordId> = Vec::new();
        for row in rows {
            let mut known = false;
            for other in &counted {
                known |= same(row, *other)?;
            }
            if !known {
                counted.push(row);
            }
        }
        Ok(counted.len())
    };
    let outbox = ledger.outbox()?;
    let shown = json!({
        "hazards": count(None)?,
        "open_hazards": count(Some(true))?,
        "waiting": outbox.pending(),
        "refused": outbox.quarantined,
        "unverified": outbox.unverified,
    });
    Ok(shown.as_object().cloned().unwrap_or_default())
}

fn common(world: &World, view: &View, shown: &mut Map<String, Value>) {
    let mut notices: Map<String, Value> = Map::new();
    for notice in view.notices() {
        if let Some(kind) = word(notice.kind).as_str() {
            let before = notices.get(kind).and_then(Value::as_i64).unwrap_or_default();
            notices.insert(kind.to_owned(), json!(before + 1));
        }
    }
    let texts: Vec<&str> = view.notices().iter().map(|notice| notice.zh.as_str()).collect();
    let (mut conflicts, mut authors) = (Map::new(), Map::new());
    for conflict in view.conflicts() {
        let values = conflict.values.iter();
        let said: Vec<Value> = values.clone().map(|one| scalar(&one.value)).collect();
        let who = values.filter_map(|one| one.author.as_ref());
        let who: Vec<String> = who.map(|author| person(world, &author.person)).collect();
        conflicts.insert(conflict.field.clone(), json!(said));
        authors.insert(conflict.field.clone(), json!(who));
    }
    let proposals = view.proposals();
    let by: Vec<String> = proposals.iter().map(|one| person(world, &one.by)).collect();
    let doubted = proposals.iter().filter(|one| one.unverified.is_some());
    let doubted: Vec<String> = doubted.map(|one| person(world, &one.by)).collect();
    let mut needs: Vec<_> = proposals.iter().flat_map(|one| one.needs.clone()).collect();
    needs.sort();
    needs.dedup();
    let rows = json!({
        "flags": word(view.flags()),
        "notices": notices,
        "notice_texts": texts,
        "conflicts": conflicts,
        "conflict_authors": authors,
        "proposals": proposals.len(),
        "proposals_by": by,
        "unverified_by": doubted,
        "proposal_needs": word(needs),
    });
    shown.extend(rows.as_object().cloned().unwrap_or_default());
}

fn kept(
    world: &World,
    ledger: &Ledger,
    id: RecordId,
    shown: &mut Map<String, Value>,
) -> Outcome<()> {
    let told: Vec<String> = ledger.history(id)?.into_iter().map(|step| step.zh).collect();
    shown.insert("history".into(), json!(told));
    shown.insert("place".into(), place(ledger.place(id)?));
    shown.insert("evidence".into(), json!(ledger.evidence(id)?.len()));
    if ledger.hazard(id).is_ok() {
        let near = ledger.likely_duplicates(id)?;
        let near: Vec<String> = near.iter().map(|one| record(world, one.record)).collect();
        shown.insert("near".into(), json!(near));
    }
    Ok(())
}

fn training(world: &World, view: &TrainingView) -> Map<String, Value> {
    let name = |one: &fangxian::domain::training::Attendance| person(world, &one.attendee);
    let of = |wanted: fn(&fangxian::domain::training::Attendance) -> bool| {
        view.attendance.iter().filter(|one| wanted(one)).map(name).collect::<Vec<_>>()
    };
    let minutes: Map<_, _> =
        view.attendance.iter().map(|one| (name(one), json!(one.minutes))).collect();
    let mut passed: Vec<String> = view
        .exams
        .iter()
        .filter(|exam| exam.passed)
        .map(|exam| person(world, &exam.attendee))
        .collect();
    passed.sort();
    passed.dedup();
    let shown = json!({
        "state": word(view.state),
        "title": view.title,
        "place_text": view.place,
        "attendance": view.attendance.len(),
        "attendees": of(|_| true),
        "minutes": minutes,
        "person_minutes": view.person_minutes,
        "disputed": of(|one| one.disputed),
        "rejected": of(|one| one.rejected),
        "exams": view.exams.len(),
        "passed": passed,
        "headcounts": view.headcounts.iter().map(|one| one.count).collect::<Vec<_>>(),
        "people": view.people.iter().map(|id| person(world, id)).collect::<Vec<_>>(),
    });
    shown.as_object().cloned().unwrap_or_default()
}

fn site(world: &World, view: &SiteView) -> Map<String, Value> {
    let shown = json!({
        "state": if view.void { "void" } else { "open" },
        "title": view.name,
        "place_text": view.place,
        "status": word(view.status),
        "working_while_closed": view.working_while_closed,
        "people": view.people.iter().map(|id| person(world, id)).collect::<Vec<_>>(),
    });
    shown.as_object().cloned().unwrap_or_default()
}

fn scalar(value: &fangxian_protocol::scalar::Scalar) -> Value {
    use fangxian_protocol::scalar::Scalar;
    match value {
        Scalar::Int(number) => json!(number),
        Scalar::Text(text) => json!(text),
        Scalar::Bool(yes) => json!(yes),
        Scalar::Null | Scalar::Bytes(_) => Value::Null,
    }
}
