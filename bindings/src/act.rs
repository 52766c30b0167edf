//! What may be said of a record, kind by kind: an act that is added or changed does not compile
//! here until it is bound.

use fangxian::domain::fact::Body;

use crate::across::Across;

/// Declares the acts of each kind as the other languages have them, and takes them in.
macro_rules! acts {
    ($($(#[$doc:meta])* $Act:ident of $core:ident::$Core:ident {
        $($(#[$act_doc:meta])* $act:ident {
            $($(#[$part_meta:meta])* $part:ident: $type:ty,)*
        },)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, uniffi::Enum)]
        pub enum $Act {
            $($(#[$act_doc])* $act { $($(#[$part_meta])* $part: $type,)* },)*
        }

        impl $crate::across::Across<fangxian::domain::fact::Body> for $Act {
            fn across(self) -> fangxian::domain::fact::Body {
                // Every act there is, with all its parts.
                const _: fn($core::$Core) = |act| match act {
                    $($core::$Core::$act { $($part: _),* } => (),)*
                };
                fangxian::domain::fact::Body::from(match self {
                    $(Self::$act { $($part),* } => {
                        $core::$Core::$act { $($part: $crate::across::Across::across($part)),* }
                    })*
                })
            }
        }
    )*};
}

mod accident;
mod hazard;
mod site;
mod training;

pub use accident::AccidentAct;
pub use hazard::HazardAct;
pub use site::SiteAct;
pub use training::TrainingAct;

/// Something said of a record (说的话): an act of the record's kind.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum Act {
    /// 隐患
    Hazard {
        /// What is said.
        act: HazardAct,
    },
    /// 培训
    Training {
        /// What is said.
        act: TrainingAct,
    },
    /// 场所
    Site {
        /// What is said.
        act: SiteAct,
    },
    /// 事故
    Accident {
        /// What is said.
        act: AccidentAct,
    },
}

impl Across<Body> for Act {
    fn across(self) -> Body {
        match self {
            Self::Hazard { act } => act.across(),
            Self::Training { act } => act.across(),
            Self::Site { act } => act.across(),
            Self::Accident { act } => act.across(),
        }
    }
}
