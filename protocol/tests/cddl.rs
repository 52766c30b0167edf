//! The CDDL says what the code says: every real message fits it, and no broken one does.

use cddl_cat::cbor::validate_cbor_bytes;
use cddl_cat::util::ValidateError;
use fangxian_protocol::limits;

use crate::{seed, words};

const SPECIFICATION: &str = include_str!("../../docs/protocol/fangxian.cddl");

/// What the validator cannot do: it has no `undefined`, reads it from CBOR as null, and cannot
/// parse the least number of 64 bits.
fn specification() -> String {
    let mut text = SPECIFICATION.to_owned();
    for (unable, instead) in
        [("= undefined", "= null"), ("= -9223372036854775808..9223372036854775807", "= int")]
    {
        assert_eq!(text.matches(unable).count(), 1, "{unable}");
        text = text.replace(unable, instead);
    }
    text
}

fn fits(rule: &str, bytes: &[u8]) -> bool {
    match validate_cbor_bytes(rule, &specification(), bytes) {
        Ok(()) => true,
        Err(ValidateError::Mismatch(_) | ValidateError::MapCut(_)) => false,
        // A part that should hold CBOR holds something else.
        Err(ValidateError::ValueError(_)) => false,
        Err(broken) => panic!("the specification itself: {broken:?}"),
    }
}

#[test]
fn every_word_fits_its_rule() {
    let mut rng = seed::rng("cddl");
    for _ in 0..10 {
        for word in words::all(&mut rng) {
            assert!(fits(word.name, &word.bytes), "{word:?} {:02x?}", word.bytes);
        }
    }
}

#[test]
fn every_word_fits_no_other_rule() {
    let mut rng = seed::rng("cddl");
    let words = words::all(&mut rng);
    // Three byte strings are an envelope and a block; two small numbers may be a pair of any sort.
    let alike = |name: &str| ["block", "dialects", "cursor"].contains(&name);
    for word in words.iter().filter(|word| !alike(word.name)) {
        for other in words.iter().filter(|other| !alike(other.name)) {
            let same = other.name == word.name;
            assert_eq!(fits(other.name, &word.bytes), same, "{word:?} as {other:?}");
        }
    }
}

#[test]
fn a_broken_word_does_not_fit() {
    let mut rng = seed::rng("cddl");
    for word in words::all(&mut rng) {
        let items = usize::from(word.bytes[0] & 31);
        let one_item_more = [&[0x80 | (items + 1) as u8], &word.bytes[1..], &[0x20]].concat();
        let broken = fits(word.name, &one_item_more);
        assert!(!broken, "{word:?} with an item more");
        let as_text = [&[0x61], [b'x'].as_slice()].concat();
        assert!(!fits(word.name, &as_text), "{word:?} as text");
    }
}

#[test]
fn a_broken_part_inside_an_envelope_does_not_fit() {
    let mut rng = seed::rng("cddl");
    let signer = words::signer(&mut rng);
    let bytes = words::envelope(&mut rng, &signer).to_bytes();
    assert!(fits("envelope", &bytes));
    // Byte 3 opens the header, byte 4 is its suite, byte 5 the head of the device id.
    assert_eq!(bytes[3..6], [0x89, 0x01, 0x50]);
    for (at, broken) in [(4, 0x02), (5, 0x4f), (3, 0x88)] {
        let mut altered = bytes.clone();
        altered[at] = broken;
        assert!(!fits("envelope", &altered), "byte {at}");
    }
}

#[test]
fn the_figures_in_the_rules_are_those_of_the_limits() {
    let figures = [
        ("code: tstr .size", limits::ENROLMENT_CODE_BYTES_MAX),
        ("body: bstr .size", limits::REQUEST_BODY_BYTES_MAX),
        ("cursors: [", limits::CURSORS_MAX),
        ("push: batch,                   ;! at most", limits::PUSH_ENVELOPES_MAX),
        ("waiting: [", limits::PUSH_ENVELOPES_MAX),
        ("held: ", limits::PUSH_ENVELOPES_MAX),
        ("judged: ", limits::PUSH_ENVELOPES_MAX),
        ("refused: [", limits::PUSH_ENVELOPES_MAX),
        ("villages: [", limits::CURSORS_MAX),
        ("snapshots: [", limits::CURSORS_MAX),
        ("index: ", limits::PUSH_ENVELOPES_MAX - 1),
        ("detail: tstr .size", limits::REASON_BYTES_MAX),
        ("plain: [1", limits::PULL_ENTRIES_MAX),
        ("opaque-entry = bstr .size", limits::ENVELOPE_BYTES_MAX),
        ("entries: 1", limits::PULL_ENTRIES_MAX),
        ("column = bstr .size", limits::MESSAGE_BYTES_MAX),
        ("bstr .cbor header,     ;! at most", limits::HEADER_BYTES_MAX),
        ("bstr .cbor change,     ;! at most", limits::CHANGE_BYTES_MAX),
        ("kind: tstr .size (1", limits::KIND_BYTES_MAX),
        ("deps: [", limits::DEPS_MAX),
        ("others: [", limits::OTHER_ACTORS_MAX),
        ("ops: [", limits::OPS_MAX),
        ("replaces: [1", limits::PREDS_MAX),
        ("writer: ", limits::OTHER_ACTORS_MAX),
        ("map-key = tstr .size", limits::KEY_BYTES_MAX),
        ("whole / tstr .size", limits::VALUE_BYTES_MAX),
        ("posts: [", limits::POSTS_MAX),
        ("post = [role: tstr .size", limits::KIND_BYTES_MAX),
        ("units: [", limits::DIRECTORY_ROWS_MAX),
        ("tags: bstr .size (16", limits::EVIDENCE_PER_CHANGE_MAX * 16),
        ("person = tstr .size (1", limits::PERSON_ID_BYTES_MAX),
        ("name = tstr .size", limits::NAME_BYTES_MAX),
        ("natural = 0", limits::NUMBER_MAX as usize),
    ];
    for (place, figure) in figures {
        let (_, after) = SPECIFICATION.split_once(place).unwrap();
        let after = after.trim_start_matches([' ', '(', '0', '.', '*']);
        let digits = after.split(|c: char| !c.is_ascii_digit()).next();
        assert_eq!(digits, Some(figure.to_string().as_str()), "{place}");
    }
}
