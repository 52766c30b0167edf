//! What a step says, as acts: by kind and name as envelopes spell them, with the names of the
//! scenario in place of ids.

use std::collections::BTreeMap;

use serde_json::Value;

use super::args::Args;
use super::shape::{Shape, Zero};
use super::verb::{Act, Arg, Becomes, Usual, Verb};
use crate::scenario::format::{Fault, Node};

/// What a step says (所说).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// The acts, in order.
    pub acts: Vec<SaidAct>,
    /// What the record is like that begins with them.
    pub begins: Begun,
}

/// One act.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidAct {
    /// The kind of record; `None` for the kind of the record it is said of.
    pub kind: Option<String>,
    /// Its name.
    pub name: String,
    /// Its parts by name.
    pub parts: BTreeMap<String, Part>,
}

/// A part of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A text, a word, a day.
    Text(String),
    /// A number, an amount in fen, a moment in milliseconds since 1970 UTC.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Someone, by name.
    Person(String),
    /// A unit, by name.
    Unit(String),
    /// A record, by the name a step gave it.
    Record(String),
    /// What a step said, by the name it gave that.
    Fact(String),
    /// The sign-in of someone that this phone took at this record.
    SignIn(String),
}

/// A record as it begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Begun {
    /// What it is called and how it is described.
    pub fields: BTreeMap<String, String>,
    /// Its village, by name.
    pub home: Option<String>,
    /// Latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// Its photos, by what they show.
    pub photos: Vec<String>,
}

impl Part {
    /// How plans call what it is, and what it is.
    pub fn told(&self) -> (&'static str, Value) {
        match self {
            Self::Text(text) => ("text", Value::from(text.as_str())),
            Self::Int(number) => ("int", Value::from(*number)),
            Self::Bool(flag) => ("bool", Value::from(*flag)),
            Self::Person(name) => ("person", Value::from(name.as_str())),
            Self::Unit(name) => ("unit", Value::from(name.as_str())),
            Self::Record(name) => ("record", Value::from(name.as_str())),
            Self::Fact(name) => ("fact", Value::from(name.as_str())),
            Self::SignIn(name) => ("sign_in", Value::from(name.as_str())),
        }
    }

    /// The part that plans tell so: as `kind` and what it is.
    pub(super) fn of(kind: &str, value: &Value) -> Option<Self> {
        let text = || value.as_str().map(str::to_owned);
        Some(match kind {
            "text" => Self::Text(text().unwrap_or_else(|| value.to_string())),
            "int" => Self::Int(value.as_i64()?),
            "bool" => Self::Bool(value.as_bool()?),
            "person" => Self::Person(text()?),
            "unit" => Self::Unit(text()?),
            "record" => Self::Record(text()?),
            "fact" => Self::Fact(text()?),
            "sign_in" => Self::SignIn(text()?),
            _ => return None,
        })
    }

    /// What was read for `shape`, part by part: several of a list.
    fn read(shape: Shape, value: &Value) -> Vec<Self> {
        let kind = match shape {
            Shape::Person | Shape::People => "person",
            Shape::Unit => "unit",
            Shape::Record => "record",
            Shape::Fact => "fact",
            Shape::SignIns => "sign_in",
            _ if value.is_i64() => "int",
            _ if value.is_boolean() => "bool",
            _ => "text",
        };
        match value {
            Value::Null => Vec::new(),
            Value::Array(items) => items.iter().filter_map(|one| Self::of(kind, one)).collect(),
            one => Self::of(kind, one).into_iter().collect(),
        }
    }
}

impl Usual {
    fn part(self) -> Option<Part> {
        match self {
            Self::LeftOut => None,
            Self::Text(text) => Some(Part::Text(text.to_owned())),
            Self::Number(number) => Some(Part::Int(number)),
            Self::No => Some(Part::Bool(false)),
        }
    }
}

impl Said {
    /// What a step says with this verb.
    pub(super) fn with(verb: &Verb, args: &Args) -> Self {
        let Some(act) = verb.does.act() else { return Self::default() };
        let mut said = Self { acts: vec![SaidAct::of(act)], ..Self::default() };
        let mut also = Vec::new();
        for arg in verb.args {
            match arg.becomes {
                Becomes::Part(name, usual) => said.add_part(arg, (name, usual), args),
                Becomes::Also(name) if args.yes(arg.word) => {
                    also.push(SaidAct::of(Act { name, told: None, ..act }));
                }
                Becomes::Field(name) => {
                    let text = args.owned(arg.word);
                    said.begins.fields.extend(text.map(|text| (name.to_owned(), text)));
                }
                Becomes::Home => said.begins.home = args.owned(arg.word),
                Becomes::Photo => said.begins.photos = args.owned(arg.word).into_iter().collect(),
                Becomes::Position => {
                    said.begins.position = args.number("lat").zip(args.number("lon"));
                }
                Becomes::Also(_) | Becomes::Manner => {}
            }
        }
        said.acts.extend(also);
        said
    }

