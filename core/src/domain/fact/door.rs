//! The door: what a fact may say. What is written here must fit; what others wrote is read as far
//! as it fits, so that no word of theirs is lost and none of it does harm.

use fangxian_protocol::limits::VALUE_BYTES_MAX;
use fangxian_protocol::scalar::Scalar;

use super::{Body, Props};
use crate::domain::day::Day;
use crate::domain::field::{BadField, LONG_CHARS_MAX, SHORT_CHARS_MAX};
use crate::domain::text;

/// More money than a county has, in fen.
const FEN_MAX: i64 = 1_000_000_000_000_000;
const PEOPLE_MAX: i64 = 10_000_000;
/// The last millisecond of the year 9999 UTC.
const MOMENT_MS_MAX: i64 = 253_402_300_799_999;

/// What a property of a fact holds, by its name: one word has one meaning in all kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A line of text that may be left out.
    Line,
    /// A line of text without which the fact says nothing.
    NeededLine,
    /// Text of several lines that may be left out.
    Lines,
    /// Text of several lines without which the fact says nothing.
    NeededLines,
    /// A whole number that may be left out.
    Number(i64, i64),
    /// A whole number that is always there.
    NeededNumber(i64, i64),
    /// A moment by some clock, right or wrong.
    Moment,
    /// A day something is due, which may be left out.
    Day,
    /// A day something is due.
    NeededDay,
}

