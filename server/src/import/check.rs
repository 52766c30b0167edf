//! Whether the three files hold together, before anything is written.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use fangxian::domain::day::Day;
use fangxian::domain::person::Role;
use fangxian_protocol::directory::{Card, PostRow, UnitRow};
use fangxian_protocol::id::{Division, PersonId, Scope};
use fangxian_protocol::limits::{NAME_BYTES_MAX, POSTS_MAX, REPLACES_MAX};

use super::table::{Column, Line, Table};
use super::{FAULTS_MAX, Fault, Files};
use crate::registry::Roster;

const UNIT_COLUMNS: &[Column] = &[
    column(&["区划代码", "division", "代码"]),
    Column { names: &["网格号", "grid"], required: false },
    column(&["名称", "name"]),
    Column { names: &["替代区划", "replaces"], required: false },
    Column { names: &["生效日期", "from"], required: false },
];
const PEOPLE_COLUMNS: &[Column] = &[
    column(&["人员编号", "person", "编号"]),
    column(&["姓名", "name"]),
    Column { names: &["电话", "phone", "手机"], required: false },
];
const POST_COLUMNS: &[Column] = &[
    column(&["人员编号", "person", "编号"]),
    column(&["角色", "role"]),
    column(&["管辖范围", "scope", "区划代码"]),
    Column { names: &["职务", "title"], required: false },
    Column { names: &["已结束", "ended"], required: false },
];
const GRID_MAX: u64 = 999;

/// What the files say.
pub(super) struct Checked {
    pub(super) units: Vec<UnitRow>,
    pub(super) people: Vec<Card>,
    pub(super) posts: Vec<PostRow>,
}

type Wrong = (usize, String);

/// Reads and checks the files against each other and what the ledger has.
pub(super) fn check(files: &Files, roster: &Roster) -> Result<Checked, Vec<Fault>> {
    let mut units = Table::read(&files.units, UNIT_COLUMNS);
    let mut people = Table::read(&files.people, PEOPLE_COLUMNS);
    let mut posts = Table::read(&files.posts, POST_COLUMNS);
    let unit_rows = units.each(unit);
    let people_rows = people.each(card);
    let post_rows = posts.each(post);
    once(&mut units, &unit_rows, 0, |unit| (unit.division, unit.grid));
    once(&mut people, &people_rows, 0, |card| card.person.clone());
    once(&mut posts, &post_rows, 0, |post| (post.person.clone(), post.role.clone(), post.scope));
    if units.faults.is_empty() && people.faults.is_empty() {
        known(&mut posts, roster, &unit_rows, &people_rows, &post_rows);
    }
    few_enough(&mut posts, &post_rows);
    let tables = [units, people, posts];
    let mut faults: Vec<Fault> = tables.into_iter().flat_map(|table| table.faults).collect();
    if !faults.is_empty() {
        faults.truncate(FAULTS_MAX);
        return Err(faults);
    }
    Ok(Checked {
        units: unit_rows.into_iter().map(|(_, unit)| unit).collect(),
        people: people_rows.into_iter().map(|(_, card)| card).collect(),
        posts: post_rows.into_iter().map(|(_, post)| post).collect(),
    })
}

const fn column(names: &'static [&'static str]) -> Column {
    Column { names, required: true }
}

fn unit(line: &Line<'_>) -> Result<UnitRow, Wrong> {
    let division = parse(line, 0, "a division code of 12 digits, such as 990101101204")?;
    let grid = match line.cell(1) {
        "" => Some(0),
        text => text.parse().ok().filter(|grid| *grid <= GRID_MAX),
    };
    let grid = grid.ok_or((1, "is not a grid number; write 1 to 999, or nothing".to_owned()))?;
    let (replaces, from_ms) = succession(line)?;
    Ok(UnitRow { division, grid, name: name(line, 2)?, replaces, from_ms })
}

/// Which earlier divisions a unit answers for, and since when.
fn succession(line: &Line<'_>) -> Result<(Vec<Division>, i64), Wrong> {
    let codes = line.cell(3).split([' ', ',', '、', ';']).filter(|code| !code.is_empty());
    let replaces: Vec<Division> =
        codes.map(str::parse).collect::<Result<_, _>>().map_err(|_| {
            let form = "names no division; write codes of 12 digits with a space between";
            (3, format!("{form}{}", mangled(line.cell(3))))
        })?;
    if replaces.len() > REPLACES_MAX {
        return Err((3, format!("names too many divisions; at most {REPLACES_MAX}")));
    }
    let from = match (line.cell(4), replaces.is_empty()) {
        ("", true) => return Ok((replaces, 0)),
        (text, _) => text.parse::<Day>().map_err(|_| {
            (4, "is not a day; write one such as 2026-11-20, from which it answers".to_owned())
        })?,
    };
    Ok((replaces, from.start_ms()))
}

