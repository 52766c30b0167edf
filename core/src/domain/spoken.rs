//! One table per enum: what each arm is called in plain Chinese and in English.

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
