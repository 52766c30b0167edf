//! Whether the files hold together, before anything is written.

use fangxian_protocol::directory::{Card, PostRow, UnitRow};

use super::after::After;
use super::table::Table;
use super::tables::{Rows, Tables};
use super::{Fault, Files, Stage, Tell, fit, row};
use crate::registry::Roster;

/// What the files say.
pub(super) struct Checked {
    pub(super) units: Vec<UnitRow>,
    pub(super) people: Vec<Card>,
    pub(super) posts: Vec<PostRow>,
    /// Whether there is a file of posts: without one, none is left out.
    pub(super) has_posts: bool,
}

/// Reads and checks the files against each other and what the ledger has.
pub(super) fn check(files: &Files, roster: &Roster, tell: Tell<'_>) -> Result<Checked, Vec<Fault>> {
    let mut tables = Tables {
        units: Table::read(files.units.as_deref(), row::UNIT_COLUMNS),
        people: Table::read(files.people.as_deref(), row::PEOPLE_COLUMNS),
        posts: Table::read(files.posts.as_deref(), row::POST_COLUMNS),
    };
    let all = (tables.units.rows() + tables.people.rows() + tables.posts.rows()) as u64;
    tell(Stage::Reading, all, all);
    let units: Rows<UnitRow> = tables.units.each(row::unit);
    let people: Rows<Card> = tables.people.each(row::card);
    let posts: Rows<PostRow> = tables.posts.each(row::post);
    tell(Stage::Checking, all / 2, all);
    fit::once(&mut tables, roster, (&units, &people, &posts));
    fit::known(&mut tables, roster, (&units, &people, &posts));
    let after = After::of(roster, units.iter().map(|(_, unit)| unit), posts.iter());
    fit::succession(&mut tables.units, &after, &units);
    fit::few_enough(&mut tables, &after, &units);
    tell(Stage::Checking, all, all);
    let tables = [tables.units, tables.people, tables.posts];
    let faults = tables.into_iter().flat_map(|mut table| {
        table.faults.sort_by_key(|fault| fault.line);
        table.faults
    });
    let faults: Vec<Fault> = faults.collect();
    match faults.is_empty() {
        false => Err(faults),
        true => Ok(Checked {
            units: without_lines(units),
            people: without_lines(people),
            posts: without_lines(posts),
            has_posts: files.posts.is_some(),
        }),
    }
}

fn without_lines<T>(rows: Rows<T>) -> Vec<T> {
    rows.into_iter().map(|(_, row)| row).collect()
}
