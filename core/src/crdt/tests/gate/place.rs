//! Rules of the vocabulary: what may be written where.

use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::message::RefusalCode::{OutsideSchema, WrongRecord};
use fangxian_protocol::scalar::Scalar;

use super::super::support::{field, observe, open, own_header, said, typical, write};
use super::{accepts, forge, record, refuses};
use crate::crdt::Document;

type Alter = Box<dyn Fn(&mut Change)>;

fn value(object: Object, key: &str) -> Op {
    Op { object, key: key.into(), written: Written::Value(Scalar::Null), replaces: Vec::new() }
}

/// A map another writer made: the record's first change is all writer 1's.
fn theirs(counter: u64) -> Object {
    Object::Made(OpId { counter, writer: 1 })
}

#[track_caller]
fn bad_field(document: &mut Document, detail: &str, alter: impl FnOnce(&mut Change)) {
    let sent = forge(document, &field("note", "x"), alter);
    refuses(document, &sent, OutsideSchema, detail);
}

#[track_caller]
fn bad_fact(document: &mut Document, detail: &str, alter: impl FnOnce(&mut Change)) {
    let sent = forge(document, &said(observe(50, "x", &[])), alter);
    refuses(document, &sent, OutsideSchema, detail);
}

#[test]
fn the_root_is_written_once() {
    let mut document = record();
    for key in ["kind", "fields", "zone"] {
        let alter = |change: &mut Change| change.ops.push(value(Object::Root, key));
        let sent = forge(&mut document, &field("note", "x"), alter);
        refuses(&mut document, &sent, WrongRecord, "root");
    }
}

#[test]
fn a_record_opens_with_seven_keys_in_order() {
    let mut alterations: Vec<Alter> = vec![
        Box::new(|change| change.ops.swap(0, 1)),
        Box::new(|change| change.ops.swap(4, 5)),
        Box::new(|change| change.ops[3].written = Written::Map),
        Box::new(|change| change.ops[6].key = "files".into()),
        Box::new(|change| change.ops.truncate(6)),
        Box::new(|change| change.ops[2].replaces = vec![OpId { counter: 1, writer: 0 }]),
    ];
    alterations.push(Box::new(|change| {
        change.ops[1].written = Written::Value("xyz".into());
    }));
    for alter in alterations {
        let (_, mut change) = write(&mut open(9), &field("note", "x"));
        alter(&mut change);
        let refused = open(4).apply(&own_header(&change), &change).unwrap_err();
        assert_eq!(refused.code, WrongRecord, "{refused}");
    }
    let (_, mut change) = write(&mut open(9), &field("note", "x"));
    change.ops.push(value(Object::Root, "zone"));
    let refused = open(4).apply(&own_header(&change), &change).unwrap_err();
    assert_eq!((refused.code, refused.detail), (OutsideSchema, "root"));
}

#[test]
fn only_the_maps_of_the_record_are_written_into() {
    let mut document = record();
    bad_field(&mut document, "object", |change| change.ops[0].object = theirs(1));
    bad_field(&mut document, "object", |change| change.ops[0].object = theirs(9));
    bad_field(&mut document, "object", |change| {
        let op = value(Object::Made(OpId { counter: change.start_op, writer: 0 }), "x");
        change.ops.push(op);
    });
}

#[test]
fn fields_hold_values_and_nothing_deeper() {
    let mut document = record();
    bad_field(&mut document, "map", |change| change.ops[0].written = Written::Map);
}

#[test]
fn a_field_replaces_exactly_what_its_writer_saw() {
    let mut document = record();
    let settle = field("title", "定了");
    let cases: [fn(&mut Change); 3] = [
        |change| {
            change.ops[0].replaces.clear();
            change.others.truncate(1);
        },
        |change| {
            change.ops[0].replaces.pop();
            change.others.truncate(1);
        },
        |change| change.ops[0].key = "note".into(),
    ];
    for alter in cases {
        let sent = forge(&mut document, &settle, alter);
        refuses(&mut document, &sent, OutsideSchema, "replaces");
    }
    bad_field(&mut document, "replaces", |change| {
        change.ops[0].replaces = vec![OpId { counter: 8, writer: 1 }];
    });
    bad_field(&mut document, "replaces", |change| change.ops.push(change.ops[0].clone()));
    let sent = forge(&mut document, &settle, |_| {});
    accepts(&mut document, &sent);
}

#[test]
fn facts_are_new_maps_under_ids() {
    let mut document = record();
    bad_fact(&mut document, "facts", |change| change.ops[0].key = "not-an-id".into());
    bad_fact(&mut document, "facts", |change| change.ops[0].key = "000000000000003G".into());
    bad_fact(&mut document, "replaces", |change| {
        change.ops[0].replaces = vec![OpId { counter: 23, writer: 1 }];
    });
    bad_fact(&mut document, "object", |change| {
        change.ops.truncate(1);
        change.ops[0].written = Written::Value(Scalar::Null);
    });
}

#[test]
fn a_fact_is_flat_and_said_whole() {
    let mut document = record();
    bad_fact(&mut document, "map", |change| {
        change.ops[1].written = Written::Map;
    });
    bad_fact(&mut document, "replaces", |change| change.ops.push(change.ops[1].clone()));
    bad_fact(&mut document, "replaces", |change| {
        let id = OpId { counter: change.start_op, writer: 0 };
        change.ops[1].replaces = vec![id];
    });
    let first = &write(&mut open(1), &typical()).1;
    let made = |op: &Op| op.key == "0000000000000001";
    let place = first.ops.iter().position(made).unwrap() as u64;
    bad_field(&mut document, "object", |change| {
        change.ops.push(value(theirs(place + 1), "note"));
    });
}

#[test]
fn evidence_is_flat_and_under_hashes() {
    let mut document = record();
    let list = || crate::crdt::Edit {
        evidence: vec![(fangxian_protocol::id::EvidenceHash([5; 32]), Default::default())],
        ..Default::default()
    };
    let sent = forge(&mut document, &list(), |change| change.ops[0].key = "00".into());
    refuses(&mut document, &sent, OutsideSchema, "evidence");
    let sent = forge(&mut document, &list(), |change| {
        change.ops[0].replaces = vec![OpId { counter: 7, writer: 1 }];
    });
    refuses(&mut document, &sent, OutsideSchema, "replaces");
    let sent = forge(&mut document, &list(), |change| {
        change.ops[0].written = Written::Value(Scalar::Null);
    });
    refuses(&mut document, &sent, OutsideSchema, "object");
    let sent = forge(&mut document, &list(), |_| {});
    accepts(&mut document, &sent);
}
