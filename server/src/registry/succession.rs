//! Posts of a unit that replaced others reach what the others answered for (区划调整, 37).

use fangxian_protocol::certificate::Post;
use fangxian_protocol::directory::UnitRow;
use fangxian_protocol::id::Division;
use fangxian_protocol::limits::POSTS_MAX;

/// Which units replaced which.
#[derive(Debug, Default)]
pub struct Succession<'a>(Vec<&'a UnitRow>);

impl<'a> Succession<'a> {
    /// The succession among these units.
    pub fn of(units: impl Iterator<Item = &'a UnitRow>) -> Self {
        let replacing = |unit: &&UnitRow| unit.grid == 0 && !unit.replaces.is_empty();
        Self(units.filter(replacing).collect())
    }

    /// `posts` as certificates state them: a post that covers a unit covers, in the same role, the
    /// divisions that unit replaced, because their records keep their old code.
    ///
    /// As soon as the reorganisation is imported both sides can reach the records; the day it takes
    /// effect decides only who is shown to answer for them. A certificate holds no more than
    /// [`POSTS_MAX`]; [`all`](Self::all) says what it leaves out.
    pub fn inherited(&self, posts: Vec<Post>) -> Vec<Post> {
        let mut posts = self.all(posts);
        posts.truncate(POSTS_MAX);
        posts
    }

    /// The same, however many there are, up to one more than an import accepts.
    pub fn all(&self, mut posts: Vec<Post>) -> Vec<Post> {
        let mut at = 0;
        while let Some(post) = posts.get(at).cloned() {
            at += 1;
            let covered = self.0.iter().filter(|unit| post.scope.covers(unit.division));
            for old in covered.flat_map(|unit| followed(unit)) {
                let held = posts.iter().any(|one| one.role == post.role && one.scope.covers(old));
                if !held && posts.len() <= POSTS_MAX {
                    posts.push(Post { role: post.role.clone(), scope: old.scope() });
                }
            }
        }
        posts
    }
}

/// The divisions a unit follows: a larger one would widen what its people reach.
fn followed(unit: &UnitRow) -> impl Iterator<Item = Division> {
    let level = unit.division.scope().level();
    unit.replaces.iter().copied().filter(move |old| old.scope().level() == level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str, replaces: &[&str]) -> UnitRow {
        let division: Division = code.parse().unwrap();
        let replaces = replaces.iter().map(|code| code.parse().unwrap()).collect();
        UnitRow { division, grid: 0, name: String::new(), replaces, from_ms: 1 }
    }

    fn post(role: &str, scope: &str) -> Post {
        Post { role: role.into(), scope: scope.parse().unwrap() }
    }

    fn inherited(units: &[UnitRow], posts: Vec<Post>) -> Vec<Post> {
        Succession::of(units.iter()).inherited(posts)
    }

    #[test]
    fn no_unit_gives_its_people_a_larger_one_or_more_posts_than_a_certificate_holds() {
        let units = [unit("990101101201", &["990000000000", "990101101000", "990101101202"])];
        let reached = inherited(&units, vec![post("grid", "990101101201")]);
        let scopes: Vec<String> = reached.iter().map(|post| post.scope.to_string()).collect();
        assert_eq!(scopes, ["990101101201", "990101101202"]);
        let many = |n: u64| post("grid", &(990_101_101_201 + n).to_string());
        let held: Vec<Post> = (0..40).map(many).collect();
        assert_eq!(inherited(&[], held).len(), POSTS_MAX);
    }

    #[test]
    fn whoever_serves_a_new_village_reaches_the_villages_it_replaced_and_theirs_before() {
        let units = [
            unit("990101101201", &["990101101203"]),
            unit("990101101203", &["990101101204"]),
            unit("990101101202", &[]),
        ];
        let reached = inherited(&units, vec![post("grid", "990101101201")]);
        let scopes: Vec<String> = reached.iter().map(|post| post.scope.to_string()).collect();
        assert_eq!(scopes, ["990101101201", "990101101203", "990101101204"]);
        assert!(reached.iter().all(|post| post.role == "grid"), "in the same role and no other");
        let other = vec![post("grid", "990101101202")];
        assert_eq!(inherited(&units, other.clone()), other);
        let above = vec![post("township", "990101101")];
        assert_eq!(inherited(&units, above.clone()), above, "it reaches them all already");
    }

    #[test]
    fn villages_that_replace_each_other_end() {
        let units =
            [unit("990101101201", &["990101101202"]), unit("990101101202", &["990101101201"])];
        assert_eq!(inherited(&units, vec![post("grid", "990101101201")]).len(), 2);
    }
}
