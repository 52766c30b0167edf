//! Whether two hazards may be the same (13): a machine may suspect, only a person decides (P9).

use super::hazard::HazardView;

/// Nearer than this, in metres, two hazards may be one.
pub const DISTANCE_M_MAX: i64 = 30;
/// Found within so many days of each other they may be one.
pub const DAYS_MAX: i64 = 7;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is compared of a hazard (疑似重复比对).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// 行业领域
    pub sector: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: (i64, i64),
    /// When it was found, in milliseconds since 1970 UTC.
    pub found_ms: i64,
}

/// How two hazards are alike (相似情况).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// How far apart, in metres.
    pub distance_m: i64,
    /// How many days apart, rounded down.
    pub days: i64,
}

impl Trace {
    /// The trace of a hazard found at `found_ms`; `None` without a position or a sector.
    pub fn of(view: &HazardView, found_ms: i64) -> Option<Self> {
        let sector = view.sector.clone();
        let position = view.position?;
        (!sector.is_empty()).then_some(Self { sector, position, found_ms })
    }
}

/// How alike two hazards are, when they may be the same: near, in the same week, in one sector.
pub fn likeness(one: &Trace, other: &Trace) -> Option<Likeness> {
    let distance_m = distance_m(one.position, other.position);
    let apart_ms = one.found_ms.saturating_sub(other.found_ms).saturating_abs();
    let alike =
        distance_m < DISTANCE_M_MAX && apart_ms <= DAYS_MAX * DAY_MS && one.sector == other.sector;
    alike.then_some(Likeness { distance_m, days: apart_ms / DAY_MS })
}

/// Metres between two places in 10⁻⁷ degrees, rounded; exact enough within a few kilometres.
///
/// Whole numbers only, so that every device finds the same.
pub fn distance_m(one: (i64, i64), other: (i64, i64)) -> i64 {
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
        Trace { sector: sector.into(), position: (HERE.0 + step, HERE.1), found_ms: days * DAY_MS }
    }

    #[test]
    fn near_recent_and_of_one_sector_is_suspect_and_nothing_else_is() {
        let first = trace(0, 0, "消防");
        let alike = likeness(&first, &trace(18, 7, "消防"));
        assert_eq!(alike, Some(Likeness { distance_m: 18, days: 7 }));
        assert_eq!(likeness(&first, &trace(30, 0, "消防")), None);
        assert_eq!(likeness(&first, &trace(18, 8, "消防")), None);
        assert_eq!(likeness(&first, &trace(18, 0, "燃气")), None);
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
}