/// Name, what it holds, and what people call it.
type Row = (&'static str, Holds, &'static str, &'static str);

const HELD: &[Row] = &[
    ("note", Holds::Lines, "看到的情况", "what was seen"),
    ("reason", Holds::NeededLines, "原因", "the reason"),
    ("text", Holds::NeededLines, "内容", "what it says"),
    ("measures", Holds::NeededLines, "做了什么", "what was done"),
    ("opinion", Holds::Lines, "意见", "the opinion"),
    ("content", Holds::Lines, "内容", "what it consists of"),
    ("interim_controls", Holds::NeededLines, "靠什么保证安全", "what keeps people safe"),
    ("clause", Holds::Line, "条款", "the clause"),
    ("doc_no", Holds::Line, "文号", "the document number"),
    ("unit", Holds::Line, "责任单位", "the unit"),
    ("template", Holds::Line, "检查表", "the checklist"),
    ("item", Holds::NeededLine, "检查项", "the line of the checklist"),
    ("paper", Holds::NeededLine, "试卷", "the paper"),
    ("method", Holds::NeededLine, "怎么来的", "how it was taken"),
    ("cost_fen", Holds::Number(0, FEN_MAX), "费用", "the cost"),
    ("amount_fen", Holds::Number(0, FEN_MAX), "金额", "the amount"),
    ("distance_m", Holds::Number(0, 40_000_000), "距离", "the distance"),
    ("score", Holds::NeededNumber(0, 100), "分数", "the points"),
    ("count", Holds::NeededNumber(0, PEOPLE_MAX), "人数", "the headcount"),
    ("dead", Holds::NeededNumber(0, PEOPLE_MAX), "死亡人数", "the dead"),
    ("missing", Holds::NeededNumber(0, PEOPLE_MAX), "失踪人数", "the missing"),
    ("serious", Holds::NeededNumber(0, PEOPLE_MAX), "重伤人数", "the seriously hurt"),
    ("minor", Holds::NeededNumber(0, PEOPLE_MAX), "轻伤人数", "the slightly hurt"),
    ("loss_fen", Holds::NeededNumber(0, FEN_MAX), "损失", "the loss"),
    ("start_ms", Holds::Moment, "开始时间", "the start"),
    ("end_ms", Holds::Moment, "结束时间", "the end"),
    ("in_ms", Holds::Moment, "签到时间", "the time of the sign-in"),
    ("out_ms", Holds::Moment, "签退时间", "the time of the sign-out"),
    ("occurred_ms", Holds::Moment, "发生时间", "when it happened"),
    ("held_ms", Holds::Moment, "演练时间", "when it was held"),
    ("day", Holds::NeededDay, "计划日期", "the day it is planned for"),
    ("deadline", Holds::Day, "期限", "the day it is due"),
    ("due", Holds::Day, "期限", "the day it is due"),
    ("until", Holds::NeededDay, "延到哪天", "the day it is put off to"),
];

/// What someone is about to say, as it will stand: its text cleaned.
///
/// # Errors
/// [`BadField`] that names what is missing, too long, or no number or day it can be.
pub fn admit(body: Body) -> Result<Body, BadField> {
    if matches!(body, Body::Centre(_) | Body::Unknown { .. }) {
        return Ok(body);
    }
    let mut props = body.to_props();
    for (name, held, zh, en) in HELD {
        let Some(value) = props.get(*name) else { continue };
        let complaint =
            |zh: String, en: String| BadField { field: (*name).to_owned(), next: en, next_zh: zh };
        match (held, value) {
            (Holds::Moment, Scalar::Int(at_ms)) if (0..=MOMENT_MS_MAX).contains(at_ms) => {}
            (Holds::Number(min, max) | Holds::NeededNumber(min, max), Scalar::Int(number))
                if (min..=max).contains(&number) => {}
            (Holds::Number(min, max) | Holds::NeededNumber(min, max), _) => {
                return Err(complaint(
                    format!("{zh}请填{min}到{max}之间的整数。"),
                    format!("{en}: give a whole number from {min} to {max}"),
                ));
            }
            (Holds::Day | Holds::NeededDay, Scalar::Text(day)) if can_be_due(day) => {}
            (Holds::Moment | Holds::Day | Holds::NeededDay, _) => {
                return Err(complaint(
                    format!("{zh}不对,请核对年份再填。"),
                    format!("{en} cannot be right: check the year"),
                ));
            }
            (_, Scalar::Text(typed)) => match fit(*held, typed) {
                Ok(Some(text)) => {
                    props.insert((*name).to_owned(), Scalar::Text(text));
                }
                Ok(None) => {
                    props.remove(*name);
                }
                Err(Unfit::Empty) => {
                    return Err(complaint(format!("请写明{zh}。"), format!("say {en}")));
                }
                Err(Unfit::TooLong(most)) => {
                    return Err(complaint(
                        format!("{zh}写得太长了,请缩短到{most}字以内。"),
                        format!("{en}: shorten it to at most {most} characters"),
                    ));
                }
            },
            _ => {}
        }
    }
    Ok(body.with_props(props))
}

/// What someone else said, as it is read: text without what cannot be seen; a number or a day that
/// cannot be is as good as not said, or the nearest that can be where it must be there.
pub(crate) fn cleaned(mut props: Props) -> Props {
    for (name, held, ..) in HELD {
        let Some(value) = props.get_mut(*name) else { continue };
        let fits = match (held, &mut *value) {
            (Holds::Line | Holds::NeededLine, Scalar::Text(typed)) => {
                clean(typed, text::line);
                true
            }
            (Holds::Lines | Holds::NeededLines, Scalar::Text(typed)) => {
                clean(typed, text::lines);
                true
            }
            (Holds::Number(min, max), Scalar::Int(number)) => (min..=max).contains(&&*number),
            (Holds::NeededNumber(min, max), Scalar::Int(number)) => {
                *number = (*number).clamp(*min, *max);
                true
            }
            (Holds::Day, Scalar::Text(day)) => can_be_due(day) || day.parse::<Day>().is_err(),
            (Holds::NeededDay, Scalar::Text(day)) => {
                if let Ok(said) = day.parse::<Day>() {
                    *day = said.clamp(Day::FIRST_DUE, Day::LAST_DUE).to_string();
                }
                true
            }
            _ => true,
        };
        if !fits {
            props.remove(*name);
        }
    }
    props
}

fn clean(typed: &mut String, how: fn(&str) -> std::borrow::Cow<'_, str>) {
    if let std::borrow::Cow::Owned(fit) = how(typed) {
        *typed = fit;
    }
}

enum Unfit {
    Empty,
    TooLong(usize),
}

fn fit(held: Holds, typed: &str) -> Result<Option<String>, Unfit> {
    let (text, most) = match held {
        Holds::Line | Holds::NeededLine => (text::line(typed), SHORT_CHARS_MAX),
        _ => (text::lines(typed), LONG_CHARS_MAX),
    };
    let needed = matches!(held, Holds::NeededLine | Holds::NeededLines);
    match text.chars().count() {
        0 if needed => Err(Unfit::Empty),
        0 => Ok(None),
        count if count > most || text.len() > VALUE_BYTES_MAX => Err(Unfit::TooLong(most)),
        _ => Ok(Some(text.into_owned())),
    }
}

fn can_be_due(day: &str) -> bool {
    day.parse::<Day>().is_ok_and(Day::can_be_due)
}
