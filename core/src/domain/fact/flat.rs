//! Acts as flat maps of scalars, and back.

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::Value;

use fangxian_protocol::scalar::Scalar;

use super::Props;
use super::read::{Misread, Part, read};

/// The property that says what happened.
pub(super) const TYPE: &str = "type";

/// Acts serialise to flat JSON objects of scalars; anything else would not fit the vocabulary.
pub(in crate::domain) fn flatten<T: Serialize>(act: &T) -> Props {
    let Ok(Value::Object(map)) = serde_json::to_value(act) else {
        return Props::new();
    };
    map.into_iter().filter_map(|(key, value)| Some((key, scalar(value)?))).collect()
}

/// Reads an act of this name.
///
/// # Errors
/// When none of its type is called so, or a part is missing or is not what it should be.
pub(in crate::domain) fn unflatten<T: DeserializeOwned>(
    name: &str,
    props: &Props,
) -> Result<T, Misread> {
    // What no act of this version holds is none of its words.
    let said = props.iter().filter(|(key, _)| *key != TYPE);
    let said = said.filter_map(|(key, value)| Some((key.as_str(), Part::of(value)?)));
    read(std::iter::once((TYPE, Part::Text(name))).chain(said))
}

/// Writes a value as what it holds; bytes, which nobody reads, as nothing.
///
/// # Errors
/// Those of the serializer.
pub(in crate::domain) fn plain<S: Serializer>(value: &Scalar, to: S) -> Result<S::Ok, S::Error> {
    Part::of(value).serialize(to)
}

fn scalar(value: Value) -> Option<Scalar> {
    match value {
        Value::Bool(flag) => Some(Scalar::Bool(flag)),
        Value::Number(number) if number.is_i64() => number.as_i64().map(Scalar::Int),
        Value::String(text) => Some(Scalar::Text(text)),
        Value::Null => None,
        // Not read back, which the laws notice; lost it is not.
        Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Some(Scalar::Text(value.to_string()))
        }
    }
}
