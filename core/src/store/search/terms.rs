//! What search looks through, and how a query is put to the index. Pure.
//!
//! Text is cut down to letters and digits, small and half-width. The index holds pairs of
//! neighbouring characters, so that a query of two characters is one look-up and a longer one a
//! phrase of pairs; one character is a prefix of pairs. Each line ends in a single character,
//! which no query asks for in the middle, so a match never crosses lines.

use icu_normalizer::ComposingNormalizerBorrowed;
use pinyin::ToPinyin;

use super::polyphones;
use crate::domain::labels;

/// Most characters of one text that are searchable, and of a query.
const CHARS_MAX: usize = 200;
const QUERY_CHARS_MAX: usize = 32;
/// So much of a label's own must be typed where no dash says that it is one.
const LABEL_CHARS_MIN: usize = 3;
/// So many characters around one that is read otherwise are found together with it.
const AROUND: usize = 8;
/// So many lines of initials one text has at most.
const READINGS_MAX: usize = 64;

/// One line for each text, lines of pinyin initials for each of `spoken`, and the label without
/// the two letters that all labels of a kind begin with.
pub(in crate::store) fn terms(spoken: &[&str], other: &[&str], label: &str) -> String {
    let label = label.split_once('-').map_or("", |(_, own)| own);
    let plain = spoken.iter().chain(other).chain([&label]).map(|text| normal(text));
    let mut lines: Vec<String> = plain.collect();
    lines.extend(spoken.iter().flat_map(|text| initials(text)));
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

/// The part of a label that is its own, when what a person typed begins like one: `YH-3F2K-8Q` or
/// `yh3f2k`.
pub(in crate::store) fn label_in(typed: &str) -> Option<String> {
    let plain = normal(typed);
    let own = labels().find_map(|label| plain.strip_prefix(&label.to_ascii_lowercase()))?;
    let marked = typed.trim().chars().nth(2).is_some_and(|c| !c.is_alphanumeric());
    let enough = own.len() >= if marked { 1 } else { LABEL_CHARS_MIN };
    (enough && own.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| own.to_owned())
}

/// The expression that finds what a person typed; `None` when nothing searchable is in it.
pub(in crate::store) fn query(typed: &str) -> Option<String> {
    let plain = expression(&needle(typed)?);
    Some(match label_in(typed) {
        Some(label) => format!("{plain} OR {}", expression(&label)),
        None => plain,
    })
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

/// Letters and digits as they are compared: small, half-width, composed, and each in the form it is
/// usually typed in, whether it came from a keyboard, a list with ① or a PDF with radicals.
fn normal(text: &str) -> String {
    const SHAPES: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
    // Composing looks back over marks: nobody types so many.
    let start: String = text.chars().take(CHARS_MAX * 2).map(character_of).collect();
    let shaped = SHAPES.normalize(&start);
    let kept = shaped.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    kept.filter(|c| c.is_alphanumeric()).take(CHARS_MAX).collect()
}

/// The letter of a keyboard for one that pinyin begins with.
pub(super) fn typed(letter: char) -> char {
    if letter == 'ê' { 'e' } else { letter }
}

/// The character of a radical, as fonts of PDF files mix them up: those that the compatibility
/// forms of Unicode leave out.
fn character_of(c: char) -> char {
    const RADICALS: &str = "⺁厂⺎兀⺓幺⺠民⺬示⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙";
    if !('\u{2e80}'..='\u{2eff}').contains(&c) {
        return c;
    }
    let mut after = RADICALS.chars().skip_while(|radical| *radical != c).skip(1);
    after.next().unwrap_or(c)
}

/// 配电房渗水 → `pdfss`; letters and digits stay. First as it is read mostly, then with what else
/// one or two of its characters may be read as, and what stands around them.
fn initials(text: &str) -> Vec<String> {
    let normal = normal(text);
    let letter = |c: char| match c.to_pinyin() {
        Some(sound) => sound.first_letter().chars().next().map_or(c, typed),
        None => c,
    };
    let mostly: Vec<char> = normal.chars().map(letter).collect();
    let read = |others: &[(usize, char)]| {
        let (first, last) = (others[0].0, others[others.len() - 1].0);
        let start = first.saturating_sub(AROUND);
        let end = (last + AROUND + 1).min(mostly.len());
        let mut line = mostly[start..end].to_vec();
        others.iter().for_each(|(place, letter)| line[place - start] = *letter);
        line.into_iter().collect::<String>()
    };
    let places = normal.chars().enumerate();
    let others: Vec<(usize, char)> = places
        .flat_map(|(place, c)| polyphones::others(c).map(move |letter| (place, letter)))
        .collect();
    let mut lines = vec![mostly.iter().collect::<String>()];
    lines.extend(others.iter().map(|one| read(&[*one])));
    for (place, one) in others.iter().enumerate() {
        let near = |two: &&(usize, char)| two.0 > one.0 && two.0 <= one.0 + AROUND;
        lines.extend(others[place + 1..].iter().filter(near).map(|two| read(&[*one, *two])));
    }
    lines.truncate(READINGS_MAX);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_found_by_its_characters_and_its_initials() {
        let terms = terms(&["配电房渗水"], &["Ｘ０９９ 路口"], "YH-3F2K-8Q");
        assert_eq!(terms, "3f2k8q\npdfss\npdpss\nx099路口\n配电房渗水");
        assert_eq!(tokens("渗水\nab"), "渗水 水 ab b ");
    }

    #[test]
    fn a_query_never_says_more_than_letters_and_digits() {
        assert_eq!(needle("渗\"水* OR NOT("), Some("渗水ornot".into()));
        assert_eq!(needle(" \"*，。"), None);
        assert_eq!(expression("渗"), "\"渗\" *");
        assert_eq!(expression("配电房"), "\"配电 电房\"");
    }

    #[test]
    fn every_reading_of_a_character_is_found_and_two_in_a_row() {
        let read = |text: &str, typed: &str| initials(text).iter().any(|line| line.contains(typed));
        for (text, typed) in [
            ("重庆", "cq"),
            ("重庆", "zq"),
            ("重庆长江大桥", "cqcj"),
            ("长春朝阳银行", "cccyyh"),
            ("厦门音乐学校", "xmylxx"),
            ("厦门音乐学校", "xmyyxx"),
        ] {
            assert!(read(text, typed), "{text} {typed}: {:?}", initials(text));
        }
        assert!(!read("重庆", "dq"));
    }

    #[test]
    fn many_readings_stay_within_bounds() {
        let text = "重长行车乐朝曾厦单强".repeat(CHARS_MAX);
        let lines = initials(&text);
        assert_eq!(lines.len(), READINGS_MAX);
        assert!(lines[1..].iter().all(|line| line.len() <= 3 * AROUND + 1));
        let terms = terms(&[&text, &text], &[&text], "");
        assert!(terms.len() < 16_000, "{}", terms.len());
    }

    #[test]
    fn one_character_in_several_codes_is_one() {
        for (kept, typed) in [
            ("⽤电", "用电"),
            ("⻔⻓⻋", "门长车"),
            ("①号楼", "1号楼"),
            ("㎡", "m2"),
            ("ｶﾞｽ", "ガス"),
            ("e\u{301}", "\u{e9}"),
            ("\u{f9dc}", "隆"),
            ("ＡＢ", "ab"),
        ] {
            assert_eq!((normal(kept), normal(typed)), (normal(typed), normal(typed)), "{kept}");
            assert_eq!(normal(kept), typed.to_lowercase());
        }
    }

    #[test]
    fn a_label_is_found_by_what_is_its_own_and_not_by_what_all_begin_with() {
        assert_eq!(label_in("YH-3F2K-8Q"), Some("3f2k8q".into()));
        assert_eq!(label_in(" yh 3f2k"), Some("3f2k".into()));
        assert_eq!(label_in("PX-3"), Some("3".into()));
        assert_eq!(label_in("yhabc"), Some("abc".into()));
        for typed in ["yh", "YH-", "yhab", "y", "隐患", "yh隐患隐患", "zz-3f2k", ""] {
            assert_eq!(label_in(typed), None, "{typed}");
        }
    }
}
