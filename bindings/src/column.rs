//! The ledger of a kind, column by column (台账栏目).

use fangxian::domain::day::Day;
use fangxian::domain::{self, ColumnType, Spoken};
use fangxian_protocol::id::{Division, PersonId};

use crate::across::{Across, mirror, unchanged};
use crate::ids::Moment;

mirror! {
    /// What stands above a column (栏目).
    to Heading of domain::Heading {
        /// What files and other systems call it; of one kind no two are called the same.
        name: String,
        /// What people call it.
        label: Spoken,
        /// What its cells hold, when they hold anything.
        holds: ColumnType,
    }
}

/// What the cells of a column hold.
#[uniffi::remote(Enum)]
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

unchanged!(ColumnType);

/// What one cell holds (单元格).
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum Cell {
    /// Nothing was said.
    Empty,
    /// Words of people.
    Text {
        /// The words.
        text: String,
    },
    /// A word of the vocabulary.
    Word {
        /// In both languages.
        word: Spoken,
    },
    /// A whole number.
    Number {
        /// The number.
        number: i64,
    },
    /// Money.
    Money {
        /// In fen.
        fen: i64,
    },
    /// A day.
    Date {
        /// Which.
        day: Day,
    },
    /// A moment.
    Time {
        /// Which.
        at: Moment,
    },
    /// Yes or no.
    YesNo {
        /// Yes.
        yes: bool,
    },
    /// People.
    People {
        /// Their ids.
        people: Vec<PersonId>,
    },
    /// Units.
    Units {
        /// Their divisions.
        units: Vec<Division>,
    },
}

impl Across<Cell> for domain::Cell {
    fn across(self) -> Cell {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text { text },
            Self::Word(word) => Cell::Word { word },
            Self::Number(number) => Cell::Number { number },
            Self::Money(fen) => Cell::Money { fen },
            Self::Day(day) => Cell::Date { day },
            Self::Moment(at_ms) => Cell::Time { at: at_ms.across() },
            Self::YesNo(yes) => Cell::YesNo { yes },
            Self::People(people) => Cell::People { people },
            Self::Units(units) => Cell::Units { units },
        }
    }
}
