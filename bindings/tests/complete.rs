//! Every verb of the ledger is bound, or left out for a reason; and every skin says every verb.

#![expect(clippy::unwrap_used, reason = "the helpers of a test say plainly what they expect")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Verbs of the ledger that other languages do not get, and why.
const LEFT_OUT: [(&str, &str); 6] = [
    ("centre_moved_over", "generic over a way to the centre, which is written in Rust"),
    ("endpoint", "for hosts written in Rust that bring their own way to the centre"),
    ("enrol_over", "generic over a way to the centre, which is written in Rust"),
    ("sync", "bound over a way that asks the app's network policy"),
    ("transport", "for hosts written in Rust that wrap the way to the centre"),
    ("sync_with", "`sync` takes the waits as an argument"),
];

/// Verbs the skins say in their own way, and how: Kotlin, Swift, Python.
const OWN_WORDS: [(&str, [&str; 3]); 2] = [
    ("shut", ["fun close()", "func close()", "def close("]),
    ("subscribe", ["fun news()", "func news()", "def on_news("]),
];

#[test]
fn every_verb_of_the_ledger_is_bound_or_left_out_for_a_reason() {
    let folder = root().join("bindings/src");
    let parts = ["ledger", "kind", "kind.rs"].map(|part| text(&folder.join(part)));
    let bound = parts.concat();
    // What looks at the records of a kind is bound by the list of kinds.
    let (_, listed) = bound.split_once("\nkinds! {").unwrap();
    let (listed, _) = listed.split_once("\n}").unwrap();
    let listed: BTreeSet<&str> =
        listed.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let called = |verb: &str| bound.contains(&format!("ledger.{verb}(")) || listed.contains(verb);
    let verbs = verbs(&text(&root().join("core/src/ledger")), "impl Ledger {");
    assert!(verbs.len() > 40, "the ledger's verbs were not found: {verbs:?}");
    for (verb, _) in LEFT_OUT {
        assert!(verbs.contains(verb), "`{verb}` is left out, but the ledger has no such verb");
    }
    let left_out = |verb: &&String| LEFT_OUT.iter().any(|(out, _)| out == *verb);
    // Opening is a constructor, and wrapped by hand.
    let open = |verb: &&String| *verb == "open";
    let missing: Vec<_> =
        (verbs.iter()).filter(|verb| !open(verb) && !left_out(verb) && !called(verb)).collect();
    assert!(missing.is_empty(), "not bound: {missing:?}; bind them in bindings/src");
}

#[test]
fn every_skin_says_every_bound_verb() {
    let bound = verbs(&text(&root().join("bindings/src")), "impl LedgerCore {");
    assert!(bound.len() > 30, "the bound verbs were not found: {bound:?}");
    let kotlin = text(&root().join("bindings/kotlin/src/main"));
    let swift = text(&root().join("bindings/swift/Sources/Fangxian"));
    let python = text(&root().join("bindings/python/fangxian"));
    let own: BTreeMap<_, _> = OWN_WORDS.into_iter().collect();
    let mut missing = Vec::new();
    for verb in &bound {
        let camel = camel(verb);
        let said = |language: usize, usual: &[String]| match own.get(verb.as_str()) {
            Some(own) => vec![own[language].to_owned()],
            None => usual.to_vec(),
        };
        let says = |skin: &str, words: &[String]| words.iter().any(|word| skin.contains(word));
        let called = ["{ ", "core.", "LedgerCore."].map(|before| format!("{before}{camel}("));
        if !says(&kotlin, &said(0, &called)) {
            missing.push(format!("{verb} in Kotlin"));
        }
        let called = ["$0.", "core.", "LedgerCore."].map(|before| format!("{before}{camel}("));
        if !says(&swift, &said(1, &called)) {
            missing.push(format!("{verb} in Swift"));
        }
        // Python's ledger inherits all of them; only what it renames must be there.
        if !says(&python, &said(2, &["class Ledger(_core.LedgerCore)".into()])) {
            missing.push(format!("{verb} in Python"));
        }
    }
    assert!(missing.is_empty(), "missing: {missing:#?}");
}

#[test]
fn every_exported_method_can_fail() {
    let sources = text(&root().join("bindings/src"));
    let mut cannot = Vec::new();
    for block in sources.split("#[uniffi::export").skip(1) {
        let Some((_, body)) = block.split_once("\nimpl ") else { continue };
        let body = body.split("\n}\n").next().unwrap_or_default();
        for method in body.split("    pub ").skip(1) {
            let signature = method.split('{').next().unwrap_or_default();
            let trivial = ["fn new() -> Arc<Self>", "fn cancel(&self)"];
            if !signature.contains("Result<") && !trivial.contains(&signature.trim()) {
                cannot.push(signature.trim().to_owned());
            }
        }
    }
    assert!(cannot.is_empty(), "a fault in these would end the app: {cannot:#?}");
}

#[test]
fn there_are_at_most_eight_errors() {
    let source = text(&root().join("bindings/src/error.rs"));
    let (_, arms) = source.split_once("pub enum FangxianError {").unwrap();
    let (arms, _) = arms.split_once("\n}").unwrap();
    let count =
        arms.lines().filter(|line| line.starts_with("    ") && line.ends_with(" {")).count();
    assert!((1..=8).contains(&count), "{count} errors");
}

#[test]
fn all_skins_are_of_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    let says = |file: &str, what: String| {
        let text = text(&root().join("bindings").join(file));
        assert!(text.contains(&what), "{file}: expected {what}");
    };
    says("python/fangxian/library.py", format!("__version__ = \"{version}\""));
    says("python/pyproject.toml", format!("version = \"{version}\""));
    says("kotlin/pom.xml", format!("<version>{version}</version>"));
    says("kotlin/src/main/kotlin/fangxian/Ledger.kt", format!("VERSION = \"{version}\""));
    says("swift/Sources/Fangxian/Ledger.swift", format!("version = \"{version}\""));
}

/// The public verbs in every block that begins with `block`.
fn verbs(source: &str, block: &str) -> BTreeSet<String> {
    let mut verbs = BTreeSet::new();
    for body in source.split(&format!("\n{block}\n")).skip(1) {
        let body = body.split("\n}\n").next().unwrap_or_default();
        for line in body.lines() {
            let line = line.strip_prefix("    pub ").unwrap_or_default();
            let line = line.strip_prefix("async ").unwrap_or(line);
            let name = line.strip_prefix("fn ").and_then(|line| line.split(['(', '<']).next());
            verbs.extend(name.map(str::to_owned));
        }
    }
    verbs
}

/// The text of a file, or of every hand-written file below a folder.
fn text(path: &Path) -> String {
    if path.is_file() {
        return fs::read_to_string(path).unwrap();
    }
    let mut all = String::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        let written =
            ["rs", "kt", "swift", "py"].iter().any(|end| name.ends_with(&format!(".{end}")));
        if entry.is_dir() && name != "Generated" && name != "generated" {
            all += &text(&entry);
        } else if written {
            all += "\n";
            all += &fs::read_to_string(&entry).unwrap();
        }
    }
    all
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        camel += &word[..1].to_uppercase();
        camel += &word[1..];
    }
    camel
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}
