//! The org tree (组织体系): units, posts and who answers for a division in a role.
//!
//! Names and phones of people are not here: they live in cards, which can be erased (D11).

use std::collections::BTreeMap;

use fangxian_protocol::id::{Division, PersonId, Scope};

use super::day::Day;
use super::person::Role;

/// A unit (单位): a division, or a grid within a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its division; for a grid that of its village.
    pub division: Division,
    /// The grid's number within the village (网格); `None` for the division itself.
    pub grid: Option<u16>,
    /// Its name.
    pub name: String,
    /// Divisions it answers for since a reorganisation (区划调整).
    pub replaces: Vec<Division>,
    /// From which day.
    pub from: Option<Day>,
}

/// A person (人员), known by id only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
}

/// A post (岗位): a person in a role for a scope, while it is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Who holds it.
    pub person: PersonId,
    /// In which role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
    /// What it is called, such as 网格长.
    pub title: String,
    /// First day; `None` for always.
    pub valid_from: Option<Day>,
    /// Last day; `None` for ever.
    pub valid_to: Option<Day>,
}

/// Every unit and post known here (组织树).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrgTree {
    units: BTreeMap<(Division, Option<u16>), Unit>,
    posts: Vec<Post>,
}

impl Unit {
    /// The unit that holds this one: a grid's village, a village's township, and so on; `None`
    /// above the province.
    pub fn parent(&self) -> Option<(Division, Option<u16>)> {
        match self.grid {
            Some(_) => Some((self.division, None)),
            None => self.division.parent().map(|parent| (parent, None)),
        }
    }
}

impl Post {
    /// Whether the post holds on `today`.
    pub fn is_valid(&self, today: Day) -> bool {
        let begun = self.valid_from.is_none_or(|first| first <= today);
        begun && self.valid_to.is_none_or(|last| today <= last)
    }
}

impl OrgTree {
    /// A tree of these units and posts. The last of several units with one code stands.
    pub fn new(units: impl IntoIterator<Item = Unit>, posts: Vec<Post>) -> Self {
        let units = units.into_iter().map(|unit| ((unit.division, unit.grid), unit));
        let mut tree = Self { units: units.collect(), posts };
        tree.posts.sort_by(|a, b| order(a).cmp(&order(b)));
        tree
    }

    /// The same tree with only the posts that hold on `today`.
    pub fn on(&self, today: Day) -> Self {
        let mut tree = self.clone();
        tree.posts.retain(|post| post.is_valid(today));
        tree
    }

    /// Every post.
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// A division's unit.
    pub fn unit(&self, division: Division) -> Option<&Unit> {
        self.units.get(&(division, None))
    }

    /// Which divisions answer on `today` for records that carry this code (37): itself until others
    /// replaced it; after a split all that did, until the township assigns.
    pub fn answering(&self, division: Division, today: Day) -> Vec<Division> {
        let (mut answering, mut look, mut seen) = (Vec::new(), vec![division], Vec::new());
        while let Some(here) = look.pop() {
            if seen.contains(&here) {
                continue;
            }
            seen.push(here);
            let replaced = |unit: &&Unit| {
                let since = unit.from.is_some_and(|from| from <= today);
                unit.grid.is_none() && since && unit.replaces.contains(&here)
            };
            let after: Vec<Division> =
                self.units.values().filter(replaced).map(|unit| unit.division).collect();
            if after.is_empty() {
                answering.push(here);
            }
            look.extend(after);
        }
        answering.sort();
        if answering.is_empty() { vec![division] } else { answering }
    }

    /// The units directly below a division, by code: a village's grids, a township's villages.
    pub fn children(&self, division: Division) -> Vec<&Unit> {
        let below = |unit: &&Unit| unit.parent() == Some((division, None));
        self.units.values().filter(below).collect()
    }

    /// Names from the largest known unit down to `division`: 望川区, 石鲤镇, 三棵槐村.
    pub fn path(&self, division: Division) -> Vec<&str> {
        let mut names = Vec::new();
        let mut at = Some(division);
        while let Some(here) = at {
            names.extend(self.unit(here).map(|unit| unit.name.as_str()));
            at = here.parent();
        }
        names.reverse();
        names
    }

    /// Who answers for `division` in `role`, the nearest first.
    pub fn holders(&self, role: Role, division: Division) -> Vec<&Post> {
        let mut posts: Vec<&Post> = (self.posts.iter())
            .filter(|post| post.role == role && post.scope.covers(division))
            .collect();
        posts.sort_by_key(|post| std::cmp::Reverse(post.scope.level()));
        posts
    }

    /// The posts a person holds.
    pub fn posts_of(&self, person: &PersonId) -> Vec<&Post> {
        self.posts.iter().filter(|post| post.person == *person).collect()
    }
}

