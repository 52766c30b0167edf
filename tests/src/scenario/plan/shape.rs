//! What may stand where, and what it means.

use fangxian::domain::day::Day;
use serde_json::{Map, Value, json};

use crate::scenario::format::{Content, Fault, Node};

/// What a value must look like (取值).
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// A whole number, or `none`.
    NumberOrNone,
    /// Money in whole yuan; in fen once it is read.
    Yuan,
    /// Money in ten thousands of yuan; in fen once it is read.
    Wan,
    /// `yes` or `no`.
    YesNo,
    /// A day: `day`, `day+3`, or `2026-11-23`; `none` where there is no day.
    Day,
    /// A moment: `09:30` on the first day.
    Moment,
    /// Someone, by name.
    Person,
    /// A unit, by name.
    Unit,
    /// A record, by the name a step gave it.
    Record,
    /// What a step said, by the name it gave that.
    Fact,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Some of these words.
    SomeOf(&'static [&'static str]),
    /// One text or a list of them.
    Texts,
    /// One number or a list of them.
    Numbers,
    /// One day or a list of them.
    Days,
    /// One amount in yuan or a list of them.
    Yuans,
    /// Someone, or several people: an act for each.
    People,
    /// The same, of people whom this phone signed in.
    SignIns,
    /// What it plainly is: a number, yes or no, a day, a moment, `none`, a list, a table or a text.
    Plain,
    /// For each of these words, a value of that shape.
    Words(&'static [&'static str], &'static Shape),
    /// For each name, a value of that shape.
    Named(&'static Shape),
}

/// The first day of every scenario and the moment it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zero {
    /// `day`.
    pub day: Day,
    /// Its first millisecond, since 1970 UTC.
    pub midnight_ms: i64,
}

/// What nothing is called.
const NONE: &str = "none";
const MINUTE_MS: i64 = 60_000;
const YUAN_FEN: i64 = 100;
const WAN_FEN: i64 = 10_000 * YUAN_FEN;

impl Shape {
    /// Reads a value of this shape.
    ///
    /// # Errors
    /// [`Fault`] says what may stand there.
    pub fn read(self, node: &Node, zero: Zero) -> Result<Value, Fault> {
        if let Some(one) = self.each() {
            let words = node.words()?.into_iter();
            return words.map(|(line, word)| one.word(line, word, zero)).collect();
        }
        match self {
            Self::Words(_, inner) | Self::Named(inner) => {
                let mut map = Map::new();
                for (line, key, value) in node.table()? {
                    if let Self::Words(known, _) = self {
                        one_of(line, key, known)?;
                    }
                    map.insert(key.to_owned(), inner.read(value, zero)?);
                }
                Ok(Value::Object(map))
            }
            Self::Plain => plain(node, zero),
            _ => {
                let wrong = || Fault::at(node.line, format!("expected {}", self.said()));
                self.word(node.line, node.word().ok_or_else(wrong)?, zero)
            }
        }
    }

    /// What each of a list is.
    fn each(self) -> Option<Self> {
        match self {
            Self::Texts | Self::People | Self::SignIns => Some(Self::Text),
            Self::Numbers => Some(Self::Number),
            Self::Days => Some(Self::Day),
            Self::Yuans => Some(Self::Yuan),
            Self::SomeOf(words) => Some(Self::OneOf(words)),
            _ => None,
        }
    }

    fn word(self, line: usize, word: &str, zero: Zero) -> Result<Value, Fault> {
        let wrong = || Fault::at(line, format!("expected {}, not `{word}`", self.said()));
        match self {
            Self::OneOf(known) => one_of(line, word, known).map(|()| json!(word)),
            Self::NumberOrNone if word == NONE => Ok(json!(NONE)),
            Self::Number | Self::NumberOrNone => times(word, 1).ok_or_else(wrong),
            Self::Yuan => times(word, YUAN_FEN).ok_or_else(wrong),
            Self::Wan => times(word, WAN_FEN).ok_or_else(wrong),
            Self::YesNo => match word {
                "yes" | "true" | "是" => Ok(json!(true)),
                "no" | "false" | "否" => Ok(json!(false)),
                _ => Err(wrong()),
            },
            Self::Day => day(word, zero.day).ok_or_else(wrong),
            Self::Moment => moment(word, zero.midnight_ms).ok_or_else(wrong),
            _ => Ok(json!(word)),
        }
    }

