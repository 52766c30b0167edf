//! Administrative divisions (行政区划): twelve digits for a village, a prefix for a scope.
//!
//! The layout is that of GB/T 2260 and GB/T 10114: two digits province, two prefecture, two
//! county, three township, three village.

use std::fmt;
use std::str::FromStr;

const DIGITS: usize = 12;

/// A division code (行政区划代码) of twelve digits: a village, or a larger unit padded with zeros.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Division(u64);

/// What a person's post covers (管辖范围): the leading digits that every division in it shares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    prefix: u64,
    digits: u8,
}

/// How large a division is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省
    Province,
    /// 地市
    Prefecture,
    /// 区县
    County,
    /// 乡镇(街道)
    Township,
    /// 村(社区)
    Village,
}

/// The text given is not a division code or a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDivision {
    /// A division that is not twelve digits.
    #[error("division: expected 12 digits, such as 990101101204")]
    NotTwelveDigits,
    /// A scope whose length is not that of a level.
    #[error("scope: expected 2, 4, 6, 9 or 12 digits, such as 990101101 for a township")]
    NotAScope,
}

impl Division {
    /// The code as a number below 10^12.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// Reads a code from its number.
    ///
    /// # Errors
    /// [`BadDivision`] when the number has no twelve digits or starts with `00`.
    pub fn from_u64(code: u64) -> Result<Self, BadDivision> {
        let valid = (10_u64.pow(10)..10_u64.pow(12)).contains(&code);
        valid.then_some(Self(code)).ok_or(BadDivision::NotTwelveDigits)
    }

    /// The smallest scope that holds this division: what its zeros do not pad.
    pub fn scope(self) -> Scope {
        let digits =
            [2, 4, 6, 9].into_iter().find(|&d| self.0.is_multiple_of(tail(d))).unwrap_or(12);
        Scope { prefix: self.0 / tail(digits), digits }
    }

    /// The division one level up that holds this one; `None` for a province.
    pub fn parent(self) -> Option<Self> {
        let shorter = match self.scope().digits {
            12 => 9,
            9 => 6,
            6 => 4,
            4 => 2,
            _ => return None,
        };
        Some(Self(self.0 / tail(shorter) * tail(shorter)))
    }
}

impl Scope {
    /// The scope that comes before all others in order.
    pub const SMALLEST: Self = Self { prefix: 10, digits: 2 };

    /// Whether `division` lies inside this scope.
    pub fn covers(self, division: Division) -> bool {
        division.0 / tail(self.digits) == self.prefix
    }

    /// Whether everything in `other` lies inside this scope.
    pub fn contains(self, other: Scope) -> bool {
        self.digits <= other.digits
            && other.prefix / 10_u64.pow(u32::from(other.digits - self.digits)) == self.prefix
    }

    /// The smallest and the largest division code inside this scope.
    pub fn bounds(self) -> (Division, Division) {
        let low = self.prefix * tail(self.digits);
        (Division(low), Division(low + tail(self.digits) - 1))
    }

    /// The division that names the whole scope: its digits, padded with zeros.
    pub fn division(self) -> Division {
        self.bounds().0
    }

    /// How large the scope is.
    pub fn level(self) -> Level {
        match self.digits {
            2 => Level::Province,
            4 => Level::Prefecture,
            6 => Level::County,
            9 => Level::Township,
            _ => Level::Village,
        }
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl fmt::Debug for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Division({self})")
    }
}

impl FromStr for Division {
    type Err = BadDivision;

    fn from_str(text: &str) -> Result<Self, BadDivision> {
        let code = digits_of(text, &[DIGITS]).ok_or(BadDivision::NotTwelveDigits)?;
        Self::from_u64(code)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.prefix, width = usize::from(self.digits))
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope({self})")
    }
}

impl FromStr for Scope {
    type Err = BadDivision;

    fn from_str(text: &str) -> Result<Self, BadDivision> {
        let prefix = digits_of(text, &[2, 4, 6, 9, 12]).ok_or(BadDivision::NotAScope)?;
        let digits = u8::try_from(text.len()).map_err(|_| BadDivision::NotAScope)?;
        let scope = Self { prefix, digits };
        Division::from_u64(scope.bounds().0.0).map_err(|_| BadDivision::NotAScope)?;
        Ok(scope)
    }
}

/// How many divisions share their first `digits` digits.
fn tail(digits: u8) -> u64 {
    10_u64.pow(DIGITS as u32 - u32::from(digits))
}

fn digits_of(text: &str, lengths: &[usize]) -> Option<u64> {
    let fits = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_township_covers_its_villages_and_no_others() {
        let township: Scope = "990101101".parse().unwrap();
        assert!(township.covers("990101101204".parse().unwrap()));
        assert!(!township.covers("990101201204".parse().unwrap()));
        assert!(township.contains("990101101204".parse().unwrap()));
        assert!(!township.contains("990101".parse().unwrap()));
        assert_eq!(township.bounds().1.to_string(), "990101101999");
        let first = |text: &str| text.parse::<Scope>().is_ok_and(|one| Scope::SMALLEST <= one);
        assert!(["10", "1000", "100000", "99"].into_iter().all(first));
    }

    #[test]
    fn parents_climb_to_the_province() {
        let mut division: Division = "990101101204".parse().unwrap();
        let mut seen = vec![division.to_string()];
        while let Some(parent) = division.parent() {
            division = parent;
            seen.push(division.to_string());
        }
        let expected =
            ["990101101204", "990101101000", "990101000000", "990100000000", "990000000000"];
        assert_eq!(seen, expected);
    }

    #[test]
    fn malformed_codes_are_refused() {
        for text in ["", "99", "99010110120x", "000101101204", "9901011012045"] {
            assert!(text.parse::<Division>().is_err(), "{text}");
        }
        for text in ["", "9", "990", "99010", "00", "99010110120"] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }
}
