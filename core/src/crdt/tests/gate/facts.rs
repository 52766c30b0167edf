//! Rules of facts: who says it, and what they had before them.

use fangxian_protocol::change::{Change, Written};
use fangxian_protocol::id::FactId;
use fangxian_protocol::message::RefusalCode::{Equivocation, OutsideSchema};
use fangxian_protocol::scalar::Scalar;

use super::super::support::{copy, kind, observe, own_header, said, take, write};
use super::{accepts, forge, record, refuses};
use crate::crdt::{Edit, facts_of};

fn say(change: &mut Change, property: &str, value: Scalar) {
    let ops = change.ops.iter_mut();
    ops.filter(|op| op.key == property).for_each(|op| op.written = Written::Value(value.clone()));
}

#[test]
fn a_fact_says_who_when_and_in_which_role() {
    let mut document = record();
    for property in ["by", "role", "at", "type"] {
        let edit = said(observe(50, "x", &[]));
        let sent = forge(&mut document, &edit, |change| {
            change.ops.retain(|op| op.key != property);
        });
        refuses(&mut document, &sent, OutsideSchema, property);
        assert_eq!(facts_of(&kind(), &sent.1).unwrap_err().detail, property);
        let sent = forge(&mut document, &edit, |change| say(change, property, Scalar::Null));
        refuses(&mut document, &sent, OutsideSchema, property);
    }
}

#[test]
fn a_fact_has_seen_only_what_its_change_follows() {
    let mut document = record();
    let mut other = copy(&mut document, 5);
    let elsewhere = write(&mut other, &said(observe(70, "同时", &[])));
    let seen = |id: u64| Scalar::Bytes(FactId(id.to_be_bytes()).0.to_vec());
    let edit = said(observe(50, "x", &[1]));
    let concurrent = forge(&mut document, &edit, |change| say(change, "seen", seen(70)));
    let invented = forge(&mut document, &edit, |change| say(change, "seen", seen(99)));
    let itself = forge(&mut document, &edit, |change| say(change, "seen", seen(50)));
    let torn = Scalar::Bytes(vec![0; 9]);
    let torn = forge(&mut document, &edit, |change| say(change, "seen", torn));
    take(&mut document, &elsewhere);
    for sent in [concurrent, invented, itself, torn] {
        refuses(&mut document, &sent, OutsideSchema, "seen");
    }
    let sent = forge(&mut document, &said(observe(51, "x", &[70])), |_| {});
    accepts(&mut document, &sent);
}

#[test]
fn facts_said_together_see_only_those_said_before_them() {
    let mut document = record();
    let edit =
        Edit { facts: vec![observe(50, "x", &[]), observe(51, "x", &[50])], ..Edit::default() };
    let sent = forge(&mut document, &edit, |change| {
        let swap = |key: &str| match key {
            "0000000000000032" => "0000000000000033".to_owned(),
            "0000000000000033" => "0000000000000032".to_owned(),
            other => other.to_owned(),
        };
        change.ops.iter_mut().for_each(|op| op.key = swap(&op.key));
    });
    refuses(&mut document, &sent, OutsideSchema, "seen");
    let sent = forge(&mut document, &edit, |_| {});
    accepts(&mut document, &sent);
}

#[test]
fn a_fact_may_be_said_again_in_the_same_words_by_another_writer_and_is_one_fact() {
    let mut document = record();
    let (mut one, mut other) = (copy(&mut document, 5), copy(&mut document, 6));
    let words = said(observe(50, "x", &[1]));
    let (first, again) = (write(&mut one, &words), write(&mut other, &words));
    let other_words = write(&mut copy(&mut document, 7), &said(observe(50, "y", &[1])));
    // Who saw the second telling saw the fact.
    let reply = write(&mut other, &said(observe(51, "z", &[50])));
    for order in [[&first, &again], [&again, &first]] {
        let mut document = copy(&mut document, 8);
        for sent in order {
            accepts(&mut document, sent);
        }
        accepts(&mut document, &reply);
        refuses(&mut document, &other_words, Equivocation, "facts");
        let record = document.hydrate(&|_| None).unwrap();
        assert_eq!(record.facts[&FactId(50_u64.to_be_bytes())], observe(50, "x", &[1]));
    }
}

#[test]
fn a_fact_id_is_given_once() {
    let mut document = record();
    let sent = forge(&mut document, &said(observe(50, "x", &[])), |change| {
        change.ops[0].key = FactId(1_u64.to_be_bytes()).to_string();
    });
    refuses(&mut document, &sent, Equivocation, "facts");
    let twice =
        Edit { facts: vec![observe(50, "x", &[]), observe(51, "x", &[])], ..Edit::default() };
    let sent = forge(&mut document, &twice, |change| {
        change.ops.iter_mut().for_each(|op| {
            if op.key == FactId(51_u64.to_be_bytes()).to_string() {
                op.key = FactId(50_u64.to_be_bytes()).to_string();
            }
        });
    });
    refuses(&mut document, &sent, Equivocation, "facts");
    assert_eq!(own_header(&sent.1).change, sent.0.change);
}
