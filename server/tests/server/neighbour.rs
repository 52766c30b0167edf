//! Phones that ask much of the gate, and what their neighbours notice of it.

use fangxian::crdt::Edit;
use fangxian_protocol::change::{Change, Object, Op, Written};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{EvidenceHash, RecordId};
use fangxian_protocol::limits::EVIDENCE_PER_CHANGE_MAX;
use sha2::{Digest, Sha256};

use super::answers::{arrivals, codes};
use super::support::{LIYUE, Phone, Town, upload};

fn photo(number: usize) -> (EvidenceHash, Vec<u8>) {
    let bytes = format!("photo {number}").into_bytes();
    (EvidenceHash(Sha256::digest(&bytes).into()), bytes)
}

/// An edit that lists so many photos.
fn listing(count: usize) -> Edit {
    let evidence = (0..count).map(|number| (photo(number).0, Default::default()));
    Edit { evidence: evidence.collect(), ..Edit::default() }
}

async fn send(town: &Town, phone: &mut Phone, number: usize) {
    let (hash, bytes) = photo(number);
    let piece = (0, bytes.len() as u64, bytes.as_slice());
    let (_, answer) = upload(town, phone, hash, Some(piece)).await;
    assert_eq!(answer.0, 204);
}

/// How many photos of the record are said to be here.
async fn told(town: &Town, reader: &mut Phone, record: RecordId) -> usize {
    let told = arrivals(&town.pull(reader).await);
    told.iter().filter(|one| one.record == record).map(|one| one.tags.len()).sum()
}

#[tokio::test]
async fn of_all_photos_a_change_names_the_centre_speaks_once() {
    let town = Town::new();
    let (mut phone, mut reader) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    let (mut first, report) = phone.report(LIYUE);
    let named = phone.write(&mut first, &listing(12));
    town.push(&mut phone, vec![report, named]).await;
    for number in 0..12 {
        send(&town, &mut phone, number).await;
    }
    let before = town.totals();
    let (mut second, report) = phone.report(LIYUE);
    let named = phone.write(&mut second, &listing(12));
    assert_eq!(town.push(&mut phone, vec![report, named]).await.refused, []);
    let after = town.totals();
    assert_eq!(after.envelopes, before.envelopes + 2, "what is here is no word of anyone");
    assert_eq!(after.log_entries, before.log_entries + 3, "all twelve in one entry");
    assert_eq!(told(&town, &mut reader, second.id).await, 12);
}

#[tokio::test]
async fn a_change_names_so_many_photos_and_no_more() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (mut paper, report) = phone.report(LIYUE);
    assert!(paper.document.reconcile(&listing(EVIDENCE_PER_CHANGE_MAX + 1)).is_err());
    let most = phone.write(&mut paper, &listing(EVIDENCE_PER_CHANGE_MAX));
    let more = one_more(&mut phone, &most);
    let answer = town.push(&mut phone, vec![report, most, more]).await;
    assert_eq!(codes(&answer), [(2, "outside_schema")]);
    assert_eq!(answer.refused[0].detail, "evidence");
}

/// The envelope of a phone that says what `bytes` says and names one photo more.
fn one_more(phone: &mut Phone, bytes: &[u8]) -> Vec<u8> {
    let Envelope { mut header, change, .. } = Envelope::from_bytes(bytes).unwrap();
    let object = change.ops[0].object;
    assert!(matches!(object, Object::Made(_)));
    let key = photo(EVIDENCE_PER_CHANGE_MAX + 7).0.to_string();
    let (written, replaces) = (Written::Map, Vec::new());
    let ops = [change.ops.clone(), vec![Op { object, key, written, replaces }]].concat();
    header.counter = phone.counter + 1;
    header.previous = phone.previous;
    let envelope = Envelope::sign(header, Change { ops, ..change }, &phone.key).unwrap();
    phone.sent(&envelope)
}

#[tokio::test]
async fn a_photo_that_many_records_name_is_told_of_beside_all_else() {
    let mut town = Town::new();
    let (mut phone, mut reader) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    let (mut papers, mut push) = (Vec::new(), Vec::new());
    for _ in 0..150 {
        let (mut paper, report) = phone.report(LIYUE);
        push.extend([report, phone.write(&mut paper, &listing(1))]);
        papers.push(paper.id);
    }
    assert_eq!(town.push(&mut phone, push).await.refused, []);
    let before = town.totals().log_entries;
    send(&town, &mut phone, 0).await;
    let at_once = town.totals().log_entries - before;
    assert!(at_once >= 1, "some are told before the phone is answered");
    // Also when the centre ends meanwhile.
    town.restart();
    for _ in 0..600 {
        if town.totals().log_entries == before + 150 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(town.totals().log_entries, before + 150, "each of them once");
    for record in [papers[0], papers[149]] {
        assert_eq!(told(&town, &mut reader, record).await, 1);
    }
    town.restart();
    town.push(&mut phone, vec![]).await;
    assert_eq!(town.totals().log_entries, before + 150, "and never again");
}

#[tokio::test]
async fn a_large_push_is_judged_in_turns_and_answered_whole() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let push: Vec<_> = (0..1_200).map(|_| phone.report(LIYUE).1).collect();
    let (again, mut judged) = (push.clone(), 0);
    while judged < push.len() {
        let answer = town.push(&mut phone, push[judged..].to_vec()).await;
        assert!(answer.judged > 0 && answer.refused.is_empty());
        judged += answer.judged as usize;
    }
    assert_eq!(town.totals().envelopes, 1_200);
    let answer = town.push(&mut phone, again).await;
    assert_eq!((answer.refused, town.totals().envelopes), (vec![], 1_200), "all known");
}
