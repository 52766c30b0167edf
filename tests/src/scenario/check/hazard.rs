//! What a phone shows of one hazard.

use fangxian::domain::day::Day;
use fangxian::domain::hazard::HazardView;
use serde_json::{Map, Value, json};

use super::names::{person, record, word};
use crate::scenario::stage::World;

/// Everything of a hazard that scenarios may expect.
pub(super) fn shown(world: &World, view: &HazardView) -> Map<String, Value> {
    let today = Day::of_ms(world.now_ms);
    let deadline = view.deadline.as_ref();
    let others = deadline.map(|one| one.others.iter().map(|(day, _)| day.to_string()));
    let responsible = view.responsible.iter().map(|one| match (&one.person, &one.unit) {
        (Some(id), _) => person(world, id),
        (None, unit) => unit.clone().unwrap_or_default(),
    });
    let transfers = view.transfers.iter();
    let transfers: Map<_, _> =
        transfers.map(|one| (world.units.name(one.to), word(one.state))).collect();
    let five = |of: &dyn Fn(&fangxian::domain::hazard::Implementation) -> Value| {
        let line = |one| Some((word_of(one)?, of(one)));
        view.five.iter().filter_map(line).collect::<Map<_, _>>()
    };
    let shown = json!({
        "state": word(view.state),
        "next_by": word(&view.next.who),
        "next_text": view.next.zh,
        "grade": view.grade.judged.map(word),
        "suspected": view.grade.suspected_major,
        "major": view.is_major(),
        "grade_why": view.grade.why.zh,
        "mode": view.mode.map(word),
        "deadline": deadline.map(|one| one.day.to_string()),
        "other_deadlines": others.into_iter().flatten().collect::<Vec<_>>(),
        "deadline_why": deadline.map(|one| one.why.zh.clone()),
        "overdue_days": today.map(|today| view.days_overdue(today)),
        "responsible": responsible.collect::<Vec<_>>(),
        "owners": view.owners.iter().map(|one| world.units.name(*one)).collect::<Vec<_>>(),
        "listings": view.listings.iter().map(|one| word(one.level)).collect::<Vec<_>>(),
        "transfers": transfers,
        "five": five(&|one| json!(one.achieved)),
        "five_yuan": five(&|one| json!(one.amount_fen.map(|fen| fen / 100))),
        "five_amounts": five(&|one| {
            json!(one.amounts_fen.iter().map(|(fen, _)| fen / 100).collect::<Vec<_>>())
        }),
        "rounds": view.rounds.len(),
        "dangers": view.dangers.len(),
        "closed_as": view.closed.map(|(_, kind)| word(kind)),
        "same_as": view.same_as.iter().map(|id| record(world, *id)).collect::<Vec<_>>(),
        "maybe_same_as": view.maybe_same_as.iter().map(|id| record(world, *id)).collect::<Vec<_>>(),
        "title": view.face.title,
        "description": view.face.text("description"),
        "sector": view.face.text("sector"),
        "place_text": view.face.place,
        "people": view.face.people.iter().map(|id| person(world, id)).collect::<Vec<_>>(),
    });
    match shown {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn word_of(one: &fangxian::domain::hazard::Implementation) -> Option<String> {
    word(one.item).as_str().map(str::to_owned)
}
