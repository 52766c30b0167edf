//! From a sentence with marks to the words people read: names for ids, days with their year.
//!
//! The marks keep a sentence the same on every replica and in every year; names come from cards
//! that can be erased, and which year is "this year" only a reader knows.

use fangxian_protocol::id::{Division, PersonId};

use super::day::Day;

/// In which language a sentence is read (语言).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Who a mark may stand for, as far as the reader knows (名册).
pub trait Names {
    /// Why a name could not be looked up.
    type Error;

    /// The person's name; `None` when there is no card.
    ///
    /// # Errors
    /// When it could not be looked up.
    fn person(&self, id: &PersonId) -> Result<Option<String>, Self::Error>;

    /// The unit's name; `None` when the directory does not hold it.
    ///
    /// # Errors
    /// When it could not be looked up.
    fn unit(&self, division: Division) -> Result<Option<String>, Self::Error>;
}

/// `sentence` with a word for every mark, as read on `today`. What is no mark stays as it is.
///
/// # Errors
/// When a name could not be looked up.
pub fn spell<N: Names>(
    sentence: &str,
    language: Language,
    today: Day,
    names: &N,
) -> Result<String, N::Error> {
    let mut spelled = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        spelled.push_str(before);
        let Some((mark, tail)) = after.split_once('}') else {
            spelled.push('{');
            rest = after;
            continue;
        };
        match word(mark, language, today, names)? {
            Some(word) => spelled.push_str(&word),
            None => {
                spelled.push('{');
                spelled.push_str(mark);
                spelled.push('}');
            }
        }
        rest = tail;
    }
    spelled.push_str(rest);
    Ok(spelled)
}

/// The word for one mark; `None` for what is no mark.
fn word<N: Names>(
    mark: &str,
    language: Language,
    today: Day,
    names: &N,
) -> Result<Option<String>, N::Error> {
    if let Some(at) = mark.strip_prefix('@') {
        return Ok(moment(at, language, today));
    }
    let (known, unknown) = match mark.strip_prefix('#') {
        Some(code) => match code.parse() {
            Ok(division) => (names.unit(division)?, ["另一个单位", "another unit"]),
            Err(_) => return Ok(None),
        },
        None => match mark.parse() {
            Ok(person) => (names.person(&person)?, ["(姓名不详)", "(name not known)"]),
            Err(_) => return Ok(None),
        },
    };
    let unknown = if language == Language::Zh { unknown[0] } else { unknown[1] };
    Ok(Some(known.unwrap_or_else(|| unknown.to_owned())))
}

/// `2026-11-20 10:42` as `11月20日 10:42` within the year, `2026年11月20日 10:42` outside it.
fn moment(at: &str, language: Language, today: Day) -> Option<String> {
    let (day, clock) = match at.split_once(' ') {
        Some((day, clock)) => (day, Some(clock)),
        None => (at, None),
    };
    let day: Day = day.parse().ok()?;
    let mut told = match language {
        Language::Zh => day.spoken_zh(today.year()),
        Language::En => day.to_string(),
    };
    if let Some(clock) = clock {
        told.push(' ');
        told.push_str(clock);
    }
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known;

    impl Names for Known {
        type Error = std::convert::Infallible;

        fn person(&self, id: &PersonId) -> Result<Option<String>, Self::Error> {
            Ok((id.as_str() == "p-0001").then(|| "李示例".to_owned()))
        }

        fn unit(&self, division: Division) -> Result<Option<String>, Self::Error> {
            Ok((division.to_string() == "990101101000").then(|| "石鲤镇".to_owned()))
        }
    }

    fn read(sentence: &str, language: Language, today: &str) -> String {
        let Ok(spelled) = spell(sentence, language, today.parse().unwrap(), &Known);
        spelled
    }

    #[test]
    fn people_and_units_appear_by_name_and_never_by_their_codes() {
        let said = "{p-0001} 想转给{#990101101000},{p-9} 想转给{#990101201000}。";
        assert_eq!(
            read(said, Language::Zh, "2026-11-22"),
            "李示例 想转给石鲤镇,(姓名不详) 想转给另一个单位。"
        );
        assert!(read(said, Language::En, "2026-11-22").contains("(name not known)"));
    }

    #[test]
    fn the_year_is_told_where_it_is_not_this_one() {
        let said = "限{@2026-02-28}前改完({@2025-11-20 10:42})";
        assert_eq!(read(said, Language::Zh, "2026-11-22"), "限2月28日前改完(2025年11月20日 10:42)");
        assert_eq!(read(said, Language::Zh, "2025-11-22"), "限2026年2月28日前改完(11月20日 10:42)");
        assert!(read(said, Language::En, "2026-11-22").contains("2025-11-20 10:42"));
    }

    #[test]
    fn what_is_no_mark_is_left_as_it_is() {
        for text in ["{", "{}", "a{b c}d", "{@soon}", "{#12}", "}{"] {
            assert_eq!(read(text, Language::Zh, "2026-11-22"), text);
        }
    }
}
