//! Ids, days and moments: typed in every language, and refused with the ledger's own error.

use fangxian::domain::day::Day;
use fangxian::store::PageKey;
use fangxian_protocol::id::{
    ChangeHash, DeviceId, Division, EnvelopeHash, EvidenceHash, FactId, Kind, PersonId, RecordId,
    Scope,
};

use crate::across::{Across, unchanged};
use crate::error::FangxianError;

/// Texts that name something. What cannot be one is refused as bad input of that name.
macro_rules! ids {
    ($($name:ident, $field:literal, $zh:literal, $en:literal;)*) => {
        $(uniffi::custom_type!($name, String, {
            remote,
            lower: |id| id.to_string(),
            try_lift: |text| text.parse::<$name>().map_err(|_| {
                FangxianError::bad_input($field, $zh, $en).into()
            }),
        });)*
        unchanged!($($name),*);
    };
}

ids! {
    RecordId, "record", "记录编号不对,请用列表里给的编号。",
        "record: not a record's id; use one that a list or a verb gave";
    FactId, "fact", "事实编号不对,请用界面给的编号。",
        "fact: not a fact's id; use one that a view gave";
    PersonId, "person", "人员编号不对,应像 p-0001。", "person: expected an id such as p-0001";
    DeviceId, "device", "设备编号不对。", "device: not a device's id; use one that a view gave";
    Division, "division", "区划代码不对,应为十二位数字。",
        "division: expected twelve digits such as 990101101204";
    Scope, "scope", "辖区代码不对,应为区划代码的前几位。",
        "scope: expected the first digits of a division, such as 990101";
    EvidenceHash, "evidence", "附件指纹不对。", "evidence: not an attachment's hash";
    ChangeHash, "change", "改动指纹不对。", "change: not a change's hash";
    EnvelopeHash, "envelope", "信封指纹不对。", "envelope: not an envelope's hash";
    Kind, "kind", "类别不对。", "kind: not a kind of record";
}

/// The first day that all languages can say.
const FIRST_DAY: &str = "0001-01-01";
/// The first and last millisecond of the years 1 to 9999: what all languages can say.
const MOMENTS_MS: (i64, i64) = (-62_135_596_800_000, 253_402_300_799_999);

uniffi::custom_type!(Day, String, {
    remote,
    lower: |day| said(day),
    try_lift: |text| text.parse::<Day>().map_err(|_| {
        FangxianError::bad_input(
            "day", "日期不对,应像 2026-11-20。", "day: expected a date such as 2026-11-20",
        ).into()
    }),
});

uniffi::custom_type!(PageKey, String, {
    remote,
    lower: |key| key.0,
    try_lift: |text| Ok(PageKey(text)),
});

/// A moment (时刻): milliseconds since 1970 UTC.
///
/// A device's clock may claim any; what other languages cannot say is cut to the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

uniffi::custom_type!(Moment, i64, {
    lower: |moment| moment.0.clamp(MOMENTS_MS.0, MOMENTS_MS.1),
    try_lift: |at_ms| Ok(Moment(at_ms)),
});

/// Where something is (位置): WGS-84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct Position {
    /// 纬度, in degrees.
    pub latitude: f64,
    /// 经度, in degrees.
    pub longitude: f64,
}

unchanged!(Day, PageKey, Moment);

impl Across<Moment> for i64 {
    fn across(self) -> Moment {
        Moment(self)
    }
}

impl Across<i64> for Moment {
    fn across(self) -> i64 {
        self.0
    }
}

impl Across<Position> for (i64, i64) {
    fn across(self) -> Position {
        Position { latitude: degrees(self.0), longitude: degrees(self.1) }
    }
}

impl Across<(i64, i64)> for Position {
    fn across(self) -> (i64, i64) {
        (ten_millionths(self.latitude), ten_millionths(self.longitude))
    }
}

fn degrees(ten_millionths: i64) -> f64 {
    ten_millionths as f64 / 1e7
}

/// What is no number becomes one that the ledger refuses by the field's name.
fn ten_millionths(degrees: f64) -> i64 {
    if degrees.is_nan() { i64::MAX } else { (degrees * 1e7).round() as i64 }
}

fn said(day: Day) -> String {
    let text = day.to_string();
    let sayable = text.len() == FIRST_DAY.len() && text.as_str() >= FIRST_DAY;
    if sayable { text } else { FIRST_DAY.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_comes_back_as_it_went() {
        for there in [(0, 0), (315_000_001, 1_200_000_007), (-899_999_999, -1_799_999_999)] {
            let position: Position = there.across();
            let back: (i64, i64) = position.across();
            assert_eq!(back, there);
        }
    }

    #[test]
    fn a_position_that_is_no_number_is_beyond_every_limit() {
        let position = Position { latitude: f64::NAN, longitude: f64::INFINITY };
        let (latitude, longitude): (i64, i64) = position.across();
        assert!(latitude > 900_000_000 && longitude > 1_800_000_000);
    }

    #[test]
    fn a_day_before_the_first_year_is_said_as_the_first_day() {
        assert_eq!(said("0000-02-29".parse().unwrap()), FIRST_DAY);
        assert_eq!(said("2026-11-20".parse().unwrap()), "2026-11-20");
    }

    #[test]
    fn a_clock_gone_mad_is_said_within_the_years_all_languages_have() {
        let lowered = <Moment as uniffi::Lower<crate::UniFfiTag>>::lower(Moment(i64::MAX));
        assert_eq!(lowered, MOMENTS_MS.1);
    }
}
