//! A kind of record (类别): all that the shared rules must know of it, said once in its folder.

use std::mem::discriminant;

use fangxian_protocol::id::{Division, EvidenceHash, PersonId, RecordId, Scope};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::column::{Column, Heading};
use super::day::Day;
use super::field::{self, BadField, Field};
use super::history::History;
use super::kinds::Body;
use super::listed::Line;
use super::offices::Verdict;
use super::org::OrgTree;
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
    /// Whether units answer for it that others may replace.
    const SUCCEEDS: bool = false;
    /// The fields it has beside those of every kind, in the order in which they are shown.
    const FIELDS: &'static [Field];
    /// What may happen to it: a flat map of scalars, tagged with its type.
    type Act: Serialize + DeserializeOwned;
    /// What people see of it.
    type View: Serialize + 'static;

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
    /// That of a void says so of everything.
    fn must_see(_: &Self::Act, _earlier: &Self::Act, _: &Record) -> bool {
        false
    }

    /// What was done, without who and when.
    fn deed(history: &History<'_>, act: &Self::Act) -> Deed;

    /// What its list says of a record, beside what all lists say; nothing for a kind whose list is
    /// a table of its own.
    fn line(record: &Record, view: &Self::View) -> Option<Line>;

    /// The columns of its ledger, in order.
    fn columns() -> &'static [Column<Self::View>];

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

    /// What says that the record was entered by mistake (作废), and why.
    fn void(reason: String) -> Self::Act;

    /// Whether it says so.
    fn is_void(act: &Self::Act) -> bool {
        discriminant(act) == discriminant(&Self::void(String::new()))
    }

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

    /// The sentences of a view beside those of its face, to put words for the marks in them.
    fn sentences(_: &mut Self::View) -> Vec<(&mut String, &mut String)> {
        Vec::new()
    }

    /// Has the units that replaced those in charge answer for it on the day `today`.
    fn succeed(_: &mut Self::View, _: &OrgTree, _today: Day) {}

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
    /// Whether units answer for it that others may replace.
    #[cfg_attr(not(feature = "client"), expect(dead_code, reason = "only phones ask"))]
    pub(crate) succeeds: bool,
    /// What stands above the columns of its ledger.
    pub(crate) headings: fn() -> Vec<Heading>,
    /// What says that a record of it was entered by mistake, and why.
    #[cfg_attr(not(feature = "client"), expect(dead_code, reason = "only phones ask"))]
    pub(crate) void: fn(String) -> Body,
}

impl About {
    /// What to say to somebody whose record has nothing that people could call it by.
    pub(crate) fn untitled(&self) -> BadField {
        let (next, next_zh) = self.untitled;
        BadField::new(self.title, next, next_zh)
    }

    /// What is known of a kind.
    pub(crate) const fn of<K: Kind<Act: Into<Body>>>() -> Self {
        Self {
            name: K::NAME,
            label: K::LABEL,
            title: K::TITLE,
            untitled: K::UNTITLED,
            photo_is_enough: K::PHOTO_IS_ENOUGH,
            fields: K::FIELDS,
            succeeds: K::SUCCEEDS,
            headings: || K::columns().iter().map(Column::heading).collect(),
            void: |reason| K::void(reason).into(),
        }
    }
}
