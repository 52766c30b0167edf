//! Steps are sentences: `who verb record: {what is said with it}`.

use serde_json::Map;

use super::args::Args;
use super::parse::{Known, expected};
use super::said::Said;
use super::scenario::{CENTRE, Deed, EVERYONE, Step};
use super::shape::Zero;
use super::verb::{On, Verb};
use super::verbs::{BEGINS_ANY, SAYS_ANY, VERBS, verb};
use crate::scenario::format::{Content, Fault, Node};

/// Reads all steps, in order; each knows the records named before it.
pub(super) fn steps(node: &Node, known: &mut Known, zero: Zero) -> Result<Vec<Step>, Fault> {
    let Content::List(items) = &node.content else {
        return Err(Fault::at(node.line, "steps are a list; begin each with `- `"));
    };
    items.iter().map(|item| step(item, known, zero)).collect()
}

fn step(item: &Node, known: &mut Known, zero: Zero) -> Result<Step, Fault> {
    let nothing = Node { line: item.line, content: Content::Table(Vec::new()) };
    let (said, value) = match &item.content {
        Content::Word(said) => (said.as_str(), &nothing),
        _ => match item.table()?.as_slice() {
            [(_, said, value)] => (*said, *value),
            _ => {
                return Err(Fault::at(
                    item.line,
                    "a step is one sentence; begin the next with `- `",
                ));
            }
        },
    };
    let line = item.line;
    let words: Vec<&str> = said.split_whitespace().collect();
    let deed = match words.as_slice() {
        ["check"] => Deed::Check(expected(value, known, zero)?),
        [one] => alone(line, one, value, known, zero)?,
        [who, does, about @ ..] if about.len() < 2 && does.contains('.') => {
            any_act(line, (who, does), about.first().copied(), value, known, zero)?
        }
        [who, does] => without_record(line, (who, does), value, known, zero)?,
        [who, does, record] => with_record(line, (who, does, record), value, known, zero)?,
        _ => {
            let what = "a step reads `who verb` or `who verb record`, with single spaces";
            return Err(Fault::at(line, what));
        }
    };
    Ok(Step { line, said: said.to_owned(), deed })
}

/// `wait: {days: 1}`, or `offline: [甲, 乙]`.
fn alone(
    line: usize,
    word: &str,
    value: &Node,
    known: &mut Known,
    zero: Zero,
) -> Result<Deed, Fault> {
    let verb = look_up(line, word, |on| matches!(on, On::World | On::Phones))?;
    if verb.on == On::World {
        let args = args(verb, value, known, zero)?;
        return Ok(Deed::Event { verb, phones: Vec::new(), args });
    }
    let mut phones = Vec::new();
    for (line, word) in value.words()? {
        phones.extend(names(line, word, known, false)?);
    }
    Ok(Deed::Event { verb, phones, args: Args::default() })
}

/// `甲 reports: {as: 漏水, …}`, or `甲、乙 syncs`.
fn without_record(
    line: usize,
    (who, does): (&str, &str),
    value: &Node,
    known: &mut Known,
    zero: Zero,
) -> Result<Deed, Fault> {
    let verb = look_up(line, does, |_| true)?;
    match verb.on {
        On::New => {
            let phone = phone(line, who, known)?;
            let args = args(verb, value, known, zero)?;
            known.records.extend(args.owned("as"));
            let said = Said::with(verb, &args);
            Ok(Deed::Act { verb, phone, record: String::new(), args, said })
        }
        On::Phones | On::Phone => {
            let phones = names(line, who, known, false)?;
            let args = args(verb, value, known, zero)?;
            if matches!(verb.word, "copied_to" | "enrols") {
                known.phones.extend(args.owned("phone"));
            }
            Ok(Deed::Event { verb, phones, args })
        }
        On::Record => {
            let what = format!("`{does}` needs a record: write `{who} {does} RECORD`");
            Err(Fault::at(line, what))
        }
        On::World => Err(Fault::at(line, format!("`{does}` stands alone: `{does}: {{…}}`"))),
    }
}

