//! Scenario files as data, for the players of other languages: one centre serves all of them, so
//! every scenario has people of its own.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Outcome, tables};
use crate::scenario::plan::{Deed, Expected, Rule, Scenario, Step};
use crate::scenario::stage::Units;

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
        "steps": scenario.steps.iter().map(step).collect::<Vec<_>>(),
        "expect": scenario.expect.iter().map(expected).collect::<Vec<_>>(),
    })
}

fn step(step: &Step) -> Value {
    let Step { line, said, deed } = step;
    match deed {
        Deed::Act { verb, phone, record, args } => json!({
            "line": line, "said": said, "does": "act",
            "verb": verb.word, "phones": [phone], "record": record, "args": args.0,
        }),
        Deed::Event { verb, phones, args } => json!({
            "line": line, "said": said, "does": "event",
            "verb": verb.word, "phones": phones, "args": args.0,
        }),
        Deed::Check(all) => json!({
            "line": line, "said": said, "does": "check", "verb": "check",
            "expect": all.iter().map(expected).collect::<Vec<_>>(),
        }),
    }
}

fn expected(expected: &Expected) -> Value {
    let Expected { line, phone, record, what, value } = expected;
    let rule = match what.rule {
        Rule::Same => "same",
        Rule::Not => "not",
        Rule::SameSet => "same_set",
        Rule::SameList => "same_list",
        Rule::SameSets => "same_sets",
        Rule::Includes => "includes",
        Rule::Excludes => "excludes",
        Rule::Counts => "counts",
        Rule::Says => "says",
        Rule::Lacks => "lacks",
    };
    json!({
        "line": line, "phone": phone, "record": record,
        "word": what.word, "of": what.of, "rule": rule, "value": value,
    })
}