/// Posts in one order everywhere.
fn order(post: &Post) -> (Scope, Role, &PersonId, Option<Day>) {
    (post.scope, post.role, &post.person, post.valid_from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str, grid: Option<u16>, name: &str) -> Unit {
        Unit {
            division: code.parse().unwrap(),
            grid,
            name: name.into(),
            replaces: vec![],
            from: None,
        }
    }

    fn post(person: &str, role: Role, scope: &str) -> Post {
        Post {
            person: person.parse().unwrap(),
            role,
            scope: scope.parse().unwrap(),
            title: String::new(),
            valid_from: None,
            valid_to: Some("2026-11-30".parse().unwrap()),
        }
    }

    fn tree() -> OrgTree {
        let units = [
            unit("990101101204", Some(1), "一网格"),
            unit("990101101204", None, "三棵槐村"),
            unit("990101101201", None, "鲤跃村"),
            unit("990101101000", None, "石鲤镇"),
            unit("990101000000", None, "望川区"),
        ];
        let posts = vec![
            post("p-9", Role::Township, "990101"),
            post("p-3", Role::Township, "990101101"),
            post("p-1", Role::Grid, "990101101204"),
        ];
        OrgTree::new(units, posts)
    }

    #[test]
    fn a_village_is_found_by_its_path_its_children_and_its_holders() {
        let (tree, village) = (tree(), "990101101204".parse().unwrap());
        assert_eq!(tree.path(village), ["望川区", "石鲤镇", "三棵槐村"]);
        assert_eq!(tree.children(village)[0].name, "一网格");
        assert_eq!(tree.children("990101101000".parse().unwrap()).len(), 2);
        let township = tree.holders(Role::Township, village);
        assert_eq!(township[0].person.as_str(), "p-3", "the nearest comes first");
        assert_eq!(township.len(), 2);
        assert!(tree.holders(Role::Grid, "990101101201".parse().unwrap()).is_empty());
    }

    #[test]
    fn a_post_that_ended_answers_for_nothing() {
        let village = "990101101204".parse().unwrap();
        let later = tree().on("2026-12-01".parse().unwrap());
        assert!(later.holders(Role::Grid, village).is_empty());
        assert!(later.posts_of(&"p-1".parse().unwrap()).is_empty());
    }

    #[test]
    fn situation_37_both_halves_of_a_split_village_answer_from_the_day_it_takes_effect() {
        let old: Division = "990101101204".parse().unwrap();
        let after = |code: &str| Unit {
            replaces: vec![old],
            from: "2026-12-01".parse().ok(),
            ..unit(code, None, "新村")
        };
        let units =
            [unit("990101101204", None, "三棵槐村"), after("990101101205"), after("990101101206")];
        let tree = OrgTree::new(units, vec![]);
        let on = |day: &str| tree.answering(old, day.parse().unwrap());
        assert_eq!(on("2026-11-30"), [old]);
        let halves: Vec<String> = on("2026-12-01").iter().map(ToString::to_string).collect();
        assert_eq!(halves, ["990101101205", "990101101206"]);
        let other = "990101101201".parse().unwrap();
        assert_eq!(tree.answering(other, "2026-12-01".parse().unwrap()), [other]);
    }

    #[test]
    fn villages_that_replaced_each_other_answer_for_themselves() {
        let swap = |code: &str, old: &str| Unit {
            replaces: vec![old.parse().unwrap()],
            from: "2026-11-01".parse().ok(),
            ..unit(code, None, "村")
        };
        let tree = OrgTree::new(
            [swap("990101101201", "990101101202"), swap("990101101202", "990101101201")],
            vec![],
        );
        let division = "990101101201".parse().unwrap();
        assert_eq!(tree.answering(division, "2026-12-01".parse().unwrap()), [division]);
    }

    #[test]
    fn a_post_holds_from_its_first_day_to_its_last() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let first = Some(day("2026-11-02"));
        let held = Post { valid_from: first, ..post("p-1", Role::Grid, "990101101204") };
        let held = |text: &str| held.is_valid(day(text));
        assert!(held("2026-11-02") && held("2026-11-15") && held("2026-11-30"));
        assert!(!held("2026-11-01") && !held("2026-12-01"));
    }

    #[test]
    fn a_tree_of_one_day_has_the_posts_of_that_day_and_each_person_their_own() {
        let mut tree = tree();
        let all = tree.posts().len();
        let who = tree.posts()[0].person.clone();
        let own = tree.posts().iter().filter(|post| post.person == who).count();
        assert!(own > 0 && own < all);
        assert_eq!(tree.posts_of(&who).len(), own);
        let day = |text: &str| -> Day { text.parse().unwrap() };
        tree.posts[0].valid_to = Some(day("2026-11-20"));
        assert_eq!(tree.on(day("2026-11-20")).posts().len(), all);
        assert_eq!(tree.on(day("2026-11-21")).posts().len(), all - 1);
    }

    #[test]
    fn every_role_has_a_name_of_its_own_in_both_languages() {
        let names: std::collections::BTreeSet<_> =
            Role::ALL.iter().flat_map(|role| [role.zh(), role.en()]).collect();
        assert_eq!(names.len(), 2 * Role::ALL.len());
        assert!(names.contains("township") && !names.contains(""));
    }
}
