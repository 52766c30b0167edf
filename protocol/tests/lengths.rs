//! Every limit, one beyond it: the field is named, and what is at the limit still reads.

use fangxian_protocol::batch::Batch;
use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::codec::{self, Fault, Malformed, Wire};
use fangxian_protocol::directory::{Directory, UnitRow};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{Actor, ChangeHash, DeviceId, Division};
use fangxian_protocol::limits::{
    CERTIFICATES_MAX, CURSORS_MAX, DEPS_MAX, DIRECTORY_ROWS_MAX, ENROLMENT_CODE_BYTES_MAX,
    ENVELOPE_BYTES_MAX, KEY_BYTES_MAX, NUMBER_MAX, OPS_MAX, OTHER_ACTORS_MAX, PAGES_MAX, POSTS_MAX,
    PREDS_MAX, PULL_ENTRIES_MAX, PUSH_ENVELOPES_MAX, REASON_BYTES_MAX, REPLACES_MAX,
    REQUEST_BODY_BYTES_MAX, VALUE_BYTES_MAX,
};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{
    Chain, EnrolRequest, Page, PresentRequest, Refusal, RefusalCode, SignedRequest, Span,
    SyncRequest, SyncResponse, VillageLog,
};
use fangxian_protocol::scalar::Scalar;
use fangxian_protocol::version::SPOKEN;

use crate::{seed, words};

fn taken<T: Wire>(word: &T) -> Result<(), (&'static str, Fault)> {
    codec::decode::<T>("word", &codec::encode(word), usize::MAX)
        .map(|_| ())
        .map_err(|Malformed { field, fault, .. }| (field, fault))
}

fn at_and_beyond<T: Wire>(
    max: usize,
    field: &'static str,
    fault: Fault,
    make: impl Fn(usize) -> T,
) {
    assert_eq!(taken(&make(max)), Ok(()), "{field} at its limit");
    assert_eq!(taken(&make(max + 1)), Err((field, fault)), "{field} beyond its limit");
}

/// As many different hashes as wanted.
fn numbered<const N: usize>(count: usize) -> impl Iterator<Item = [u8; N]> {
    (0..count).map(|i| {
        let mut bytes = [0; N];
        bytes[..8].copy_from_slice(&(i as u64 + 1).to_be_bytes());
        bytes
    })
}

fn empty_change() -> Change {
    Change { actor: Actor([0; 16]), seq: 1, start_op: 1, deps: vec![], others: vec![], ops: vec![] }
}

fn change_of(op: Op) -> Change {
    Change { ops: vec![op], ..empty_change() }
}

fn null_op() -> Op {
    Op {
        object: Object::Root,
        key: "k".into(),
        written: Written::Value(Scalar::Null),
        replaces: vec![],
    }
}

fn answer() -> SyncResponse {
    SyncResponse {
        dialect: 1,
        server_time_ms: 0,
        judged: 0,
        refused: vec![],
        villages: vec![],
        snapshots: vec![],
        directory: None,
        more: false,
        differs: vec![],
    }
}

#[test]
fn a_change_within_its_limits_is_read_and_beyond_them_refused() {
    at_and_beyond(DEPS_MAX, "change.deps", Fault::TooMany, |n| Change {
        deps: numbered(n).map(ChangeHash).collect(),
        ..empty_change()
    });
    at_and_beyond(OTHER_ACTORS_MAX, "change.others", Fault::TooMany, |n| Change {
        others: numbered(n).map(Actor).collect(),
        ..empty_change()
    });
    at_and_beyond(OPS_MAX, "change.ops", Fault::TooMany, |n| Change {
        ops: vec![null_op(); n],
        ..empty_change()
    });
    at_and_beyond(PREDS_MAX, "op.replaces", Fault::TooMany, |n| {
        let id = |i| OpId { counter: i as u64 + 1, writer: 0 };
        change_of(Op { replaces: (0..n).map(id).collect(), ..null_op() })
    });
}

#[test]
fn keys_and_values_within_their_limits_are_read_and_beyond_them_refused() {
    at_and_beyond(KEY_BYTES_MAX, "op.key", Fault::TooLong, |n| {
        change_of(Op { key: "k".repeat(n), ..null_op() })
    });
    let value = |value| change_of(Op { written: Written::Value(value), ..null_op() });
    at_and_beyond(VALUE_BYTES_MAX, "op.value", Fault::TooLong, |n| {
        value(Scalar::Text("v".repeat(n)))
    });
    at_and_beyond(VALUE_BYTES_MAX, "op.value", Fault::TooLong, |n| {
        value(Scalar::Bytes(vec![0; n]))
    });
}

