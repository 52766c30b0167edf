//! Scenario files as data, for the players of other languages: one centre serves all of them, so
//! every scenario has people of its own.
//!
//! A step is an act, an event or a check (`does`). An act says `how` it is carried out: `begin` (a
//! record as `begins` says, with all `acts`), `say` and `say_all` (all `acts` in one call),
//! `say_each` (a call for each, whose fact is remembered under the phone, the record and the person
//! that the act names), or by `args` alone: `read` (remembers version and conflicts as `args.as`),
//! `observe`, `decide_same`, `decline_proposal`, `describe`, `settle`, `add_photo`. What was on the
//! screen is the view now, or what `args.seeing` names; `args.fails` and `args.proposal` say how
//! the ledger must take it, `args.as` what the record or the fact is called from then on.
//!
//! An act has the `kind` and `name` that envelopes spell (`kind` is null for that of the record),
//! and `props`, each as what it is: `text` (a day and a word of the vocabulary too), `int` (fen and
//! milliseconds too), `bool`, or the name of a `person`, of a `unit`, of a `record`, of the step
//! that said a `fact`, or of the person of a `sign_in` that this phone took at this record.
//!
//! What is expected is found by its `path` (`plan/path.rs`) in the view of the record as its kind
//! has it, with `here`, `history` (its sentences), `explained` and `place` (a text and a word),
//! `evidence` and `photos_waiting` (how many) and `near` (records) beside its parts; or, where
//! `record` is empty, among `hazards`, `open_hazards`, `waiting`, `refused` and `unverified` of the
//! phone, and `quarantined` of the centre. Ids of people, records and units read as their names
//! before the `rule` compares; of a record that is not here, only `here` is known.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::harness::{Outcome, tables};
use crate::scenario::plan::{
    Args, Begun, COMMON, Deed, Expected, Part, SaidAct, Scenario, Step, Verb,
};
use crate::scenario::stage::{BEGINS_MS, Units};

/// Writes `plans.json` and the tables of everyone in it into `folder`.
///
/// # Errors
/// When the folder cannot be written or a unit does not exist.
pub fn write_plans(scenarios: &[impl AsRef<Scenario>], folder: &Path) -> Outcome<()> {
    let units = Units::read()?;
    let (mut people, mut posts) = ("person,name\n".to_owned(), "person,role,scope\n".to_owned());
    let mut plans = Vec::new();
    for (number, scenario) in scenarios.iter().map(AsRef::as_ref).enumerate() {
        let id = |n: usize| format!("p-{:04}", (number + 1) * 100 + n);
        for (n, person) in scenario.people.iter().enumerate() {
            people.push_str(&format!("{},{}\n", id(n), person.name));
            for (role, unit) in &person.posts {
                let scope = units.find(unit)?.scope();
                posts.push_str(&format!("{},{},{scope}\n", id(n), role.code()));
            }
        }
        plans.push(plan(scenario, id));
    }
    let named: serde_json::Map<_, _> = units
        .all()
        .map(|(name, division)| (name.to_owned(), json!(division.to_string())))
        .collect();
    std::fs::create_dir_all(folder)?;
    std::fs::copy(tables().join("units.csv"), folder.join("units.csv"))?;
    std::fs::write(folder.join("people.csv"), people)?;
    std::fs::write(folder.join("posts.csv"), posts)?;
    let plans = json!({ "units": named, "scenarios": plans });
    std::fs::write(folder.join("plans.json"), serde_json::to_string_pretty(&plans)?)?;
    Ok(())
}

fn plan(scenario: &Scenario, id: impl Fn(usize) -> String) -> Value {
    let people = scenario.people.iter().enumerate();
    let people: Vec<Value> =
        people.map(|(n, person)| json!({ "name": person.name, "id": id(n) })).collect();
    let phones: Vec<Value> = scenario
        .people
        .iter()
        .map(|person| (&person.name, &person.name))
        .chain(scenario.phones.iter().map(|(phone, person)| (phone, person)))
        .map(|(phone, person)| json!({ "name": phone, "person": person }))
        .collect();
    json!({
        "file": scenario.file,
        "promise": scenario.promise,
        "pending": scenario.pending,
        "people": people,
        "phones": phones,
        "begins_ms": BEGINS_MS,
        "steps": scenario.steps.iter().map(step).collect::<Vec<_>>(),
        "expect": scenario.expect.iter().map(expected).collect::<Vec<_>>(),
    })
}

fn step(step: &Step) -> Value {
    let Step { line, said: text, deed } = step;
    match deed {
        Deed::Act { verb, phone, record, args, said } => {
            let mut told = json!({
                "line": line, "said": text, "does": "act",
                "verb": verb.word, "how": verb.does.how(), "phones": [phone], "record": record,
                "args": manner(verb, args),
                "acts": said.acts.iter().map(act).collect::<Vec<_>>(),
            });
            if record.is_empty() {
                let Begun { fields, home, position, photos } = &said.begins;
                told["begins"] = json!({
                    "fields": fields, "home": home, "position": position, "photos": photos,
                });
            }
            told
        }
        Deed::Event { verb, phones, args } => json!({
            "line": line, "said": text, "does": "event",
            "verb": verb.word, "phones": phones, "args": args.0,
        }),
        Deed::Check(all) => json!({
            "line": line, "said": text, "does": "check", "verb": "check",
            "expect": all.iter().map(expected).collect::<Vec<_>>(),
        }),
    }
}

/// What a step says that is not in its acts already.
fn manner(verb: &Verb, args: &Args) -> Map<String, Value> {
    let is_manner =
        |word: &str| verb.does.act().is_none() || COMMON.iter().any(|arg| arg.word == word);
    let kept = args.0.iter().filter(|(word, _)| is_manner(word));
    kept.map(|(word, value)| (word.clone(), value.clone())).collect()
}

fn act(act: &SaidAct) -> Value {
    let part = |(name, part): (&String, &Part)| {
        let (what, value) = part.told();
        (name.clone(), json!({ what: value }))
    };
    let props: Map<_, _> = act.parts.iter().map(part).collect();
    json!({"kind": act.kind, "name": act.name, "props": props})
}

fn expected(expected: &Expected) -> Value {
    let Expected { line, phone, record, word, path, rule, value } = expected;
    json!({
        "line": line, "phone": phone, "record": record,
        "word": word, "path": path.to_string(), "rule": rule.name(), "value": value,
    })
}
