//! What one line of each table says.

use fangxian::domain::person::Role;
use fangxian_protocol::directory::{Card, PostRow, UnitRow};
use fangxian_protocol::id::{BadPersonId, Division, PersonId, Scope};
use fangxian_protocol::limits::{NAME_BYTES_MAX, REPLACES_MAX};

use super::table::{Column, Line, Wrong};
use super::{Said, cell};
use crate::registry::is_reserved;

pub(super) const UNIT_COLUMNS: &[Column] = &[
    column(&["区划代码", "division", "代码"]),
    optional(&["网格号", "grid"]),
    prose(&["名称", "name"], true),
    optional(&["替代区划", "replaces"]),
    optional(&["生效日期", "from"]),
];
pub(super) const PEOPLE_COLUMNS: &[Column] = &[
    column(&["人员编号", "person"]),
    prose(&["姓名", "name"], true),
    optional(&["电话", "phone", "手机"]),
];
pub(super) const POST_COLUMNS: &[Column] = &[
    column(&["人员编号", "person"]),
    column(&["角色", "role"]),
    column(&["管辖范围", "scope", "区划代码"]),
    prose(&["职务", "title"], false),
    optional(&["已结束", "ended"]),
];
const GRID_MAX: u64 = 999;

const fn column(names: &'static [&'static str]) -> Column {
    Column { names, required: true, prose: false }
}

const fn optional(names: &'static [&'static str]) -> Column {
    Column { names, required: false, prose: false }
}

const fn prose(names: &'static [&'static str], required: bool) -> Column {
    Column { names, required, prose: true }
}

/// A line of the units file.
pub(super) fn unit(line: &Line<'_>) -> Result<UnitRow, Wrong> {
    let division: Division = line.cell(0).parse().map_err(|_| {
        let zh = "不是12位区划代码,应像 990101101204";
        let en = "is not a division code of 12 digits, such as 990101101204";
        (0, Said::new(zh, en).and(cell::hint(line.cell(0))))
    })?;
    let grid = match line.cell(1) {
        "" => Some(0),
        text => text.parse().ok().filter(|grid| *grid <= GRID_MAX),
    };
    let grid = grid.ok_or_else(|| {
        let zh = "不是网格号:填1到999,不是网格就留空";
        let en = "is not a grid number; write 1 to 999, or nothing";
        (1, Said::new(zh, en).and(cell::hint(line.cell(1))))
    })?;
    let (replaces, from_ms) = succession(line)?;
    Ok(UnitRow { division, grid, name: name(line, 2)?, replaces, from_ms })
}

/// Which earlier divisions a unit answers for, and since when.
fn succession(line: &Line<'_>) -> Result<(Vec<Division>, i64), Wrong> {
    let codes = line.cell(3).split([' ', ',', '、', ';', '/', '|']).filter(|code| !code.is_empty());
    let replaces: Vec<Division> =
        codes.map(str::parse).collect::<Result<_, _>>().map_err(|_| {
            let zh = "不是区划代码:填12位代码,几个之间用空格隔开";
            (3, Said::new(zh, "names no division; write codes of 12 digits with a space between"))
        })?;
    if replaces.len() > REPLACES_MAX {
        let zh = format!("替代的区划太多,最多{REPLACES_MAX}个");
        return Err((
            3,
            Said::new(zh, format!("names too many divisions; at most {REPLACES_MAX}")),
        ));
    }
    if replaces.is_empty() && line.cell(4).is_empty() {
        return Ok((replaces, 0));
    }
    let from = cell::day(line.cell(4)).ok_or_else(|| {
        let zh = "不是日期:填它从哪天起替代,像 2026-11-20";
        let en = "is not a day; write one such as 2026-11-20, from which it answers";
        (4, Said::new(zh, en))
    })?;
    Ok((replaces, from.start_ms()))
}

