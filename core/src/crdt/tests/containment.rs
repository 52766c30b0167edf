//! When the engine fails, the operation ends and the document stays.

use super::support::{copy, field, open, read, take, typical, write};
use crate::crdt::engine::{Built, Failed, contained};
use crate::crdt::shape;

#[test]
fn a_panic_in_the_engine_ends_the_operation() {
    let failed: Result<(), Failed> = contained(|| panic!("the engine fails in a test"));
    assert_eq!(failed, Err(Failed));
}

#[test]
fn what_the_engine_cannot_take_leaves_it_as_it_was() {
    let mut document = open(1);
    write(&mut document, &typical());
    let mut other = copy(&mut document, 2);
    let first = write(&mut other, &field("title", "x"));
    let second = write(&mut other, &field("title", "y"));
    let build = |change| Built::new(&shape::resolve(change).unwrap()).unwrap();
    let before = (document.heads(), document.digest());
    assert_eq!(document.engine.apply(vec![build(&second.1)]), Err(Failed));
    assert_eq!((document.heads(), document.digest()), before);
    assert_eq!(document.flush(vec![build(&second.1)]), Err(Failed));
    assert!(document.index.is_none());
    take(&mut document, &first);
    take(&mut document, &second);
    assert_eq!(read(&mut document), read(&mut other));
}

#[test]
fn what_was_taken_and_could_not_be_worked_in_is_not_missing_from_what_is_saved() {
    let mut document = open(1);
    write(&mut document, &typical());
    let mut other = copy(&mut document, 2);
    write(&mut other, &field("title", "x"));
    let second = write(&mut other, &field("title", "y"));
    document.wait(vec![Built::new(&shape::resolve(&second.1).unwrap()).unwrap()]);
    assert!(document.settle().is_err());
    assert!(document.save().is_empty(), "its envelopes say more than it does");
}

#[test]
fn a_document_may_change_threads() {
    fn moves<T: Send + Sync + std::panic::UnwindSafe>() {}
    moves::<crate::crdt::Document>();
}
