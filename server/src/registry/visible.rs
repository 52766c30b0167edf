//! What of the directory a device may see: within its scopes, and above them (I7); of units
//! everywhere which others they replaced, so that a record is shown alike on all phones (37).

use std::collections::BTreeSet;

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::directory::{Card, Directory, PostRow, UnitRow};
use fangxian_protocol::id::{PersonId, Scope};
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
            match row {
                Row::Unit(unit) => directory.units.push(unit.clone()),
                Row::Card(card) => directory.cards.push(card.clone()),
                Row::Post(post) => directory.posts.push(post.clone()),
                Row::Device(certificate) => directory.devices.push(certificate.clone()),
            }
        }
        (Some(directory), more)
    }

    fn rows_since(&self, since: u64, scopes: &[Scope]) -> Vec<(u64, Row<'_>)> {
        let near = |other: Scope| {
            scopes.iter().any(|scope| scope.contains(other) || other.contains(*scope))
        };
        let people = self.people_near(scopes);
        let units = self.units.values().filter(|(_, unit)| {
            // Whoever holds a record must know who answers for it now, wherever it was opened.
            near(unit.division.scope()) || !unit.replaces.is_empty()
        });
        let units = units.map(|(version, unit)| (*version, Row::Unit(unit)));
        let cards = self.cards.iter().filter(|(person, _)| people.contains(person));
        let cards = cards.map(|(_, (version, card))| (*version, Row::Card(&card.card)));
        let posts = self.posts.values();
        let posts = posts.filter(|(_, post)| near(post.scope) || people.contains(&post.person));
        let posts = posts.map(|(version, post)| (*version, Row::Post(post)));
        let devices = self.devices.values();
        let devices = devices.filter(|(_, device)| people.contains(device.person()));
        let devices = devices.map(|(version, d)| (*version, Row::Device(&d.certificate)));
        let all = units.chain(cards).chain(posts).chain(devices);
        all.filter(|(version, _)| *version > since).collect()
    }

    /// People with a post within or above the scopes, their own or inherited, and those heard
    /// there without one.
    fn people_near(&self, scopes: &[Scope]) -> BTreeSet<&PersonId> {
        let near = |of: Scope| scopes.iter().any(|scope| scope.contains(of) || of.contains(*scope));
        let posted = self.posts.values().filter(|(_, post)| near(post.scope));
        let reaching = self
            .devices
            .values()
            .filter(|(_, device)| device.certificate.posts.iter().any(|post| near(post.scope)));
        let heard = self
            .guests
            .iter()
            .filter(|guest| scopes.iter().any(|scope| scope.covers(guest.village)));
        let posted = posted.map(|(_, post)| &post.person);
        let reaching = reaching.map(|(_, device)| device.person());
        posted.chain(reaching).chain(heard.map(|guest| &guest.person)).collect()
    }
}
