//! What the centre says to have is shown, forgotten when it has it no more, and never in the way.

use std::collections::BTreeSet;

use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::id::{ArrivalTag, EvidenceHash, RecordId};
use fangxian_protocol::key::SoftwareKey;

use super::support::{Folder, Phone, record};
use crate::store::{Identity, KeyHolder, Store, StoreError};

const HERE: EvidenceHash = EvidenceHash([1; 32]);
const GONE: EvidenceHash = EvidenceHash([2; 32]);

/// A store of someone with a post in this scope, with one hazard.
fn of_scope(folder: &Folder, scope: &str) -> Store {
    let store = folder.store();
    let mut phone = Phone::new(1);
    phone.report(&store, 1, "渗水");
    let posts = vec![Post { role: "grid".into(), scope: scope.parse().unwrap() }];
    let (key, person) = (phone.certificate().key, "p-0001".parse().unwrap());
    let centre = SoftwareKey::from_seed(&[9; 32]);
    let certificate = Certificate::issue(key, person, posts, (0, i64::MAX), &centre).unwrap();
    let identity =
        Identity { certificate: Some(certificate), ..Identity::new(KeyHolder::Seed([1; 32])) };
    store.write(|writing| writing.put_identity(&identity)).unwrap();
    store
}

fn arrivals(store: &Store, number: u16) -> BTreeSet<ArrivalTag> {
    store.read(|reading| reading.arrivals(&record(number))).unwrap()
}

fn tags(number: u16, of: &[EvidenceHash]) -> BTreeSet<ArrivalTag> {
    Arrival::of(record(number), of).tags
}

/// Notes that these attachments arrived; whether that was news.
fn hears(store: &Store, number: u16, of: &[EvidenceHash]) -> bool {
    let arrival = Arrival::of(record(number), of);
    store.write(|writing| writing.note_arrival(&arrival)).unwrap()
}

fn heard_again(store: &Store, said_again: &[EvidenceHash]) -> Vec<RecordId> {
    store.write(|writing| writing.hear_again()).unwrap();
    assert_eq!(arrivals(store, 1), tags(1, &[HERE, GONE]), "until all was heard nothing goes");
    if !said_again.is_empty() {
        assert!(!hears(store, 1, said_again), "it was known");
    }
    store.write(|writing| writing.heard_all()).unwrap()
}

#[test]
fn what_arrived_is_forgotten_once_everything_was_heard_and_it_was_not_among_it() {
    let folder = Folder::new();
    let store = of_scope(&folder, "990101");
    assert!(hears(&store, 1, &[HERE, GONE]) && !hears(&store, 1, &[HERE]));
    assert!(hears(&store, 2, &[HERE]), "also of a record that is not here");
    assert_eq!(heard_again(&store, &[HERE]), [record(1)], "it is shown anew");
    assert_eq!((arrivals(&store, 1), arrivals(&store, 2)), (tags(1, &[HERE]), BTreeSet::new()));
    let again = store.write(|writing| writing.heard_all()).unwrap();
    assert_eq!((again, arrivals(&store, 1)), (vec![], tags(1, &[HERE])), "once is enough");
}

#[test]
fn what_arrived_stays_of_records_that_are_heard_of_no_more() {
    let folder = Folder::new();
    let store = of_scope(&folder, "31");
    hears(&store, 1, &[HERE, GONE]);
    assert_eq!(heard_again(&store, &[]), []);
    assert_eq!(arrivals(&store, 1), tags(1, &[HERE, GONE]));
}

#[test]
fn what_arrived_stays_on_a_phone_that_may_hear_nothing_more() {
    let folder = Folder::new();
    let store = of_scope(&folder, "990101");
    hears(&store, 1, &[HERE, GONE]);
    let stopped = store.write(|writing| {
        writing.hear_again()?;
        writing.stop_hearing()
    });
    assert_eq!(stopped, Ok::<_, StoreError>(()));
    assert_eq!(arrivals(&store, 1), tags(1, &[HERE, GONE]));
}

#[test]
fn what_a_drive_made_of_an_arrival_is_dropped_and_nothing_else() {
    let folder = Folder::new();
    let store = of_scope(&folder, "990101");
    hears(&store, 1, &[HERE, GONE]);
    store.database.with_writer(|writer| {
        writer.pragma_update(None, "ignore_check_constraints", true).unwrap();
        let gone = tags(1, &[GONE]).pop_first().unwrap();
        writer.execute("UPDATE arrival SET tag = x'00' WHERE tag = ?1", [gone.0]).unwrap();
    });
    let read = store.read(|reading| reading.arrivals(&record(1)));
    assert!(read.is_err_and(|error: StoreError| error.is_damage()));
    store.close().unwrap();
    let (store, report) = folder.open();
    let salvaged = report.salvaged.unwrap();
    assert_eq!((salvaged.envelopes_kept, salvaged.envelopes_lost), (1, 0));
    assert_eq!(arrivals(&store, 1), tags(1, &[HERE]));
}
