//! Two languages: a sentence in both, and one table per enum of what its arms are called.

use serde::Serialize;

/// A sentence in the two languages of the product (话).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Spoken {
    /// In plain Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Spoken {
    /// The same thing said in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// Gives an enum `zh()` and `en()` from a table of its arms.
macro_rules! spoken {
    ($name:ident { $($arm:ident => $zh:literal, $en:literal;)+ }) => {
        impl $name {
            /// What people call it, in plain Chinese.
            pub fn zh(self) -> &'static str {
                match self {
                    $(Self::$arm => $zh,)+
                }
            }

            /// What people call it, in English.
            pub fn en(self) -> &'static str {
                match self {
                    $(Self::$arm => $en,)+
                }
            }
        }
    };
}

pub(crate) use spoken;
