//! Sentences name people by id in braces; here the ids become names from erasable cards.

use std::collections::BTreeMap;

use fangxian_protocol::directory::UnitRow;
use fangxian_protocol::id::PersonId;

use crate::domain::day::Day;
use crate::domain::hazard;
use crate::domain::org::{OrgTree, Unit};
use crate::domain::view::{Notice, Proposal, View};
use crate::store::{Reading, StoreError};

/// Replaces `{p-0001}` by the person's name, or by the bare id while there is no card.
///
/// # Errors
/// [`StoreError`].
pub(super) fn spell(reading: &Reading<'_>, sentence: &str) -> Result<String, StoreError> {
    let mut names = BTreeMap::new();
    let mut spelled = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        spelled.push_str(before);
        let Some((id, tail)) = after.split_once('}') else {
            spelled.push('{');
            rest = after;
            continue;
        };
        match id.parse::<PersonId>() {
            Ok(person) => {
                if !names.contains_key(id) {
                    names.insert(id, reading.name_of(&person)?);
                }
                let name = names.get(id).and_then(Option::as_deref);
                spelled.push_str(name.unwrap_or(id));
            }
            Err(_) => {
                spelled.push('{');
                spelled.push_str(id);
                spelled.push('}');
            }
        }
        rest = tail;
    }
    spelled.push_str(rest);
    Ok(spelled)
}

/// A view as people see it on `today`: as it must be handled, and people by name.
///
/// # Errors
/// [`StoreError`].
pub(super) fn shown(reading: &Reading<'_>, view: View, today: Day) -> Result<View, StoreError> {
    let mut view = handled(reading, view, today)?;
    spell_view(reading, &mut view)?;
    Ok(view)
}

/// A view as it must be handled on `today`: hazards found to be the same together, and answered
/// for by whoever succeeded their unit.
///
/// # Errors
/// [`StoreError`].
pub(super) fn handled(reading: &Reading<'_>, view: View, today: Day) -> Result<View, StoreError> {
    let mut view = reading.seen_together(view)?;
    if let View::Hazard(hazard) = &mut view
        && reading.has_successions()?
    {
        let tree = OrgTree::new(reading.units()?.into_iter().map(unit), Vec::new());
        hazard::succeed(hazard, &tree, today);
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

/// Replaces the ids in everything a view says.
fn spell_view(reading: &Reading<'_>, view: &mut View) -> Result<(), StoreError> {
    let mut sentences: Vec<&mut String> = Vec::new();
    match view {
        View::Hazard(view) => {
            sentences.extend([&mut view.next.zh, &mut view.next.en]);
            let deadline = view.deadline.as_mut().map(|deadline| &mut deadline.why);
            let whys = deadline.into_iter().chain([&mut view.grade.why]);
            sentences.extend(whys.flat_map(|why| [&mut why.zh, &mut why.en]));
            sentences.extend(said(&mut view.notices, &mut view.proposals));
        }
        View::Training(view) => sentences.extend(said(&mut view.notices, &mut view.proposals)),
        View::Site(view) => sentences.extend(said(&mut view.notices, &mut view.proposals)),
        View::Accident(view) => sentences.extend(said(&mut view.notices, &mut view.proposals)),
        View::Unknown(_) => {}
    }
    for sentence in sentences {
        if sentence.contains('{') {
            *sentence = spell(reading, sentence)?;
        }
    }
    Ok(())
}

fn said<'v>(
    notices: &'v mut [Notice],
    proposals: &'v mut [Proposal],
) -> impl Iterator<Item = &'v mut String> {
    let notices = notices.iter_mut().flat_map(|notice| [&mut notice.zh, &mut notice.en]);
    notices.chain(proposals.iter_mut().flat_map(|one| [&mut one.zh, &mut one.en]))
}
