//! Each law finds what was planted against it, where it was planted, and nothing in good code.

use super::{Finding, check};

fn findings(path: &str, text: &str) -> Vec<Finding> {
    check(&[(path.to_owned(), text.to_owned())])
}

/// The laws broken by one file, with the lines.
fn laws(path: &str, text: &str) -> Vec<(usize, &'static str)> {
    let found = findings(path, text);
    found.iter().map(|finding| (finding.line, finding.law)).collect()
}

#[test]
fn good_code_breaks_no_law() {
    let text = "//! Says why.\n\nuse crate::domain::fact;\n\nfn f(a: u8) -> Option<u8> {\n    \
                // a comment may say unwrap() or automerge\n    a.checked_add(1)\n}\n";
    assert_eq!(findings("core/src/crdt/a.rs", text), []);
}

#[test]
fn shapes() {
    let code = "fn f() {}\n";
    assert_eq!(laws("core/src/a.rs", code), [(1, "a file opens with //!")]);
    let long = format!("//! a\n{}", "const A: u8 = 1;\n".repeat(400));
    assert_eq!(laws("core/src/a.rs", &long), [(401, "a file has at most 400 lines")]);
    assert_eq!(laws("core/tests/a.rs", &long), []);
    let longer = format!("//! a\n{}", "const A: u8 = 1;\n".repeat(600));
    assert_eq!(laws("core/tests/a.rs", &longer), [(601, "a test file has at most 600 lines")]);
    let function =
        |lines: usize| format!("//! a\npub(crate) async fn f() {{\n{}}}\n", "g();\n".repeat(lines));
    assert_eq!(laws("core/src/a.rs", &function(68)), []);
    let law = "a function has at most 70 lines";
    assert_eq!(laws("core/src/a.rs", &function(69)), [(2, law)]);
    let wide = format!("//! a\n// {}\n", "隐".repeat(98));
    assert_eq!(laws("core/src/a.rs", &wide), [(2, "a line has at most 100 columns")]);
    assert_eq!(laws("core/src/a/mod.rs", "//! a\n"), [(1, "no mod.rs")]);
}

#[test]
fn arrows_that_point_back() {
    let law = "imports point one way: domain, crdt, store, sync, ledger";
    for (path, line) in [
        ("core/src/domain/a.rs", "use crate::crdt::document;"),
        ("core/src/domain/a.rs", "use super::super::crdt::document;"),
        ("core/src/domain.rs", "use super::store;"),
        ("core/src/crdt/a/b.rs", "let x = crate::store::open();"),
        ("core/src/store/a.rs", "use crate::{domain::fact, sync::session};"),
        ("core/src/store/a.rs", "use crate::{\n    domain::{fact, day},\n    sync::session,\n};"),
        ("core/src/sync/a.rs", "use crate::ledger::Ledger;"),
        ("core/src/clock.rs", "use crate::domain::day;"),
    ] {
        assert_eq!(laws(path, &format!("//! a\n{line}\n")), [(2, law)], "{path} {line}");
    }
    for (path, line) in [
        ("core/src/ledger/a.rs", "use crate::store::open;"),
        ("core/src/domain/a/b.rs", "use super::super::fact;"),
        ("core/src/domain/a.rs", "#[cfg(test)]\nuse crate::crdt::document;"),
        ("core/src/lib.rs", "use crate::ledger::Ledger;"),
    ] {
        assert_eq!(laws(path, &format!("//! a\n{line}\n")), [], "{path} {line}");
    }
}

#[test]
fn modules_that_use_each_other() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let found = check(&[
        file("server/src/api.rs", "//! a\nuse crate::gate::Gate;\n"),
        file("server/src/gate.rs", "//! a\n"),
        file("server/src/gate/inner.rs", "//! a\n\nuse super::super::api::State;\n"),
    ]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].law, "no file is used, in the end, by what it uses");
    assert!(
        found[0]
            .next
            .starts_with("move down what these share in server/: api uses gate (api.rs:2), gate")
    );
}

#[test]
fn files_of_one_folder_that_use_each_other_through_a_third() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let ring = |last: &str| {
        check(&[
            file("core/src/store/a.rs", "//! a\nuse super::{b::B, c::{self, D}};\n"),
            file("core/src/store/b.rs", "//! a\nuse crate::store::{c::{C}};\n"),
            file("core/src/store/c.rs", &format!("//! a\n{last}\n")),
        ])
    };
    let found = ring("use crate::domain::View;\nuse super::a::A;");
    assert_eq!((found.len(), found[0].path.as_str()), (1, "core/src/store/a.rs"));
    assert!(found[0].next.starts_with("move down what these share in core/store: a uses b"));
    assert_eq!(ring("#[cfg(test)]\nmod tests {\n    use super::super::a::A;\n}"), []);
}

#[test]
fn the_domain_beyond_names() {
    let law = "of the protocol the domain says only id, limits and scalar";
    let using = |what: &str| format!("//! a\nuse fangxian_protocol::{what};\n");
    assert_eq!(laws("core/src/domain/a.rs", &using("envelope::Envelope")), [(2, law)]);
    assert_eq!(laws("core/src/domain/a.rs", &using("{id::FactId, message::Cursor}")), [(2, law)]);
    assert_eq!(laws("core/src/domain/a.rs", &using("{id::FactId, scalar::Scalar}")), []);
    assert_eq!(laws("core/src/crdt/a.rs", &using("envelope::Envelope")), []);
}

