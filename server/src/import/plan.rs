//! What an import changes: rows that differ, and what follows for certificates and phones.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::directory::{Card, PostRow, UnitRow};
use fangxian_protocol::id::{PersonId, Scope};
use fangxian_protocol::key::{CannotSign, Signer};

use super::Imported;
use super::check::Checked;
use crate::registry::{Roster, inherited};
use crate::storage::{DeviceState, DirectoryEdit};

/// The rows to write, and what to tell the operator.
pub(super) fn plan(
    roster: &Roster,
    checked: &Checked,
    signer: &dyn Signer,
) -> Result<(DirectoryEdit, Imported), CannotSign> {
    let mut edit = DirectoryEdit::default();
    let mut imported = Imported::default();
    plan_units(roster, checked, &mut edit, &mut imported);
    plan_people(roster, checked, &mut edit, &mut imported);
    plan_posts(roster, checked, &mut edit, &mut imported);
    reissue(roster, &mut edit, &mut imported, signer)?;
    Ok((edit, imported))
}

fn plan_units(roster: &Roster, checked: &Checked, edit: &mut DirectoryEdit, done: &mut Imported) {
    for unit in &checked.units {
        match roster.unit(unit.division, unit.grid) {
            Some(held) if held == unit => done.units.2 += 1,
            Some(_) => {
                done.units.1 += 1;
                edit.units.push(unit.clone());
            }
            None => {
                done.units.0 += 1;
                edit.units.push(unit.clone());
            }
        }
    }
}

fn plan_people(roster: &Roster, checked: &Checked, edit: &mut DirectoryEdit, done: &mut Imported) {
    for card in &checked.people {
        match roster.card(&card.person) {
            Some(held) if held.erased => done.erased += 1,
            Some(held) if held.card == *card => done.people.2 += 1,
            Some(_) => {
                done.people.1 += 1;
                edit.cards.push(card.clone());
            }
            None => {
                done.people.0 += 1;
                edit.cards.push(card.clone());
            }
        }
    }
}

fn plan_posts(roster: &Roster, checked: &Checked, edit: &mut DirectoryEdit, done: &mut Imported) {
    let key = |post: &PostRow| (post.person.clone(), post.role.clone(), post.scope);
    let named: BTreeSet<_> = checked.posts.iter().map(key).collect();
    done.unnamed = roster.posts().filter(|post| !post.ended && !named.contains(&key(post))).count();
    for post in &checked.posts {
        match roster.post(&post.person, &post.role, post.scope) {
            Some(held) if held == post => done.posts.2 += 1,
            Some(_) => {
                done.posts.1 += 1;
                edit.posts.push(post.clone());
            }
            None => {
                done.posts.0 += 1;
                edit.posts.push(post.clone());
            }
        }
    }
}

/// Whoever's posts change gets certificates that say so. Phones that now have reason to know
/// someone or something get those rows again.
fn reissue(
    roster: &Roster,
    edit: &mut DirectoryEdit,
    done: &mut Imported,
    signer: &dyn Signer,
) -> Result<(), CannotSign> {
    let new_reach = |post: &&PostRow| {
        let covers = |unit: &UnitRow| !unit.replaces.is_empty() && post.scope.covers(unit.division);
        edit.units.iter().any(covers)
    };
    let people = edit.posts.iter().chain(roster.posts().filter(new_reach));
    let people: BTreeSet<PersonId> = people.map(|post| post.person.clone()).collect();
    let mut again = Again::default();
    for person in &people {
        let before = roster.posts_of(person);
        let after = posts_after(roster, edit, person);
        again.cards.insert(person.clone());
        let devices = roster.devices().filter(|(_, device)| device.person() == person);
        for (id, device) in devices {
            let held = &device.certificate;
            if held.posts == after {
                continue;
            }
            let validity = (held.from_ms, held.until_ms);
            let (key, posts) = (held.key, after.clone());
            let fresh = Certificate::issue(key, person.clone(), posts, validity, signer)?;
            edit.certificates.push((*id, fresh.to_bytes()));
            done.certificates += 1;
            if device.state == DeviceState::Active {
                let gained = after.iter().filter(|post| !before.contains(post));
                again.scopes.extend(gained.map(|post| post.scope));
            }
        }
    }
    again.put_into(roster, edit);
    Ok(())
}

fn posts_after(roster: &Roster, edit: &DirectoryEdit, person: &PersonId) -> Vec<Post> {
    let mut rows: BTreeMap<(String, Scope), bool> = BTreeMap::new();
    let of_person = |post: &&PostRow| post.person == *person;
    for post in roster.posts().filter(of_person).chain(edit.posts.iter().filter(of_person)) {
        rows.insert((post.role.clone(), post.scope), post.ended);
    }
    let held = rows.into_iter().filter(|(_, ended)| !ended);
    let held = held.map(|((role, scope), _)| Post { role, scope }).collect();
    inherited(held, roster.units().chain(&edit.units))
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
        let (seen, _) = roster.visible_since(0, &scopes);
        let seen = seen.filter(|_| !scopes.is_empty()).unwrap_or_default();
        let units: Vec<UnitRow> = edit.units.clone();
        let new_unit = |unit: &UnitRow| {
            !units.iter().any(|other| (other.division, other.grid) == (unit.division, unit.grid))
        };
        edit.units.extend(seen.units.into_iter().filter(new_unit));
        self.cards.extend(seen.cards.into_iter().map(|card| card.person));
        let posts = edit.posts.clone();
        let new_post = |post: &PostRow| {
            let key = (&post.person, &post.role, post.scope);
            !posts.iter().any(|other| (&other.person, &other.role, other.scope) == key)
        };
        edit.posts.extend(seen.posts.into_iter().filter(new_post));
        for certificate in seen.devices {
            let device = certificate.device();
            if !edit.certificates.iter().any(|(other, _)| *other == device) {
                edit.certificates.push((device, certificate.to_bytes()));
            }
        }
        let edited: BTreeSet<PersonId> = edit.cards.iter().map(|c| c.person.clone()).collect();
        let again = self.cards.difference(&edited).filter_map(|person| roster.card(person));
        let again: Vec<Card> = again.map(|card| card.card.clone()).collect();
        edit.cards.extend(again);
    }
}
