//! What a phone shows, as names and words.

use std::collections::BTreeMap;

use fangxian::domain::View;
use fangxian::domain::accident::AccidentView;
use fangxian::domain::hazard::State;
use fangxian::domain::site::SiteView;
use fangxian::domain::training::TrainingView;
use fangxian::domain::view::Version;
use fangxian::ledger::{Ledger, LedgerError};
use fangxian::store::HazardQuery;
use fangxian_protocol::id::{FactId, RecordId};
use serde_json::{Map, Value, json};

use super::names::{person, place, record, word};
use super::{Broken, hazard};
use crate::harness::Outcome;
use crate::scenario::stage::World;

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
    let view = match ledger.view(id) {
        Err(LedgerError::NotFound { .. }) => return Ok(absent()),
        view => view.map_err(|error| format!("{phone} · {name}: {error}"))?,
    };
    let mut shown = match &view {
        View::Hazard(view) => hazard::shown(world, view),
        View::Training(view) => training(world, view),
        View::Site(view) => site(world, view),
        View::Accident(view) => accident(world, view),
        View::Unknown(_) => Map::new(),
    };
    shown.insert("here".into(), json!(true));
    common(world, &view, &mut shown);
    kept(world, ledger, id, &mut shown)?;
    Ok(shown)
}

/// What there is to say of a record that is not on the phone.
fn absent() -> Map<String, Value> {
    [("here".to_owned(), json!(false))].into_iter().collect()
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
            let ledger = device.ledger()?;
            if let Ok(view) = ledger.view(*id) {
                seen.entry(known(ledger, &view)).or_default().push((phone, view));
            }
        }
        for same in seen.values() {
            let Some(((first, view), others)) = same.split_first() else { continue };
            let differs = |one: &View| one != view && without_years(one) != without_years(view);
            for (other, different) in others.iter().filter(|(_, one)| differs(one)) {
                let what = format!(
                    "{first} and {other} know the same of {name} and show it differently: \
                     {view:?} / {different:?}"
                );
                broken.push(Broken { line: 1, what });
            }
            let told = steps(world, first, *id)?;
            for (other, _) in others {
                if steps(world, other, *id)? != told {
                    let what =
                        format!("{first} and {other} tell the history of {name} in another order");
                    broken.push(Broken { line: 1, what });
                }
            }
        }
    }
    Ok(broken)
}

/// A view without the years its sentences name: whoever's clock is off by a year holds another one
/// to be this year, and says the year of the same day.
fn without_years(view: &View) -> String {
    let said = format!("{view:?}");
    let told = said.split('年').map(|part| {
        let rest = part.trim_end_matches(|c: char| c.is_ascii_digit());
        if part.len() - rest.len() == 4 { rest } else { part }
    });
    told.collect()
}

/// The steps of a history, in the order a phone tells them.
fn steps(world: &World, phone: &str, id: RecordId) -> Outcome<Vec<Option<FactId>>> {
    let steps = world.phone(phone)?.ledger()?.history(id)?;
    Ok(steps.into_iter().map(|step| step.fact).collect())
}

/// What lists and search show must be what the envelopes say (I2).
///
/// # Errors
/// When a phone cannot be looked at.
pub fn projected(world: &World) -> Outcome<Vec<Broken>> {
    let mut broken = Vec::new();
    for (phone, device) in &world.phones {
        for difference in device.ledger()?.compare()? {
            let name = record(world, difference.record);
            let what = format!("{phone} · {name}: {:?} is not what follows", difference.part);
            broken.push(Broken { line: 1, what });
        }
    }
    Ok(broken)
}

/// What a view follows from: what is known of the record, and of those found to be the same.
fn known(ledger: &Ledger, view: &View) -> Vec<Version> {
    let twins: &[RecordId] = match view {
        View::Hazard(hazard) => &hazard.same_as,
        _ => &[],
    };
    let version = |id: &RecordId| ledger.view(*id).map(|twin| twin.face().version.clone());
    let twins = twins.iter().map(|id| version(id).unwrap_or_default());
    std::iter::once(view.face().version.clone()).chain(twins).collect()
}

