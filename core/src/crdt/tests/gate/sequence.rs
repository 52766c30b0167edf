//! Rules of order: writers, counters, what follows what, and the record itself.

use fangxian_protocol::id::ChangeHash;
use fangxian_protocol::limits::{RECORD_CHANGES_MAX, RECORD_OPS_MAX};
use fangxian_protocol::message::RefusalCode::{
    BrokenSequence, Equivocation, HashMismatch, MissingDependency, RecordFull, WrongRecord,
};

use super::super::support::{copy, field, home, open, own_header, sent, take, typical, write};
use super::{accepts, forge, record, refuses};
use crate::crdt::{Applied, BadEdit, Document, Edit, Refused};

fn title() -> Edit {
    field("title", "x")
}

#[test]
fn a_change_is_what_its_header_says() {
    let mut document = record();
    let mut one = forge(&mut document, &title(), |_| {});
    one.0.change = ChangeHash([3; 32]);
    refuses(&mut document, &one, HashMismatch, "change");
}

#[test]
fn a_header_speaks_of_this_record() {
    let mut document = record();
    let one = forge(&mut document, &title(), |_| {});
    let mut other = one.clone();
    other.0.record.0[0] ^= 1;
    refuses(&mut document, &other, WrongRecord, "id");
    let mut other = one.clone();
    other.0.kind = "site".parse().unwrap();
    refuses(&mut document, &other, WrongRecord, "kind");
    let mut other = one.clone();
    other.0.home = "990101101205".parse().unwrap();
    assert_ne!(other.0.home, home());
    refuses(&mut document, &other, WrongRecord, "home");
    accepts(&mut document, &one);
}

#[test]
fn what_it_follows_must_be_here() {
    let mut document = record();
    let one = forge(&mut document, &title(), |change| change.deps = vec![ChangeHash([1; 32])]);
    refuses(&mut document, &one, MissingDependency, "deps");
    assert!(MissingDependency.is_retryable());
    let mut elsewhere = open(3);
    let first = write(&mut elsewhere, &typical());
    let second = write(&mut elsewhere, &title());
    let mut empty = open(4);
    let refused = empty.apply(&second.0, &second.1).unwrap_err();
    assert_eq!(refused.code, MissingDependency);
    take(&mut empty, &first);
    take(&mut empty, &second);
}

#[test]
fn it_names_only_the_latest_it_follows() {
    let mut document = record();
    let older = copy(&mut document, 3);
    let before = older.heads();
    write(&mut document, &title());
    let one = forge(&mut document, &field("title", "y"), |change| {
        change.deps.extend(&before);
        change.deps.sort_unstable();
    });
    refuses(&mut document, &one, BrokenSequence, "deps");
}

#[test]
fn a_writer_numbers_changes_without_gaps() {
    let mut document = record();
    for seq in [0, 2, 3] {
        let one = forge(&mut document, &title(), |change| change.seq = seq);
        refuses(&mut document, &one, BrokenSequence, if seq == 0 { "zero" } else { "seq" });
    }
}

#[test]
fn a_number_is_given_once() {
    let mut document = record();
    let mut phone = copy(&mut document, 9);
    let mut restored = copy(&mut document, 9);
    let one = write(&mut phone, &title());
    let two = write(&mut restored, &field("title", "y"));
    take(&mut document, &one);
    refuses(&mut document, &two, Equivocation, "seq");
    assert_eq!(document.apply(&one.0, &one.1), Ok(Applied::Known));
    let mut lied = one.clone();
    lied.1.ops[0].key = "other".into();
    refuses(&mut document, &lied, HashMismatch, "change");
}

#[test]
fn a_writer_follows_their_own_last_change() {
    let mut document = record();
    let mut fork = copy(&mut document, 9);
    let one = write(&mut fork, &title());
    take(&mut document, &one);
    let mut before = record();
    let stray = forge(&mut before, &title(), |change| change.seq = 2);
    refuses(&mut document, &stray, BrokenSequence, "deps");
}

#[test]
fn counters_start_right_after_what_is_followed() {
    let mut document = record();
    for jump in [1, 2, 1_000] {
        let ahead = forge(&mut document, &title(), |change| change.start_op += jump);
        refuses(&mut document, &ahead, BrokenSequence, "start_op");
    }
    let behind = forge(&mut document, &field("note", "x"), |change| change.start_op -= 1);
    refuses(&mut document, &behind, BrokenSequence, "start_op");
    let zero = forge(&mut document, &title(), |change| change.start_op = 0);
    refuses(&mut document, &zero, BrokenSequence, "zero");
}

#[test]
fn a_record_opens_once() {
    let mut document = record();
    let again = sent(open(9).reconcile(&typical()).unwrap().unwrap());
    refuses(&mut document, &again, WrongRecord, "root");
}

#[test]
fn a_record_opens_as_what_its_header_says() {
    let other_kind = "site".parse().unwrap();
    let other_home = "990101101205".parse().unwrap();
    let other_record = fangxian_protocol::id::RecordId([1; 16]);
    let (kind, actor) = (super::super::support::kind(), super::super::support::actor(9));
    let record = super::super::support::RECORD;
    let cases = [
        (Document::open(record, &other_kind, home(), 1, actor), "kind"),
        (Document::open(other_record, &kind, home(), 1, actor), "id"),
        (Document::open(record, &kind, other_home, 1, actor), "home"),
    ];
    for (mut wrong, part) in cases {
        let opened = wrong.reconcile(&title()).unwrap().unwrap();
        let refused = open(4).apply(&own_header(&opened.change), &opened.change);
        let refused = refused.unwrap_err();
        assert_eq!((refused.code, refused.detail), (WrongRecord, part));
    }
}

#[test]
fn a_record_has_room_for_so_many_changes() {
    let mut document = open(1);
    write(&mut document, &title());
    let mut twin = copy(&mut document, 2);
    let last = write(&mut twin, &field("z", 1));
    for n in 1..RECORD_CHANGES_MAX {
        write(&mut document, &field("title", i64::try_from(n).unwrap()));
    }
    let refused = document.apply(&last.0, &last.1).unwrap_err();
    assert_eq!((refused.code, refused.detail), (RecordFull, "changes"));
    let full = document.reconcile(&field("z", 2)).unwrap_err();
    assert!(full.to_string().contains("record_full"), "{full}");
}

#[test]
fn a_record_has_room_for_so_many_operations() {
    let wide = |round: i64| Edit {
        fields: (0..1_900).map(|n| (format!("f{n}"), round.into())).collect(),
        ..Edit::default()
    };
    let mut document = open(1);
    let mut ops = 0;
    let full = (0..).find_map(|round| match document.reconcile(&wide(round)) {
        Ok(written) => {
            ops += written.unwrap().change.ops.len();
            None
        }
        Err(why) => Some(why),
    });
    let why = Refused::new(RecordFull, "ops");
    assert_eq!(full, Some(BadEdit::Refused(why)));
    assert!(ops <= RECORD_OPS_MAX && ops + 1_900 > RECORD_OPS_MAX);
    write(&mut document, &title());
}

#[test]
fn a_record_has_room_for_so_many_bytes() {
    let mut document = open(1);
    let long = |round: usize| Edit {
        fields: (0..7).map(|n| (format!("f{n}"), format!("{round:0>8000}").into())).collect(),
        ..Edit::default()
    };
    let full = (0..).find_map(|round| document.reconcile(&long(round)).err());
    let why = Refused::new(RecordFull, "bytes");
    assert_eq!(full, Some(BadEdit::Refused(why)));
    write(&mut document, &title());
}
