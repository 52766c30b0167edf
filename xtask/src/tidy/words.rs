//! Words that may be said in some places only: engines, clocks, panics and SQL made of texts.

use super::Finding;
use super::source::Source;

/// A crate and the only places that may name it.
const ENGINES: [(&str, &[&str], &str); 4] = [
    ("automerge", &["core/src/crdt"], "only core/src/crdt says automerge"),
    (
        "rusqlite",
        &["core/src/store", "server/src/storage", "tests/"],
        "only core/src/store and server/src/storage say rusqlite",
    ),
    ("uniffi", &["bindings/"], "only bindings say uniffi"),
    ("axum", &["server/"], "only the server says axum"),
];

/// Places that may read the machine's clock besides files called `clock.rs`.
const MAY_READ_CLOCKS: [&str; 2] = ["xtask/", "tests/"];

const PANICS: [&str; 6] =
    [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];

const SQL: [&str; 9] = [
    "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "DROP ", "ALTER ", "PRAGMA ", "ATTACH ",
];

/// Names of locals that hold fixed parts of SQL, never values.
const SQL_FIXED: [&str; 9] =
    ["column", "columns", "conditions", "how", "keys", "marks", "order", "sql", "table"];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    [engines(source), clocks(source), panics(source), sql(source)].concat()
}

fn finding(source: &Source, line: usize, law: &'static str, next: &str) -> Finding {
    Finding { path: source.path.clone(), line, law, next: next.to_owned() }
}

fn engines(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    for (engine, rooms, law) in ENGINES {
        if rooms.iter().any(|room| source.path.starts_with(room)) {
            continue;
        }
        // A test inside a package may open its own store's file; no other engine leaks even there.
        let may = |line: usize| engine == "rusqlite" && source.tests[line - 1];
        let lines = source.code.iter().enumerate().map(|(index, code)| (index + 1, code));
        let said = lines.filter(|(line, code)| says(code, engine) && !may(*line));
        found.extend(said.map(|(line, _)| finding(source, line, law, "ask that room for it")));
    }
    found
}

/// Whether a word stands in the code by itself.
fn says(code: &str, word: &str) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(joins) && !after.is_some_and(joins)
    })
}

fn clocks(source: &Source) -> Vec<Finding> {
    let is_clock = source.path.ends_with("/clock.rs");
    if is_clock || MAY_READ_CLOCKS.iter().any(|place| source.path.starts_with(place)) {
        return Vec::new();
    }
    let reads = |code: &str| code.contains("SystemTime::now") || code.contains("Instant::now");
    let said = source.code_outside_tests().filter(|(_, code)| reads(code));
    said.map(|(line, _)| {
        let law = "time enters through clock.rs";
        finding(source, line, law, "take the time as an argument")
    })
    .collect()
}

fn panics(source: &Source) -> Vec<Finding> {
    let says = |code: &str| PANICS.iter().any(|panic| code.contains(panic));
    let said = source.code_outside_tests().filter(|(_, code)| says(code));
    said.map(|(line, _)| {
        let law = "no panic outside tests";
        finding(source, line, law, "return an error that names the next move")
    })
    .collect()
}

/// SQL made by `format!` or `write!` from anything but fixed text: a value in it may one day be
/// a user's. Constants may stand in it, and locals whose names say that they are fixed text.
fn sql(source: &Source) -> Vec<Finding> {
    let makes = |code: &str| {
        let makers = ["format!(", "write!(", "writeln!("];
        makers.iter().any(|maker| code.contains(maker))
    };
    let lines = source.code_outside_tests().filter(|(_, code)| makes(code));
    let built = lines.filter(|(line, _)| {
        let text = source.raw[line - 1..].iter().take(3).cloned();
        let text = text.collect::<Vec<_>>().join("\n");
        let text = text.split_once('!').map_or("", |(_, after)| after);
        let quoted = text.split('"').nth(1).unwrap_or_default();
        let is_sql = SQL.iter().any(|verb| quoted.trim_start().starts_with(verb));
        is_sql && !quoted.split('{').skip(1).all(is_fixed)
    });
    built
        .map(|(line, _)| {
            let law = "no value is written into SQL";
            finding(source, line, law, "bind it as a parameter")
        })
        .collect()
}

/// Whether what stands in braces is a constant or is called as fixed text is.
fn is_fixed(after_brace: &str) -> bool {
    let name = after_brace.split('}').next().unwrap_or_default();
    let is_constant =
        name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    SQL_FIXED.contains(&name) || (is_constant && !name.is_empty())
}
