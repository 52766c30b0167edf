//! What counts of the records found to be the same as this one (46): who may end it, move its day
//! and close it depends on all of them.

use std::collections::BTreeSet;

use fangxian_protocol::id::PersonId;

use super::photos::Photos;
use super::view::{HazardView, State};
use crate::domain::offices::rank;
use crate::domain::person::Role;
use crate::domain::record::Record;

/// What the other records of one hazard ask for (合看的要求).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Beside {
    /// One of them is handled as major.
    pub(super) major: bool,
    /// The lowest office that may end all of them.
    pub(super) ending: Option<Role>,
    /// The highest office that set a day for one of them.
    pub(super) deadline_issuer: Option<Role>,
    /// Their photos of the work done.
    pub(super) photos: Photos,
    /// Everyone who spoke in them.
    pub(super) people: BTreeSet<PersonId>,
}

impl Beside {
    /// What these records ask for, each with what is said of it alone. A void one asks for nothing.
    pub(super) fn of<'t>(twins: impl IntoIterator<Item = (&'t HazardView, &'t Record)>) -> Self {
        let mut beside = Self::default();
        for (view, record) in twins.into_iter().filter(|(view, _)| view.state != State::Void) {
            let deadline = view.deadline.as_ref();
            let issuers = deadline.into_iter().flat_map(|deadline| &deadline.set_by).copied();
            let by_rank = |role: &Role| rank(*role);
            beside.major |= view.is_major();
            beside.ending = beside.ending.into_iter().chain([view.ending]).max_by_key(by_rank);
            beside.deadline_issuer =
                beside.deadline_issuer.into_iter().chain(issuers).max_by_key(by_rank);
            beside.photos = beside.photos.and(Photos::of(record));
            beside.people.extend(view.face.people.iter().cloned());
        }
        beside
    }
}
