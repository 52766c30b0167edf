//! A calendar day and the moment it ends. There is one calendar: China's, eight hours east of UTC,
//! whatever zone a phone is set to.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day (日期), written `2026-11-20`. A deadline holds until the end of its day, China time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The text given is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("day: expected a date such as 2026-11-20")]
pub struct BadDay;

/// China has one time zone, eight hours east of UTC.
const CHINA: Offset = Offset::constant(8);

impl Day {
    /// The last day there is.
    pub const MAX: Self = Self(Date::MAX);
    /// The first and the last day anything can be due: others are slips of the finger.
    pub const FIRST_DUE: Self = Self(jiff::civil::date(2020, 1, 1));
    /// The last one.
    pub const LAST_DUE: Self = Self(jiff::civil::date(2099, 12, 31));

    /// The day, in China, of a moment in milliseconds since 1970 UTC; `None` beyond year 9999.
    pub fn of_ms(at_ms: i64) -> Option<Self> {
        let moment = jiff::Timestamp::from_millisecond(at_ms).ok()?;
        Some(Self(CHINA.to_datetime(moment).date()))
    }

    /// The first millisecond of the day, in China, since 1970 UTC.
    pub fn start_ms(self) -> i64 {
        let midnight = CHINA.to_timestamp(self.0.at(0, 0, 0, 0));
        midnight.map_or(i64::MIN, |moment| moment.as_millisecond())
    }

    /// The last millisecond of the day, in China, since 1970 UTC.
    pub fn end_ms(self) -> i64 {
        let next = self.plus_days(1);
        let midnight = CHINA.to_timestamp(next.0.at(0, 0, 0, 0));
        midnight.map_or(i64::MAX, |moment| moment.as_millisecond() - 1)
    }

    /// The day so many days later, or the last day there is.
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()))
    }

    /// How many days `later` is after this day; negative when it is before.
    pub fn days_until(self, later: Day) -> i64 {
        self.0.until(later.0).map_or(0, |span| i64::from(span.get_days()))
    }

    /// Whether anything can be due that day.
    pub fn can_be_due(self) -> bool {
        (Self::FIRST_DUE..=Self::LAST_DUE).contains(&self)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// As people say it in the year `this_year`: `11月20日`, and `2027年11月20日` of another year.
    pub fn spoken_zh(self, this_year: i16) -> String {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        match year == this_year {
            true => format!("{month}月{day}日"),
            false => format!("{year}年{month}月{day}日"),
        }
    }
}

/// The day and the minute of a moment in China: `2026-11-20 10:42`; `None` beyond year 9999.
pub(crate) fn clock_in_china(at_ms: i64) -> Option<String> {
    let local = CHINA.to_datetime(jiff::Timestamp::from_millisecond(at_ms).ok()?);
    Some(format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute()))
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Day {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Self, BadDay> {
        let plain = text.len() == 10;
        plain.then(|| text.parse().ok()).flatten().map(Self).ok_or(BadDay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_holds_until_local_midnight() {
        let day: Day = "2026-11-20".parse().unwrap();
        let end = day.end_ms();
        assert_eq!(Day::of_ms(end), Some(day));
        assert_eq!(Day::of_ms(end + 1), Some(day.plus_days(1)));
        assert_eq!(day.plus_days(1).start_ms(), end + 1);
        assert_eq!(day.days_until("2026-12-05".parse().unwrap()), 15);
    }

    #[test]
    fn nothing_is_due_in_the_year_1_or_in_1970() {
        let can = |text: &str| text.parse::<Day>().unwrap().can_be_due();
        assert!(can("2020-01-01") && can("2026-11-20") && can("2099-12-31"));
        assert!(!can("0001-01-01") && !can("1970-01-01") && !can("2019-12-31"));
        assert!(!can("2100-01-01") && !Day::MAX.can_be_due());
    }
}
