//! Whether two hazards may be the same (13): a machine may suspect, only a person decides (P9).

use std::collections::BTreeSet;

/// Nearer than this, in metres, two hazards may be one.
const DISTANCE_M_MAX: i64 = 30;
/// Found within so many days of each other they may be one.
pub const DAYS_MAX: i64 = 7;
/// So many hundredths of alike text make up for a sector or a position that is missing or differs.
const TEXT_LIKENESS_MIN: i64 = 50;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is compared of a hazard (疑似重复比对).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// 行业领域; empty when not said.
    pub sector: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// When it was found, in milliseconds since 1970 UTC.
    pub found_ms: i64,
    /// What it is and where, in words.
    pub text: String,
}

/// How two hazards are alike (相似情况); the likeliest is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness {
    /// How far apart, in metres; `None` when one of them has no position.
    pub distance_m: Option<i64>,
    /// How much of the text differs, in hundredths.
    pub text_differs: i64,
    /// How many days apart, rounded down.
    pub days: i64,
}

/// How alike two hazards are, when they may be the same: of one week, near each other, and of one
/// sector. Alike words stand in for whichever of the last two is missing.
pub fn likeness(one: &Trace, other: &Trace) -> Option<Likeness> {
    let apart_ms = one.found_ms.saturating_sub(other.found_ms).saturating_abs();
    let distance_m = one.position.zip(other.position).map(|(a, b)| distance_m(a, b));
    let text = text_likeness(&one.text, &other.text);
    let near = distance_m.is_some_and(|metres| metres < DISTANCE_M_MAX);
    let of_one_sector = !one.sector.is_empty() && one.sector == other.sector;
    let alike_words = text >= TEXT_LIKENESS_MIN;
    let alike = match (near, distance_m) {
        (true, _) => of_one_sector || alike_words,
        (false, None) => of_one_sector && alike_words,
        (false, Some(_)) => false,
    };
    let (text_differs, days) = (100 - text, apart_ms / DAY_MS);
    (alike && apart_ms <= DAYS_MAX * DAY_MS).then_some(Likeness { distance_m, text_differs, days })
}

/// How alike two texts are, in hundredths: the share of neighbouring characters they have in
/// common (Dice's coefficient), punctuation and case aside.
fn text_likeness(one: &str, other: &str) -> i64 {
    let (one, other) = (pairs(one), pairs(other));
    let all = one.len() + other.len();
    if all == 0 {
        return 0;
    }
    let shared = one.intersection(&other).count();
    i64::try_from(200 * shared / all).unwrap_or_default()
}

