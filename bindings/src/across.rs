//! Takes values across: sets, tuples, sizes and times become what the other languages have.

use std::collections::{BTreeSet, HashSet};
use std::hash::Hash;

/// A value as the other side of the boundary has it.
pub(crate) trait Across<T> {
    /// Takes it across.
    fn across(self) -> T;
}

/// Records whose shape changes on the way. Each names every field of the ledger's type; one that
/// is missing does not compile. `to` takes them out to the app, `from` takes them in, `both` does
/// both. A missing field of a type that goes out reads "pattern requires `..`": compare with the
/// ledger's type.
macro_rules! mirror {
    ($($(#[$meta:meta])* $way:ident $name:ident of $($core:ident)::+ {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, uniffi::Record)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        $crate::across::crossing!($way $name $($core)::+ { $($field)* });
    )*};
}

/// The conversions of a mirror.
macro_rules! crossing {
    (to $name:ident $($core:ident)::+ { $($field:ident)* }) => {
        impl $crate::across::Across<$name> for $($core)::+ {
            fn across(self) -> $name {
                let $($core)::+ { $($field),* } = self;
                $name { $($field: $crate::across::Across::across($field)),* }
            }
        }
    };
    (both $name:ident $($core:ident)::+ { $($field:ident)* }) => {
        $crate::across::crossing!(to $name $($core)::+ { $($field)* });
        $crate::across::crossing!(from $name $($core)::+ { $($field)* });
    };
    (from $name:ident $($core:ident)::+ { $($field:ident)* }) => {
        impl $crate::across::Across<$($core)::+> for $name {
            fn across(self) -> $($core)::+ {
                let $name { $($field),* } = self;
                $($core)::+ { $($field: $crate::across::Across::across($field)),* }
            }
        }
    };
}

/// Types that cross as they are.
macro_rules! unchanged {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::across::Across<$type> for $type {
            fn across(self) -> $type {
                self
            }
        }
    )*};
}

pub(crate) use {crossing, mirror, unchanged};

unchanged!((), bool, i64, u32, u64, String, Vec<u8>);

impl<A: Across<B>, B> Across<Option<B>> for Option<A> {
    fn across(self) -> Option<B> {
        self.map(Across::across)
    }
}

impl<A: Across<B>, B> Across<Vec<B>> for Vec<A> {
    fn across(self) -> Vec<B> {
        self.into_iter().map(Across::across).collect()
    }
}

impl<A: Across<B>, B: Hash + Eq> Across<HashSet<B>> for BTreeSet<A> {
    fn across(self) -> HashSet<B> {
        self.into_iter().map(Across::across).collect()
    }
}

/// How many rows: 0 for as many as there may be.
impl Across<usize> for u32 {
    fn across(self) -> usize {
        usize::try_from(self).unwrap_or(usize::MAX)
    }
}

impl Across<u32> for usize {
    fn across(self) -> u32 {
        u32::try_from(self).unwrap_or(u32::MAX)
    }
}

impl Across<u64> for usize {
    fn across(self) -> u64 {
        self as u64
    }
}

impl Across<String> for &str {
    fn across(self) -> String {
        self.to_owned()
    }
}

impl Across<String> for std::path::PathBuf {
    fn across(self) -> String {
        self.to_string_lossy().into_owned()
    }
}
