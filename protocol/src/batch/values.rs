//! The values of a change, beside what the change of the same shape before had in their place.

use super::columns::{Column, Emptying, Filling};
use super::shape::{Shape, Sort, size};
use crate::codec::{Fault, Malformed};
use crate::limits::VALUE_BYTES_MAX;
use crate::scalar::Scalar;

/// Writes the values of a change that was said then.
pub(super) fn write(
    filling: &mut Filling,
    values: &[&Scalar],
    before: Option<&[Scalar]>,
    wall_ms: i64,
) {
    if let Some(before) = before {
        let same: Vec<bool> =
            values.iter().zip(before).map(|(now, before)| *now == before).collect();
        filling.at(Column::Same).raw(&bits(&same));
    }
    for (place, value) in values.iter().enumerate() {
        let before = before.and_then(|before| before.get(place));
        if before != Some(*value) {
            one(filling, value, before, wall_ms);
        }
    }
}

/// Reads the values of a change of a shape that was said then.
///
/// # Errors
/// [`Malformed`] when they are not there, or could be said shorter.
pub(super) fn read(
    emptying: &mut Emptying<'_>,
    shape: &Shape,
    before: Option<&[Scalar]>,
    wall_ms: i64,
) -> Result<Vec<Scalar>, Malformed> {
    let sorts: Vec<Sort> = shape.given().collect();
    let same = match before {
        Some(_) => emptying.at(Column::Same).raw("batch.same", sorts.len().div_ceil(8))?,
        None => &[],
    };
    let is_same =
        |place: usize| same.get(place / 8).is_some_and(|byte| byte >> (place % 8) & 1 == 1);
    if (sorts.len()..same.len() * 8).any(is_same) {
        return Err(emptying.at(Column::Same).bad("batch.same"));
    }
    let mut values = Vec::with_capacity(sorts.len());
    for (place, sort) in sorts.into_iter().enumerate() {
        let before = before.and_then(|before| before.get(place));
        values.push(match before {
            Some(before) if is_same(place) => again(emptying, before, sort, wall_ms)?,
            _ => another(emptying, sort, before, wall_ms)?,
        });
    }
    Ok(values)
}

fn one(filling: &mut Filling, value: &Scalar, before: Option<&Scalar>, wall_ms: i64) {
    match value {
        Scalar::Int(number) => {
            let base = base(Sort::of_int(*number, wall_ms), before, wall_ms);
            filling.at(Column::Number).i64(number.wrapping_sub(base));
        }
        Scalar::Text(text) => {
            filling.at(Column::Length).u64(text.len() as u64);
            filling.at(Column::Text).raw(text.as_bytes());
        }
        Scalar::Bytes(bytes) => {
            filling.at(Column::Length).u64(bytes.len() as u64);
            filling.at(Column::Bytes).raw(bytes);
        }
        Scalar::Null | Scalar::Bool(_) => {}
    }
}

/// What a whole number is the difference to.
fn base(sort: Sort, before: Option<&Scalar>, wall_ms: i64) -> i64 {
    match (sort, before) {
        (Sort::Moment, _) => wall_ms,
        (_, Some(Scalar::Int(before))) => *before,
        _ => 0,
    }
}

/// The value before, which must be of the sort the shape states.
fn again(
    emptying: &mut Emptying<'_>,
    before: &Scalar,
    sort: Sort,
    wall_ms: i64,
) -> Result<Scalar, Malformed> {
    let fits = match before {
        Scalar::Int(number) => Sort::of_int(*number, wall_ms) == sort,
        _ => true,
    };
    fits.then(|| before.clone()).ok_or(emptying.at(Column::Same).bad("batch.same"))
}

/// Another value than the one before.
fn another(
    emptying: &mut Emptying<'_>,
    sort: Sort,
    before: Option<&Scalar>,
    wall_ms: i64,
) -> Result<Scalar, Malformed> {
    let value = match sort {
        Sort::Int | Sort::Moment => {
            let reader = emptying.at(Column::Number);
            let apart = reader.i64("batch.number")?;
            let number = base(sort, before, wall_ms).wrapping_add(apart);
            if Sort::of_int(number, wall_ms) != sort {
                return Err(reader.bad("batch.number"));
            }
            Scalar::Int(number)
        }
        Sort::Text => {
            let len = size(emptying.at(Column::Length), "batch.text", VALUE_BYTES_MAX)?;
            let reader = emptying.at(Column::Text);
            let text = str::from_utf8(reader.raw("batch.text", len)?);
            Scalar::Text(text.map_err(|_| reader.bad("batch.text"))?.to_owned())
        }
        _ => {
            let len = size(emptying.at(Column::Length), "batch.bytes", VALUE_BYTES_MAX)?;
            Scalar::Bytes(emptying.at(Column::Bytes).raw("batch.bytes", len)?.to_vec())
        }
    };
    if before == Some(&value) {
        let at_byte = emptying.at(Column::Same).position();
        return Err(Malformed { field: "batch.same", at_byte, fault: Fault::NotCanonical });
    }
    Ok(value)
}

fn bits(flags: &[bool]) -> Vec<u8> {
    let byte = |eight: &[bool]| {
        eight.iter().enumerate().fold(0, |byte, (place, flag)| byte | u8::from(*flag) << place)
    };
    flags.chunks(8).map(byte).collect()
}
