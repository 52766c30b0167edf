//! Replicas that hold the same changes say the same, whatever the order (I2).

use fangxian_protocol::codec;
use fangxian_protocol::limits::CHANGE_BYTES_MAX;
use fangxian_protocol::message::RefusalCode::{HashMismatch, MissingDependency};
use rand::seq::SliceRandom;

use super::support::{RECORD, any_edit};
use super::support::{Sent, actor, catch_up, chance, history, read, write};
use crate::crdt::index::Index;
use crate::crdt::{Applied, Document, Refused};

#[test]
fn replicas_agree_in_any_order() {
    let mut rng = chance();
    let mut written = 0;
    while written < 2_000 {
        let (mut replicas, log) = history(&mut rng, 70);
        written += log.len();
        for replica in &mut replicas {
            catch_up(&mut rng, replica, &log);
            assert_eq!(replica.changes(), log.len());
        }
        let mut whole = replicas.remove(0);
        for other in &mut replicas {
            same(&mut whole, other);
        }
        let mut rebuilt = rebuild_shuffled(&mut rng, &log);
        same(&mut whole, &mut rebuilt);
        for (_, change) in &log {
            let bytes = codec::encode(change);
            let carried = codec::decode("change", &bytes, CHANGE_BYTES_MAX);
            assert_eq!(carried.as_ref(), Ok(change));
        }
    }
}

#[test]
fn a_saved_copy_says_the_same_and_goes_on_the_same() {
    let mut rng = chance();
    for _ in 0..20 {
        let (mut replicas, log) = history(&mut rng, 30);
        let mut whole = replicas.remove(0);
        catch_up(&mut rng, &mut whole, &log);
        let mut copy = Document::load(&whole.save(), actor(9)).unwrap();
        same(&mut whole, &mut copy);
        assert_eq!(copy.changes(), whole.changes());
        assert!(log.iter().all(|(header, _)| copy.contains(&header.change)));
        copy.verify().unwrap();
        assert_eq!(index_of(&copy), index_of(&whole));
        let edit = any_edit(&mut rng, &mut copy);
        if let Some(written) = copy.reconcile(&edit).unwrap() {
            super::support::take(&mut whole, &super::support::sent(written));
        }
        same(&mut whole, &mut copy);
    }
}

#[test]
fn what_the_engine_shows_is_what_the_index_expects() {
    let mut rng = chance();
    let (mut replicas, log) = history(&mut rng, 120);
    let mut whole = replicas.remove(0);
    catch_up(&mut rng, &mut whole, &log);
    let fields = read(&mut whole).fields;
    let index = whole.index.as_ref().unwrap();
    let heads: Vec<_> = index.heads().iter().copied().collect();
    assert_eq!(heads, whole.heads());
    let (past, _) = index.past(&heads).unwrap();
    for (name, values) in fields {
        let standing: Vec<_> = index.standing(&name, &past);
        assert_eq!(standing.len(), values.len(), "{name}");
        for (id, value) in standing.iter().zip(values) {
            let (_, change) = log.iter().find(|(h, _)| h.change == value.change).unwrap();
            assert_eq!(change.actor, id.actor);
            assert!((change.start_op..=change.max_op()).contains(&id.counter));
        }
    }
}

#[test]
fn a_rebuild_keeps_the_good_and_lists_the_bad() {
    let mut rng = chance();
    let (_, mut log) = history(&mut rng, 40);
    let last = log.len() - 1;
    log[last].1.ops[0].key = "altered".into();
    log.shuffle(&mut rng);
    let (rebuilt, refused) = Document::rebuild(RECORD, log.iter().map(|(h, c)| (h, c)), actor(9));
    assert_eq!(rebuilt.unwrap().changes(), last);
    assert_eq!(refused.len(), 1);
    let (nothing, refused) = Document::rebuild(RECORD, [], actor(9));
    assert!(nothing.is_none() && refused.is_empty());
}

#[test]
fn many_are_taken_as_one_by_one() {
    let mut rng = chance();
    let (_, mut log) = history(&mut rng, 40);
    log.push(log[3].clone());
    log[20].1.ops[0].key = "altered".into();
    let mut one_by_one = super::support::open(8);
    let singly: Vec<_> = log.iter().map(|(h, c)| one_by_one.apply(h, c)).collect();
    let mut together = super::support::open(9);
    assert_eq!(together.apply_all(log.iter().map(|(h, c)| (h, c))), singly);
    same(&mut one_by_one, &mut together);
    assert_eq!(singly[20].as_ref().unwrap_err().code, HashMismatch);
    assert_eq!(singly[40], Ok(Applied::Known));
    let waiting =
        |taken: &Result<_, Refused>| taken.as_ref().is_err_and(|why| why.code == MissingDependency);
    assert_eq!(singly.iter().filter(|taken| waiting(taken)).count(), 40 - one_by_one.changes() - 1);
}

#[test]
fn a_crowd_that_writes_at_once_is_followed_in_several_changes() {
    let mut first = super::support::open(1);
    write(&mut first, &super::support::typical());
    let mut log: Vec<Sent> = Vec::new();
    for n in 0..100 {
        let mut one = super::support::copy(&mut first, 100 + n);
        log.push(write(&mut one, &super::support::field("title", i64::from(n))));
    }
    let mut late = super::support::copy(&mut first, 2);
    log.iter().for_each(|sent| super::support::take(&mut late, sent));
    let mut edits = 0;
    while read(&mut late).fields["title"].len() > 1 {
        write(&mut late, &super::support::field("title", "定了"));
        edits += 1;
        assert!(edits < 5);
    }
    assert_eq!(late.heads().len(), 1);
    let mut copy = super::support::copy(&mut late, 3);
    copy.verify().unwrap();
    same(&mut late, &mut copy);
}

fn rebuild_shuffled(rng: &mut rand_chacha::ChaCha8Rng, log: &[Sent]) -> Document {
    let mut shuffled: Vec<&Sent> = log.iter().collect();
    shuffled.shuffle(rng);
    let changes = shuffled.into_iter().map(|(h, c)| (h, c));
    let (rebuilt, refused) = Document::rebuild(RECORD, changes, actor(9));
    assert_eq!(refused, []);
    rebuilt.unwrap()
}

fn same(a: &mut Document, b: &mut Document) {
    assert_eq!(a.heads(), b.heads());
    assert_eq!(a.digest(), b.digest());
    assert_ne!(a.digest(), [0; 32]);
    assert_eq!(read(a), read(b));
}

fn index_of(document: &Document) -> String {
    let index: &Index = document.index.as_ref().unwrap();
    let heads: Vec<_> = index.heads().iter().copied().collect();
    let (_, max_op) = index.past(&heads).unwrap();
    format!("{} {max_op} {heads:?} {:?}", index.len(), index.opened())
}
