//! The columns of a kind's ledger (台账栏目): declared once, read by lists, files and pages alike.

use std::collections::BTreeMap;

use fangxian_protocol::id::{Division, EvidenceHash, FactId, PersonId};

use super::day::Day;
use super::face::Face;
use super::fact::Fact;
use super::record::{Evidence, Record};
use super::speech::Spoken;

/// What stands above a column, in both languages, and what its cells hold (栏目).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// What files and other systems call it; of one kind no two are called the same.
    pub name: &'static str,
    /// What people call it.
    pub label: Spoken,
    /// What its cells hold, when they hold anything.
    pub holds: ColumnType,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Words of people.
    Text,
    /// A word of the vocabulary, in both languages.
    Word,
    /// A whole number.
    Number,
    /// Money, in fen.
    Money,
    /// A day.
    Day,
    /// A moment.
    Moment,
    /// Yes or no.
    YesNo,
    /// People, by their ids.
    People,
    /// Units, by their divisions.
    Units,
}

/// What one cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing was said.
    Empty,
    /// Words of people.
    Text(String),
    /// A word of the vocabulary.
    Word(Spoken),
    /// A whole number.
    Number(i64),
    /// Money, in fen.
    Money(i64),
    /// A day.
    Day(Day),
    /// Milliseconds since 1970 UTC.
    Moment(i64),
    /// Yes or no.
    YesNo(bool),
    /// People.
    People(Vec<PersonId>),
    /// Units.
    Units(Vec<Division>),
}

/// A column of the ledger of a kind that is shown as `V`.
pub(crate) struct Column<V: 'static> {
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    holds: ColumnType,
    read: fn(&Seen<'_, V>) -> Cell,
}

/// What a cell is read from: a record with those found to be the same, what follows from them, and
/// today.
pub(crate) struct Seen<'a, V> {
    records: Vec<&'a Record>,
    pub(crate) face: &'a Face,
    pub(crate) view: &'a V,
    pub(crate) today: Day,
    /// Their facts, earliest first by their clocks.
    pub(crate) facts: Vec<&'a Fact>,
}

impl<V> Column<V> {
    /// A column called `zh` and `en`.
    pub(crate) const fn new(
        (name, zh, en): (&'static str, &'static str, &'static str),
        holds: ColumnType,
        read: fn(&Seen<'_, V>) -> Cell,
    ) -> Self {
        Self { name, zh, en, holds, read }
    }

    /// 编号
    pub(crate) const LABEL: Self =
        Self::new(("label", "编号", "number"), ColumnType::Text, |seen| {
            Cell::text(&seen.face.label)
        });
    /// 乡镇
    pub(crate) const TOWNSHIP: Self =
        Self::new(("township", "乡镇", "township"), ColumnType::Units, |seen| {
            Cell::units(seen.face.home.parent())
        });
    /// 村(社区)
    pub(crate) const VILLAGE: Self =
        Self::new(("village", "村(社区)", "village"), ColumnType::Units, |seen| {
            Cell::units([seen.face.home])
        });
    /// 地点
    pub(crate) const PLACE: Self =
        Self::new(("place", "地点", "place"), ColumnType::Text, |seen| {
            Cell::text(&seen.face.place)
        });
    /// 备注
    pub(crate) const NOTE: Self =
        Self::field(("note", "备注", "note"), |seen| Cell::text(seen.face.text("note")));

    /// A column of people's words.
    pub(crate) const fn field(
        names: (&'static str, &'static str, &'static str),
        read: fn(&Seen<'_, V>) -> Cell,
    ) -> Self {
        Self::new(names, ColumnType::Text, read)
    }

    /// What stands above it.
    pub(crate) fn heading(&self) -> Heading {
        Heading { name: self.name, label: Spoken::new(self.zh, self.en), holds: self.holds }
    }

    /// What its cell says of a record.
    pub(crate) fn cell(&self, seen: &Seen<'_, V>) -> Cell {
        (self.read)(seen)
    }
}

impl<'a, V> Seen<'a, V> {
    pub(crate) fn of(
        (record, same): (&'a Record, &'a [Record]),
        (face, view): (&'a Face, &'a V),
        today: Day,
    ) -> Self {
        let records: Vec<&Record> = [record].into_iter().chain(same).collect();
        let mut facts: Vec<&Fact> = records.iter().flat_map(|one| one.facts.values()).collect();
        facts.sort_by_key(|fact| (fact.at_ms, fact.id));
        Self { records, face, view, today, facts }
    }

    /// A fact, if it is among theirs.
    pub(crate) fn fact(&self, id: FactId) -> Option<&'a Fact> {
        self.records.iter().find_map(|record| record.facts.get(&id))
    }

    /// What they list of photos, recordings and files, once each.
    pub(crate) fn evidence(&self) -> BTreeMap<EvidenceHash, &'a Evidence> {
        let listed = self.records.iter().flat_map(|record| &record.evidence);
        listed.map(|(hash, evidence)| (*hash, evidence)).collect()
    }
}

impl Cell {
    /// What someone wrote; nothing when they wrote nothing.
    pub(crate) fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// What several people wrote, once each.
    pub(crate) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::text(&once(texts).join(";"))
    }

    /// A word of the vocabulary.
    pub(crate) fn word(said: Option<(&str, &str)>) -> Self {
        said.map_or(Self::Empty, |(zh, en)| Self::Word(Spoken::new(zh, en)))
    }

    /// A number, if there is one.
    pub(crate) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    /// How many there are.
    pub(crate) fn count(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A sum in fen, if there is one.
    pub(crate) fn money(fen: Option<i64>) -> Self {
        fen.map_or(Self::Empty, Self::Money)
    }

    /// A day, if there is one.
    pub(crate) fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// A moment, if there is one.
    pub(crate) fn moment(at_ms: Option<i64>) -> Self {
        at_ms.map_or(Self::Empty, Self::Moment)
    }

    /// People, once each.
    pub(crate) fn people<'p>(people: impl IntoIterator<Item = &'p PersonId>) -> Self {
        let people: Vec<PersonId> = once(people).into_iter().cloned().collect();
        if people.is_empty() { Self::Empty } else { Self::People(people) }
    }

    /// Units.
    pub(crate) fn units(units: impl IntoIterator<Item = Division>) -> Self {
        let units: Vec<Division> = units.into_iter().collect();
        if units.is_empty() { Self::Empty } else { Self::Units(units) }
    }

    /// What it holds; nothing when it is empty.
    pub fn holds(&self) -> Option<ColumnType> {
        Some(match self {
            Self::Empty => return None,
            Self::Text(_) => ColumnType::Text,
            Self::Word(_) => ColumnType::Word,
            Self::Number(_) => ColumnType::Number,
            Self::Money(_) => ColumnType::Money,
            Self::Day(_) => ColumnType::Day,
            Self::Moment(_) => ColumnType::Moment,
            Self::YesNo(_) => ColumnType::YesNo,
            Self::People(_) => ColumnType::People,
            Self::Units(_) => ColumnType::Units,
        })
    }
}

/// Each of these once, where it first stands.
fn once<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}
