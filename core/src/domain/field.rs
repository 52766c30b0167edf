//! The names of fields, and what each may hold.

use std::borrow::Cow;

use fangxian_protocol::limits::{KEY_BYTES_MAX, VALUE_BYTES_MAX};
use fangxian_protocol::scalar::Scalar;

use super::kinds::about;
use super::spoken::Spoken;
use super::text;

/// 标题
pub const TITLE: &str = "title";
/// 描述
pub const DESCRIPTION: &str = "description";
/// 行业领域
pub const SECTOR: &str = "sector";
/// 地点, in words.
pub const PLACE: &str = "place";
/// 纬度: WGS-84, in 10⁻⁷ degrees.
pub const LAT: &str = "lat";
/// 经度: WGS-84, in 10⁻⁷ degrees.
pub const LON: &str = "lon";
/// 场所: the record id of the site, as hexadecimal text.
pub const SITE: &str = "site";
/// 发现时间, milliseconds since 1970 UTC.
pub const SOURCE_FOUND_MS: &str = "source_found_ms";
/// 事故单位, in words.
pub const UNIT: &str = "unit";
/// 名称 of a site.
pub const NAME: &str = "name";
/// 类别 of a site, a training or an accident.
pub const CATEGORY: &str = "category";
/// 讲师, in words.
pub const LECTURER: &str = "lecturer";
/// 培训内容
pub const TOPICS: &str = "topics";
/// 主办单位
pub const ORGANISER: &str = "organiser";
/// 备注
pub const NOTE: &str = "note";

/// Longest title or name, in characters.
pub const TITLE_CHARS_MAX: usize = 120;
/// Longest place, sector, category or other short text, in characters.
pub const SHORT_CHARS_MAX: usize = 240;
/// Longest description, topics or note, in characters.
pub const LONG_CHARS_MAX: usize = 2_000;

/// A value a field cannot hold. It names the field and the next move, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("field `{field}`: {next}")]
pub struct BadField {
    /// Which field.
    pub field: String,
    /// What to do, in English.
    pub next: String,
    /// What to do, in plain Chinese.
    pub next_zh: String,
}

impl BadField {
    pub(crate) fn new(field: &str, next: &str, next_zh: &str) -> Self {
        Self { field: field.into(), next: next.into(), next_zh: next_zh.into() }
    }
}

/// A field of a kind of record (栏目): its name, what it holds and what people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    shape: Shape,
    zh: &'static str,
    en: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line of text.
    Line {
        /// How many characters at most.
        chars_max: usize,
    },
    /// Text of several lines.
    Lines {
        /// How many characters at most.
        chars_max: usize,
    },
    /// A whole number.
    Int {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// The id of another record, as hexadecimal text.
    RecordId,
}

