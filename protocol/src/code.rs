//! One-time enrolment codes (登记码): twelve letters that can be read aloud and typed, and that are
//! found in whatever a person pasted.

use std::fmt;
use std::str::FromStr;

/// Crockford's letters: no I, L, O or U to misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code, without dashes.
const LETTERS: usize = 12;
/// Letters between two dashes.
const GROUP: usize = 4;
/// Beyond this many letters a text is more than a mistyped code.
const TYPED_MAX: usize = 20;

/// A code as it was issued, however it was typed: `7K3F-9QX2-M4TD`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EnrolmentCode([u8; LETTERS]);

/// A text holds no enrolment code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCode {
    /// There is nothing.
    #[error("code: is empty")]
    Empty,
    /// Fewer letters than a code has.
    #[error("code: has fewer than {LETTERS} letters and digits")]
    TooShort,
    /// More letters than a code has.
    #[error("code: has more than {LETTERS} letters and digits")]
    TooLong,
    /// A letter that no code has.
    #[error("code: has a U, which no code has")]
    NoSuchLetter,
    /// A longer text in which no code stands.
    #[error("code: no code of {LETTERS} letters stands in this text")]
    NotFound,
    /// A longer text in which several stand.
    #[error("code: more than one code stands in this text")]
    Several,
}

impl EnrolmentCode {
    /// How many random bytes make a code.
    pub const RANDOM_BYTES: usize = LETTERS;

    /// The code of these random bytes; five bits of each count.
    pub fn of_random(random: [u8; Self::RANDOM_BYTES]) -> Self {
        Self(random.map(|byte| ALPHABET[usize::from(byte & 31)]))
    }

    /// Its letters without dashes.
    pub fn letters(&self) -> &[u8] {
        &self.0
    }

    /// Its groups of four letters, in order.
    pub fn groups(&self) -> impl Iterator<Item = [u8; GROUP]> {
        self.0.chunks(GROUP).filter_map(|group| group.try_into().ok())
    }

    /// A code of exactly these letters and digits.
    fn of_letters(letters: impl Iterator<Item = char>) -> Result<Self, BadCode> {
        let mut code = [0; LETTERS];
        let mut count = 0;
        for letter in letters {
            let place = code.get_mut(count).ok_or(BadCode::TooLong)?;
            *place = plain_letter(letter).ok_or(BadCode::NoSuchLetter)?;
            count += 1;
        }
        match count {
            LETTERS => Ok(Self(code)),
            _ => Err(BadCode::TooShort),
        }
    }
}

impl fmt::Display for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.iter().enumerate() {
            if place > 0 && place.is_multiple_of(GROUP) {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

/// Whoever has a code can enrol with it: it stands in no log.
impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolmentCode")
    }
}

impl FromStr for EnrolmentCode {
    type Err = BadCode;

    /// Reads a code that was typed, or pasted with the link or the message it came in.
    fn from_str(text: &str) -> Result<Self, BadCode> {
        let text = half_width(text);
        if let Some(value) = in_link(&text) {
            return Self::of_letters(value.chars().filter(char::is_ascii_alphanumeric));
        }
        let letters = || text.chars().filter(char::is_ascii_alphanumeric);
        let is_typed = text.chars().all(|c| c.is_ascii_alphanumeric() || is_gap(c));
        let count = letters().count();
        match count {
            0 if text.trim().is_empty() => return Err(BadCode::Empty),
            LETTERS if is_typed => return Self::of_letters(letters()),
            _ => {}
        }
        match found_in(&text) {
            Err(BadCode::NotFound) if is_typed && (1..=TYPED_MAX).contains(&count) => {
                Self::of_letters(letters())
            }
            found => found,
        }
    }
}

/// A text with full-width letters, digits and signs as ordinary ones, without invisible characters.
pub fn half_width(text: &str) -> String {
    let invisible =
        |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let plain = |c: char| match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        other => other,
    };
    text.chars().filter(|c| !invisible(*c)).map(plain).collect()
}

/// A letter as codes have it: what is easily misread counts as what it was.
fn plain_letter(letter: char) -> Option<u8> {
    let plain = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let plain = u8::try_from(plain).ok()?;
    ALPHABET.contains(&plain).then_some(plain)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{b7}' | '.')
}

fn is_gap(c: char) -> bool {
    is_dash(c) || c.is_whitespace()
}

/// The code in a link such as `fangxian://enrol?url=…&code=…`.
fn in_link(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let at = ["?code=", "&code="].iter().find_map(|mark| lower.find(mark))?;
    let value = text.get(at + "?code=".len()..)?;
    let is_value = |c: &char| c.is_ascii_alphanumeric() || is_dash(*c) || "%+".contains(*c);
    let value: String = value.chars().take_while(is_value).collect();
    Some(value.replace("%20", " ").replace("%2D", "-").replace("%2d", "-").replace('+', " "))
}

/// A word of a longer text, and whether dashes or spaces alone join it to the one before.
struct Word<'t> {
    text: &'t str,
    dashed: bool,
    spaced: bool,
}

