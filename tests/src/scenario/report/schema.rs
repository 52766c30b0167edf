//! The JSON schema of scenario files, from the same tables the reader uses.

use serde_json::{Map, Value, json};

use crate::scenario::plan::{ANY, EXPECTATIONS, KEYS, On, ROLES, VERBS, Verb};

/// The schema, for editors that complete and check YAML while it is typed.
pub fn schema() -> Value {
    let mut expectations = Map::new();
    for one in EXPECTATIONS {
        let mut schema = one.shape.schema();
        schema["description"] = json!(format!("{} / {}", one.zh, one.en));
        expectations.insert(one.word.to_owned(), schema);
    }
    let mut steps = Map::new();
    for verb in VERBS.iter().filter(|verb| verb.word != "check") {
        steps.insert(pattern(verb), arguments(verb));
        if verb.on == On::Phones {
            steps.insert(format!("^{}$", verb.word), json!({"$ref": "#/$defs/names"}));
        }
    }
    steps.insert("^check$".into(), json!({"$ref": "#/$defs/expect"}));
    let keys = KEYS.iter().map(|(key, zh, en)| ((*key).to_owned(), key_schema(key, zh, en)));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Fangxian scenario (防线情景)",
        "type": "object",
        "properties": keys.collect::<Map<_, _>>(),
        "required": ["promise", "people", "steps", "expect"],
        "additionalProperties": false,
        "$defs": {
            "names": {"anyOf": [{"type": "string"},
                                {"type": "array", "items": {"type": "string"}}]},
            "step": {"anyOf": [
                {"type": "string"},
                {"type": "object", "minProperties": 1, "maxProperties": 1,
                 "patternProperties": steps, "additionalProperties": false},
            ]},
            "shown": {"type": "object", "properties": expectations},
            "expect": {"type": "object", "additionalProperties": {
                "type": "object",
                "properties": EXPECTATIONS.iter().map(|one| {
                    (one.word.to_owned(), json!(true))
                }).collect::<Map<_, _>>(),
                "additionalProperties": {"$ref": "#/$defs/shown"},
            }},
        },
    })
}

fn key_schema(key: &str, zh: &str, en: &str) -> Value {
    let numbers = json!({"anyOf": [{"type": "integer"},
                                   {"type": "array", "items": {"type": "integer"}}]});
    let mut schema = match key {
        "situation" | "principle" => numbers,
        "steps" => json!({"type": "array", "items": {"$ref": "#/$defs/step"}}),
        "expect" => json!({"$ref": "#/$defs/expect"}),
        "phones" => json!({"type": "object", "additionalProperties": {"type": "string"}}),
        "people" => json!({"type": "object", "additionalProperties": {
            "type": "object", "required": ["role", "unit"], "additionalProperties": false,
            "properties": {
                "unit": {"type": "string"},
                "role": {"enum": ROLES},
                "also": {"type": "object", "propertyNames": {"enum": ROLES},
                         "additionalProperties": {"$ref": "#/$defs/names"}},
            },
        }}),
        _ => json!({"type": "string"}),
    };
    schema["description"] = json!(format!("{zh} / {en}"));
    schema
}

fn pattern(verb: &Verb) -> String {
    let word = if verb.word == ANY { "[a-z_]+\\.[a-z_]+" } else { verb.word };
    match verb.on {
        On::Record => format!("^\\S+ {word} \\S+$"),
        On::World => format!("^{word}$"),
        On::New | On::Phones | On::Phone => format!("^\\S+ {word}$"),
    }
}

fn arguments(verb: &Verb) -> Value {
    let arg = |arg: &crate::scenario::plan::Arg| (arg.word.to_owned(), arg.shape.schema());
    let needed: Vec<&str> = verb.args.iter().filter(|one| one.needed).map(|one| one.word).collect();
    let kind = if needed.is_empty() { json!(["object", "null"]) } else { json!("object") };
    json!({
        "type": kind,
        "description": format!("{} / {}", verb.zh, verb.en),
        "properties": verb.all_args().map(arg).collect::<Map<_, _>>(),
        "required": needed,
        "additionalProperties": verb.word == ANY,
    })
}