impl Field {
    /// A field called `zh` and `en`.
    pub const fn new(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Self {
        Self { name, shape, zh, en }
    }
}

impl Shape {
    /// A title or name.
    pub const TITLE: Self = Self::Line { chars_max: TITLE_CHARS_MAX };
    /// A place, sector, category or the like.
    pub const SHORT: Self = Self::Line { chars_max: SHORT_CHARS_MAX };
    /// A description, topics or a note.
    pub const LONG: Self = Self::Lines { chars_max: LONG_CHARS_MAX };
    /// Milliseconds since 1970 UTC, up to the year 9999.
    pub const MOMENT_MS: Self = Self::Int { min: 0, max: 253_402_300_799_999 };
    /// Degrees north, in 10⁻⁷.
    const LATITUDE: Self = Self::Int { min: -900_000_000, max: 900_000_000 };
    /// Degrees east, in 10⁻⁷.
    const LONGITUDE: Self = Self::Int { min: -1_800_000_000, max: 1_800_000_000 };
}

/// The fields every kind has, after its own.
const COMMON: &[Field] = &[
    Field::new(PLACE, Shape::SHORT, "地点", "place"),
    Field::new(LAT, Shape::LATITUDE, "纬度", "latitude"),
    Field::new(LON, Shape::LONGITUDE, "经度", "longitude"),
    Field::new(NOTE, Shape::LONG, "备注", "note"),
];

/// Whether this version knows the field `name` of records of `kind`.
pub fn known(kind: &str, name: &str) -> bool {
    field(kind, name).is_some()
}

/// Whether `value` fits the field `name` of records of `kind`. A cleared field always fits.
///
/// # Errors
/// [`BadField`] when the field is unknown, or the value has the wrong shape or size.
pub fn check(kind: &str, name: &str, value: &Scalar) -> Result<(), BadField> {
    let Some(field) = field(kind, name) else {
        let shown: String = name.chars().take(KEY_BYTES_MAX).collect();
        return Err(BadField {
            field: shown,
            next: "use one of the fields this kind has".into(),
            next_zh: "没有这个栏目,请换一个。".into(),
        });
    };
    match complaint(field.shape, value) {
        None => Ok(()),
        Some(next) => Err(BadField { field: name.into(), next: next.en, next_zh: next.zh }),
    }
}

/// What someone is about to write in the field `name` of a record of `kind`, as it will stand: its
/// text cleaned.
///
/// # Errors
/// As [`check`]; and [`BadField`] for text of which nothing can be seen.
pub fn admit(kind: &str, name: &str, value: &Scalar) -> Result<Scalar, BadField> {
    let fit = cleaned(kind, name, value.clone());
    check(kind, name, &fit)?;
    let is_empty = |value: &Scalar| matches!(value, Scalar::Text(text) if text.is_empty());
    if is_empty(&fit) && !is_empty(value) {
        return Err(BadField {
            field: name.into(),
            next: "write something that can be seen, or clear the field".into(),
            next_zh: "这一栏没有看得见的字,请重写或清空。".into(),
        });
    }
    Ok(fit)
}

/// The value of a field as it may be shown: text without what cannot be seen.
pub(crate) fn cleaned(kind: &str, name: &str, value: Scalar) -> Scalar {
    let Scalar::Text(typed) = value else { return value };
    let shape = field(kind, name).map(|field| field.shape);
    let is_line = matches!(shape, Some(Shape::Line { .. } | Shape::RecordId));
    let fit = if is_line { text::line(&typed) } else { text::lines(&typed) };
    match fit {
        Cow::Borrowed(_) => Scalar::Text(typed),
        Cow::Owned(fit) => Scalar::Text(fit),
    }
}

/// Whether these are a latitude and a longitude in 10⁻⁷ degrees. Nought and nought is what a phone
/// says that has no position: nothing is there but sea.
pub fn is_position(lat: i64, lon: i64) -> bool {
    const NOWHERE: std::ops::RangeInclusive<i64> = -10_000..=10_000;
    if NOWHERE.contains(&lat) && NOWHERE.contains(&lon) {
        return false;
    }
    (-900_000_000..=900_000_000).contains(&lat) && (-1_800_000_000..=1_800_000_000).contains(&lon)
}

/// The fields of a kind, in the order in which they are shown.
pub fn names(kind: &str) -> impl Iterator<Item = &'static str> {
    fields(kind).map(|field| field.name)
}

/// The field that holds what people call a record of this kind.
pub fn title_of(kind: &str) -> &'static str {
    about(kind).map_or(TITLE, |about| about.title)
}

/// What people call a field; the name itself when a newer version made it.
pub fn label(kind: &str, name: &str) -> Spoken {
    match field(kind, name) {
        Some(field) => Spoken::new(field.zh, field.en),
        None => Spoken::new("新版栏目", "a field of a newer version"),
    }
}

fn field(kind: &str, name: &str) -> Option<&'static Field> {
    fields(kind).find(|field| field.name == name)
}

fn fields(kind: &str) -> impl Iterator<Item = &'static Field> {
    about(kind).into_iter().flat_map(|about| about.fields.iter().chain(COMMON))
}

fn complaint(shape: Shape, value: &Scalar) -> Option<Spoken> {
    match (shape, value) {
        (_, Scalar::Null) => None,
        (Shape::Line { chars_max } | Shape::Lines { chars_max }, Scalar::Text(text)) => {
            let fits = text.chars().count() <= chars_max && text.len() <= VALUE_BYTES_MAX;
            (!fits).then(|| Spoken {
                zh: format!("写得太长了,请缩短到{chars_max}字以内。"),
                en: format!("shorten it to at most {chars_max} characters"),
            })
        }
        (Shape::Line { .. } | Shape::Lines { .. }, _) => {
            Some(Spoken::new("请填文字。", "give text"))
        }
        (Shape::Int { min, max }, Scalar::Int(number)) => {
            let fits = (min..=max).contains(number);
            (!fits).then(|| Spoken {
                zh: format!("数字超出范围,请填{min}到{max}之间的整数。"),
                en: format!("give a whole number from {min} to {max}"),
            })
        }
        (Shape::Int { .. }, _) => Some(Spoken::new("请填整数。", "give a whole number")),
        (Shape::RecordId, Scalar::Text(text)) => {
            let fits = text.parse::<fangxian_protocol::id::RecordId>().is_ok();
            (!fits).then(bad_record)
        }
        (Shape::RecordId, _) => Some(bad_record()),
    }
}