fn card(line: &Line<'_>) -> Result<Card, Wrong> {
    let person = line.cell(0).parse::<PersonId>().map_err(|bad| (0, bad.to_string()))?;
    let phone = line.cell(2).to_owned();
    if phone.len() > NAME_BYTES_MAX || phone.chars().any(char::is_control) {
        return Err((2, format!("is too long; at most {NAME_BYTES_MAX} bytes")));
    }
    Ok(Card { person, name: name(line, 1)?, phone })
}

fn post(line: &Line<'_>) -> Result<PostRow, Wrong> {
    let person = line.cell(0).parse::<PersonId>().map_err(|bad| (0, bad.to_string()))?;
    let text = line.cell(1);
    let mut roles = Role::ALL.into_iter();
    let role = roles.find(|role| role.code() == text || role.zh() == text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.zh()).collect();
        (1, format!("is not a role; write one of {}", known.join(", ")))
    })?;
    let scope = scope(line.cell(2)).ok_or_else(|| {
        let form =
            "is not a scope; write 2, 4, 6, 9 or 12 digits, such as 990101101 for a township";
        (2, format!("{form}{}", mangled(line.cell(2))))
    })?;
    let title = line.cell(3).to_owned();
    if title.len() > NAME_BYTES_MAX || title.chars().any(char::is_control) {
        return Err((3, format!("is too long; at most {NAME_BYTES_MAX} bytes")));
    }
    let ended = match line.cell(4) {
        "" | "否" | "no" | "false" | "0" => false,
        "是" | "yes" | "true" | "1" => true,
        _ => {
            return Err((4, "is neither yes nor no; write 是, 否 or nothing".to_owned()));
        }
    };
    Ok(PostRow { person, role: role.code().to_owned(), scope, title, ended })
}

/// A scope as its digits, or as the code of its division padded with zeros.
fn scope(text: &str) -> Option<Scope> {
    match text.parse::<Division>() {
        Ok(division) => Some(division.scope()),
        Err(_) => text.parse().ok(),
    }
}

fn parse<T: FromStr>(line: &Line<'_>, column: usize, what: &str) -> Result<T, Wrong> {
    let text = line.cell(column);
    text.parse().map_err(|_| (column, format!("is not {what}{}", mangled(text))))
}

/// Spreadsheets turn long codes into 9.90E+11.
fn mangled(text: &str) -> &'static str {
    if text.contains("E+") {
        "; the spreadsheet turned it into a number: format the column as text and type it again"
    } else {
        ""
    }
}

fn name(line: &Line<'_>, column: usize) -> Result<String, Wrong> {
    let text = line.cell(column);
    if text.is_empty() {
        return Err((column, "is empty; write a name".to_owned()));
    }
    if text.len() > NAME_BYTES_MAX || text.chars().any(char::is_control) {
        return Err((column, format!("is too long; at most {NAME_BYTES_MAX} bytes")));
    }
    Ok(text.to_owned())
}

/// Each key may stand once.
fn once<T, K: std::hash::Hash + Eq>(
    table: &mut Table,
    rows: &[(u64, T)],
    column: usize,
    key: impl Fn(&T) -> K,
) {
    let mut first: HashMap<K, u64> = HashMap::new();
    for (line, row) in rows {
        if let Some(earlier) = first.insert(key(row), *line) {
            let what = format!("stands in line {earlier} already; delete one of the two");
            table.fault(*line, Some(column), what);
        }
    }
}

/// Posts name people and units that exist.
fn known(
    posts: &mut Table,
    roster: &Roster,
    units: &[(u64, UnitRow)],
    people: &[(u64, Card)],
    rows: &[(u64, PostRow)],
) {
    let units: HashSet<Division> = units.iter().map(|(_, unit)| unit.division).collect();
    let people: HashSet<&PersonId> = people.iter().map(|(_, card)| &card.person).collect();
    for (line, post) in rows {
        if !people.contains(&post.person) && roster.card(&post.person).is_none() {
            let what = "is not in the people file; add the person there".to_owned();
            posts.fault(*line, Some(0), what);
        }
        let division = post.scope.division();
        if !units.contains(&division) && roster.unit(division, 0).is_none() {
            let what = format!("{division} is not in the units file; add the unit there");
            posts.fault(*line, Some(2), what);
        }
    }
}

fn few_enough(posts: &mut Table, rows: &[(u64, PostRow)]) {
    let mut held: HashMap<&PersonId, usize> = HashMap::new();
    for (line, post) in rows.iter().filter(|(_, post)| !post.ended) {
        let count = held.entry(&post.person).or_default();
        *count += 1;
        if *count == POSTS_MAX + 1 {
            let what = format!("holds more than {POSTS_MAX} posts; give one to someone else");
            posts.fault(*line, Some(0), what);
        }
    }
}
