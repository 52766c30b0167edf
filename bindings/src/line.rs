//! The lists of all kinds but hazards: their lines, their pages, and what an app asks them for.

use std::collections::HashSet;

use fangxian::domain::accident::{Accident, AccidentState, Figures, Level};
use fangxian::domain::listed::Listed;
use fangxian::domain::site::{Site, SiteStatus};
use fangxian::domain::training::{Training, TrainingState};
use fangxian::domain::view::Flag;
use fangxian::store::{self, Page, PageKey, Place};
use fangxian_protocol::id::{Division, RecordId, Scope};

use crate::across::Across;
use crate::ids::{Moment, Position, TimeRange};

/// The line, the page and the query of each kind, written once.
macro_rules! lines {
    ($($(#[$meta:meta])* $kind:ident in $state:ty => $row:ident, $page:ident, $query:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, uniffi::Record)]
        pub struct $row {
            /// Which record.
            pub record: RecordId,
            /// The village it belongs to.
            pub home: Division,
            /// What people say aloud to name it (编号).
            pub label: String,
            /// 标题 or 名称
            pub title: String,
            /// Where, in words.
            pub place: String,
            /// Where, on the map.
            pub position: Option<Position>,
            /// Where it stands.
            pub state: $state,
            /// Entered by mistake.
            pub void: bool,
            /// When it happened or begins: what it is listed by; nothing when nobody said.
            #[uniffi(name = "listed")]
            pub listed_ms: Option<Moment>,
            /// Its category; empty when it has none.
            pub category: String,
            /// What else must be said about it.
            pub flags: HashSet<Flag>,
            /// How many notices there are on it.
            pub notices: u64,
            /// How many fields have several values.
            pub conflicts: u64,
            /// How many acts wait as proposals.
            pub proposals: u64,
            /// How far this device's part of it has come.
            pub upload: Place,
            /// A number that rises when it changes.
            pub touched: u64,
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl Across<$row> for store::Row<$kind> {
            fn across(self) -> $row {
                $row {
                    record: self.record,
                    home: self.home,
                    label: self.label,
                    title: self.title,
                    place: self.place,
                    position: self.position.across(),
                    state: self.state,
                    void: self.void,
                    listed_ms: self.listed_ms.across(),
                    category: self.category,
                    flags: self.flags.across(),
                    notices: self.notices,
                    conflicts: self.conflicts,
                    proposals: self.proposals,
                    upload: self.upload,
                    touched: self.touched,
                    $($field: self.more.$field.across(),)*
                }
            }
        }

        /// A page of such lines.
        #[derive(Debug, Clone, PartialEq, uniffi::Record)]
        pub struct $page {
            /// Its rows, in order.
            pub rows: Vec<$row>,
            /// Where the next page begins; nothing when this is the last.
            pub next: Option<PageKey>,
        }

        impl Across<$page> for Page<store::Row<$kind>> {
            fn across(self) -> $page {
                $page { rows: self.rows.across(), next: self.next }
            }
        }

        /// Which of them to list.
        #[derive(Debug, Clone, PartialEq, uniffi::Record)]
        pub struct $query {
            /// Inside this scope.
            #[uniffi(default = None)]
            pub scope: Option<Scope>,
            /// In one of these states; none means any.
            #[uniffi(default = [])]
            pub states: Vec<$state>,
            /// Of this category.
            #[uniffi(default = None)]
            pub category: Option<String>,
            /// Listed at or after this.
            #[uniffi(default = None, name = "from")]
            pub from_ms: Option<Moment>,
            /// Listed before this.
            #[uniffi(default = None, name = "until")]
            pub until_ms: Option<Moment>,
            /// Found by what a person typed.
            #[uniffi(default = None)]
            pub text: Option<String>,
            /// With something on this device that the centre has not accepted.
            #[uniffi(default = false)]
            pub pending_only: bool,
            /// What was entered by mistake as well; nothing for what the kind's list does anyway.
            #[uniffi(default = None)]
            pub with_void: Option<bool>,
            /// Where to go on: from the page before, for the same query.
            #[uniffi(default = None)]
            pub after: Option<PageKey>,
            /// Most rows of the page; 0 for as many as a page may have.
            #[uniffi(default = 0)]
            pub limit: u32,
        }

        impl Across<store::Query<$kind>> for $query {
            fn across(self) -> store::Query<$kind> {
                store::Query {
                    scope: self.scope,
                    states: self.states,
                    category: self.category,
                    from_ms: self.from_ms.across(),
                    until_ms: self.until_ms.across(),
                    text: self.text,
                    pending_only: self.pending_only,
                    with_void: self.with_void.unwrap_or(<$kind as Listed>::WITH_VOID),
                    after: self.after,
                    limit: self.limit.across(),
                }
            }
        }
    )*};
}

lines! {
    /// One line of the list of training sessions (培训台账).
    Training in TrainingState => TrainingRow, TrainingPage, TrainingQuery {
        /// Planned start and end.
        #[uniffi(name = "planned")]
        planned_ms: Option<TimeRange>,
        /// How many people came.
        attendees: u64,
        /// Minutes credited, all people together.
        person_minutes: i64,
    }

    /// One line of the list of sites (场所).
    Site in SiteStatus => SiteRow, SitePage, SiteQuery {
        /// 擅自复工: seen working while recorded as closed.
        working_while_closed: bool,
    }

    /// One line of the list of accidents (事故台账).
    Accident in AccidentState => AccidentRow, AccidentPage, AccidentQuery {
        /// How grave it is.
        level: Level,
        /// The gravest figures that stand.
        figures: Figures,
    }
}