fn bad_record() -> Spoken {
    Spoken::new("请从名单里选一个场所。", "choose a site record: 32 hexadecimal digits")
}

/// Every field of a kind with something it may hold.
#[cfg(test)]
pub(crate) fn examples(kind: &str) -> impl Iterator<Item = (&'static str, Scalar)> {
    fields(kind).map(|field| {
        let value = match field.shape {
            Shape::Line { .. } | Shape::Lines { .. } => Scalar::from("甲"),
            Shape::Int { max, .. } => Scalar::Int(max / 2),
            Shape::RecordId => Scalar::from("07".repeat(16).as_str()),
        };
        (field.name, value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::KINDS;

    #[test]
    fn a_field_is_checked_for_shape_and_size_and_the_value_is_never_quoted() {
        assert_eq!(check("hazard", TITLE, &"渗水".into()), Ok(()));
        assert_eq!(check("hazard", LAT, &300_000_000_i64.into()), Ok(()));
        assert_eq!(check("hazard", TITLE, &Scalar::Null), Ok(()));
        let secret = "密".repeat(TITLE_CHARS_MAX + 1);
        let bad = [
            (TITLE, Scalar::from(secret)),
            (LAT, Scalar::from(900_000_001_i64)),
            (LAT, Scalar::from("30")),
            (SITE, Scalar::from("仓库")),
            ("colour", Scalar::from("红")),
        ];
        for (name, value) in bad {
            let error = check("hazard", name, &value).unwrap_err();
            assert_eq!(error.field, name);
            let told = error.to_string() + &error.next_zh;
            assert!(!told.contains('密') && !told.contains("仓库"), "{told}");
        }
    }

    #[test]
    fn a_field_is_written_clean_and_read_clean() {
        let admitted = admit("hazard", TITLE, &"\u{202e}配电房\r\n渗水\u{0} ".into());
        assert_eq!(admitted, Ok("配电房 渗水".into()));
        let note = admit("hazard", NOTE, &"一楼\r\n二楼\u{1b}[2J".into());
        assert_eq!(note, Ok("一楼\n二楼[2J".into()));
        for blank in ["\u{200b}", " ", "\u{0}", "\n"] {
            let error = admit("site", NAME, &blank.into()).unwrap_err();
            assert_eq!(error.field, NAME);
        }
        assert_eq!(admit("hazard", DESCRIPTION, &"".into()), Ok("".into()), "cleared");
        assert_eq!(admit("hazard", TITLE, &Scalar::Null), Ok(Scalar::Null));
        let long = format!("{}\u{200b}", "字".repeat(TITLE_CHARS_MAX));
        assert!(admit("hazard", TITLE, &long.into()).is_ok(), "counted as it will stand");
        assert_eq!(cleaned("hazard", "newer", "a\u{1b}\nb".into()), "a\nb".into());
    }

    #[test]
    fn each_kind_has_its_own_fields() {
        assert!(known("site", NAME) && !known("hazard", NAME) && !known("teleport", TITLE));
    }

    #[test]
    fn a_position_lies_on_the_map_in_both_directions() {
        for (lat, lon, fits) in [
            (-900_000_000, -1_800_000_000, true),
            (900_000_000, 1_800_000_000, true),
            (900_000_001, 0, false),
            (0, 1_800_000_001, false),
            (-900_000_001, 0, false),
            (0, -1_800_000_001, false),
            (0, 10_001, true),
            (-10_001, 0, true),
        ] {
            assert_eq!(is_position(lat, lon), fits, "{lat} {lon}");
            let each = [(LAT, lat), (LON, lon)];
            let taken = |(name, value)| check("hazard", name, &Scalar::Int(value)).is_ok();
            assert_eq!(each.into_iter().all(taken), fits, "{lat} {lon}");
        }
    }

    #[test]
    fn nought_and_nought_is_no_position() {
        for (lat, lon) in [(0, 0), (10_000, -10_000), (-1, 1)] {
            assert!(!is_position(lat, lon), "{lat} {lon}");
        }
    }

    #[test]
    fn every_kind_has_fields_of_its_own_and_a_bad_record_says_what_to_choose() {
        for kind in KINDS.iter().map(|about| about.name) {
            assert!(known(kind, TITLE) || known(kind, NAME), "{kind}");
            assert!(known(kind, PLACE) && !known(kind, "teleport"), "{kind}");
        }
        let bad = check("hazard", SITE, &"x".into()).unwrap_err();
        assert!(bad.next.contains("32 hexadecimal") && bad.next_zh.contains("名单"));
    }
}