/// The one code in a longer text: the way it is written most like a code decides.
fn found_in(text: &str) -> Result<EnrolmentCode, BadCode> {
    let words = words(text);
    let whole = words.iter().map(|word| (word.text.to_owned(), Joined::Whole));
    let triples = words.windows(3).filter_map(|three| {
        let joined = match three {
            [_, second, third] if second.dashed && third.dashed => Joined::Dashed,
            [_, second, third] if second.spaced && third.spaced => Joined::Spaced,
            _ => return None,
        };
        let groups = three.iter().all(|word| word.text.len() == GROUP);
        groups.then(|| (three.iter().map(|word| word.text).collect(), joined))
    });
    let mut best: Option<(u8, Vec<EnrolmentCode>)> = None;
    for (letters, joined) in whole.chain(triples) {
        let Some(rank) = rank(&letters, joined) else { continue };
        let Ok(code) = EnrolmentCode::of_letters(letters.chars()) else { continue };
        match &mut best {
            Some((held, codes)) if *held == rank && !codes.contains(&code) => codes.push(code),
            Some((held, _)) if *held <= rank => {}
            _ => best = Some((rank, vec![code])),
        }
    }
    match best {
        None => Err(BadCode::NotFound),
        Some((_, codes)) if codes.len() > 1 => Err(BadCode::Several),
        Some((_, codes)) => codes.into_iter().next().ok_or(BadCode::NotFound),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Joined {
    Dashed,
    Whole,
    Spaced,
}

/// How little like a code something is written; `None` for numbers such as those of phones.
fn rank(letters: &str, joined: Joined) -> Option<u8> {
    let has_letter = letters.bytes().any(|byte| byte.is_ascii_alphabetic());
    let has_digit = letters.bytes().any(|byte| byte.is_ascii_digit());
    let has_small = letters.bytes().any(|byte| byte.is_ascii_lowercase());
    let rank = match (joined, has_digit, has_small) {
        (Joined::Dashed, ..) => 0,
        (Joined::Whole, true, _) => 1,
        (Joined::Spaced, true, false) => 2,
        (Joined::Spaced, true, true) => 3,
        (_, false, false) => 4,
        (_, false, true) => return None,
    };
    has_letter.then_some(rank)
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let (mut gap_from, mut rest) = (0, 0);
    while let Some(start) = text[rest..].find(|c: char| c.is_ascii_alphanumeric()) {
        let start = rest + start;
        let length = text[start..].find(|c: char| !c.is_ascii_alphanumeric());
        let end = length.map_or(text.len(), |length| start + length);
        let gap = &text[gap_from..start];
        let joins = !words.is_empty() && gap.chars().all(is_gap);
        let dashed = joins && gap.chars().any(is_dash);
        words.push(Word { text: &text[start..end], dashed, spaced: joins && !dashed });
        (gap_from, rest) = (end, end);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, BadCode> {
        text.parse::<EnrolmentCode>().map(|code| code.to_string())
    }

    #[test]
    fn a_code_is_found_in_whatever_was_typed_or_pasted() {
        for text in [
            "7K3F-90X1-M4TD",
            "7k3f90x1m4td",
            " 7K3F 9OXl M4TD\n",
            "７Ｋ３Ｆ－９０Ｘ１－Ｍ４ＴＤ",
            "７ｋ３ｆ　９０ｘ１　ｍ４ｔｄ",
            "7K3F—90X1—M4TD",
            "7 K 3 F 9 0 X 1 M 4 T D",
            "7K3F\u{200b}-90X1-\u{feff}M4TD",
            "【防线】您的登记码是7K3F-90X1-M4TD,15分钟内有效,请勿转告他人。客服0571-8888-9999",
            "【防线】登记码:７Ｋ３Ｆ９０Ｘ１Ｍ４ＴＤ(15分钟有效)",
            "Your registration code is 7K3F-90X1-M4TD, good for 15 minutes. Call 138000138000.",
            "code 7K3F 90X1 M4TD please",
            "fangxian://enrol?url=https://centre.example/&code=7K3F-90X1-M4TD",
            "点这里登记:FANGXIAN://ENROL?code=7K3F%2D90X1%2dM4TD&url=https%3A%2F%2Fa 谢谢",
            "https://app.example/enrol?x=1&code=7k3f+90x1+m4td#top",
        ] {
            assert_eq!(read(text).as_deref(), Ok("7K3F-90X1-M4TD"), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_code_is_said() {
        for (text, fault) in [
            ("", BadCode::Empty),
            (" \u{3000}\u{200b}\n", BadCode::Empty),
            ("7K3F-90X1", BadCode::TooShort),
            ("7K3F-90X1-M4TDX", BadCode::TooLong),
            ("7K3F-90X1-M4TU", BadCode::NoSuchLetter),
            ("fangxian://enrol?code=7K3F", BadCode::TooShort),
            ("您的登记码已过期,请联系镇里", BadCode::NotFound),
            ("please ask for another registration code at the office", BadCode::NotFound),
            ("甲 7K3F-90X1-M4TD,乙 7K3F-90X1-M4TE", BadCode::Several),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn random_bytes_become_codes_that_are_read_again() {
        for byte in 0..=255 {
            let code = EnrolmentCode::of_random([byte; 12]);
            assert_eq!(code.to_string().parse(), Ok(code.clone()));
            assert_eq!(code.groups().count(), 3);
        }
    }
}
