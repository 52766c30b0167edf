//! Whether rows fit each other and what the ledger has.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use fangxian_protocol::directory::{Card, PostRow, UnitRow};
use fangxian_protocol::id::{Division, Level, PersonId};
use fangxian_protocol::limits::POSTS_MAX;

use super::Said;
use super::after::After;
use super::table::Table;
use super::tables::{Rows, Tables};
use crate::registry::Roster;

type AllRows<'a> = (&'a Rows<UnitRow>, &'a Rows<Card>, &'a Rows<PostRow>);

/// Each key may stand once, and no two people's ids differ only in capitals.
pub(super) fn once(tables: &mut Tables, roster: &Roster, (units, people, posts): AllRows<'_>) {
    each_once(&mut tables.units, units, |unit| (unit.division, unit.grid));
    each_once(&mut tables.people, people, |card| card.person.clone());
    each_once(&mut tables.posts, posts, |post| (&post.person, &post.role, post.scope));
    let small = |person: &PersonId| person.as_str().to_ascii_lowercase();
    let mut known: HashMap<String, &PersonId> =
        roster.cards().map(|row| (small(&row.card.person), &row.card.person)).collect();
    for (line, card) in people {
        let other = known.entry(small(&card.person)).or_insert(&card.person);
        if **other != card.person && roster.card(&card.person).is_none() {
            let zh = "和另一个人的编号只差大小写:请换一个";
            let en = "differs from another person's only in capitals; choose another";
            tables.people.fault(*line, Some(0), Said::new(zh, en));
        }
    }
}

fn each_once<'a, T, K: Hash + Eq>(table: &mut Table, rows: &'a Rows<T>, key: impl Fn(&'a T) -> K) {
    let mut first: HashMap<K, u64> = HashMap::new();
    for (line, row) in rows {
        if let Some(earlier) = first.insert(key(row), *line) {
            let zh = format!("第 {earlier} 行已经有了:两行删掉一行");
            let en = format!("stands in line {earlier} already; delete one of the two");
            table.fault(*line, Some(0), Said::new(zh, en));
        }
    }
}

/// Posts name people and units that exist, grids villages, and successors what they replace.
pub(super) fn known(tables: &mut Tables, roster: &Roster, (units, people, posts): AllRows<'_>) {
    let divisions: HashSet<Division> =
        units.iter().filter(|(_, unit)| unit.grid == 0).map(|(_, unit)| unit.division).collect();
    let cards: HashSet<&PersonId> = people.iter().map(|(_, card)| &card.person).collect();
    let mut missing: Vec<(u64, usize, Division)> = Vec::new();
    let is_known = |table: &Table, division: Division| {
        let may = table.may_say(&division.to_string());
        may || divisions.contains(&division) || roster.unit(division, 0).is_some()
    };
    for (line, post) in posts {
        let is_person = cards.contains(&post.person) || roster.card(&post.person).is_some();
        if !is_person && !tables.people.may_say(post.person.as_str()) {
            let zh = "不在人员表里:先在人员表里加上";
            let en = "is not in the people file; add the person there";
            tables.posts.fault(*line, Some(0), Said::new(zh, en));
        }
        let division = post.scope.division();
        if !is_known(&tables.units, division) {
            tables.posts.fault(*line, Some(2), no_unit(division));
        }
    }
    for (line, unit) in units {
        let village = Some((0, unit.division)).filter(|_| unit.grid > 0);
        let named = unit.replaces.iter().map(|old| (3, *old)).chain(village);
        missing.extend(
            named
                .filter(|(_, division)| !is_known(&tables.units, *division))
                .map(|(column, division)| (*line, column, division)),
        );
    }
    for (line, column, division) in missing {
        tables.units.fault(line, Some(column), no_unit(division));
    }
}

fn no_unit(division: Division) -> Said {
    let zh = format!("{division} 不在单位表里:先在单位表里加上");
    Said::new(zh, format!("{division} is not in the units file; add the unit there"))
}

