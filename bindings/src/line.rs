//! How the list of a kind is declared: of any kind but those whose list is a table of its own.

/// The line, the page and the query of a kind.
macro_rules! lines {
    ($(#[$meta:meta])* $kind:ident in $state:ty => $row:ident, $page:ident, $query:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, uniffi::Record)]
        pub struct $row {
            /// Which record.
            pub record: fangxian_protocol::id::RecordId,
            /// The village it belongs to.
            pub home: fangxian_protocol::id::Division,
            /// What people say aloud to name it (编号).
            pub label: String,
            /// 标题 or 名称
            pub title: String,
            /// Where, in words.
            pub place: String,
            /// Where, on the map.
            pub position: Option<$crate::ids::Position>,
            /// Where it stands.
            pub state: $state,
            /// Entered by mistake.
            pub void: bool,
            /// When it happened or begins: what it is listed by; nothing when nobody said.
            #[uniffi(name = "listed")]
            pub listed_ms: Option<$crate::ids::Moment>,
            /// Its category; empty when it has none.
            pub category: String,
            /// What else must be said about it.
            pub flags: std::collections::HashSet<fangxian::domain::view::Flag>,
            /// How many notices there are on it.
            pub notices: u64,
            /// How many fields have several values.
            pub conflicts: u64,
            /// How many acts wait as proposals.
            pub proposals: u64,
            /// The picture that stands for it.
            pub photo: Option<fangxian_protocol::id::EvidenceHash>,
            /// How far this device's part of it has come.
            pub upload: fangxian::store::Place,
            /// A number that rises when it changes.
            pub touched: u64,
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::across::Across<$row> for fangxian::store::Row<$kind> {
            fn across(self) -> $row {
                $row {
                    record: self.record,
                    home: self.home,
                    label: self.label,
                    title: self.title,
                    place: self.place,
                    position: $crate::across::Across::across(self.position),
                    state: self.state,
                    void: self.void,
                    listed_ms: $crate::across::Across::across(self.listed_ms),
                    category: self.category,
                    flags: $crate::across::Across::across(self.flags),
                    notices: self.notices,
                    conflicts: self.conflicts,
                    proposals: self.proposals,
                    photo: self.photo,
                    upload: self.upload,
                    touched: self.touched,
                    $($field: $crate::across::Across::across(self.more.$field),)*
                }
            }
        }

        /// A page of such lines.
        #[derive(Debug, Clone, PartialEq, uniffi::Record)]
        pub struct $page {
            /// Its rows, in order.
            pub rows: Vec<$row>,
            /// Where the next page begins; nothing when this is the last.
            pub next: Option<fangxian::store::PageKey>,
        }

        impl $crate::across::Across<$page> for fangxian::store::Page<fangxian::store::Row<$kind>> {
            fn across(self) -> $page {
                $page { rows: $crate::across::Across::across(self.rows), next: self.next }
            }
        }

        /// Which of them to list.
        #[derive(Debug, Clone, PartialEq, uniffi::Record)]
        pub struct $query {
            /// Inside this scope.
            #[uniffi(default = None)]
            pub scope: Option<fangxian_protocol::id::Scope>,
            /// In one of these states; none means any.
            #[uniffi(default = [])]
            pub states: Vec<$state>,
            /// Of this category.
            #[uniffi(default = None)]
            pub category: Option<String>,
            /// Listed at or after this.
            #[uniffi(default = None, name = "since")]
            pub from_ms: Option<$crate::ids::Moment>,
            /// Listed before this.
            #[uniffi(default = None, name = "until")]
            pub until_ms: Option<$crate::ids::Moment>,
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
            pub after: Option<fangxian::store::PageKey>,
            /// Most rows of the page; 0 for as many as a page may have.
            #[uniffi(default = 0)]
            pub limit: u32,
        }

        impl $crate::across::Across<fangxian::store::Query<$kind>> for $query {
            fn across(self) -> fangxian::store::Query<$kind> {
                let usual = <$kind as fangxian::domain::listed::Listed>::WITH_VOID;
                fangxian::store::Query {
                    scope: self.scope,
                    states: self.states,
                    category: self.category,
                    from_ms: $crate::across::Across::across(self.from_ms),
                    until_ms: $crate::across::Across::across(self.until_ms),
                    text: self.text,
                    pending_only: self.pending_only,
                    with_void: self.with_void.unwrap_or(usual),
                    after: self.after,
                    limit: $crate::across::Across::across(self.limit),
                }
            }
        }
    };
}

pub(crate) use lines;
