//! Sentences hold marks for people, units and days; here they become words, from erasable cards.

use std::cell::RefCell;
use std::collections::BTreeMap;

use fangxian_protocol::directory::UnitRow;
use fangxian_protocol::id::{Division, PersonId};

use crate::domain::View;
use crate::domain::day::Day;
use crate::domain::org::{OrgTree, Unit};
use crate::domain::spelling::{self, Language, Names};
use crate::domain::{Face, Spoken, about};
use crate::store::{Reading, StoreError};

/// The sentence in words, as read on `today`: people and units by name, days with their year.
///
/// # Errors
/// [`StoreError`].
pub(super) fn spell(reading: &Reading<'_>, said: Spoken, today: Day) -> Result<Spoken, StoreError> {
    spelled(&Known::to(reading), said, today)
}

/// The names the store knows, each looked up once.
struct Known<'r, 's> {
    reading: &'r Reading<'s>,
    people: RefCell<BTreeMap<PersonId, Option<String>>>,
    units: RefCell<BTreeMap<Division, Option<String>>>,
}

impl<'r, 's> Known<'r, 's> {
    fn to(reading: &'r Reading<'s>) -> Self {
        Self { reading, people: RefCell::default(), units: RefCell::default() }
    }
}

impl Names for Known<'_, '_> {
    type Error = StoreError;

    fn person(&self, id: &PersonId) -> Result<Option<String>, StoreError> {
        if let Some(known) = self.people.borrow().get(id) {
            return Ok(known.clone());
        }
        let name = self.reading.name_of(id)?;
        self.people.borrow_mut().insert(id.clone(), name.clone());
        Ok(name)
    }

    fn unit(&self, division: Division) -> Result<Option<String>, StoreError> {
        if let Some(known) = self.units.borrow().get(&division) {
            return Ok(known.clone());
        }
        let units = self.reading.units()?;
        let named = |row: &&UnitRow| row.division == division && row.grid == 0;
        let name = units.iter().find(named).map(|row| row.name.clone());
        self.units.borrow_mut().insert(division, name.clone());
        Ok(name)
    }
}

fn spelled(known: &Known<'_, '_>, said: Spoken, today: Day) -> Result<Spoken, StoreError> {
    Ok(Spoken {
        zh: spelling::spell(&said.zh, Language::Zh, today, known)?,
        en: spelling::spell(&said.en, Language::En, today, known)?,
    })
}

/// A view as people see it on `today`: as it must be handled, and people by name.
///
/// # Errors
/// [`StoreError`].
pub(super) fn shown(reading: &Reading<'_>, view: View, today: Day) -> Result<View, StoreError> {
    let mut view = handled(reading, view, today)?;
    spell_view(reading, &mut view, today)?;
    Ok(view)
}

/// A view as it must be handled on `today`: hazards found to be the same together, and answered
/// for by whoever succeeded their unit.
///
/// # Errors
/// [`StoreError`].
pub(super) fn handled(reading: &Reading<'_>, view: View, today: Day) -> Result<View, StoreError> {
    let mut view = reading.seen_together(view)?;
    let succeeds = about(view.face().kind.as_str()).is_some_and(|about| about.succeeds);
    if succeeds && reading.has_successions()? {
        let tree = OrgTree::new(reading.units()?.into_iter().map(unit), Vec::new());
        view.succeed(&tree, today);
    }
    Ok(view)
}

/// A unit as the centre told of it.
pub(super) fn unit(row: UnitRow) -> Unit {
    Unit {
        division: row.division,
        grid: u16::try_from(row.grid).ok().filter(|grid| *grid > 0),
        name: row.name,
        from: Day::of_ms(row.from_ms).filter(|_| !row.replaces.is_empty()),
        replaces: row.replaces,
    }
}

/// Puts words for the marks in everything a view says.
fn spell_view(reading: &Reading<'_>, view: &mut View, today: Day) -> Result<(), StoreError> {
    let known = Known::to(reading);
    spell_all(&known, view.sentences(), today)?;
    spell_all(&known, said(view.face_mut()), today)
}

fn spell_all<'v>(
    known: &Known<'_, '_>,
    sentences: impl IntoIterator<Item = (&'v mut String, &'v mut String)>,
    today: Day,
) -> Result<(), StoreError> {
    for (zh, en) in sentences {
        if zh.contains('{') || en.contains('{') {
            let said = Spoken { zh: std::mem::take(zh), en: std::mem::take(en) };
            let told = spelled(known, said, today)?;
            (*zh, *en) = (told.zh, told.en);
        }
    }
    Ok(())
}

fn said(face: &mut Face) -> impl Iterator<Item = (&mut String, &mut String)> {
    let notices = face.notices.iter_mut().map(|notice| (&mut notice.zh, &mut notice.en));
    notices.chain(face.proposals.iter_mut().map(|one| (&mut one.zh, &mut one.en)))
}