#[test]
fn kinds_named_in_rooms_that_serve_all() {
    let law = "a room that serves every kind of record names none of them";
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let folder = file("core/src/domain/hazard/kind.rs", "//! a\nenum Hazard {}\n");
    let named = |path: &str, line: &str| {
        let text = format!("//! a\nfn f() {{\n    {line}\n}}\n");
        let found = check(&[folder.clone(), file(path, &text)]);
        found.iter().filter(|one| one.law == law).count()
    };
    for line in ["Body::Hazard(act);", "hazard::derive(record);", "HazardView::of(it);"] {
        let rooms = ["core/src/domain/seen.rs", "core/src/sync/a.rs", "bindings/src/line.rs"];
        for room in rooms.into_iter().chain(["server/src/centre/a.rs"]) {
            assert_eq!(named(room, line), 1, "{room}: {line}");
        }
        let own = ["core/src/domain/hazard/a.rs", "bindings/src/kind/hazard/a.rs"];
        let own = own.into_iter().chain(["bindings/src/kind/hazard.rs", "tests/src/a.rs"]);
        for room in own.chain(["core/src/domain/kinds.rs", "bindings/src/kind.rs"]) {
            assert_eq!(named(room, line), 0, "{room}: {line}");
        }
    }
    assert_eq!(named("core/src/sync/a.rs", "hazardous(Hazards);"), 0);
}

#[test]
fn engines_outside_their_rooms() {
    for (engine, home) in [
        ("automerge", "core/src/crdt/a.rs"),
        ("rusqlite", "server/src/storage/a.rs"),
        ("uniffi", "bindings/src/a.rs"),
        ("axum", "server/src/a.rs"),
    ] {
        let text = format!("//! a\nuse {engine}::Thing;\n");
        assert_eq!(laws(home, &text), [], "{engine} at home");
        let found = findings("core/src/ledger/a.rs", &text);
        assert_eq!(found.len(), 1, "{engine}");
        assert!(found[0].law.contains(engine));
    }
    assert_eq!(laws("core/src/ledger/a.rs", "//! a\nlet automerged = my_axum;\n"), []);
}

#[test]
fn clocks_panics_and_sql() {
    let body = |line: &str| format!("//! a\nfn f() {{\n    {line}\n}}\n");
    let clock = body("let now = std::time::SystemTime::now();");
    assert_eq!(laws("core/src/a.rs", &clock), [(3, "time enters through clock.rs")]);
    assert_eq!(laws("core/src/a/clock.rs", &clock), []);
    for panic in ["a.unwrap();", "a.expect(\"b\");", "panic!(\"b\");", "unreachable!();"] {
        assert_eq!(laws("core/src/a.rs", &body(panic)), [(3, "no panic outside tests")]);
        assert_eq!(laws("core/tests/a.rs", &body(panic)), []);
    }
    assert_eq!(laws("core/src/a.rs", &body("a.unwrap_or(\"x.unwrap()\");")), []);
    let sql = body("let q = format!(\"SELECT * FROM t WHERE name = '{name}'\");");
    assert_eq!(laws("core/src/a.rs", &sql), [(3, "no value is written into SQL")]);
    let split = body("let q = format!(\n        \"DELETE FROM {}\", name\n    );");
    assert_eq!(laws("core/src/a.rs", &split), [(3, "no value is written into SQL")]);
    let fixed = body("format!(\"SELECT {COLUMNS} FROM {table} WHERE row = ?1\");");
    assert_eq!(laws("core/src/a.rs", &fixed), []);
    assert_eq!(laws("core/src/a.rs", &body("q(\"SELECT 1\"); format!(\"a {b}\");")), []);
}

#[test]
fn links_that_lead_nowhere() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let text = "[a](b.md) [c](../d/) [e](https://example.com) [f](#g) `[h](i)`\n[j](k.md#l)\n\
                ```\n[m](n)\n```\n[o](../../p)\n";
    let files = [file("docs/a.md", text), file("docs/b.md", ""), file("d/e.txt", "")];
    let found = check(&files);
    let lines: Vec<usize> = found.iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [2, 6]);
    assert!(found[0].next.starts_with("k.md"));
}

#[test]
fn paths_and_hosts_of_one_machine() {
    let law = "no path of one machine";
    for folder in [["/wo", "rk/x"], ["/ro", "ot/x"], ["/tm", "p/x"]] {
        assert_eq!(laws("a.toml", &format!("a = \"{}\"\n", folder.concat())), [(1, law)]);
    }
    let law = "no host of one network";
    for host in [["10.1.", "2.3"], ["172.16.", "0.1"], ["registry.inter", "nal"]] {
        let text = format!("see http{}{}/x\n", "://", host.concat());
        assert_eq!(laws("a.md", &text), [(1, law)], "{text}");
    }
    assert_eq!(laws("a.md", "http://127.0.0.1:8080 https://example.com/a ~/work/x\n"), []);
}

#[test]
fn guards_that_are_gone() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let found = check(&[
        file("docs/ARCHITECTURE.md", "| I1 | saved is saved | `it_is_there`, `it_is_gone` |\n"),
        file("core/tests/a.rs", "//! a\n#[test]\nfn it_is_there() {\n}\n"),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].next.starts_with("it_is_gone"));
}