/// `乙 observes 漏水: {danger: yes}`.
fn with_record(
    line: usize,
    (who, does, record): (&str, &str, &str),
    value: &Node,
    known: &mut Known,
    zero: Zero,
) -> Result<Deed, Fault> {
    let verb = look_up(line, does, |on| on == On::Record)?;
    let phone = phone(line, who, known)?;
    let record = known_record(line, record, known)?;
    let args = args(verb, value, known, zero)?;
    let said = Said::with(verb, &args);
    Ok(Deed::Act { verb, phone, record, args, said })
}

/// `甲 site.patrol 饭店: {working: no}`, or `甲 site.register: {as: 饭店, fields: {name: 饭店}}`.
fn any_act(
    line: usize,
    (who, does): (&str, &str),
    record: Option<&str>,
    value: &Node,
    known: &mut Known,
    zero: Zero,
) -> Result<Deed, Fault> {
    let phone = phone(line, who, known)?;
    let (verb, record) = match record {
        Some(record) => (&SAYS_ANY, known_record(line, record, known)?),
        None => (&BEGINS_ANY, String::new()),
    };
    let (manner, parts) = split(value, |key| verb.all_args().any(|arg| arg.word == key))?;
    let args = args(verb, &manner, known, zero)?;
    let said = Said::any(verb, does, (&args, &parts), zero)?;
    if record.is_empty() {
        known.records.extend(args.owned("as"));
    }
    Ok(Deed::Act { verb, phone, record, args, said })
}

/// The keys of a table for which `mine` holds, and the others.
fn split(table: &Node, mine: impl Fn(&str) -> bool) -> Result<(Node, Node), Fault> {
    table.table()?;
    let Content::Table(rows) = &table.content else { return Ok((table.clone(), table.clone())) };
    let is_mine = |(key, _): &&(Node, Node)| key.word().is_some_and(&mine);
    let (mine, others): (Vec<_>, Vec<_>) = rows.iter().partition(is_mine);
    let of = |rows: Vec<&(Node, Node)>| Node {
        line: table.line,
        content: Content::Table(rows.into_iter().cloned().collect()),
    };
    Ok((of(mine), of(others)))
}

fn known_record(line: usize, record: &str, known: &Known) -> Result<String, Fault> {
    let names = known.records.iter().map(String::as_str);
    let fault = || Fault::unknown(line, "record", record, names);
    known.records.get(record).cloned().ok_or_else(fault)
}

fn look_up(line: usize, word: &str, fits: fn(On) -> bool) -> Result<&'static Verb, Fault> {
    let words = VERBS.iter().filter(|verb| fits(verb.on)).map(|verb| verb.word);
    let found = verb(word).filter(|verb| fits(verb.on));
    found.ok_or_else(|| Fault::unknown(line, "verb", word, words))
}

fn args(verb: &'static Verb, value: &Node, known: &Known, zero: Zero) -> Result<Args, Fault> {
    let mut read = Map::new();
    for (line, key, value) in value.table()? {
        let words = verb.all_args().map(|arg| arg.word);
        let arg = verb.all_args().find(|arg| arg.word == key);
        let arg = arg.ok_or_else(|| Fault::unknown(line, "key", key, words))?;
        let content = arg.shape.read(value, zero)?;
        if let (true, Some(name)) = (verb.word == "revoke", content.as_str()) {
            phone(line, name, known)?;
        }
        read.insert(key.to_owned(), content);
    }
    if let Some(arg) = verb.all_args().find(|arg| arg.needed && !read.contains_key(arg.word)) {
        let what = format!("`{}` needs `{}`: {}", verb.word, arg.word, arg.shape.said());
        return Err(Fault::at(value.line, what));
    }
    Ok(Args(read))
}

fn phone(line: usize, word: &str, known: &Known) -> Result<String, Fault> {
    let fault = || Fault::unknown(line, "phone", word, known.phones.iter().map(String::as_str));
    known.phones.iter().find(|phone| *phone == word).cloned().ok_or_else(fault)
}

/// `everyone`, one phone, or several with `、` between them.
pub(super) fn names(
    line: usize,
    words: &str,
    known: &Known,
    centre: bool,
) -> Result<Vec<String>, Fault> {
    if words == EVERYONE || (centre && words == CENTRE) {
        return Ok(vec![words.to_owned()]);
    }
    let split = words.split(['、', ',', ',']).map(str::trim);
    split.map(|word| phone(line, word, known)).collect()
}
