//! What may stand where, and what it means.

use fangxian::domain::day::Day;
use serde_json::{Map, Value, json};

use crate::scenario::format::{Fault, Node};

/// What a value must look like (取值).
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// `yes` or `no`.
    YesNo,
    /// A day: `day`, `day+3`, or `2026-11-23`; `none` where there is no day.
    Day,
    /// A moment: `09:30` on the first day.
    Moment,
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

const MINUTE_MS: i64 = 60_000;

impl Shape {
    /// Reads a value of this shape.
    ///
    /// # Errors
    /// [`Fault`] says what may stand there.
    pub fn read(self, node: &Node, zero: Zero) -> Result<Value, Fault> {
        match self {
            Self::Texts | Self::Numbers | Self::Days | Self::SomeOf(_) => {
                let one = match self {
                    Self::Numbers => Self::Number,
                    Self::Days => Self::Day,
                    Self::SomeOf(words) => Self::OneOf(words),
                    _ => Self::Text,
                };
                let words = node.words()?.into_iter();
                let read = |(line, word): (usize, &str)| one.word(line, word, zero);
                words.map(read).collect::<Result<Vec<_>, _>>().map(Value::Array)
            }
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
            _ => {
                let wrong = || Fault::at(node.line, format!("expected {}", self.said()));
                self.word(node.line, node.word().ok_or_else(wrong)?, zero)
            }
        }
    }

    fn word(self, line: usize, word: &str, zero: Zero) -> Result<Value, Fault> {
        let wrong = || Fault::at(line, format!("expected {}, not `{word}`", self.said()));
        match self {
            Self::OneOf(known) => one_of(line, word, known).map(|()| json!(word)),
            Self::Number => word.parse::<i64>().map(|number| json!(number)).map_err(|_| wrong()),
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
        let listed = |one: Value| json!({"anyOf": [one, {"type": "array", "items": one}]});
        match self {
            Self::Text => json!({"type": ["string", "number", "boolean"]}),
            Self::Number => json!({"type": "integer"}),
            Self::YesNo => json!({"enum": ["yes", "no", true, false, "是", "否"]}),
            Self::Day => json!({"type": "string", "pattern": "^(day([+-][0-9]+)?|none|[0-9-]+)$"}),
            Self::Moment => json!({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"}),
            Self::OneOf(words) => json!({"enum": words}),
            Self::SomeOf(words) => listed(json!({"enum": words})),
            Self::Texts => listed(Self::Text.schema()),
            Self::Numbers => listed(Self::Number.schema()),
            Self::Days => listed(Self::Day.schema()),
            Self::Words(words, inner) => json!({"type": "object",
                "propertyNames": {"enum": words}, "additionalProperties": inner.schema()}),
            Self::Named(inner) => {
                json!({"type": "object", "additionalProperties": inner.schema()})
            }
        }
    }
}

fn one_of(line: usize, word: &str, known: &'static [&'static str]) -> Result<(), Fault> {
    let fault = || Fault::unknown(line, "word", word, known.iter().copied());
    known.contains(&word).then_some(()).ok_or_else(fault)
}

fn day(word: &str, zero: Day) -> Option<Value> {
    if word == "none" {
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
