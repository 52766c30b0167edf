//! The kinds of records there are, and what is asked of whichever a record is of.

use fangxian_protocol::id::{Division, EvidenceHash, PersonId, RecordId, Scope};
use serde::Serialize;

use super::accident::{Accident, AccidentAct, AccidentView};
use super::centre::CentreAct;
use super::column::{Cell, Seen};
use super::day::Day;
use super::drill::{Drill, DrillAct, DrillView};
use super::face::Face;
use super::fact::{Fact, Misread, flatten, unflatten};
use super::field::BadField;
use super::hazard::{Hazard, HazardAct, HazardView};
use super::history::History;
use super::kind::{About, Kind};
use super::listed::Line;
use super::offices::Verdict;
use super::org::OrgTree;
use super::person::Role;
use super::record::{Props, Record};
use super::review::ReviewAct;
#[cfg(test)]
use super::sample::{Sample, SampleAct, SampleView};
use super::site::{Site, SiteAct, SiteView};
use super::speech::{Deed, Spoken};
#[cfg(test)]
use super::testing::Trial;
use super::training::{Training, TrainingAct, TrainingView};
use super::unknown::UnknownView;

/// Writes what asks each kind in turn.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $(#[cfg($when:meta)])? $kind:ident: $Act:ty, $View:ty;)+) => {
        /// Every kind this version knows.
        pub(crate) const KINDS: &[About] = &[$($(#[cfg($when)])? About::of::<$kind>()),+];

        /// What the laws of every kind are tried on. A kind without it does not compile.
        #[cfg(test)]
        pub(crate) const TRIALS: &[Trial] = &[$($(#[cfg($when)])? Trial::of::<$kind>()),+];

        /// What happened, by kind of record.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Body {
            $($(#[doc = $doc])* $(#[cfg($when)])? $kind($Act),)+
            /// To a proposal of any kind of record.
            Review(ReviewAct),
            /// At the centre, about any kind of record.
            Centre(CentreAct),
            /// Said by a newer version: kept, carried, shown as unknown, and without effect here.
            Unknown {
                /// The name the newer version gave it.
                name: String,
                /// Everything it says.
                props: Props,
            },
        }

        $($(#[cfg($when)])? impl From<$Act> for Body {
            fn from(act: $Act) -> Self {
                Self::$kind(act)
            }
        }

        $(#[cfg($when)])? impl $Act {
            /// What a fact says of a record of this kind; nothing for what a newer version said.
            pub(crate) fn of(fact: &Fact) -> Option<&Self> {
                match &fact.body {
                    Body::$kind(act) => Some(act),
                    _ => None,
                }
            }
        })+

        /// One record as people see it, by kind (视图). It is written as what people see of its
        /// kind, whatever that is.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(untagged)]
        #[expect(clippy::large_enum_variant, reason = "most records are hazards")]
        pub enum View {
            $($(#[doc = $doc])* $(#[cfg($when)])? $kind($View),)+
            /// A kind of a newer version.
            Unknown(UnknownView),
        }

        /// What follows from everything known about `record`, whatever the order it arrived in.
        pub fn derive(record: &Record) -> View {
            match record.kind.as_str() {
                $($(#[cfg($when)])? <$kind>::NAME => View::$kind(<$kind>::derive(record)),)+
                _ => View::Unknown(UnknownView::of(record)),
            }
        }

        impl View {
            /// What every record shows.
            pub fn face(&self) -> &Face {
                match self {
                    $($(#[cfg($when)])? Self::$kind(view) => &view.face,)+
                    Self::Unknown(view) => &view.face,
                }
            }

            /// The same, to change what people see of it.
            pub fn face_mut(&mut self) -> &mut Face {
                match self {
                    $($(#[cfg($when)])? Self::$kind(view) => &mut view.face,)+
                    Self::Unknown(view) => &mut view.face,
                }
            }

            /// Whether a post of this scope is of the unit in charge, or above it.
            pub(crate) fn is_in_charge(&self, post: Scope) -> bool {
                match self {
                    $($(#[cfg($when)])? Self::$kind(view) => <$kind>::is_in_charge(post, view),)+
                    Self::Unknown(_) => true,
                }
            }

            /// What its list says of it, when that is no table of its own.
            pub fn line(&self, record: &Record) -> Option<Line> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(view) => <$kind>::line(record, view),)+
                    Self::Unknown(_) => None,
                }
            }

            /// The sentences it says beside those of its face, to put words for the marks in them.
            pub fn sentences(&mut self) -> Vec<(&mut String, &mut String)> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(view) => <$kind>::sentences(view),)+
                    Self::Unknown(_) => Vec::new(),
                }
            }

            /// Has the units that replaced those in charge answer for it on the day `today`.
            pub fn succeed(&mut self, tree: &OrgTree, today: Day) {
                match self {
                    $($(#[cfg($when)])? Self::$kind(view) => <$kind>::succeed(view, tree, today),)+
                    Self::Unknown(_) => {}
                }
            }

            /// What the ledger of its kind says of it and the records found to be the same on the
            /// day `today`, cell by cell; nothing of a kind of a newer version.
            pub fn cells(&self, records: (&Record, &[Record]), today: Day) -> Vec<Cell> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(view) => {
                        let seen = Seen::of(records, (&view.face, view), today);
                        <$kind>::columns().iter().map(|column| column.cell(&seen)).collect()
                    })+
                    Self::Unknown(_) => Vec::new(),
                }
            }

            /// Why it is as it is; nothing of a kind of a newer version.
            pub(crate) fn explain(&self, record: &Record, today: Day) -> Option<Spoken> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(view) => {
                        Some(<$kind>::explain(record, view, today))
                    })+
                    Self::Unknown(_) => None,
                }
            }
        }

        impl Body {
            /// Reads what is said of a record of this kind; nothing when there is no such kind.
            pub(in crate::domain) fn of_kind(
                kind: &str,
                name: &str,
                props: &Props,
            ) -> Option<Result<Self, Misread>> {
                match kind {
                    $($(#[cfg($when)])? <$kind>::NAME => {
                        Some(unflatten(name, props).map(Self::$kind))
                    })+
                    _ => None,
                }
            }

            /// The kind of record it is said of, and its flat map; nothing for what is said of
            /// records of any kind.
            pub(crate) fn flat(&self) -> Option<(&'static str, Props)> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => Some((<$kind>::NAME, flatten(act))),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => None,
                }
            }

            /// The kind of record it is said of; nothing for what is said of records of any kind.
            pub fn kind(&self) -> Option<&'static str> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(_) => Some(<$kind>::NAME),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => None,
                }
            }

            /// Whether it is what begins a record of its kind.
            pub fn begins(&self) -> bool {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::begins(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => false,
                }
            }

            /// Whether it decides on what is on the screen.
            pub fn decides(&self) -> bool {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::decides(act),)+
                    Self::Review(_) => true,
                    Self::Centre(_) | Self::Unknown { .. } => false,
                }
            }

            /// What must hold between its parts when it is about to be said of record `on`.
            ///
            /// # Errors
            /// [`BadField`] that names the part and the next move.
            pub fn check(&self, on: RecordId) -> Result<(), BadField> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::check(act, on),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => Ok(()),
                }
            }

            /// The photo it names, which the record must list.
            pub fn shows(&self) -> Option<EvidenceHash> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::shows(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => None,
                }
            }

            /// Whether it may be done to what is said of the record alone.
            pub fn stands_alone(&self) -> bool {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::stands_alone(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => false,
                }
            }

            /// Whether it may be done to what is on the screen; nothing for what is said of records
            /// of another kind, or of any.
            pub(crate) fn verdict(
                &self,
                by: (&PersonId, Role, Option<Scope>),
                view: &View,
            ) -> Option<Verdict> {
                match (self, view) {
                    $($(#[cfg($when)])? (Self::$kind(act), View::$kind(view)) => {
                        Some(<$kind>::authorize(by, act, view))
                    })+
                    _ => None,
                }
            }

            /// What was done, without who and when; nothing for what is said of records of any
            /// kind.
            pub(crate) fn deed(&self, history: &History<'_>) -> Option<Deed> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => Some(<$kind>::deed(history, act)),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => None,
                }
            }

            /// What its author wrote in their own words.
            pub(crate) fn own_words(&self) -> Option<&str> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::own_words(act),)+
                    Self::Review(ReviewAct::DeclineProposal { reason, .. }) => Some(reason),
                    Self::Centre(_) | Self::Unknown { .. } => None,
                }
            }

            /// Whether it must be said that `earlier` was seen, by the rules of their kind.
            pub(crate) fn must_see(&self, earlier: &Self, record: &Record) -> bool {
                match (self, earlier) {
                    $($(#[cfg($when)])? (Self::$kind(act), Self::$kind(earlier)) => {
                        <$kind>::must_see(act, earlier, record)
                    })+
                    _ => false,
                }
            }

            /// Whether doing it, having seen the proposal, takes that up.
            pub(crate) fn answers(&self, proposal: &Self) -> bool {
                match (self, proposal) {
                    $($(#[cfg($when)])? (Self::$kind(answer), Self::$kind(proposal)) => {
                        <$kind>::answers(answer, proposal)
                    })+
                    (Self::Review(one), Self::Review(other)) => one.proposal() == other.proposal(),
                    _ => false,
                }
            }

            /// Whether it did all that a proposal of its sort asks for, though whoever did it could
            /// not have done that at the time: the office needed may be lower by now.
            pub(crate) fn does_as_much(&self, proposal: &Self) -> bool {
                match (self, proposal) {
                    $($(#[cfg($when)])? (Self::$kind(answer), Self::$kind(proposal)) => {
                        <$kind>::does_as_much(answer, proposal)
                    })+
                    _ => true,
                }
            }

            /// Whether it says the record was entered by mistake (作废).
            pub(crate) fn is_void(&self) -> bool {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::is_void(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => false,
                }
            }

            /// Whether it hands the record from unit to unit.
            pub(crate) fn hands_over(&self) -> bool {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::hands_over(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => false,
                }
            }

            /// Whether it takes the record over from another unit.
            pub(crate) fn takes_over(&self) -> bool {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::takes_over(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => false,
                }
            }

            /// Whether it is an act of office whose weight depends on the unit it was said from.
            pub fn is_of_unit(&self) -> bool {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::is_of_unit(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => false,
                }
            }

            /// The unit it offers the record to.
            pub fn offers_to(&self) -> Option<Division> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::offers_to(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => None,
                }
            }

            /// The record it finds to be the same as the one it is said of.
            pub fn joins(&self) -> Option<RecordId> {
                match self {
                    $($(#[cfg($when)])? Self::$kind(act) => <$kind>::joins(act),)+
                    Self::Review(_) | Self::Centre(_) | Self::Unknown { .. } => None,
                }
            }
        }
    };
}

kinds! {
    /// 隐患
    Hazard: HazardAct, HazardView;
    /// 培训
    Training: TrainingAct, TrainingView;
    /// 场所
    Site: SiteAct, SiteView;
    /// 事故
    Accident: AccidentAct, AccidentView;
    /// 演练
    Drill: DrillAct, DrillView;
    /// 聚会, for tests only
    #[cfg(test)]
    Sample: SampleAct, SampleView;
}

/// What is known of the kind of this name.
pub(crate) fn about(name: &str) -> Option<&'static About> {
    KINDS.iter().find(|about| about.name == name)
}
