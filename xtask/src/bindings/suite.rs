//! The three suites.

use super::tally::Tally;
use super::{kotlin, python, swift};

/// A language whose skin is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Suite {
    /// JUnit on the JVM, by Maven.
    Kotlin,
    /// Swift Testing, by SwiftPM.
    Swift,
    /// pytest on the installed wheel.
    Python,
}

impl Suite {
    /// All of them, the fastest first.
    pub(crate) const ALL: [Self; 3] = [Self::Python, Self::Kotlin, Self::Swift];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
            Self::Python => "python",
        }
    }

    /// Sets up what it needs, runs it and counts.
    pub(crate) fn test(self, tally: &mut Tally) -> Result<(), String> {
        match self {
            Self::Kotlin => kotlin::test(tally),
            Self::Swift => swift::test(tally),
            Self::Python => python::test(tally),
        }
    }
}
