//! Rules that need only the list: bounds, order, references.

use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::id::ChangeHash;
use fangxian_protocol::limits::{
    DEPS_MAX, KEY_BYTES_MAX, OP_COUNTER_MAX, OPS_MAX, OTHER_ACTORS_MAX, PREDS_MAX, VALUE_BYTES_MAX,
};
use fangxian_protocol::message::RefusalCode::{OutsideSchema, RecordFull};
use fangxian_protocol::scalar::Scalar;

use super::super::support::{actor, field};
use super::{accepts, forge, record, refuses};
use crate::crdt::Document;

#[track_caller]
fn bad(document: &mut Document, detail: &str, alter: impl FnOnce(&mut Change)) {
    let sent = forge(document, &field("title", "x"), alter);
    refuses(document, &sent, OutsideSchema, detail);
}

#[test]
fn the_unaltered_change_is_taken() {
    let mut document = record();
    let sent = forge(&mut document, &field("title", "x"), |_| {});
    accepts(&mut document, &sent);
}

#[test]
fn a_change_says_something_but_not_too_much() {
    let mut document = record();
    bad(&mut document, "ops", |change| change.ops.clear());
    bad(&mut document, "ops", |change| {
        change.ops = vec![change.ops[0].clone(); OPS_MAX + 1];
    });
}

#[test]
fn keys_and_values_have_bounds() {
    let mut document = record();
    for key in ["", "a\u{7}b", &"长".repeat(KEY_BYTES_MAX / 3 + 1)] {
        bad(&mut document, "key", |change| change.ops[0].key = key.into());
    }
    let text = Scalar::Text("x".repeat(VALUE_BYTES_MAX + 1));
    let bytes = Scalar::Bytes(vec![0; VALUE_BYTES_MAX + 1]);
    for value in [text, bytes] {
        bad(&mut document, "value", |change| {
            change.ops[0].written = Written::Value(value);
        });
    }
}

#[test]
fn followed_changes_are_few_sorted_and_named_once() {
    let mut document = record();
    bad(&mut document, "deps", |change| {
        let deps = (0..=DEPS_MAX).map(|n| ChangeHash([u8::try_from(n).unwrap(); 32]));
        change.deps = deps.collect();
    });
    assert_eq!(document.heads().len(), 2);
    bad(&mut document, "deps", |change| change.deps.reverse());
    bad(&mut document, "deps", |change| change.deps.push(change.deps[1]));
}

#[test]
fn replaced_values_are_few_sorted_and_named_once() {
    let mut document = record();
    bad(&mut document, "replaces", |change| {
        let counters = 1..=PREDS_MAX as u64 + 1;
        change.ops[0].replaces = counters.map(|counter| OpId { counter, writer: 1 }).collect();
    });
    bad(&mut document, "replaces", |change| change.ops[0].replaces.reverse());
    bad(&mut document, "replaces", |change| {
        let first = change.ops[0].replaces[0];
        change.ops[0].replaces.push(first);
    });
}

#[test]
fn other_writers_are_named_once_in_order_of_reference() {
    let mut document = record();
    bad(&mut document, "others", |change| change.others.push(actor(77)));
    bad(&mut document, "others", |change| change.others.push(change.others[0]));
    bad(&mut document, "others", |change| change.others.push(change.actor));
    bad(&mut document, "others", |change| change.others.clear());
    bad(&mut document, "others", |change| {
        let many = (0..=OTHER_ACTORS_MAX).map(|n| {
            let mut other = actor(0);
            other.0[..2].copy_from_slice(&u16::try_from(n).unwrap().to_be_bytes());
            other
        });
        change.others = many.collect();
    });
    bad(&mut document, "others", |change| {
        assert_eq!(change.others.len(), 2);
        change.others.reverse();
        let op = &mut change.ops[0];
        let swap = |id: OpId| OpId { writer: 3 - id.writer, ..id };
        if let Object::Made(id) = op.object {
            op.object = Object::Made(swap(id));
        }
        op.replaces = op.replaces.iter().copied().map(swap).collect();
        op.replaces.sort_unstable();
    });
    let huge = OpId { counter: 1, writer: u64::MAX };
    bad(&mut document, "others", |change| change.ops[0].replaces = vec![huge]);
}

#[test]
fn an_operation_speaks_only_of_what_came_before() {
    let mut document = record();
    for counter in [0, u64::MAX] {
        let id = OpId { counter, writer: 0 };
        bad(&mut document, "replaces", |change| change.ops[0].replaces = vec![id]);
    }
    bad(&mut document, "object", |change| {
        let id = OpId { counter: change.start_op, writer: 0 };
        change.ops[0].object = Object::Made(id);
    });
}

#[test]
fn counters_stay_far_below_where_they_overflow() {
    let mut document = record();
    let full = |alter: fn(&mut Change), document: &mut Document| {
        let sent = forge(document, &field("title", "x"), alter);
        refuses(document, &sent, RecordFull, "counter");
    };
    full(|change| change.start_op = OP_COUNTER_MAX + 1, &mut document);
    full(|change| change.start_op = u64::MAX, &mut document);
    full(|change| change.seq = u64::MAX, &mut document);
    full(
        |change| {
            change.start_op = OP_COUNTER_MAX;
            let more: Op = change.ops[0].clone();
            change.ops.push(more);
        },
        &mut document,
    );
}
