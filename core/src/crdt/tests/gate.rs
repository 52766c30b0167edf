//! Every rule of the gate has a change that breaks exactly it.

mod facts;
mod place;
mod sequence;
mod shape;

use fangxian_protocol::change::Change;
use fangxian_protocol::message::RefusalCode;

use super::support::{Sent, copy, observe, open, own_header, take, typical, write};
use crate::crdt::{Document, Edit, Refused};

/// An honest change of another replica, altered, under the header of whoever altered it.
fn forge(document: &mut Document, edit: &Edit, alter: impl FnOnce(&mut Change)) -> Sent {
    let mut other = copy(document, 9);
    let (_, mut change) = write(&mut other, edit);
    alter(&mut change);
    (own_header(&change), change)
}

/// A record with a few changes of two writers.
fn record() -> Document {
    let mut document = open(1);
    write(&mut document, &typical());
    let mut other = copy(&mut document, 2);
    let from_there = write(&mut other, &super::support::field("title", "东侧"));
    write(&mut document, &super::support::field("title", "西侧"));
    take(&mut document, &from_there);
    document
}

#[track_caller]
fn refuses(document: &mut Document, (header, change): &Sent, code: RefusalCode, detail: &str) {
    let before = (document.heads(), document.digest(), document.changes());
    let refused = document.apply(header, change).unwrap_err();
    assert_eq!((refused.code, refused.detail), (code, detail), "{refused}");
    let after = (document.heads(), document.digest(), document.changes());
    assert_eq!(before, after);
    let edit = super::support::said(observe(rand::random(), "还能写", &[]));
    let mut going_on = copy(document, 8);
    write(&mut going_on, &edit);
}

#[track_caller]
fn accepts(document: &mut Document, sent: &Sent) {
    take(document, sent);
    copy(document, 8).verify().unwrap();
}

#[test]
fn a_refusal_names_the_part_and_nothing_else() {
    let refused = Refused::new(RefusalCode::OutsideSchema, "seen");
    assert_eq!(refused.to_string(), "refused: outside_schema (seen)");
}
