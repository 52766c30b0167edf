//! What an import changes: rows that differ, and what follows for certificates and phones.

use std::collections::{BTreeSet, HashMap, HashSet};

use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::directory::{Card, PostRow, UnitRow};
use fangxian_protocol::id::{DeviceId, PersonId, Scope};
use fangxian_protocol::key::{CannotSign, Signer};

use super::after::After;
use super::check::Checked;
use super::{Imported, Stage, Tell};
use crate::registry::{Device, Roster, is_reserved};
use crate::storage::{DeviceState, DirectoryEdit};

/// The rows to write, whose certificates follow, and what to tell the operator.
pub(super) struct Plan {
    pub(super) edit: DirectoryEdit,
    pub(super) due: Vec<Due>,
    pub(super) imported: Imported,
}

/// A device whose certificate says other posts than its person will have.
pub(super) struct Due {
    id: DeviceId,
    posts: Vec<Post>,
}

/// What an import would change.
pub(super) fn plan(roster: &Roster, checked: &Checked) -> Plan {
    let mut edit = DirectoryEdit::default();
    let mut imported = Imported::default();
    for unit in &checked.units {
        let held = roster.unit(unit.division, unit.grid);
        sort_in(held, unit, &mut edit.units, &mut imported.units);
    }
    for card in &checked.people {
        match roster.card(&card.person) {
            Some(held) if held.erased => imported.erased += 1,
            held => {
                let held = held.map(|row| &row.card);
                sort_in(held, card, &mut edit.cards, &mut imported.people);
            }
        }
    }
    for post in &checked.posts {
        let held = roster.post(&post.person, &post.role, post.scope);
        sort_in(held, post, &mut edit.posts, &mut imported.posts);
    }
    if checked.has_posts {
        let named: BTreeSet<_> = checked.posts.iter().map(key).collect();
        let unnamed = roster.posts().filter(|post| !post.ended && !named.contains(&key(post)));
        imported.unnamed = unnamed.count();
    }
    let due = due(roster, checked);
    imported.certificates = due.len();
    Plan { edit, due, imported }
}

/// A row is new, changed, or the same as before.
fn sort_in<T: Clone + PartialEq>(
    held: Option<&T>,
    row: &T,
    edit: &mut Vec<T>,
    (new, changed, same): &mut (usize, usize, usize),
) {
    match held {
        Some(held) if held == row => return *same += 1,
        Some(_) => *changed += 1,
        None => *new += 1,
    }
    edit.push(row.clone());
}

fn key(post: &PostRow) -> (&PersonId, &str, Scope) {
    (&post.person, &post.role, post.scope)
}

/// Whoever's posts change gets certificates that say so.
fn due(roster: &Roster, checked: &Checked) -> Vec<Due> {
    let lines: Vec<(u64, PostRow)> = checked.posts.iter().map(|post| (0, post.clone())).collect();
    let after = After::of(roster, checked.units.iter(), lines.iter());
    let mut posts: HashMap<&PersonId, Vec<Post>> = HashMap::new();
    let mut due = Vec::new();
    // The centre itself speaks with a certificate of its own.
    let people = roster.devices().filter(|(_, device)| !is_reserved(device.person()));
    for (id, device) in people {
        let after = posts.entry(device.person()).or_insert_with(|| after.posts_of(device.person()));
        if !is_same(&device.certificate.posts, after) {
            due.push(Due { id: *id, posts: after.clone() });
        }
    }
    due.sort_by_key(|one| one.id);
    due
}

/// The same posts, in whatever order.
fn is_same(one: &[Post], other: &[Post]) -> bool {
    let in_order = |posts: &[Post]| posts.iter().cloned().collect::<BTreeSet<_>>();
    one.len() == other.len() && in_order(one) == in_order(other)
}

/// Issues the certificates. Phones that now have reason to know someone or something get those rows
/// again.
pub(super) fn sign(
    roster: &Roster,
    mut edit: DirectoryEdit,
    due: Vec<Due>,
    (signer, tell): (&dyn Signer, Tell<'_>),
) -> Result<DirectoryEdit, CannotSign> {
    let mut again = Again::default();
    again.cards.extend(edit.posts.iter().map(|post| post.person.clone()));
    let all = due.len() as u64;
    for (done, Due { id, posts }) in (1..).zip(due) {
        let Some(device) = roster.device(id) else { continue };
        let Device { certificate: held, state, .. } = device.as_ref();
        let (key, person) = (held.key, held.person.clone());
        again.cards.insert(person.clone());
        if *state == DeviceState::Active {
            let gained = posts.iter().filter(|post| !held.posts.contains(post));
            again.scopes.extend(gained.map(|post| post.scope));
        }
        let validity = (held.from_ms, held.until_ms);
        let fresh = Certificate::issue(key, person, posts, validity, signer)?;
        edit.certificates.push((id, fresh.to_bytes()));
        tell(Stage::Signing, done, all);
    }
    again.put_into(roster, &mut edit);
    Ok(edit)
}

/// Rows that did not change but must travel again.
#[derive(Default)]
struct Again {
    cards: BTreeSet<PersonId>,
    scopes: BTreeSet<Scope>,
}

impl Again {
    fn put_into(mut self, roster: &Roster, edit: &mut DirectoryEdit) {
        let scopes: Vec<Scope> = self.scopes.iter().copied().collect();
        if !scopes.is_empty() {
            let seen = roster.visible(&scopes);
            let units: HashSet<_> = edit.units.iter().map(|u| (u.division, u.grid)).collect();
            let new = |unit: &&UnitRow| !units.contains(&(unit.division, unit.grid));
            let units: Vec<UnitRow> = seen.units.iter().filter(new).cloned().collect();
            edit.units.extend(units);
            let posts: HashSet<_> = edit.posts.iter().map(key).collect();
            let new = |post: &&PostRow| !posts.contains(&key(post));
            let posts: Vec<PostRow> = seen.posts.iter().filter(new).cloned().collect();
            edit.posts.extend(posts);
            self.cards.extend(seen.cards.into_iter().map(|card| card.person));
            let issued: HashSet<DeviceId> =
                edit.certificates.iter().map(|(device, _)| *device).collect();
            let others = seen.devices.iter().map(|one| (one.device(), one));
            let others = others.filter(|(device, _)| !issued.contains(device));
            edit.certificates.extend(others.map(|(device, one)| (device, one.to_bytes())));
        }
        let edited: BTreeSet<PersonId> = edit.cards.iter().map(|c| c.person.clone()).collect();
        let again = self.cards.difference(&edited).filter_map(|person| roster.card(person));
        let again: Vec<Card> = again.map(|card| card.card.clone()).collect();
        edit.cards.extend(again);
    }
}
