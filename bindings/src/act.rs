//! How the acts of a kind are declared: an act that is added or changed does not compile here until
//! it is bound.

/// Declares the acts of a kind as the other languages have them, and takes them across, both ways.
macro_rules! acts {
    ($(#[$doc:meta])* $Act:ident of $core:ident::$Core:ident {
        $($(#[$act_doc:meta])* $act:ident {
            $($(#[$part_meta:meta])* $part:ident: $type:ty,)*
        },)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, uniffi::Enum)]
        pub enum $Act {
            $($(#[$act_doc])* $act { $($(#[$part_meta])* $part: $type,)* },)*
        }

        impl $crate::across::Across<$core::$Core> for $Act {
            fn across(self) -> $core::$Core {
                match self {
                    $(Self::$act { $($part),* } => {
                        $core::$Core::$act { $($part: $crate::across::Across::across($part)),* }
                    })*
                }
            }
        }

        impl $crate::across::Across<$Act> for $core::$Core {
            fn across(self) -> $Act {
                match self {
                    $(Self::$act { $($part),* } => {
                        $Act::$act { $($part: $crate::across::Across::across($part)),* }
                    })*
                }
            }
        }
    };
}

pub(crate) use acts;