#[test]
fn messages_within_their_limits_are_read_and_beyond_them_refused() {
    let village = |i: usize| Division::from_u64(10_u64.pow(11) + i as u64).unwrap();
    let cursor = |i: usize| Cursor::start(village(i));
    let request = SyncRequest {
        dialects: SPOKEN,
        directory: 0,
        chain: Chain::default(),
        acknowledged: Chain::default(),
        cursors: vec![],
        push: Batch::default(),
        pages: vec![],
    };
    at_and_beyond(CURSORS_MAX, "sync.cursors", Fault::TooMany, |n| SyncRequest {
        cursors: (0..n).map(cursor).collect(),
        ..request.clone()
    });
    at_and_beyond(PAGES_MAX, "sync.pages", Fault::TooMany, |n| SyncRequest {
        pages: (0..n as u64).map(|n| Page::named(Span { from: n, until: n + 1 })).collect(),
        ..request.clone()
    });
    at_and_beyond(PUSH_ENVELOPES_MAX, "sync.push", Fault::TooMany, |n| SyncRequest {
        push: words::pack(vec![[0; 0]; n]),
        ..request.clone()
    });
    let mut rng = seed::rng("presented");
    let (key, signer) = (words::key(&mut rng), words::signer(&mut rng));
    let person = words::person(&mut rng);
    let certificate = Certificate::issue(key, person, vec![], (0, 1), &signer).unwrap();
    at_and_beyond(CERTIFICATES_MAX, "present.certificates", Fault::TooMany, |n| PresentRequest {
        dialects: SPOKEN,
        certificates: vec![certificate.clone(); n],
    });
    at_and_beyond(REQUEST_BODY_BYTES_MAX, "request.body", Fault::TooLong, |n| SignedRequest {
        device: DeviceId([0; 16]),
        number: 1,
        signature: fangxian_protocol::key::Signature([0; 64]),
        body: vec![0; n],
    });
    let mut rng = seed::rng("limits");
    let enrol = EnrolRequest::new("", &words::signer(&mut rng)).unwrap();
    at_and_beyond(ENROLMENT_CODE_BYTES_MAX, "enrol.code", Fault::TooLong, |n| EnrolRequest {
        code: "7".repeat(n),
        ..enrol.clone()
    });
}

#[test]
fn answers_within_their_limits_are_read_and_beyond_them_refused() {
    let log = |village: usize, entries: usize| VillageLog {
        through: Cursor::start(Division::from_u64(10_u64.pow(11) + village as u64).unwrap()),
        entries: words::pack(vec![[0; 0]; entries]),
    };
    at_and_beyond(PULL_ENTRIES_MAX, "village.entries", Fault::TooMany, |n| SyncResponse {
        villages: vec![log(0, n / 2), log(1, n - n / 2)],
        ..answer()
    });
    at_and_beyond(PAGES_MAX, "synced.differs", Fault::TooMany, |n| SyncResponse {
        differs: (0..n as u64).collect(),
        ..answer()
    });
    at_and_beyond(PUSH_ENVELOPES_MAX, "synced.judged", Fault::BadValue, |n| SyncResponse {
        judged: n as u64,
        ..answer()
    });
    at_and_beyond(REASON_BYTES_MAX, "refusal.detail", Fault::TooLong, |n| Refusal {
        index: 0,
        code: RefusalCode::Malformed,
        detail: "d".repeat(n),
    });
    let unit = UnitRow {
        division: Division::from_u64(10_u64.pow(11)).unwrap(),
        grid: 0,
        name: String::new(),
        replaces: Vec::new(),
        from_ms: 0,
    };
    let old = unit.division;
    at_and_beyond(REPLACES_MAX, "unit.replaces", Fault::TooMany, |n| {
        let replaces = vec![old; n];
        let units = vec![UnitRow { replaces, ..unit.clone() }];
        Directory { units, ..Directory::default() }
    });
    at_and_beyond(DIRECTORY_ROWS_MAX, "directory.units", Fault::TooMany, |n| Directory {
        units: vec![unit.clone(); n],
        ..Directory::default()
    });
    let mut rng = seed::rng("limits");
    let (key, signer) = (words::key(&mut rng), words::signer(&mut rng));
    let (person, scope) = (words::person(&mut rng), words::scope(&mut rng));
    let post = Post { role: "grid".into(), scope };
    at_and_beyond(POSTS_MAX, "certificate.posts", Fault::TooMany, |n| {
        let one = vec![post.clone()];
        let certificate = Certificate::issue(key, person.clone(), one, (0, 1), &signer).unwrap();
        Certificate { posts: vec![post.clone(); n], ..certificate }
    });
}

