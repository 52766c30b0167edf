//! Posts of a unit that replaced others reach what the others answered for (区划调整, 37).

use fangxian_protocol::certificate::Post;
use fangxian_protocol::directory::UnitRow;
use fangxian_protocol::limits::POSTS_MAX;

/// `posts` as certificates state them: a post that covers a unit covers, in the same role, the
/// divisions that unit replaced, because their records keep their old code.
///
/// As soon as the reorganisation is imported both sides can reach the records; the day it takes
/// effect decides only who is shown to answer for them.
pub fn inherited<'a>(mut posts: Vec<Post>, units: impl Iterator<Item = &'a UnitRow>) -> Vec<Post> {
    let replacing = |unit: &&UnitRow| unit.grid == 0 && !unit.replaces.is_empty();
    let units: Vec<&UnitRow> = units.filter(replacing).collect();
    let mut at = 0;
    while let Some(post) = posts.get(at).cloned() {
        at += 1;
        let covered = units.iter().filter(|unit| post.scope.covers(unit.division));
        for old in covered.flat_map(|unit| &unit.replaces) {
            let held = posts.iter().any(|held| held.role == post.role && held.scope.covers(*old));
            if !held && posts.len() < POSTS_MAX {
                posts.push(Post { role: post.role.clone(), scope: old.scope() });
            }
        }
    }
    posts
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_protocol::id::Division;

    fn unit(code: &str, replaces: &[&str]) -> UnitRow {
        let division: Division = code.parse().unwrap();
        let replaces = replaces.iter().map(|code| code.parse().unwrap()).collect();
        UnitRow { division, grid: 0, name: String::new(), replaces, from_ms: 1 }
    }

    fn post(role: &str, scope: &str) -> Post {
        Post { role: role.into(), scope: scope.parse().unwrap() }
    }

    #[test]
    fn whoever_serves_a_new_village_reaches_the_villages_it_replaced_and_theirs_before() {
        let units = [
            unit("990101101201", &["990101101203"]),
            unit("990101101203", &["990101101204"]),
            unit("990101101202", &[]),
        ];
        let reached = inherited(vec![post("grid", "990101101201")], units.iter());
        let scopes: Vec<String> = reached.iter().map(|post| post.scope.to_string()).collect();
        assert_eq!(scopes, ["990101101201", "990101101203", "990101101204"]);
        assert!(reached.iter().all(|post| post.role == "grid"), "in the same role and no other");
        let other = vec![post("grid", "990101101202")];
        assert_eq!(inherited(other.clone(), units.iter()), other);
        let above = vec![post("township", "990101101")];
        assert_eq!(inherited(above.clone(), units.iter()), above, "it reaches them all already");
    }

    #[test]
    fn villages_that_replace_each_other_end() {
        let units =
            [unit("990101101201", &["990101101202"]), unit("990101101202", &["990101101201"])];
        assert_eq!(inherited(vec![post("grid", "990101101201")], units.iter()).len(), 2);
    }
}