/// A unit follows others of its own level: with a larger one it would give its people all of that.
pub(super) fn succession(table: &mut Table, after: &After<'_>, units: &Rows<UnitRow>) {
    for (line, unit) in units {
        let level = unit.division.scope().level();
        if unit.grid > 0 && level != Level::Village {
            let zh = "网格只能属于村,要填村的12位代码";
            let en = "a grid belongs to a village; write its 12 digits";
            table.fault(*line, Some(0), Said::new(zh, en));
        }
        if let Some(what) = wrong_succession(unit, after) {
            table.fault(*line, Some(3), what);
        }
    }
}

fn wrong_succession(unit: &UnitRow, after: &After<'_>) -> Option<Said> {
    let old = &unit.replaces;
    let level = unit.division.scope().level();
    let twice = old.iter().collect::<HashSet<_>>().len() < old.len();
    if old.is_empty() {
        None
    } else if unit.grid > 0 {
        let zh = "网格不能替代区划:写在村那一行";
        Some(Said::new(zh, "a grid replaces no division; write it in the village's line"))
    } else if old.contains(&unit.division) {
        Some(Said::new("不能替代自己:删掉它", "is the unit itself; delete it"))
    } else if old.iter().any(|old| old.scope().level() != level) {
        let zh = "级别不同:村只能替代村,乡镇只能替代乡镇";
        let en = "is of another level: a village replaces villages, a township townships";
        Some(Said::new(zh, en))
    } else if twice {
        Some(Said::new("写了两遍:删掉一遍", "stands twice; delete one of the two"))
    } else if comes_back(unit, after) {
        let zh = "替代关系绕了一圈,又回到自己:改掉其中一行";
        Some(Said::new(zh, "comes back to the unit itself by way of others; mend one of them"))
    } else {
        None
    }
}

/// Whether what a unit replaced has, in the end, replaced it.
fn comes_back(unit: &UnitRow, after: &After<'_>) -> bool {
    let (mut look, mut seen) = (unit.replaces.clone(), HashSet::new());
    while let Some(here) = look.pop() {
        if here == unit.division {
            return true;
        }
        if seen.insert(here) {
            look.extend(after.unit(here).into_iter().flat_map(|older| &older.replaces));
        }
    }
    false
}

/// A certificate holds so many posts: those of the file, those that stay, and inherited ones.
pub(super) fn few_enough(tables: &mut Tables, after: &After<'_>, units: &Rows<UnitRow>) {
    for person in after.people() {
        let last = after.said_of(person).iter().rfind(|(_, post)| !post.ended);
        let Some((line, _)) = last else { continue };
        if after.held(person).len() > POSTS_MAX {
            let zh = format!(
                "这个人的岗位超过{POSTS_MAX}个(中心已有的也算):交给别人,或在“已结束”填“是”"
            );
            let en = format!(
                "holds more than {POSTS_MAX} posts, with those the centre has; give one to someone \
                 else, or end one with 是 in column 已结束"
            );
            tables.posts.fault(*line, Some(0), Said::new(zh, en));
        } else if after.reached(person).len() > POSTS_MAX {
            tables.posts.fault(*line, Some(0), too_many_inherited());
        }
    }
    let before = after.roster.succession();
    for (line, unit) in units.iter().filter(|(_, unit)| !unit.replaces.is_empty()) {
        let known = after.roster.unit(unit.division, unit.grid);
        if known.is_some_and(|known| known.replaces == unit.replaces) {
            continue;
        }
        let reach = |post: &&PostRow| !post.ended && post.scope.covers(unit.division);
        let people: HashSet<&PersonId> =
            after.roster.posts().filter(reach).map(|post| &post.person).collect();
        let too_many =
            people.into_iter().filter(|person| after.said_of(person).is_empty()).any(|person| {
                let held = after.held(person);
                let fits = before.all(held.clone()).len() <= POSTS_MAX;
                fits && after.reached(person).len() > POSTS_MAX
            });
        if too_many {
            tables.units.fault(*line, Some(3), too_many_inherited());
        }
    }
}

fn too_many_inherited() -> Said {
    let zh = format!("连同被替代的区划,有人的岗位会超过{POSTS_MAX}个:先把岗位分给别人");
    let en = format!(
        "with the divisions that are replaced, someone would hold more than {POSTS_MAX} posts; \
         give some to others first"
    );
    Said::new(zh, en)
}
