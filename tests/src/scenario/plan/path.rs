//! Where in what is shown something is found. The players of all languages read paths the same way.

use std::fmt;

use serde_json::{Map, Value, json};

/// How a path is written, and what it finds.
pub const GRAMMAR: &[(&str, &str)] = &[
    ("a.b", "`a` 的 `b`;`a` 没有就什么也没有 · part `b` of part `a`; nothing where `a` is nothing"),
    (
        "list[].b",
        "每一个的 `b`,列表接成一个,没有的不算 · `b` of each, in one list, without nothings",
    ),
    (
        "list[a=word].b",
        "只看 `a` 是这个词、数、`true`、`false` 的 · of those whose `a` is that alone",
    ),
    (
        "list{a:b}",
        "每个 `a` 的 `b`,没有的不算,重复的取后一个 · for each `a` its `b`, the last of several",
    ),
    ("list{a}", "每个 `a` 有几个 · for each `a` how many have it"),
    ("a#", "有几个 · how many there are"),
];

/// A path (路径).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    written: String,
    steps: Vec<Step>,
}

/// A part that what is shown does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing of it is called `{0}`")]
pub struct NoPart(String);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Part(String),
    Each,
    Where(Path, String),
    Table(Path, Path),
    Count(Path),
    Length,
}

impl Path {
    /// Reads a path as it is written.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(written: &str) -> Result<Self, String> {
        let (mut steps, mut rest) = (Vec::new(), written);
        loop {
            let name = rest.split(['.', '[', '{', '#']).next().unwrap_or_default();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if name.is_empty() || !name.chars().all(plain) {
                return Err(format!("a part is missing in the path `{written}`"));
            }
            steps.push(Step::Part(name.to_owned()));
            rest = &rest[name.len()..];
            if let Some(inner) = rest.strip_prefix('[') {
                let (inner, after) = closed(inner, ']', written)?;
                steps.push(elements(inner)?);
                rest = after;
            }
            if let Some(inner) = rest.strip_prefix('{') {
                let (inner, after) = closed(inner, '}', written)?;
                steps.push(table(inner)?);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('#') {
                steps.push(Step::Length);
                rest = after;
            }
            let ends =
                matches!(steps.last(), Some(Step::Length | Step::Table(..) | Step::Count(_)));
            match rest.strip_prefix('.') {
                Some(after) if !ends => rest = after,
                None if rest.is_empty() => {
                    return Ok(Self { written: written.to_owned(), steps });
                }
                _ => return Err(format!("the path `{written}` goes on after its end")),
            }
        }
    }

