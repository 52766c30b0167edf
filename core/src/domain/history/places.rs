//! A set of places in a row of facts, as bits: what one author had before them.

/// Places from 0 up (位置集合).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places(Vec<u64>);

impl Places {
    /// No place out of `count`.
    pub(crate) fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// Every place below `count`.
    pub(crate) fn all(count: usize) -> Self {
        let mut all = Self::none(count);
        (0..count).for_each(|place| all.insert(place));
        all
    }

    /// Adds a place.
    pub(crate) fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// Takes a place away.
    pub(crate) fn remove(&mut self, place: usize) {
        self.0[place / 64] &= !(1 << (place % 64));
    }

    /// Whether it holds this place.
    pub(crate) fn contains(&self, place: usize) -> bool {
        self.0[place / 64] & (1 << (place % 64)) != 0
    }

    /// Whether both hold some place.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(mine, theirs)| mine & theirs != 0)
    }

    /// Whether it holds every place of `wanted` but `aside`.
    pub(crate) fn holds(&self, wanted: &Self, aside: usize) -> bool {
        let aside = |word: usize| if word == aside / 64 { 1 << (aside % 64) } else { 0 };
        let mut words = self.0.iter().zip(&wanted.0).enumerate();
        words.all(|(word, (mine, wanted))| wanted & !(mine | aside(word)) == 0)
    }

    /// Adds every place of `other`.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Every place it holds, lowest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            let following = |bits: &u64| Some(bits & (bits - 1)).filter(|left| *left != 0);
            let left = Some(*bits).filter(|bits| *bits != 0);
            std::iter::successors(left, following)
                .map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn places_are_kept_once_and_in_order_across_words() {
        let mut places = Places::none(200);
        for place in [199, 0, 63, 64, 130, 64] {
            places.insert(place);
        }
        places.remove(130);
        assert_eq!(places.iter().collect::<Vec<_>>(), [0, 63, 64, 199]);
        assert!(places.contains(63) && !places.contains(65));
        assert_eq!(Places::all(65).iter().count(), 65);
    }

    #[test]
    fn two_sets_meet_where_they_share_a_place_and_grow_by_each_other() {
        let (mut one, mut other) = (Places::none(100), Places::none(100));
        one.insert(70);
        other.insert(71);
        assert!(!one.meets(&other));
        one.extend(&other);
        assert!(one.meets(&other) && one.contains(70) && one.contains(71));
    }
}