#[test]
fn a_refusal_points_into_what_was_judged_and_only_once() {
    let refusal = |index| Refusal { index, code: RefusalCode::Malformed, detail: String::new() };
    let with = |judged, indexes: &[u64]| SyncResponse {
        judged,
        refused: indexes.iter().copied().map(refusal).collect(),
        ..answer()
    };
    assert_eq!(taken(&with(3, &[0, 2])), Ok(()));
    assert_eq!(taken(&with(3, &[3])), Err(("synced.refused", Fault::BadValue)));
    assert_eq!(taken(&with(3, &[1, 1])), Err(("synced.refused", Fault::NotCanonical)));
    assert_eq!(taken(&with(3, &[2, 1])), Err(("synced.refused", Fault::NotCanonical)));
}

#[test]
fn sets_that_repeat_a_member_are_refused() {
    let id = OpId { counter: 1, writer: 0 };
    let twice = Op { replaces: vec![id, id], ..null_op() };
    assert_eq!(taken(&change_of(twice)), Err(("op.replaces", Fault::NotCanonical)));
    let deps = Change { deps: vec![ChangeHash([1; 32]); 2], ..empty_change() };
    assert_eq!(taken(&deps), Err(("change.deps", Fault::NotCanonical)));
    let itself = Change { others: vec![Actor([0; 16])], ..empty_change() };
    assert_eq!(taken(&itself), Err(("change.others", Fault::NotCanonical)));
    let village = Division::from_u64(10_u64.pow(11)).unwrap();
    let two_positions = SyncRequest {
        dialects: SPOKEN,
        directory: 0,
        chain: Chain::default(),
        acknowledged: Chain::default(),
        cursors: [1, 2].map(|position| Cursor { position, ..Cursor::start(village) }).to_vec(),
        push: Batch::default(),
        pages: vec![],
    };
    assert_eq!(taken(&two_positions), Err(("sync.cursors", Fault::NotCanonical)));
}

#[test]
fn numbers_that_name_nothing_are_refused() {
    let names_nobody = Op { object: Object::Made(OpId { counter: 1, writer: 1 }), ..null_op() };
    assert_eq!(taken(&change_of(names_nobody)), Err(("op.id", Fault::BadValue)));
    let zeroth = Change { seq: 0, ..empty_change() };
    assert_eq!(taken(&zeroth), Err(("change.seq", Fault::BadValue)));
    for (start_op, expected) in [
        (NUMBER_MAX, Ok(())),
        (NUMBER_MAX + 1, Err(("change.start_op", Fault::BadValue))),
        (u64::MAX, Err(("change.start_op", Fault::BadValue))),
    ] {
        let change = Change { start_op, ..empty_change() };
        assert_eq!(taken(&change), expected);
    }
}

#[test]
fn whole_numbers_beyond_what_a_document_holds_are_refused() {
    // [actor, 1, 1, [], [], [[0, "k", value]]]
    let head = [&[0x86, 0x50], [0; 16].as_slice(), &[1, 1, 0x80, 0x80, 0x81, 0x83, 0, 0x61, b'k']];
    let with = |value: &[u8]| {
        let bytes = [head.concat().as_slice(), value].concat();
        codec::decode::<Change>("change", &bytes, usize::MAX).map_err(|m| m.field)
    };
    let number = |first: u8, argument: u64| [&[first], argument.to_be_bytes().as_slice()].concat();
    assert!(with(&number(0x1b, i64::MAX as u64)).is_ok());
    assert!(with(&number(0x3b, i64::MAX as u64)).is_ok());
    assert_eq!(with(&number(0x1b, 1 << 63)), Err("op.value"));
    assert_eq!(with(&number(0x3b, 1 << 63)), Err("op.value"));
    assert_eq!(with(&number(0xfb, 1.5_f64.to_bits())), Err("op.value"), "a float");
    assert_eq!(with(&[0xc1, 1]), Err("op.value"), "a tag");
    assert_eq!(with(&[0xa0]), Err("op.value"), "a CBOR map");
    assert_eq!(with(&[0x80]), Err("op.value"), "a CBOR array");
    assert_eq!(with(&[0xe0]), Err("op.value"), "a simple value");
    assert_eq!(with(&[0x62, 0xff, 0xfe]), Err("op.value"), "text that is not UTF-8");
}

#[test]
fn an_envelope_beyond_its_limit_is_refused_unread() {
    let bytes = vec![0; ENVELOPE_BYTES_MAX + 1];
    let refused = Envelope::from_bytes(&bytes).unwrap_err();
    assert_eq!((refused.field, refused.fault), ("envelope", Fault::TooLong));
}
