//! The nearest known word to one that was misspelt.

/// The known word with the fewest letters changed; `None` when none is near.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let far = word.chars().count().div_ceil(2).max(2);
    let near = known.map(|one| (changes(word, one), one)).min();
    near.filter(|(count, _)| *count <= far).map(|(_, one)| one)
}

/// How many letters must be put in, left out or replaced (Levenshtein).
fn changes(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, against) in other.iter().enumerate() {
            let replaced = corner + usize::from(letter != *against);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_nonsense_finds_none() {
        let known = ["reports", "closes", "observes"];
        assert_eq!(nearest("observs", known.into_iter()), Some("observes"));
        assert_eq!(nearest("clsoe", known.into_iter()), Some("closes"));
        assert_eq!(nearest("xyzzyqqqqqqqqqqqqqqq", known.into_iter()), None);
    }
}
