//! A kind of record (类别): all that the shared rules must know of it, said once in its folder.

use std::mem::discriminant;

use fangxian_protocol::id::{Division, EvidenceHash, PersonId, RecordId, Scope};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::authorize::Verdict;
use super::day::Day;
use super::field::{self, BadField, Field};
use super::history::History;
use super::listed::Line;
use super::person::Role;
use super::record::Record;
use super::speech::{Deed, Spoken};

/// A kind of record.
pub(crate) trait Kind {
    /// As documents spell it; never used again for anything else.
    const NAME: &'static str;
    /// What its labels begin with, such as `YH`.
    const LABEL: &'static str;
    /// The field that holds what people call a record of it.
    const TITLE: &'static str = field::TITLE;
    /// What to do when nothing was filled in there, in English and in Chinese.
    const UNTITLED: (&'static str, &'static str);
    /// Whether a photo says enough where nothing was filled in.
    const PHOTO_IS_ENOUGH: bool = false;
    /// The fields it has beside those of every kind, in the order in which they are shown.
    const FIELDS: &'static [Field];
    /// What may happen to it: a flat map of scalars, tagged with its type.
    type Act: Serialize + DeserializeOwned;
    /// What people see of it.
    type View;

    /// What follows from everything known about a record, whatever the order it arrived in.
    fn derive(record: &Record) -> Self::View;

    /// Whether a person, in a role and from the unit of a post, may do `act` to what they have on
    /// the screen.
    fn authorize(
        by: (&PersonId, Role, Option<Scope>),
        act: &Self::Act,
        view: &Self::View,
    ) -> Verdict;

    /// Whether the author of `act` must say they had `earlier`, a fact of `record`, before them.
    fn must_see(act: &Self::Act, earlier: &Self::Act, record: &Record) -> bool;

    /// What was done, without who and when.
    fn deed(history: &History<'_>, act: &Self::Act) -> Deed;

    /// What its list says of a record, beside what all lists say; nothing for a kind whose list is
    /// a table of its own.
    fn line(record: &Record, view: &Self::View) -> Option<Line>;

    /// Why a record is as it is, who must do what next and by when, on the day `today`.
    fn explain(record: &Record, view: &Self::View, today: Day) -> Spoken;

    /// Whether it is what begins a record.
    fn begins(act: &Self::Act) -> bool;

    /// Whether it decides on what is on the screen, so that its author says what that was; what
    /// only adds goes with whatever is known.
    fn decides(act: &Self::Act) -> bool;

    /// What must hold between the parts of an act that is about to be said of record `on`, beside
    /// what holds for each part alone.
    ///
    /// # Errors
    /// [`BadField`] that names the part and the next move.
    fn check(_: &Self::Act, _on: RecordId) -> Result<(), BadField> {
        Ok(())
    }

    /// The photo it names, which the record must list.
    fn shows(_: &Self::Act) -> Option<EvidenceHash> {
        None
    }

    /// Whether it may be done to what is said of the record alone, whatever records were found to
    /// be the same.
    fn stands_alone(_: &Self::Act) -> bool {
        false
    }

    /// Whether it says that the record was entered by mistake (作废).
    fn is_void(act: &Self::Act) -> bool;

    /// What its author wrote in their own words.
    fn own_words(_: &Self::Act) -> Option<&str> {
        None
    }

    /// Whether doing `answer`, having seen the proposal, takes it up: the like was done, or
    /// somebody who looks after the record looked into what was said.
    fn answers(answer: &Self::Act, proposal: &Self::Act) -> bool {
        discriminant(answer) == discriminant(proposal)
    }

    /// Whether an act that took effect did all that a proposal of its sort asks for.
    fn does_as_much(_: &Self::Act, _: &Self::Act) -> bool {
        true
    }

    /// Whether it hands the record from unit to unit.
    fn hands_over(_: &Self::Act) -> bool {
        false
    }

    /// Whether it takes the record over from another unit: its author says which answers they
    /// found.
    fn takes_over(_: &Self::Act) -> bool {
        false
    }

    /// Whether it is an act of office whose weight depends on the unit it was said from.
    fn is_of_unit(_: &Self::Act) -> bool {
        false
    }

    /// The unit it offers the record to.
    fn offers_to(_: &Self::Act) -> Option<Division> {
        None
    }

    /// The record it finds to be the same as this one.
    fn joins(_: &Self::Act) -> Option<RecordId> {
        None
    }

    /// Whether a post of this scope is of the unit in charge, or above it.
    fn is_in_charge(_: Scope, _: &Self::View) -> bool {
        true
    }
}

/// What may be known of a kind without a record of it.
pub(crate) struct About {
    /// As documents spell it.
    pub(crate) name: &'static str,
    /// What its labels begin with.
    pub(crate) label: &'static str,
    /// The field that holds what people call a record of it.
    pub(crate) title: &'static str,
    /// What to do when nothing was filled in there, in English and in Chinese.
    pub(crate) untitled: (&'static str, &'static str),
    /// Whether a photo says enough then.
    pub(crate) photo_is_enough: bool,
    /// The fields it has beside those of every kind.
    pub(crate) fields: &'static [Field],
}

impl About {
    /// What is known of a kind.
    pub(crate) const fn of<K: Kind>() -> Self {
        Self {
            name: K::NAME,
            label: K::LABEL,
            title: K::TITLE,
            untitled: K::UNTITLED,
            photo_is_enough: K::PHOTO_IS_ENOUGH,
            fields: K::FIELDS,
        }
    }
}
