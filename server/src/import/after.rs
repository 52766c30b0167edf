//! The directory as it will be once the files are in: what stays, and what they say.

use std::collections::{HashMap, HashSet};

use fangxian_protocol::certificate::Post;
use fangxian_protocol::directory::{PostRow, UnitRow};
use fangxian_protocol::id::{Division, PersonId};

use crate::registry::{Roster, Succession};

/// The directory after an import.
pub(super) struct After<'a> {
    pub(super) roster: &'a Roster,
    units: HashMap<(Division, u64), &'a UnitRow>,
    succession: Succession<'a>,
    /// The posts of the file by person, with their lines.
    posts: HashMap<&'a PersonId, Vec<(u64, &'a PostRow)>>,
}

impl<'a> After<'a> {
    pub(super) fn of(
        roster: &'a Roster,
        units: impl Iterator<Item = &'a UnitRow>,
        posts: impl Iterator<Item = &'a (u64, PostRow)>,
    ) -> Self {
        let key = |unit: &'a UnitRow| ((unit.division, unit.grid), unit);
        let units: HashMap<_, _> = roster.units().chain(units).map(key).collect();
        let mut by_person: HashMap<&PersonId, Vec<_>> = HashMap::new();
        for (line, post) in posts {
            by_person.entry(&post.person).or_default().push((*line, post));
        }
        let mut replacing: Vec<&UnitRow> = units.values().copied().collect();
        replacing.sort_by_key(|unit| (unit.division, unit.grid));
        let succession = Succession::of(replacing.into_iter());
        Self { roster, units, succession, posts: by_person }
    }

    /// A division's unit.
    pub(super) fn unit(&self, division: Division) -> Option<&'a UnitRow> {
        self.units.get(&(division, 0)).copied()
    }

    /// The posts of the file of a person, with their lines.
    pub(super) fn said_of(&self, person: &PersonId) -> &[(u64, &'a PostRow)] {
        self.posts.get(person).map_or(&[], Vec::as_slice)
    }

    /// Everyone of whom the file says posts.
    pub(super) fn people(&self) -> impl Iterator<Item = &'a PersonId> {
        self.posts.keys().copied()
    }

    /// The posts a person will hold, inherited ones not counted.
    pub(super) fn held(&self, person: &PersonId) -> Vec<Post> {
        let said = self.said_of(person);
        let named: HashSet<_> = said.iter().map(|(_, post)| (&post.role, post.scope)).collect();
        let stays = self.roster.posts_ever(person);
        let stays = stays.filter(|post| !named.contains(&(&post.role, post.scope)));
        let held = stays.chain(said.iter().map(|(_, post)| *post)).filter(|post| !post.ended);
        let mut held: Vec<Post> =
            held.map(|post| Post { role: post.role.clone(), scope: post.scope }).collect();
        held.sort();
        held
    }

    /// As many of the posts a person will reach as are counted.
    pub(super) fn reached(&self, person: &PersonId) -> Vec<Post> {
        self.succession.all(self.held(person))
    }

    /// The posts of a person's certificate.
    pub(super) fn posts_of(&self, person: &PersonId) -> Vec<Post> {
        self.succession.inherited(self.held(person))
    }
}
