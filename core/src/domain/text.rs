//! What people type, made fit to keep and to show: the one place that knows which characters do
//! harm. Used where something is written, and again where what others wrote is read.

use std::borrow::Cow;
use std::fmt::Write;

/// Characters without a shape of their own, from and to (Default_Ignorable_Code_Point, and those
/// that only stand for a missing object).
const INVISIBLE: &[(u32, u32)] = &[
    (0x00ad, 0x00ad),
    (0x034f, 0x034f),
    (0x061c, 0x061c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfdd0, 0xfdef),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffc),
    (0xfffe, 0xffff),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
];

/// Invisible characters that shape the one before them: joiners and variants, as some scripts,
/// rare names and pictures need them.
const SHAPING: &[(u32, u32)] =
    &[(0x180b, 0x180d), (0x180f, 0x180f), (0x200c, 0x200d), (0xfe00, 0xfe0f), (0xe0100, 0xe01ef)];

/// One line of text: without what cannot be seen, in one line, without space around it. Empty when
/// nothing of it can be seen.
pub fn line(text: &str) -> Cow<'_, str> {
    match is_plain(text, false) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(one_line(&lines(text))),
    }
}

/// Text of several lines: without what cannot be seen, lines ending in `\n`, without space around
/// it. Empty when nothing of it can be seen.
pub fn lines(text: &str) -> Cow<'_, str> {
    if is_plain(text, true) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            '\n' | '\t' => kept.push(c),
            c if c.is_control() => {}
            c if is_in(SHAPING, c) => {
                let shapes = kept.chars().next_back().is_some_and(|last| !is_blank(last));
                if shapes {
                    kept.push(c);
                }
            }
            c if is_in(INVISIBLE, c) => {}
            c => kept.push(c),
        }
    }
    Cow::Owned(kept.trim_matches(is_blank).to_owned())
}

/// Text as a terminal may show it: what would move its cursor, turn its direction or hide stands
/// as an escape such as `\u{1b}`. For programs that print what others wrote.
pub fn printable(text: &str) -> Cow<'_, str> {
    let harms = |c: char| c.is_control() || is_in(INVISIBLE, c) || "\u{2028}\u{2029}".contains(c);
    if !text.contains(harms) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if harms(c) {
            // A string takes whatever is written to it.
            write!(shown, "\\u{{{:x}}}", u32::from(c)).ok();
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Whether there is nothing to change.
fn is_plain(text: &str, lines: bool) -> bool {
    let is_bare = |c: char| match c {
        '\n' | '\t' => lines,
        ' '..='~' => true,
        '\u{2028}' | '\u{2029}' => false,
        c => !c.is_control() && !is_in(INVISIBLE, c),
    };
    let ends_bare = !text.starts_with(is_blank) && !text.ends_with(is_blank);
    ends_bare && text.chars().all(is_bare)
}

/// Runs of line ends and tabs become one space.
fn one_line(text: &str) -> String {
    let mut parts = text.split(['\n', '\t']).map(|part| part.trim_matches(is_blank));
    let mut line = parts.next().unwrap_or_default().to_owned();
    for part in parts.filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// White space, and the braille pattern without a dot.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

fn is_in(ranges: &[(u32, u32)], c: char) -> bool {
    let code = u32::from(c);
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing that can be seen.
    const NOTHING: &[&str] = &[
        "",
        " \u{3000}\t\n",
        "\u{200b}\u{200e}\u{feff}",
        "\u{0}\u{1b}\u{7f}\u{9f}",
        "\u{202e}\u{2066}\u{2069}",
        "\u{3164}\u{115f}\u{ffa0}\u{ad}",
        "\u{2800}\u{2800}",
        "\u{200d}\u{fe0f}\u{e0101}",
        "\u{e0041}\u{fffc}\u{ffff}",
        "\u{2028}\u{2029}\u{85}",
    ];

    #[test]
    fn what_cannot_be_seen_is_nothing() {
        for text in NOTHING {
            assert_eq!((line(text).as_ref(), lines(text).as_ref()), ("", ""), "{text:?}");
        }
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        let fine = [
            "配电房渗水",
            "张　三",
            "a  b",
            "👨\u{200d}👩\u{200d}👧 看到的",
            "☎\u{fe0f}",
            "葛\u{e0101}",
            "ئۇيغۇر",
            "གངས་ཅན",
            "e\u{301}",
            "⽤电 ①号",
            "\u{e863}",
        ];
        for text in fine {
            assert_eq!((line(text).as_ref(), lines(text).as_ref()), (text, text), "{text:?}");
        }
    }

    #[test]
    fn a_line_is_one_line_and_several_stay_several() {
        assert_eq!(line(" 一楼\r\n\t二楼\u{2028}三楼 "), "一楼 二楼 三楼");
        assert_eq!(lines(" 一楼\r\n二楼\r三楼\u{b} "), "一楼\n二楼\n三楼");
        assert_eq!(line("\u{202e}退回\u{202c}\u{1b}[31m红\u{0}"), "退回[31m红");
    }

    #[test]
    fn cleaning_twice_changes_nothing_more() {
        for code in (0..0x11_0000).filter_map(char::from_u32) {
            let text = format!("{code}甲{code}\n{code}乙{code}");
            let (one, many) = (line(&text).into_owned(), lines(&text).into_owned());
            assert_eq!((line(&one), lines(&many)), (one.as_str().into(), many.as_str().into()));
            assert!(!one.contains(['\n', '\t']) && one.contains('甲') && many.contains('乙'));
            let bad = |c: char| c.is_control() && c != '\n' && c != '\t';
            assert!(!many.contains(bad), "{code:?}");
        }
    }

    #[test]
    fn a_terminal_is_shown_escapes() {
        assert_eq!(printable("张三"), "张三");
        assert_eq!(printable("a\u{1b}[2J\u{202e}\n"), "a\\u{1b}[2J\\u{202e}\\u{a}");
    }
}
