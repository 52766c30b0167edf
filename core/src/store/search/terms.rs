//! What search looks through, and how a query is put to the index. Pure.
//!
//! Text is cut down to letters and digits, small and half-width. The index holds pairs of
//! neighbouring characters, so that a query of two characters is one look-up and a longer one a
//! phrase of pairs; one character is a prefix of pairs. Each line ends in a single character,
//! which no query asks for in the middle, so a match never crosses lines.

use pinyin::ToPinyin;

/// Most characters of one text that are searchable, and of a query.
const CHARS_MAX: usize = 200;
const QUERY_CHARS_MAX: usize = 32;

/// One line for each text, and one of pinyin initials for each of `spoken`.
pub(in crate::store) fn terms(spoken: &[&str], other: &[&str]) -> String {
    let plain = spoken.iter().chain(other).map(|text| normal(text));
    let mut lines: Vec<String> = plain.collect();
    lines.extend(spoken.iter().map(|text| initials(text)));
    lines.sort_unstable();
    lines.dedup();
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The tokens of `terms`, as the index takes them.
pub(in crate::store) fn tokens(terms: &str) -> String {
    let mut out = String::with_capacity(terms.len() * 3);
    for line in terms.lines() {
        let mut rest = line.chars().peekable();
        while let Some(this) = rest.next() {
            out.push(this);
            out.extend(rest.peek());
            out.push(' ');
        }
    }
    out
}

/// What a person typed, as it would stand in `terms`; `None` when nothing searchable is in it.
pub(in crate::store) fn needle(typed: &str) -> Option<String> {
    let needle: String = normal(typed).chars().take(QUERY_CHARS_MAX).collect();
    (!needle.is_empty()).then_some(needle)
}

/// The expression that finds `needle` in the index. It quotes letters and digits only.
pub(in crate::store) fn expression(needle: &str) -> String {
    let chars: Vec<char> = needle.chars().collect();
    if let [only] = chars.as_slice() {
        return format!("\"{only}\" *");
    }
    let pairs = chars.windows(2).map(|pair| pair.iter().collect::<String>());
    format!("\"{}\"", pairs.collect::<Vec<_>>().join(" "))
}

fn normal(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let kept = text.chars().map(half).filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).take(CHARS_MAX).collect()
}

/// 配电房渗水 → `pdfss`; letters and digits stay.
fn initials(text: &str) -> String {
    let normal = normal(text);
    let letters = normal.chars().map(|c| match c.to_pinyin() {
        Some(sound) => sound.first_letter().to_owned(),
        None => c.to_string(),
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_found_by_its_characters_and_its_initials() {
        let terms = terms(&["配电房渗水"], &["Ｘ０９９ 路口"]);
        assert_eq!(terms, "pdfss\nx099路口\n配电房渗水");
        assert_eq!(tokens("渗水\nab"), "渗水 水 ab b ");
    }

    #[test]
    fn a_query_never_says_more_than_letters_and_digits() {
        assert_eq!(needle("渗\"水* OR NOT("), Some("渗水ornot".into()));
        assert_eq!(needle(" \"*，。"), None);
        assert_eq!(expression("渗"), "\"渗\" *");
        assert_eq!(expression("配电房"), "\"配电 电房\"");
    }
}