    /// What it finds in `shown`.
    ///
    /// # Errors
    /// [`NoPart`] when there is no such part: what is found by mistake promises nothing.
    pub fn find(&self, shown: &Value) -> Result<Value, NoPart> {
        follow(&self.steps, shown)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

fn closed<'a>(inner: &'a str, end: char, written: &str) -> Result<(&'a str, &'a str), String> {
    inner.split_once(end).ok_or_else(|| format!("`{end}` is missing in the path `{written}`"))
}

fn elements(inner: &str) -> Result<Step, String> {
    match inner.split_once('=') {
        _ if inner.is_empty() => Ok(Step::Each),
        Some((part, word)) => Ok(Step::Where(Path::read(part)?, word.to_owned())),
        None => Err(format!("write `[part=word]`, not `[{inner}]`")),
    }
}

fn table(inner: &str) -> Result<Step, String> {
    match inner.split_once(':') {
        Some((key, value)) => Ok(Step::Table(Path::read(key)?, Path::read(value)?)),
        None => Ok(Step::Count(Path::read(inner)?)),
    }
}

fn follow(steps: &[Step], at: &Value) -> Result<Value, NoPart> {
    let Some((step, rest)) = steps.split_first() else { return Ok(at.clone()) };
    if at.is_null() {
        return Ok(Value::Null);
    }
    match step {
        Step::Part(name) => {
            let part = at.get(name).ok_or_else(|| NoPart(name.clone()))?;
            follow(rest, part)
        }
        Step::Each => among(rest, elements_of(at).to_vec()),
        Step::Where(part, word) => {
            let mut matching = Vec::new();
            for element in elements_of(at) {
                if text(&part.find(element)?).as_ref() == Some(word) {
                    matching.push(element.clone());
                }
            }
            among(rest, matching)
        }
        Step::Table(key, value) => {
            let mut table = Map::new();
            for element in elements_of(at) {
                let found = value.find(element)?;
                if let (Some(key), false) = (text(&key.find(element)?), found.is_null()) {
                    table.insert(key, found);
                }
            }
            Ok(Value::Object(table))
        }
        Step::Count(key) => {
            let mut counts: Map<String, Value> = Map::new();
            for element in elements_of(at) {
                if let Some(key) = text(&key.find(element)?) {
                    let before = counts.get(&key).and_then(Value::as_i64).unwrap_or_default();
                    counts.insert(key, json!(before + 1));
                }
            }
            Ok(Value::Object(counts))
        }
        Step::Length => Ok(json!(elements_of(at).len())),
    }
}

/// A part of each of `elements`, or what there is to say of all of them.
fn among(rest: &[Step], elements: Vec<Value>) -> Result<Value, NoPart> {
    if !matches!(rest, [Step::Part(_), ..]) {
        return follow(rest, &Value::Array(elements));
    }
    let mut found = Vec::new();
    for element in &elements {
        match follow(rest, element)? {
            Value::Array(several) => found.extend(several),
            Value::Null => {}
            one => found.push(one),
        }
    }
    Ok(Value::Array(found))
}

fn elements_of(list: &Value) -> &[Value] {
    list.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A value as a word; `None` for nothing and for what is no word.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown() -> Value {
        json!({
            "face": {"title": "配电房渗水", "flags": ["disputed", "listed"]},
            "deadline": null,
            "five": [
                {"item": "funds", "achieved": false, "due": null,
                 "amounts": [{"fen": 700}, {"fen": 900}]},
                {"item": "measures", "achieved": true, "due": "2026-11-23", "amounts": []},
                {"item": "funds", "achieved": true, "due": null, "amounts": [{"fen": 7}]},
            ],
        })
    }

    fn found(path: &str) -> Value {
        Path::read(path).unwrap().find(&shown()).unwrap()
    }

    #[test]
    fn parts_are_found_by_name_and_nothing_has_only_nothing() {
        assert_eq!(found("face.title"), json!("配电房渗水"));
        assert_eq!(found("deadline.others[].day"), Value::Null);
        assert_eq!(found("face.flags#"), json!(2));
    }

    #[test]
    fn each_element_gives_what_it_has_in_one_list() {
        assert_eq!(found("five[].due"), json!(["2026-11-23"]));
        assert_eq!(found("five[].amounts[].fen"), json!([700, 900, 7]));
        assert_eq!(found("five[].amounts"), found("five[].amounts[]"));
        assert_eq!(found("five[achieved=true].item"), json!(["measures", "funds"]));
        assert_eq!(found("five[due=2026-11-23].amounts[].fen"), json!([]));
        assert_eq!(found("five[item=funds]#"), json!(2));
    }

    #[test]
    fn tables_say_the_value_or_the_number_of_each_key() {
        assert_eq!(found("five{item:due}"), json!({"measures": "2026-11-23"}));
        assert_eq!(found("five{item:achieved}"), json!({"funds": true, "measures": true}));
        let amounts = json!({"funds": [7], "measures": []});
        assert_eq!(found("five{item:amounts[].fen}"), amounts, "the last of several");
        assert_eq!(found("five{item}"), json!({"funds": 2, "measures": 1}));
        assert_eq!(found("five[achieved=true]{item}"), json!({"funds": 1, "measures": 1}));
    }

    #[test]
    fn a_part_that_is_not_there_is_no_part_that_is_nothing() {
        for (path, part) in [("grade", "grade"), ("face.titel", "titel"), ("five[x=1].item", "x")] {
            let missing = Path::read(path).unwrap().find(&shown()).unwrap_err();
            assert_eq!(missing, NoPart(part.to_owned()), "{path}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        let wrong =
            ["", ".", "a.", "a..b", "a[", "a[b", "a[b]", "a{b", "a{}", "a#.b", "a{b}.c", "A"];
        for path in wrong {
            assert!(Path::read(path).is_err(), "{path}");
        }
    }
}
