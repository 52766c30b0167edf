//! Edits become the smallest change that says them.

use fangxian_protocol::change::Written as Said;
use fangxian_protocol::id::{EvidenceHash, FactId};
use fangxian_protocol::limits::{OPS_MAX, VALUE_BYTES_MAX};
use fangxian_protocol::scalar::Scalar;

use super::support::{copy, field, kind, observe, open, read, said, take, typical, write};
use crate::crdt::{Applied, BadEdit, Edit, facts_of};
use crate::domain::record::Props;

#[test]
fn a_record_opens_with_its_first_edit_in_one_change() {
    let mut document = open(1);
    assert_eq!(document.reconcile(&Edit::default()), Ok(None));
    let (_, change) = write(&mut document, &typical());
    assert_eq!((document.changes(), change.seq, change.start_op), (1, 1, 1));
    let record = read(&mut document);
    assert_eq!((record.kind, record.schema), (kind(), 1));
    assert_eq!((record.fields.len(), record.facts.len()), (15, 3));
}

#[test]
fn what_is_said_already_is_not_written_again() {
    let mut document = open(1);
    write(&mut document, &typical());
    assert_eq!(document.reconcile(&typical()), Ok(None));
    let (_, change) = write(&mut document, &field("field_00", "改了"));
    assert_eq!(change.ops.len(), 1);
    assert_eq!(change.ops[0].replaces.len(), 1);
}

#[test]
fn values_written_at_once_stand_until_someone_who_saw_them_settles() {
    let mut here = open(1);
    write(&mut here, &typical());
    let mut there = copy(&mut here, 2);
    let from_there = write(&mut there, &field("title", "东侧"));
    let from_here = write(&mut here, &field("title", "西侧"));
    take(&mut here, &from_there);
    let values = &read(&mut here).fields["title"];
    let changes: Vec<_> = values.iter().map(|value| value.change).collect();
    assert_eq!(values.len(), 2);
    assert!(changes.contains(&from_here.0.change) && changes.contains(&from_there.0.change));
    let settled = write(&mut here, &field("title", "东侧"));
    assert_eq!(settled.1.ops[0].replaces.len(), 2);
    take(&mut there, &from_here);
    take(&mut there, &settled);
    assert_eq!(read(&mut there).fields["title"].len(), 1);
    assert_eq!(read(&mut there), read(&mut here));
}

#[test]
fn a_fact_is_added_once_and_never_altered() {
    let mut document = open(1);
    write(&mut document, &typical());
    let again = observe(1, "另一种说法", &[]);
    let id = FactId(1_u64.to_be_bytes());
    assert_eq!(document.reconcile(&said(again)), Err(BadEdit::FactDiffers(id)));
    let unseen = observe(50, "", &[51]);
    assert!(matches!(document.reconcile(&said(unseen)),
            Err(BadEdit::Refused(why)) if why.detail == "seen"));
    let chain = Edit {
        facts: vec![observe(60, "", &[1, 2, 3]), observe(61, "", &[60])],
        ..Edit::default()
    };
    let (_, change) = write(&mut document, &chain);
    assert_eq!(facts_of(&kind(), &change), Ok(chain.facts));
    assert_eq!(document.changes(), 2);
}

#[test]
fn evidence_only_grows() {
    let mut here = open(1);
    write(&mut here, &typical());
    let hash = EvidenceHash([5; 32]);
    let list = |name: &str, value: &str| Edit {
        evidence: vec![(hash, Props::from([(name.to_owned(), Scalar::from(value))]))],
        ..Edit::default()
    };
    let mut there = copy(&mut here, 2);
    let a = write(&mut here, &list("role", "before"));
    let b = write(&mut there, &list("mime", "image/jpeg"));
    take(&mut here, &b);
    take(&mut there, &a);
    assert_eq!(here.reconcile(&list("role", "after")), Ok(None));
    let c = write(&mut here, &list("at", "东侧"));
    take(&mut there, &c);
    assert_eq!(read(&mut here), read(&mut there));
    assert_eq!(read(&mut here).evidence[&hash].props.len(), 3);
}

#[test]
fn an_edit_no_one_would_take_changes_nothing() {
    let mut document = open(1);
    write(&mut document, &typical());
    let (heads, digest) = (document.heads(), document.digest());
    let long = field("title", "长".repeat(VALUE_BYTES_MAX));
    assert!(
        matches!(document.reconcile(&long), Err(BadEdit::Refused(why)) if why.detail == "value")
    );
    let names = (0..=OPS_MAX).map(|n| (format!("f{n}"), Scalar::Null));
    let many = Edit { fields: names.collect(), ..Edit::default() };
    assert!(matches!(document.reconcile(&many), Err(BadEdit::Refused(why)) if why.detail == "ops"));
    let wide = (0..10).map(|n| (format!("f{n}"), Scalar::from("x".repeat(VALUE_BYTES_MAX))));
    let large = Edit { fields: wide.collect(), ..Edit::default() };
    assert_eq!(document.reconcile(&large), Err(BadEdit::TooLarge));
    assert!(document.reconcile(&field("", "x")).is_err());
    assert_eq!((document.heads(), document.digest()), (heads, digest));
}

#[test]
fn the_facts_of_a_change_are_told_with_and_without_its_document() {
    let mut here = open(1);
    let first = write(&mut here, &typical());
    assert_eq!(facts_of(&kind(), &first.1).map(|facts| facts.len()), Ok(3));
    let mut there = super::support::open(2);
    let applied = there.apply(&first.0, &first.1).unwrap();
    let evidence = typical().evidence.into_iter().map(|(hash, _)| hash).collect();
    assert_eq!(applied, Applied::New { facts: typical().facts, evidence });
    assert_eq!(there.apply(&first.0, &first.1), Ok(Applied::Known));
    let second = write(&mut here, &field("title", "x"));
    assert_eq!(facts_of(&kind(), &second.1), Ok(Vec::new()));
    assert!(second.1.ops.iter().all(|op| op.written != Said::Map));
}
