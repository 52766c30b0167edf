//! From a file to a scenario: every word is known, or the fault names its line.

use std::collections::BTreeSet;

use fangxian::domain::person::Role;
use serde_json::Value;

use super::expectation::Rule;
use super::expectations::{EXPECTATIONS, SHOWS};
use super::path::Path;
use super::scenario::{Expected, Person, Scenario};
use super::sentence;
use super::shape::{Shape, Zero};
use super::words::ROLES;
use crate::scenario::format::{Fault, Node, read};

/// Every key of a file, with its meaning in Chinese and English.
pub const KEYS: &[(&str, &str, &str)] = &[
    ("promise", "承诺,一句话", "what is promised, in one Chinese sentence"),
    ("promise_en", "承诺的英文", "the same in English"),
    ("because", "为什么这样才安全", "why this is the safe outcome, in Chinese"),
    ("because_en", "同上,英文", "the same in English"),
    ("situation", "对应情形表的编号", "number in the table of situations"),
    ("principle", "对应原则的编号", "number of the principle"),
    ("pending", "还没做到的原因;做到了就要删掉", "why it does not hold yet"),
    (
        "people",
        "谁:名字、角色、单位;兼着别的岗位写 `also: {角色: 单位}`;各有一部同名手机",
        "who: name, role, unit; further posts as `also: {role: unit}`; each has a phone",
    ),
    ("phones", "另外的手机,各是谁的", "further phones, and whose they are"),
    ("steps", "先后发生的事", "what happens, in order"),
    ("expect", "最后每部手机上该看到什么", "what each phone must show in the end"),
];

/// Names that are known at a point of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) phones: Vec<String>,
    pub(super) people: Vec<String>,
    pub(super) records: BTreeSet<String>,
}

/// Reads a scenario.
///
/// # Errors
/// [`Fault`] names the line and what to write instead.
pub fn parse(file: &str, text: &str, zero: Zero) -> Result<Scenario, Fault> {
    let root = read(text)?;
    let rows = root.table()?;
    for (line, key, _) in &rows {
        if !KEYS.iter().any(|(known, ..)| known == key) {
            return Err(Fault::unknown(*line, "key", key, KEYS.iter().map(|(key, ..)| *key)));
        }
    }
    let find = |key: &str| rows.iter().find(|(_, name, _)| *name == key).map(|row| row.2);
    let need =
        |key: &str| find(key).ok_or_else(|| Fault::at(root.line, format!("`{key}` is missing")));
    let text_of = |key: &str| -> Result<Option<String>, Fault> {
        let word = |node: &Node| node.word().map(str::to_owned);
        let wrong = |node: &Node| Fault::at(node.line, format!("`{key}` must be a sentence"));
        find(key).map(|node| word(node).ok_or_else(|| wrong(node))).transpose()
    };
    let numbers = |key: &str| -> Result<Vec<i64>, Fault> {
        let read = find(key).map(|node| Shape::Numbers.read(node, zero)).transpose()?;
        let list = read.as_ref().and_then(|value| value.as_array()).cloned().unwrap_or_default();
        Ok(list.iter().filter_map(serde_json::Value::as_i64).collect())
    };
    need("promise")?;
    let mut known = Known::default();
    let people = people(need("people")?, &mut known)?;
    let phones = phones(find("phones"), &mut known)?;
    let steps = sentence::steps(need("steps")?, &mut known, zero)?;
    let expect = expected(need("expect")?, &known, zero)?;
    Ok(Scenario {
        file: file.to_owned(),
        promise: text_of("promise")?.unwrap_or_default(),
        promise_en: text_of("promise_en")?.unwrap_or_default(),
        because: text_of("because")?,
        because_en: text_of("because_en")?,
        situations: numbers("situation")?,
        principles: numbers("principle")?,
        pending: text_of("pending")?,
        people,
        phones,
        steps,
        expect,
    })
}

