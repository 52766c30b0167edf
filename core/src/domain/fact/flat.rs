//! Acts as flat maps of scalars, and back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use fangxian_protocol::scalar::Scalar;

use crate::domain::record::Props;

/// The property that says what happened.
pub(super) const TYPE: &str = "type";

/// Acts serialise to flat JSON objects of scalars; anything else would not fit the vocabulary.
pub(in crate::domain) fn flatten<T: Serialize>(act: &T) -> Props {
    let Ok(Value::Object(map)) = serde_json::to_value(act) else {
        return Props::new();
    };
    map.into_iter().filter_map(|(key, value)| Some((key, scalar(value)?))).collect()
}

/// Reads an act of this name; nothing when none of its type is called so.
pub(in crate::domain) fn unflatten<T: DeserializeOwned>(name: &str, props: &Props) -> Option<T> {
    let mut map = Map::new();
    // What no act of this version holds is none of its words.
    let known = props.iter().filter_map(|(key, value)| Some((key.clone(), json(value)?)));
    map.extend(known);
    map.insert(TYPE.into(), Value::String(name.to_owned()));
    serde_json::from_value(Value::Object(map)).ok()
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

fn json(value: &Scalar) -> Option<Value> {
    match value {
        Scalar::Null => Some(Value::Null),
        Scalar::Bool(flag) => Some(Value::Bool(*flag)),
        Scalar::Int(number) => Some(Value::from(*number)),
        Scalar::Text(text) => Some(Value::String(text.clone())),
        Scalar::Bytes(_) => None,
    }
}
