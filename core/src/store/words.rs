//! How small vocabularies are spelled in columns.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::StoreError;
use super::envelope::damaged;
use crate::domain::listed;
pub(super) use crate::domain::listed::word;
use crate::domain::view::Flag;

const FLAGS: [Flag; 14] = [
    Flag::Disputed,
    Flag::SuspectedMajor,
    Flag::Listed,
    Flag::ExtensionAsked,
    Flag::InTransfer,
    Flag::TwoResponsible,
    Flag::StopWork,
    Flag::MaybeDuplicate,
    Flag::Duplicate,
    Flag::ClockDoubtful,
    Flag::VoidContested,
    Flag::ProposalWaiting,
    Flag::UnknownContent,
    Flag::PhotoAwaited,
];

/// The value of a word.
pub(super) fn of_word<T: DeserializeOwned>(
    text: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    listed::of_word(text).ok_or_else(|| damaged(what))
}

/// Flags as bits of one number.
pub(super) fn bits<'a>(flags: impl IntoIterator<Item = &'a Flag>) -> i64 {
    flags.into_iter().fold(0, |bits, flag| bits | bit(*flag))
}

/// The flags of a number.
pub(super) fn flags(bits: i64) -> BTreeSet<Flag> {
    FLAGS.into_iter().filter(|flag| bits & bit(*flag) != 0).collect()
}

/// A flag keeps its bit for ever; a new one takes the next.
fn bit(flag: Flag) -> i64 {
    let place = match flag {
        Flag::Disputed => 0,
        Flag::SuspectedMajor => 1,
        Flag::Listed => 2,
        Flag::ExtensionAsked => 3,
        Flag::InTransfer => 4,
        Flag::TwoResponsible => 5,
        Flag::StopWork => 6,
        Flag::MaybeDuplicate => 7,
        Flag::Duplicate => 8,
        Flag::ClockDoubtful => 9,
        Flag::VoidContested => 10,
        Flag::ProposalWaiting => 11,
        Flag::UnknownContent => 12,
        Flag::PhotoAwaited => 13,
    };
    1 << place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hazard::State;

    #[test]
    fn every_flag_has_a_bit_of_its_own() {
        let all: BTreeSet<Flag> = FLAGS.into_iter().collect();
        assert_eq!(all.len(), FLAGS.len());
        assert_eq!(bits(&all).count_ones() as usize, FLAGS.len());
        assert_eq!(flags(bits(&all)), all);
    }

    #[test]
    fn every_word_reads_back() {
        for state in [State::Reported, State::AwaitingReinspection] {
            assert_eq!(of_word(&word(&state), "state"), Ok(state));
        }
        assert_eq!(word(&State::AwaitingReinspection), "awaiting_reinspection");
    }
}