    /// What may stand here, in words.
    pub fn said(self) -> String {
        match self {
            Self::Text => "a text".into(),
            Self::Number => "a number".into(),
            Self::NumberOrNone => "a number or none".into(),
            Self::Yuan => "whole yuan".into(),
            Self::Wan => "whole ten thousands of yuan".into(),
            Self::Person => "a person".into(),
            Self::Unit => "a unit".into(),
            Self::Record => "a record's name".into(),
            Self::Fact => "the name of a step".into(),
            Self::Yuans => "whole yuan or a list of them".into(),
            Self::People | Self::SignIns => "a person or a list of them".into(),
            Self::Plain => "a value or a list of values".into(),
            Self::YesNo => "yes or no".into(),
            Self::Day => "a day such as day+3, 2026-11-23 or none".into(),
            Self::Moment => "a moment such as 09:30".into(),
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
            Self::SomeOf(words) => format!("some of {}", words.join(", ")),
            Self::Texts => "a text or a list of texts".into(),
            Self::Numbers => "a number or a list of numbers".into(),
            Self::Days => "a day or a list of days".into(),
            Self::Words(words, inner) => {
                format!("for some of {}: {}", words.join(", "), inner.said())
            }
            Self::Named(inner) => format!("for each name: {}", inner.said()),
        }
    }

    /// The same as JSON schema.
    pub fn schema(self) -> Value {
        if let Some(one) = self.each() {
            let one = one.schema();
            return json!({"anyOf": [one, {"type": "array", "items": one}]});
        }
        match self {
            Self::Text | Self::Person | Self::Unit | Self::Record | Self::Fact => {
                json!({"type": ["string", "number", "boolean"]})
            }
            Self::Number | Self::Yuan | Self::Wan => json!({"type": "integer"}),
            Self::NumberOrNone => json!({"anyOf": [{"type": "integer"}, {"const": NONE}]}),
            Self::YesNo => json!({"enum": ["yes", "no", true, false, "是", "否"]}),
            Self::Day => json!({"type": "string", "pattern": "^(day([+-][0-9]+)?|none|[0-9-]+)$"}),
            Self::Moment => json!({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"}),
            Self::OneOf(words) => json!({"enum": words}),
            Self::Words(words, inner) => json!({"type": "object",
                "propertyNames": {"enum": words}, "additionalProperties": inner.schema()}),
            Self::Named(inner) => {
                json!({"type": "object", "additionalProperties": inner.schema()})
            }
            _ => json!(true),
        }
    }
}

fn one_of(line: usize, word: &str, known: &'static [&'static str]) -> Result<(), Fault> {
    let fault = || Fault::unknown(line, "word", word, known.iter().copied());
    known.contains(&word).then_some(()).ok_or_else(fault)
}

fn times(word: &str, unit: i64) -> Option<Value> {
    word.parse::<i64>().ok()?.checked_mul(unit).map(|number| json!(number))
}

/// What `node` plainly is.
fn plain(node: &Node, zero: Zero) -> Result<Value, Fault> {
    match &node.content {
        Content::List(items) => items.iter().map(|item| plain(item, zero)).collect(),
        Content::Table(_) => Shape::Named(&Shape::Plain).read(node, zero),
        Content::Word(word) => {
            let shapes = [Shape::Number, Shape::YesNo, Shape::Day, Shape::Moment];
            let mut read = shapes.iter().filter_map(|one| one.word(node.line, word, zero).ok());
            Ok(read.next().unwrap_or_else(|| json!(word)))
        }
    }
}

fn day(word: &str, zero: Day) -> Option<Value> {
    if word == NONE {
        return Some(Value::Null);
    }
    let day = match word.strip_prefix("day") {
        Some("") => zero,
        Some(rest) => zero.plus_days(rest.strip_prefix('+').unwrap_or(rest).parse().ok()?),
        None => word.parse().ok()?,
    };
    Some(json!(day.to_string()))
}

fn moment(word: &str, midnight_ms: i64) -> Option<Value> {
    let (hours, minutes) = word.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let fits = (0..24).contains(&hours) && (0..60).contains(&minutes);
    fits.then(|| json!(midnight_ms + (hours * 60 + minutes) * MINUTE_MS))
}
