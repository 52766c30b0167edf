//! How an expectation is compared with what is shown.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::scenario::plan::Rule;

/// Whether what is `there` is as `wanted`.
pub(super) fn holds(rule: Rule, wanted: &Value, there: &Value) -> bool {
    match rule {
        Rule::Same => same(wanted, there),
        Rule::Not => wanted != there && !there.is_null(),
        Rule::SameList => list(wanted) == list(there),
        Rule::SameSet => sorted(wanted) == sorted(there),
        Rule::Only => set(wanted) == set(there),
        Rule::SameSets => {
            let (Some(wanted), Some(there)) = (wanted.as_object(), there.as_object()) else {
                return false;
            };
            wanted.keys().collect::<BTreeSet<_>>() == there.keys().collect::<BTreeSet<_>>()
                && wanted.iter().all(|(key, value)| sorted(value) == sorted(&there[key]))
        }
        Rule::Includes => set(wanted).is_subset(&set(there)),
        Rule::Excludes => there.is_array() && set(wanted).is_disjoint(&set(there)),
        Rule::Counts => {
            let Some(wanted) = wanted.as_object() else { return false };
            wanted.iter().all(|(key, value)| match there.get(key) {
                Some(shown) if value.is_array() => sorted(value) == sorted(shown),
                Some(shown) => value == shown,
                None => value.as_i64() == Some(0) && !there.is_null(),
            })
        }
        Rule::Says => {
            let texts = list(there);
            let said = |part: &str| texts.iter().any(|text| text.contains(part));
            list(wanted).iter().all(|part| said(part))
        }
        Rule::Lacks => {
            let texts = list(there);
            let said = |part: &str| texts.iter().any(|text| text.contains(part));
            !there.is_null() && !list(wanted).iter().any(|part| said(part))
        }
    }
}

/// `none` is what nothing is called.
fn same(wanted: &Value, there: &Value) -> bool {
    wanted == there || (there.is_null() && wanted.as_str() == Some("none"))
}

fn list(value: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Array(items) => items.iter().map(word).collect(),
        Value::Null => Vec::new(),
        one => vec![word(one)],
    }
}

fn set(value: &Value) -> BTreeSet<String> {
    list(value).into_iter().collect()
}

fn sorted(value: &Value) -> Vec<String> {
    let mut items = list(value);
    items.sort();
    items
}
