//! The specification says what the code says: its tables are compared with the code word for word.
//!
//! `FANGXIAN_BLESS=1 cargo test --package fangxian-protocol specification` writes the tables anew.

use fangxian_protocol::codec;
use fangxian_protocol::limits::*;
use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::problem::ProblemCode;

use crate::golden;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/protocol/README.md");
const LIMITS: &str = include_str!("../src/limits.rs");

/// Requires that the page holds `expected` between the marks of `part`, or writes it there.
fn holds(part: &str, expected: &str) {
    let page = std::fs::read_to_string(PATH).unwrap();
    let (begin, end) = (format!("<!-- {part}:begin -->\n"), format!("<!-- {part}:end -->"));
    let (before, rest) = page.split_once(&begin).unwrap();
    let (found, after) = rest.split_once(&end).unwrap();
    if std::env::var_os("FANGXIAN_BLESS").is_some() {
        std::fs::write(PATH, format!("{before}{begin}{expected}{end}{after}")).unwrap();
    } else {
        assert_eq!(found, expected, "docs/protocol/README.md, {part}: bless it as said above");
    }
}

fn refusals() -> String {
    let rows = RefusalCode::ALL.iter().map(|code| {
        let again = if code.is_retryable() { "yes" } else { "no" };
        let (number, word) = (code.number(), code.as_str());
        format!("| {number} | `{word}` | {again} | {} | {} |\n", code.zh(), code.en())
    });
    let head = "| number | code | retried | 提示 | what the user reads |\n|---|---|---|---|---|\n";
    rows.fold(head.to_owned(), |table, row| table + &row)
}

fn problems() -> String {
    let rows = ProblemCode::ALL.iter().map(|code| {
        let (status, word, field) = (code.status(), code.as_str(), code.field());
        format!("| {status} | `{word}` | `{field}` | {} | {} |\n", code.zh(), code.en())
    });
    let head = "| status | code | field | 提示 | what the user reads |\n|---|---|---|---|---|\n";
    rows.fold(head.to_owned(), |table, row| table + &row)
}

/// The limits with their values, by name.
fn values() -> Vec<(&'static str, u64)> {
    macro_rules! named {
        ($($name:ident)*) => { vec![$((stringify!($name), $name as u64)),*] };
    }
    named! {
        NUMBER_MAX KIND_BYTES_MAX PERSON_ID_BYTES_MAX KEY_BYTES_MAX VALUE_BYTES_MAX DEPTH_MAX
        OPS_MAX DEPS_MAX PREDS_MAX EVIDENCE_PER_CHANGE_MAX ARRIVAL_BYTES_MAX OTHER_ACTORS_MAX
        CHANGE_BYTES_MAX
        HEADER_BYTES_MAX
        ENVELOPE_BYTES_MAX RECORD_CHANGES_MAX RECORD_OPS_MAX RECORD_BYTES_MAX
        OP_COUNTER_MAX PUSH_ENVELOPES_MAX PUSH_BYTES_MAX
        REQUEST_BODY_BYTES_MAX MESSAGE_BYTES_MAX PULL_ENTRIES_MAX PULL_BYTES_MAX CURSORS_MAX
        PAGES_MAX DIVISIONS_END
        DIRECTORY_ROWS_MAX NAME_BYTES_MAX ADDRESS_BYTES_MAX REPLACES_MAX POSTS_MAX
        CERTIFICATE_BYTES_MAX
        CERTIFICATES_MAX
        ENROLMENT_CODE_BYTES_MAX
        REASON_BYTES_MAX ATTACHMENT_BYTES_MAX ATTACHMENT_PIECE_BYTES_MAX
        ATTACHMENT_BYTES_PER_DAY_MAX SNAPSHOT_BYTES_MAX SNAPSHOT_ENTRIES_MIN
        SNAPSHOT_BLOCK_BYTES_MAX TWINS_MAX
    }
}

fn limits() -> String {
    let values = values();
    let mut table = "| limit | value | of what |\n|---|---|---|\n".to_owned();
    let mut said = String::new();
    for line in LIMITS.lines() {
        if let Some(words) = line.strip_prefix("/// ") {
            said = format!("{said} {words}").trim_start().to_owned();
        } else if let Some(constant) = line.strip_prefix("pub const ") {
            let name = constant.split(':').next().unwrap();
            let value = values.iter().find(|(known, _)| *known == name);
            let (_, value) = value.unwrap_or_else(|| panic!("{name} is not in the list above"));
            table += &format!("| `{name}` | {} | {said} |\n", grouped(*value));
            said.clear();
        }
    }
    table
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The header of the golden envelope and its signature, in hexadecimal.
fn example() -> String {
    let envelope = golden::envelope();
    let hex = |bytes: &[u8]| {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let lines = digits.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line));
        lines.fold(String::new(), |text, line| text + &line + "\n")
    };
    let (header, signature) = (hex(&codec::encode(&envelope.header)), hex(&envelope.signature.0));
    format!("```text\n{header}```\n\nand whose signature is\n\n```text\n{signature}```\n")
}

#[test]
fn the_tables_of_the_specification_are_those_of_the_code() {
    holds("refusals", &refusals());
    holds("problems", &problems());
    holds("limits", &limits());
    holds("example", &example());
}

#[test]
fn every_code_has_its_own_number_and_word() {
    let codes = RefusalCode::ALL;
    let numbers: Vec<u64> = codes.iter().map(|code| code.number()).collect();
    assert_eq!(numbers, (1..=codes.len() as u64).collect::<Vec<_>>());
    let mut words: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), codes.len());
    for code in ProblemCode::ALL {
        assert_eq!(ProblemCode::from_word(code.as_str()), Some(*code));
        assert!((400..600).contains(&code.status()), "{code:?}");
    }
    assert_eq!(ProblemCode::from_word("said_by_a_newer_centre"), None);
}
