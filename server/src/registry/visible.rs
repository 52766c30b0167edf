//! What of the directory a device may see: within its scopes, and above them (I7); of units
//! everywhere which others they replaced, so that a record is shown alike on all phones (37).

use std::cmp::Reverse;
use std::collections::HashSet;

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::directory::{Card, Directory, PostRow, UnitRow};
use fangxian_protocol::id::{Division, PersonId, Scope};
use fangxian_protocol::limits::DIRECTORY_ROWS_MAX;

use super::Roster;

enum Row<'a> {
    Unit(&'a UnitRow),
    Card(&'a Card),
    Post(&'a PostRow),
    Device(&'a Certificate),
}

impl Roster {
    /// The rows newer than `since` that someone with these scopes may see, oldest first, and
    /// whether more are left. `None` when there are none.
    pub fn visible_since(&self, since: u64, scopes: &[Scope]) -> (Option<Directory>, bool) {
        if since >= self.version() {
            return (None, false);
        }
        let mut rows = self.rows_since(since, scopes);
        rows.sort_by_key(|(version, _)| *version);
        let mut version = self.version();
        let mut more = false;
        if rows.len() > DIRECTORY_ROWS_MAX {
            // Rows of one version travel together.
            let first_left = rows[DIRECTORY_ROWS_MAX].0;
            rows.retain(|(version, _)| *version < first_left);
            version = first_left - 1;
            more = true;
        }
        if rows.is_empty() {
            return (None, false);
        }
        let mut directory = Directory { version, ..Directory::default() };
        for (_, row) in rows {
            row.put_into(&mut directory);
        }
        (Some(directory), more)
    }

    /// Every row that someone with these scopes may see.
    pub fn visible(&self, scopes: &[Scope]) -> Directory {
        let mut directory = Directory { version: self.version(), ..Directory::default() };
        self.rows_since(0, scopes).into_iter().for_each(|(_, row)| row.put_into(&mut directory));
        directory
    }

    fn rows_since(&self, since: u64, scopes: &[Scope]) -> Vec<(u64, Row<'_>)> {
        let reach = Reach::of(scopes);
        let people = self.people_near(&reach);
        let units = self.units.values().filter(|(_, unit)| {
            // Whoever holds a record must know who answers for it now, wherever it was opened.
            reach.is_near(unit.division.scope()) || !unit.replaces.is_empty()
        });
        let units = units.map(|(version, unit)| (*version, Row::Unit(unit)));
        let cards = self.cards.iter().filter(|(person, _)| people.contains(person));
        let cards = cards.map(|(_, (version, card))| (*version, Row::Card(&card.card)));
        let posts = self.posts.values();
        let posts =
            posts.filter(|(_, post)| reach.is_near(post.scope) || people.contains(&post.person));
        let posts = posts.map(|(version, post)| (*version, Row::Post(post)));
        let devices = self.devices.values();
        let devices = devices.filter(|(_, device)| people.contains(device.person()));
        let devices = devices.map(|(version, d)| (*version, Row::Device(&d.certificate)));
        let all = units.chain(cards).chain(posts).chain(devices);
        all.filter(|(version, _)| *version > since).collect()
    }

    /// People with a post within or above the scopes, their own or inherited, and those heard
    /// there without one.
    fn people_near(&self, reach: &Reach) -> HashSet<&PersonId> {
        let posted = self.posts.values().filter(|(_, post)| reach.is_near(post.scope));
        let reaching = self.devices.values().filter(|(_, device)| {
            device.certificate.posts.iter().any(|post| reach.is_near(post.scope))
        });
        let heard = self.guests.iter().filter(|guest| reach.covers(guest.village));
        let posted = posted.map(|(_, post)| &post.person);
        let reaching = reaching.map(|(_, device)| device.person());
        posted.chain(reaching).chain(heard.map(|guest| &guest.person)).collect()
    }
}

impl Row<'_> {
    fn put_into(self, directory: &mut Directory) {
        match self {
            Row::Unit(unit) => directory.units.push(unit.clone()),
            Row::Card(card) => directory.cards.push(card.clone()),
            Row::Post(post) => directory.posts.push(post.clone()),
            Row::Device(certificate) => directory.devices.push(certificate.clone()),
        }
    }
}

/// Scopes, of which there may be thousands, as ranges of divisions that do not touch.
struct Reach(Vec<(Division, Division)>);

impl Reach {
    fn of(scopes: &[Scope]) -> Self {
        let mut bounds: Vec<(Division, Division)> =
            scopes.iter().map(|scope| scope.bounds()).collect();
        bounds.sort_by_key(|(first, last)| (*first, Reverse(*last)));
        // Of two scopes that touch, one contains the other.
        let mut end = None;
        bounds.retain(|(_, last)| {
            let beyond = end.is_none_or(|end| *last > end);
            end = end.max(Some(*last));
            beyond
        });
        Self(bounds)
    }

    /// Whether one of the scopes lies within or above another.
    fn is_near(&self, other: Scope) -> bool {
        let (first, last) = other.bounds();
        self.touches(first, last)
    }

    /// Whether one of the scopes covers a division.
    fn covers(&self, division: Division) -> bool {
        self.touches(division, division)
    }

    fn touches(&self, first: Division, last: Division) -> bool {
        let at = self.0.partition_point(|(_, end)| *end < first);
        self.0.get(at).is_some_and(|(start, _)| *start <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_scopes_are_near_is_what_each_of_them_says() {
        let all: Vec<Scope> = [
            "99",
            "9901",
            "9902",
            "990101",
            "990102",
            "990101101",
            "990101102",
            "990101101201",
            "990101101204",
            "990101102201",
            "98",
            "980101101201",
        ]
        .map(|text| text.parse().unwrap())
        .to_vec();
        for some in 0..1_u32 << all.len() {
            let chosen = all.iter().enumerate().filter(|(at, _)| some >> at & 1 == 1);
            let chosen: Vec<Scope> = chosen.map(|(_, scope)| *scope).collect();
            let reach = Reach::of(&chosen);
            for other in &all {
                let near = |one: &Scope| one.contains(*other) || other.contains(*one);
                assert_eq!(reach.is_near(*other), chosen.iter().any(near), "{chosen:?} {other}");
                let covers = chosen.iter().any(|one| one.covers(other.division()));
                assert_eq!(reach.covers(other.division()), covers, "{chosen:?} {other}");
            }
        }
    }
}
