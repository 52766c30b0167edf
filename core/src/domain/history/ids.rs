//! Where an id stands among the sorted ids of a record.

use fangxian_protocol::id::FactId;

/// Sorted ids, with the place where each of their leading bits begins (编号索引).
///
/// Ids are random and there are several beginnings for each of them, so leading bits lead to the
/// one id looked for; ids chosen on purpose to be alike are told apart by halving.
pub(super) struct Ids {
    keys: Vec<u64>,
    begins: Vec<u32>,
    spare_bits: u32,
}

/// Leading bits beyond those that count the ids: eight beginnings or more for each id.
const SPREAD_BITS: u32 = 3;

impl Ids {
    /// Takes ids in rising order.
    pub(super) fn of(rising: impl Iterator<Item = FactId>) -> Self {
        let keys: Vec<u64> = rising.map(key).collect();
        let wanted_bits = usize::BITS - keys.len().leading_zeros() + SPREAD_BITS;
        let spare_bits = u64::BITS - wanted_bits.min(u16::BITS);
        let mut begins = vec![0; leading(u64::MAX, spare_bits) + 2];
        for key in &keys {
            begins[leading(*key, spare_bits) + 1] += 1;
        }
        for bits in 1..begins.len() {
            begins[bits] += begins[bits - 1];
        }
        Self { keys, begins, spare_bits }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Where this id stands.
    pub(super) fn place(&self, id: FactId) -> Option<usize> {
        let key = key(id);
        let bits = leading(key, self.spare_bits);
        let begin = self.begins[bits] as usize;
        if self.keys.get(begin) == Some(&key) {
            return Some(begin);
        }
        let end = self.begins[bits + 1] as usize;
        self.keys[begin..end].binary_search(&key).ok().map(|place| begin + place)
    }
}

/// An id as a number that sorts like it.
fn key(id: FactId) -> u64 {
    u64::from_be_bytes(id.0)
}

/// The leading bits of a key, all but `spare_bits`.
fn leading(key: u64, spare_bits: u32) -> usize {
    (key >> spare_bits) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_id_is_found_where_it_stands_and_no_other_is() {
        for count in [0, 1, 2, 500, 2_000] {
            let alike = (0..count).map(|n: u16| [7, 7, 7, 7, 7, 7, n.to_be_bytes()[0], n as u8]);
            let random = (0..count).map(|n| {
                (u64::from(n) << 50 | 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes()
            });
            for ids in [alike.collect::<BTreeSet<_>>(), random.collect()] {
                let index = Ids::of(ids.iter().copied().map(FactId));
                for (place, id) in ids.iter().enumerate() {
                    assert_eq!(index.place(FactId(*id)), Some(place));
                }
                assert_eq!((index.len(), index.place(FactId([255; 8]))), (ids.len(), None));
            }
        }
    }
}