/// A line of the people file.
pub(super) fn card(line: &Line<'_>) -> Result<Card, Wrong> {
    let person = person(line)?;
    let phone = line.cell(2).to_owned();
    if phone.len() > NAME_BYTES_MAX || phone.chars().any(char::is_control) {
        return Err((2, cell::too_long()));
    }
    Ok(Card { person, name: name(line, 1)?, phone })
}

/// A line of the posts file.
pub(super) fn post(line: &Line<'_>) -> Result<PostRow, Wrong> {
    let person = person(line)?;
    let text = line.cell(1);
    let mut roles = Role::ALL.into_iter();
    let is_it = |role: &Role| role.code().eq_ignore_ascii_case(text) || role.zh() == text;
    let role = roles.find(is_it).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.zh()).collect();
        let zh = format!("不是角色:填{}", known.join("、"));
        (1, Said::new(zh, format!("is not a role; write one of {}", known.join(", "))))
    })?;
    let scope = scope(line.cell(2)).ok_or_else(|| {
        let zh = "不是管辖范围:填2、4、6、9或12位代码,像乡镇填 990101101";
        let en = "is not a scope; write 2, 4, 6, 9 or 12 digits, such as 990101101 for a township";
        (2, Said::new(zh, en).and(cell::hint(line.cell(2))))
    })?;
    if !role.may_cover(scope.level()) {
        return Err((2, wrong_level(role)));
    }
    let title = cell::name(line.cell(3)).map_err(|what| (3, what))?;
    let ended = cell::yes_no(line.cell(4)).ok_or_else(|| {
        let zh = "只能填“是”“否”或留空";
        (4, Said::new(zh, "is neither yes nor no; write 是, 否 or nothing"))
    })?;
    Ok(PostRow { person, role: role.code().to_owned(), scope, title, ended })
}

/// A post that covers more or less than its role does.
fn wrong_level(role: Role) -> Said {
    let (zh, en) = match role {
        Role::Grid | Role::Village => {
            ("要填到村,12位代码", "covers one village: write its 12 digits")
        }
        Role::Township => ("要填到乡镇,9位代码", "covers one township: write its 9 digits"),
        Role::Enterprise => (
            "要填到村(12位)或乡镇(9位),几个地方就写几行",
            "covers villages (12 digits) or townships (9): one line for each",
        ),
        _ => (
            "要填到区县(6位)、地市(4位)或省(2位)",
            "covers a county (6 digits), a prefecture (4) or a province (2)",
        ),
    };
    Said::new(format!("{}的管辖范围{zh}", role.zh()), format!("a post of {} {en}", role.en()))
}

fn person(line: &Line<'_>) -> Result<PersonId, Wrong> {
    let text = line.cell(0);
    let person: PersonId = text.parse().map_err(|bad| {
        let zh = match bad {
            BadPersonId::Malformed => "应是1到32个字母、数字、“-”或“_”,像 p-0001",
            BadPersonId::LooksPersonal => "像电话或身份证号:请另编一个编号,像 p-0001",
        };
        (0, Said::new(zh, bad.to_string()).and(cell::hint(text)))
    })?;
    if cell::is_date(text) {
        let date = Said::new("不像人员编号", "does not look like an id");
        return Err((0, date.and(cell::hint(text))));
    }
    if is_reserved(&person) {
        let zh = "是中心自己的编号:请换一个";
        return Err((0, Said::new(zh, "is the centre's own id; choose another")));
    }
    Ok(person)
}

/// A scope as its digits, or as the code of its division padded with zeros.
fn scope(text: &str) -> Option<Scope> {
    let scope: Scope = match text.parse::<Division>() {
        Ok(division) => division.scope(),
        Err(_) => text.parse().ok()?,
    };
    // Digits with a level's zeros at their end name no unit.
    (scope.division().scope() == scope).then_some(scope)
}

fn name(line: &Line<'_>, column: usize) -> Result<String, Wrong> {
    match cell::name(line.cell(column)) {
        Ok(name) if name.is_empty() => {
            Err((column, Said::new("没有填:请写名称", "is empty; write a name")))
        }
        named => named.map_err(|what| (column, what)),
    }
}