fn whole(ledger: &Ledger) -> Outcome<Map<String, Value>> {
    let count = |open: Option<bool>| -> Outcome<u64> {
        let all = HazardQuery { open, ..HazardQuery::default() };
        let void = HazardQuery { states: vec![State::Void], ..all.clone() };
        Ok(ledger.count_hazards(&all)? - ledger.count_hazards(&void)?)
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
    for notice in view.face().notices.clone() {
        if let Some(kind) = word(notice.kind).as_str() {
            let before = notices.get(kind).and_then(Value::as_i64).unwrap_or_default();
            notices.insert(kind.to_owned(), json!(before + 1));
        }
    }
    let texts: Vec<&str> = view.face().notices.iter().map(|notice| notice.zh.as_str()).collect();
    let (mut conflicts, mut authors) = (Map::new(), Map::new());
    for conflict in view.face().conflicts.clone() {
        let values = conflict.values.iter();
        let said: Vec<Value> = values.clone().map(|one| scalar(&one.value)).collect();
        let who = values.filter_map(|one| one.author.as_ref());
        let who: Vec<String> = who.map(|author| person(world, &author.person)).collect();
        conflicts.insert(conflict.field.clone(), json!(said));
        authors.insert(conflict.field.clone(), json!(who));
    }
    let proposals = view.face().proposals.clone();
    let by: Vec<String> = proposals.iter().map(|one| person(world, &one.by)).collect();
    let doubted = proposals.iter().filter(|one| one.unverified.is_some());
    let doubted: Vec<String> = doubted.map(|one| person(world, &one.by)).collect();
    let mut needs: Vec<_> = proposals.iter().flat_map(|one| one.needs.clone()).collect();
    needs.sort();
    needs.dedup();
    let rows = json!({
        "flags": word(view.face().flags.clone()),
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
    shown.insert("explained".into(), json!(ledger.explain(id)?.zh));
    shown.insert("place".into(), place(ledger.place(id)?));
    let evidence = ledger.evidence(id)?;
    shown.insert("evidence".into(), json!(evidence.len()));
    let waiting = evidence.values().filter(|photo| !photo.arrived).count();
    shown.insert("photos_waiting".into(), json!(waiting));
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
        "title": view.face.title,
        "place_text": view.face.place,
        "attendance": view.attendance.len(),
        "attendees": of(|_| true),
        "minutes": minutes,
        "person_minutes": view.person_minutes,
        "disputed": of(|one| one.disputed),
        "rejected": of(|one| one.rejected),
        "exams": view.exams.len(),
        "passed": passed,
        "headcounts": view.headcounts.iter().map(|one| one.count).collect::<Vec<_>>(),
        "people": view.face.people.iter().map(|id| person(world, id)).collect::<Vec<_>>(),
    });
    shown.as_object().cloned().unwrap_or_default()
}

fn site(world: &World, view: &SiteView) -> Map<String, Value> {
    let lines = view.checks.iter();
    let checks: Map<_, _> = lines.clone().map(|one| (one.item.clone(), word(one.result))).collect();
    let templates: Map<_, _> =
        lines.filter_map(|one| Some((one.item.clone(), json!(one.template.as_ref()?)))).collect();
    let shown = json!({
        "state": if view.void { "void" } else { "open" },
        "title": view.face.title,
        "place_text": view.face.place,
        "status": word(view.status),
        "working_while_closed": view.working_while_closed,
        "checks": checks,
        "templates": templates,
        "people": view.face.people.iter().map(|id| person(world, id)).collect::<Vec<_>>(),
    });
    shown.as_object().cloned().unwrap_or_default()
}

fn accident(world: &World, view: &AccidentView) -> Map<String, Value> {
    let shown = json!({
        "state": word(view.state),
        "title": view.face.title,
        "place_text": view.face.place,
        "dead": view.figures.dead,
        "official_dead": view.official.as_ref().map(|official| official.figures.dead),
        "no_official": view.official.is_none(),
        "all_dead": view.statements.iter().map(|one| one.figures.dead).collect::<Vec<_>>(),
        "level": word(view.level),
        "people": view.face.people.iter().map(|id| person(world, id)).collect::<Vec<_>>(),
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
