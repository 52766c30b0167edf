//! Damaged bytes are told, never shown and never a panic.

use super::support::{actor, open, read, typical, write};
use crate::crdt::Document;

#[test]
fn every_damaged_byte_of_a_save_is_noticed() {
    let mut document = open(1);
    write(&mut document, &typical());
    let saved = document.save();
    assert!(Document::load(&saved, actor(2)).is_ok());
    for place in 0..saved.len() {
        assert!(Document::load(&saved[..place], actor(2)).is_err(), "cut at {place}");
        for flip in [0x01, 0x80, 0xff] {
            let mut damaged = saved.clone();
            damaged[place] ^= flip;
            assert!(Document::load(&damaged, actor(2)).is_err(), "flip at {place}");
        }
    }
    let longer = [&saved[..], b"x"].concat();
    assert!(Document::load(&longer, actor(2)).is_err());
}

#[test]
fn bytes_of_another_engine_document_are_not_a_record() {
    let mut foreign = automerge::AutoCommit::new();
    automerge::transaction::Transactable::put(&mut foreign, automerge::ROOT, "x", 1).unwrap();
    let bytes = foreign.save();
    assert_eq!(Document::load(&bytes, actor(2)).unwrap_err().part, "bytes");
    let sealed = crate::crdt::seal::seal(&bytes);
    assert_eq!(Document::load(&sealed, actor(2)).unwrap_err().part, "kind");
}

#[test]
fn an_empty_document_saves_to_nothing() {
    let mut document = open(1);
    assert!(document.save().is_empty());
    assert_eq!(document.heads(), []);
    assert!(read(&mut document).fields.is_empty());
    assert!(Document::load(&[], actor(2)).is_err());
}

#[test]
fn a_large_record_is_read_on_a_small_stack() {
    let mut document = open(1);
    write(&mut document, &typical());
    for n in 0..300 {
        let fact = super::support::observe(100 + n, "仍有杂物", &[1]);
        write(&mut document, &super::support::said(fact));
    }
    let saved = document.save();
    let small = std::thread::Builder::new().stack_size(512 * 1024);
    let work = move || {
        let mut document = Document::load(&saved, actor(2)).unwrap();
        let facts = read(&mut document).facts.len();
        document.verify().unwrap();
        write(&mut document, &super::support::field("title", "新"));
        (facts, document.digest())
    };
    let (facts, digest) = small.spawn(work).unwrap().join().unwrap();
    assert_eq!(facts, 303);
    assert_ne!(digest, [0; 32]);
}
