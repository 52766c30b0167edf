//! The reference of the format: every key, verb and expectation, from the tables.

use std::fmt::Write;

use crate::scenario::plan::{EXPECTATIONS, Expectation, GRAMMAR, KEYS, On, VERBS, Verb};

/// The reference part of `docs/scenarios.md`.
pub fn guide() -> String {
    let mut said =
        String::from("## 文件的各部分 · Keys\n\n| 写法 | 意思 | Meaning |\n|---|---|---|\n");
    for (key, zh, en) in KEYS {
        let _ = writeln!(said, "| `{key}` | {zh} | {en} |");
    }
    said.push_str(
        "\n## 动词 · Verbs\n\n| 写法 | 意思 | Meaning | 行为 · Act | 可以带 · With |\n\
         |---|---|---|---|---|\n",
    );
    for verb in VERBS {
        let (said_so, with) = (sentence(verb), arguments(verb));
        let _ =
            writeln!(said, "| `{said_so}` | {} | {} | {} | {with} |", verb.zh, verb.en, act(verb));
    }
    said.push_str(
        "\n## 期望 · Expectations\n\n| 写法 | 意思 | Meaning | 路径 · Path | 取值 · Value |\n",
    );
    said.push_str("|---|---|---|---|---|\n");
    for one in EXPECTATIONS {
        let value = one.shape.said();
        let Expectation { word, path, zh, en, .. } = one;
        let _ = writeln!(said, "| `{word}` | {zh} | {en} | `{path}` | {value} |");
    }
    said.push_str("\n## 路径 · Paths\n\n| 写法 | 找到的 · What it finds |\n|---|---|\n");
    for (written, finds) in GRAMMAR {
        let _ = writeln!(said, "| `{written}` | {finds} |");
    }
    said
}

fn sentence(verb: &Verb) -> String {
    match verb.on {
        On::New | On::Phone => format!("甲 {}", verb.word),
        On::Record => format!("甲 {} 漏水", verb.word),
        On::Phones => format!("甲、乙 {}", verb.word),
        On::World => verb.word.to_owned(),
    }
}

fn act(verb: &Verb) -> String {
    verb.does.act().map_or("—".into(), |act| match act.kind {
        Some(kind) => format!("`{kind}.{}`", act.name),
        None => format!("`{}`", act.name),
    })
}

fn arguments(verb: &Verb) -> String {
    let each = verb.args.iter().map(|arg| {
        let star = if arg.needed { "**" } else { "" };
        format!("{star}`{}`{star} {}", arg.word, arg.shape.said())
    });
    let said = each.collect::<Vec<_>>().join("; ");
    if said.is_empty() { "—".into() } else { said }
}
