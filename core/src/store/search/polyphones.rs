//! Characters that are read in several ways, and what else their pinyin may begin with.
//!
//! The readings are those of the `pinyin` crate; its own table of them would make the library a
//! third of a megabyte larger, so that only what search needs is written down here.

use std::sync::LazyLock;

/// Each character followed by the letters its other readings begin with.
const TABLE: &str = include_str!("polyphones.txt");

static READINGS: LazyLock<Vec<(char, &'static str)>> = LazyLock::new(|| {
    let entry = |entry: &'static str| {
        let mut rest = entry.chars();
        Some((rest.next()?, rest.as_str()))
    };
    TABLE.split_ascii_whitespace().filter_map(entry).collect()
});

/// What else the pinyin of a character may begin with, besides what it mostly does.
pub(super) fn others(c: char) -> impl Iterator<Item = char> {
    let found = READINGS.binary_search_by_key(&c, |(character, _)| *character);
    found.map_or("", |place| READINGS[place].1).chars()
}

#[cfg(test)]
mod tests {
    use super::super::terms::typed;
    use super::*;
    use pinyin::{ToPinyin, ToPinyinMulti};

    #[test]
    fn the_table_says_what_the_crate_says() {
        for c in '\u{4e00}'..='\u{9fff}' {
            let mut expected: Vec<char> = Vec::new();
            let readings = c.to_pinyin_multi().into_iter().flatten();
            let letters = readings.filter_map(|sound| sound.first_letter().chars().next());
            for letter in letters.map(typed) {
                if !expected.contains(&letter) {
                    expected.push(letter);
                }
            }
            let mostly = c.to_pinyin().and_then(|sound| sound.first_letter().chars().next());
            assert_eq!(expected.first().copied(), mostly.map(typed), "{c}");
            let found: Vec<char> = others(c).collect();
            assert_eq!(found, expected.get(1..).unwrap_or_default(), "{c}");
        }
    }
}