fn people(node: &Node, known: &mut Known) -> Result<Vec<Person>, Fault> {
    let mut people = Vec::new();
    for (line, name, value) in node.table()? {
        let (mut own, mut unit, mut also) = (None, None, Vec::new());
        for (line, key, value) in value.table()? {
            let word = value.word().unwrap_or_default();
            match key {
                "role" => own = Some(role(line, word)?),
                "unit" => unit = Some(word.to_owned()),
                "also" => {
                    for (line, word, value) in value.table()? {
                        let role = role(line, word)?;
                        also.extend(
                            value.words()?.iter().map(|(_, unit)| (role, (*unit).to_owned())),
                        );
                    }
                }
                _ => return Err(Fault::unknown(line, "key", key, PERSON.into_iter())),
            }
        }
        let missing = |what: &str| Fault::at(line, format!("{name}: `{what}` is missing"));
        let own = own.ok_or_else(|| missing("role"))?;
        let first = (own, unit.ok_or_else(|| missing("unit"))?);
        let posts = std::iter::once(first).chain(also).collect();
        people.push(Person { name: name.to_owned(), posts });
        known.phones.push(name.to_owned());
        known.people.push(name.to_owned());
    }
    Ok(people)
}

/// What is said of a person.
const PERSON: [&str; 3] = ["role", "unit", "also"];

fn role(line: usize, word: &str) -> Result<Role, Fault> {
    let known = || ROLES.iter().copied();
    let role = Role::from_code(word).filter(|_| known().any(|one| one == word));
    role.ok_or_else(|| Fault::unknown(line, "role", word, known()))
}

fn phones(node: Option<&Node>, known: &mut Known) -> Result<Vec<(String, String)>, Fault> {
    let mut phones = Vec::new();
    for (line, name, whose) in node.map(Node::table).transpose()?.unwrap_or_default() {
        let whose = whose.word().unwrap_or_default().to_owned();
        if !known.people.contains(&whose) {
            let people = known.people.iter().map(String::as_str);
            return Err(Fault::unknown(line, "person", &whose, people));
        }
        known.phones.push(name.to_owned());
        phones.push((name.to_owned(), whose));
    }
    Ok(phones)
}

/// `phones: {record: {what: value}}`, or `phones: {what: value}` for the phone as a whole.
pub(super) fn expected(node: &Node, known: &Known, zero: Zero) -> Result<Vec<Expected>, Fault> {
    let mut all = Vec::new();
    for (line, phones, value) in node.table()? {
        for phone in sentence::names(line, phones, known, true)? {
            for (line, key, value) in value.table()? {
                let whole = EXPECTATIONS.iter().any(|one| one.word == key);
                if whole && !known.records.contains(key) {
                    all.extend(one((line, key, value), &phone, "", zero)?);
                    continue;
                }
                if !known.records.contains(key) {
                    let names = known.records.iter().map(String::as_str);
                    return Err(Fault::unknown(line, "record", key, names));
                }
                for row in value.table()? {
                    all.extend(one(row, &phone, key, zero)?);
                }
            }
        }
    }
    Ok(all)
}

fn one(
    (line, key, value): (usize, &str, &Node),
    phone: &str,
    record: &str,
    zero: Zero,
) -> Result<Vec<Expected>, Fault> {
    let words = EXPECTATIONS.iter().map(|one| one.word);
    let what = EXPECTATIONS.iter().find(|one| one.word == key);
    let what = what.ok_or_else(|| Fault::unknown(line, "expectation", key, words))?;
    let value = what.shape.read(value, zero)?;
    let expected = |(path, rule, value): (&str, Rule, Value)| -> Result<Expected, Fault> {
        let path = Path::read(path).map_err(|what| Fault::at(line, what))?;
        let (phone, record, word) = (phone.to_owned(), record.to_owned(), what.word);
        Ok(Expected { line, phone, record, word, path, rule, value })
    };
    match value {
        Value::Object(shown) if what.word == SHOWS => {
            let rule = |value: &Value| if value.is_array() { Rule::SameSet } else { what.rule };
            let rows = shown.into_iter();
            rows.map(|(path, value)| expected((&path, rule(&value), value))).collect()
        }
        value => Ok(vec![expected((what.path, what.rule, value))?]),
    }
}