fn pairs(text: &str) -> BTreeSet<[char; 2]> {
    let plain: Vec<char> =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    plain.windows(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// Metres between two places in 10⁻⁷ degrees, rounded; exact enough within a few kilometres.
///
/// Whole numbers only, so that every device finds the same.
fn distance_m(one: (i64, i64), other: (i64, i64)) -> i64 {
    /// Micrometres per 10⁻⁷ degree along a meridian.
    const UM_PER_STEP: i128 = 11_132;
    /// Half a turn in 10⁻⁷ degrees.
    const HALF_TURN: i64 = 1_800_000_000;
    let on_earth = |steps: i64| i128::from(steps.clamp(-HALF_TURN, HALF_TURN));
    let north = on_earth(one.0) - on_earth(other.0);
    let across = (on_earth(one.1) - on_earth(other.1)).abs();
    let around = across.min(on_earth(HALF_TURN) * 2 - across);
    let middle = (on_earth(one.0) + on_earth(other.0)) / 2;
    let east = around * cosine_ppm(middle) / 1_000_000;
    let square = (north * UM_PER_STEP).pow(2) + (east * UM_PER_STEP).pow(2);
    let um = square.unsigned_abs().isqrt();
    i64::try_from((um + 500_000) / 1_000_000).unwrap_or(i64::MAX)
}

/// The cosine of a latitude in 10⁻⁷ degrees, in millionths: Bhaskara's approximation, good to
/// 0.2 %.
fn cosine_ppm(latitude: i128) -> i128 {
    const HALF_TURN: i128 = 1_800_000_000;
    let square = latitude.clamp(-900_000_000, 900_000_000).pow(2);
    let turn = HALF_TURN.pow(2);
    1_000_000 * (turn - 4 * square) / (turn + square)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: (i64, i64) = (300_000_000, 1_200_000_000);

    fn trace(metres_north: i64, days: i64, sector: &str) -> Trace {
        let step = metres_north * 1_000_000 / 11_132;
        let position = Some((HERE.0 + step, HERE.1));
        Trace { sector: sector.into(), position, found_ms: days * DAY_MS, text: String::new() }
    }

    fn said(trace: Trace, text: &str) -> Trace {
        Trace { text: text.into(), ..trace }
    }

    fn nowhere(trace: Trace) -> Trace {
        Trace { position: None, ..trace }
    }

    #[test]
    fn near_recent_and_of_one_sector_is_suspect_and_nothing_else_is() {
        let first = trace(0, 0, "消防");
        let alike = likeness(&first, &trace(18, 7, "消防")).unwrap();
        assert_eq!((alike.distance_m, alike.days), (Some(18), 7));
        assert_eq!(likeness(&first, &trace(30, 0, "消防")), None);
        assert_eq!(likeness(&first, &trace(18, 8, "消防")), None);
        assert_eq!(likeness(&first, &trace(18, 0, "燃气")), None);
        assert_eq!(likeness(&trace(0, 0, ""), &trace(0, 0, "")), None, "nothing in common");
    }

    #[test]
    fn alike_words_stand_in_for_a_missing_sector_or_a_missing_position() {
        let leak = "配电房渗水 三棵槐村配电房";
        let here = said(trace(0, 0, "电力"), leak);
        assert!(likeness(&here, &said(trace(9, 0, ""), "配电房渗水,三棵槐村")).is_some());
        assert!(likeness(&here, &nowhere(said(trace(0, 2, "电力"), leak))).is_some());
        assert!(likeness(&here, &nowhere(said(trace(0, 2, "消防"), leak))).is_none());
        assert!(likeness(&here, &nowhere(said(trace(0, 2, "电力"), "塔吊吊钩保险缺失"))).is_none());
        let far = said(trace(500, 0, "电力"), leak);
        assert!(likeness(&here, &far).is_none(), "the same words elsewhere are another hazard");
    }

    #[test]
    fn the_likeliest_comes_first() {
        let here = said(trace(0, 0, "电力"), "配电房渗水");
        let near = likeness(&here, &trace(5, 3, "电力")).unwrap();
        let farther = likeness(&here, &trace(20, 0, "电力")).unwrap();
        assert!(near < farther);
    }

    #[test]
    fn text_is_compared_by_neighbouring_characters() {
        assert_eq!(text_likeness("配电房渗水", "配电房渗水。"), 100);
        assert_eq!(text_likeness("配电房渗水", "塔吊吊钩"), 0);
        assert_eq!(text_likeness("", ""), 0);
        assert_eq!(text_likeness("AB", "ab"), 100);
        assert_eq!(text_likeness("一二三", "一二四"), 50);
    }

    #[test]
    fn distances_are_those_of_the_map() {
        let east = (HERE.0, HERE.1 + 10_000);
        assert_eq!(distance_m(HERE, east), 96, "0.001 degrees at 30 degrees north");
        let across = distance_m((0, 1_799_999_000), (0, -1_799_999_000));
        assert_eq!(across, 22, "over the date line");
    }

    #[test]
    fn absurd_positions_do_not_overflow() {
        assert!(distance_m((i64::MAX, i64::MAX), (i64::MIN, i64::MIN)) > 0);
    }

    #[test]
    fn north_and_east_together_make_the_way() {
        // 3 m north and 4 m east on the equator.
        let (north, east) = (3 * 1_000_000 / 11_132, 4 * 1_000_000 / 11_132);
        assert_eq!(distance_m((0, 0), (north, east)), 5);
        // A degree of longitude at 60° is half of one at the equator.
        let (equator, north) = (distance_m((0, 0), (0, 10_000_000)), 600_000_000);
        let here = distance_m((north, 0), (north, 10_000_000));
        assert!((here * 2 - equator).abs() < equator / 200, "{here} of {equator}");
    }

    #[test]
    fn a_week_apart_is_counted_in_whole_days() {
        let first = trace(0, 0, "消防");
        let after = |found_ms| likeness(&first, &Trace { found_ms, ..trace(0, 0, "消防") });
        assert_eq!(after(86_399_999).map(|alike| alike.days), Some(0));
        assert_eq!(after(86_400_000).map(|alike| alike.days), Some(1));
        assert_eq!(after(604_800_000).map(|alike| alike.days), Some(7));
        assert_eq!(after(604_800_001), None);
    }
}