    /// What a step says that spells the act as envelopes do: `kind.name`, with its parts.
    ///
    /// # Errors
    /// [`Fault`] when a part is not written as one.
    pub(super) fn any(
        verb: &Verb,
        spelled: &str,
        (args, parts): (&Args, &Node),
        zero: Zero,
    ) -> Result<Self, Fault> {
        let mut said = Self::with(verb, args);
        let fields = args.0.get("fields").and_then(Value::as_object).into_iter().flatten();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        said.begins.fields =
            fields.filter_map(|(name, it)| Some((name.clone(), text(it)?))).collect();
        let (kind, name) = spelled.split_once('.').unwrap_or_default();
        let (kind, name) = (Some(kind.to_owned()), name.to_owned());
        let mut read = BTreeMap::new();
        for (line, part, value) in parts.table()? {
            let wrong = || Fault::at(line, "a part is a value, or `{person: NAME}` and the like");
            let value = Shape::Plain.read(value, zero)?;
            let said = match &value {
                Value::Object(one) => one.iter().next().and_then(|(kind, it)| Part::of(kind, it)),
                one => Part::read(Shape::Plain, one).pop(),
            };
            match said {
                Some(said) => read.insert(part.to_owned(), said),
                None if value.is_null() => continue,
                None => return Err(wrong()),
            };
        }
        said.acts = vec![SaidAct { kind, name, parts: read }];
        Ok(said)
    }

    /// Several people make several acts that differ in them.
    fn add_part(&mut self, arg: &Arg, (name, usual): (&str, Usual), args: &Args) {
        let given = args.0.get(arg.word).map(|value| Part::read(arg.shape, value));
        let parts = given.unwrap_or_else(|| usual.part().into_iter().collect());
        if parts.is_empty() {
            return;
        }
        for act in std::mem::take(&mut self.acts) {
            for part in &parts {
                let mut act = act.clone();
                act.parts.insert(name.to_owned(), part.clone());
                self.acts.push(act);
            }
        }
    }
}

impl SaidAct {
    fn of(act: Act) -> Self {
        let told = act.told.map(|(part, flag)| (part.to_owned(), Part::Bool(flag)));
        let (kind, name) = (act.kind.map(str::to_owned), act.name.to_owned());
        Self { kind, name, parts: told.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scenario::plan::verb;

    fn said(word: &str, args: &Value) -> Said {
        let args = Args(args.as_object().unwrap().clone());
        Said::with(verb(word).unwrap(), &args)
    }

    #[test]
    fn several_people_are_several_acts_and_what_is_not_said_is_as_usual() {
        let in_all = said("signs_in", &json!({"who": ["张三", "李四"], "at": 5}));
        let who: Vec<_> = in_all.acts.iter().map(|act| act.parts["attendee"].clone()).collect();
        assert_eq!(who, [Part::Person("张三".into()), Part::Person("李四".into())]);
        assert!(in_all.acts.iter().all(|act| act.parts["in_ms"] == Part::Int(5)));
        assert_eq!(in_all.acts[0].parts["method"], Part::Text("dynamic_code".into()));
        assert_eq!(in_all.acts[0].kind.as_deref(), Some("training"));
    }

    #[test]
    fn what_the_verb_itself_tells_is_a_part_too() {
        let denied = said("denies", &json!({"ask": "申请"}));
        assert_eq!(denied.acts[0].parts["granted"], Part::Bool(false));
        assert_eq!(denied.acts[0].parts["ask"], Part::Fact("申请".into()));
        assert!(!denied.acts[0].parts.contains_key("until"));
    }

    #[test]
    fn a_record_begins_with_fields_a_place_and_what_else_is_said_at_once() {
        let args = json!({"as": "漏水", "title": "渗水", "lat": 1, "lon": 2, "village": "三棵槐村",
            "suspect_major": true, "photo": "墙角"});
        let said = said("reports", &args);
        let names: Vec<&str> = said.acts.iter().map(|act| act.name.as_str()).collect();
        assert_eq!(names, ["report", "suspect_major"]);
        assert!(said.acts[1].parts.is_empty(), "{:?}", said.acts[1]);
        assert_eq!(said.begins.fields["title"], "渗水");
        assert_eq!(said.begins.position, Some((1, 2)));
        assert_eq!(said.begins.photos, ["墙角"]);
    }
}
