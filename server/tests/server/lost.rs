//! A centre that has lost something: phones are told, and devices it forgot present themselves.

use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::codec::{self, frame, unframe};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{EnvelopeHash, LogMark};
use fangxian_protocol::key::{Signer, SoftwareKey};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{
    Chain, PRESENT_PATH, PresentRequest, PresentResponse, SYNC_PATH, SignedRequest, SyncRequest,
};
use fangxian_protocol::version::SPOKEN;

use super::answers::{codes, envelopes};
use super::support::{Answer, LIYUE, Phone, Town, fresh_key, nothing, packed, problem};

/// A device whose certificate `issuer` signed and this centre does not know.
fn forgotten(issuer: &dyn Signer) -> Phone {
    let key = fresh_key();
    let post = Post { role: "grid".to_owned(), scope: LIYUE.parse().unwrap() };
    let person = "p-grid-1".parse().unwrap();
    let valid = (0, i64::MAX);
    let certificate = Certificate::issue(key.public_key(), person, vec![post], valid, issuer);
    Phone::new(key, certificate.unwrap())
}

async fn present(town: &Town, phone: &mut Phone, certificates: Vec<Certificate>) -> Answer {
    phone.number += 1;
    let request = PresentRequest { dialects: SPOKEN, certificates };
    let body = frame(&codec::encode(&request));
    let signed = SignedRequest::sign(PRESENT_PATH, phone.number, body, &phone.key).unwrap();
    town.post(PRESENT_PATH, codec::encode(&signed)).await
}

fn taken((status, body): &Answer) -> u64 {
    assert_eq!(u16::from(*status), 200, "{}", String::from_utf8_lossy(body));
    let body = unframe("body", body, 4_096).unwrap();
    codec::decode::<PresentResponse>("presented", &body, 4_096).unwrap().taken
}

#[tokio::test]
async fn a_phone_that_heard_another_log_or_more_of_it_is_told_before_anything_is_taken() {
    let town = Town::new();
    let mut author = town.phone("p-grid-1").await;
    let (_, first) = author.report(LIYUE);
    let (_, second) = author.report(LIYUE);
    town.push(&mut author, vec![first, second]).await;
    let mut phone = town.phone("p-grid-2").await;
    let true_place = town.heard(LIYUE, 2);
    let beyond = Cursor { position: 3, ..true_place };
    let other = Cursor { mark: LogMark([9; 8]), ..true_place };
    let nowhere = Cursor { village: "990101101209".parse().unwrap(), ..true_place };
    let (_, word) = phone.report(LIYUE);
    for cursor in [beyond, other, nowhere] {
        let ask =
            SyncRequest { cursors: vec![cursor], push: packed(vec![word.clone()]), ..nothing() };
        let refusal = problem(&town.post(SYNC_PATH, phone.request(&ask)).await);
        assert_eq!(refusal, (409, "log_differs".to_owned()), "{cursor:?}");
    }
    let later = town.sync(&mut phone, nothing()).await.directory.map_or(0, |one| one.version) + 1;
    let ask = SyncRequest { directory: later, push: packed(vec![word.clone()]), ..nothing() };
    let refusal = problem(&town.post(SYNC_PATH, phone.request(&ask)).await);
    assert_eq!(refusal, (409, "log_differs".to_owned()), "it knows a later directory");
    let said = Chain { counter: 1, last: Envelope::hash(&word) };
    let ask = SyncRequest { acknowledged: said, push: packed(vec![word.clone()]), ..nothing() };
    let refusal = problem(&town.post(SYNC_PATH, phone.request(&ask)).await);
    assert_eq!(refusal, (409, "log_differs".to_owned()), "it was told to have it");
    assert_eq!(town.totals().envelopes, 2);
    let ask = SyncRequest { cursors: vec![true_place], push: packed(vec![word]), ..nothing() };
    assert_eq!(codes(&town.sync(&mut phone, ask).await), []);
    let copied = Chain { last: EnvelopeHash([7; 16]), ..said };
    let ask = SyncRequest { acknowledged: copied, ..nothing() };
    let refusal = problem(&town.post(SYNC_PATH, phone.request(&ask)).await);
    assert_eq!(refusal, (409, "log_differs".to_owned()), "another copy used the number");
    let ask = SyncRequest { acknowledged: said, ..nothing() };
    assert_eq!(envelopes(&town.sync(&mut phone, ask).await).len(), 3);
    let text = town.counts().await;
    assert!(text.contains("fangxian_log_differs_total 6"), "{text}");
}

#[tokio::test]
async fn a_device_the_centre_forgot_is_known_again_by_a_certificate_the_centre_signed() {
    let town = Town::new();
    let signer = town.centre.registry().signer();
    let (mut known, mut forgot) = (town.phone("p-grid-1").await, forgotten(signer));
    let (_, word) = forgot.report(LIYUE);
    let ask = SyncRequest { push: packed(vec![word.clone()]), ..nothing() };
    let refusal = problem(&town.post(SYNC_PATH, forgot.request(&ask)).await);
    assert_eq!(refusal.1, "unknown_device");
    let own = vec![forgot.certificate.clone()];
    assert_eq!(taken(&present(&town, &mut forgot, own.clone()).await), 1);
    assert_eq!(taken(&present(&town, &mut forgot, own).await), 0, "it is known now");
    assert_eq!(codes(&town.sync(&mut forgot, ask).await), []);
    let others = (0..3).map(|_| forgotten(signer).certificate).collect();
    assert_eq!(taken(&present(&town, &mut known, others).await), 3, "brought by another");
    let audit = town.centre.registry().storage().audit().unwrap();
    assert_eq!(audit.iter().filter(|row| row.what == "presented").count(), 4);
}

#[tokio::test]
async fn nobody_becomes_known_by_a_certificate_of_another_issuer_or_another_owner() {
    let town = Town::new();
    let signer = town.centre.registry().signer();
    let mut stranger = forgotten(&SoftwareKey::from_seed(&[3; 32]));
    let own = vec![stranger.certificate.clone()];
    let refusal = problem(&present(&town, &mut stranger, own.clone()).await);
    assert_eq!(refusal, (401, "unknown_device".to_owned()), "issued by someone else");
    let others = vec![forgotten(signer).certificate];
    let refusal = problem(&present(&town, &mut stranger, others).await);
    assert_eq!(refusal, (401, "unknown_device".to_owned()), "someone else's");
    let mut thief = forgotten(signer);
    thief.key = fresh_key();
    let stolen = vec![thief.certificate.clone()];
    let refusal = problem(&present(&town, &mut thief, stolen).await);
    assert_eq!(refusal, (401, "unknown_device".to_owned()), "without its key");
    let mut known = town.phone("p-grid-1").await;
    assert_eq!(taken(&present(&town, &mut known, own).await), 0, "nor by a friend's hand");
    town.centre.registry().revoke(known.device()).unwrap();
    let certificate = vec![known.certificate.clone()];
    assert_eq!(taken(&present(&town, &mut known, certificate).await), 0);
    let refusal = problem(&town.post(SYNC_PATH, known.request(&nothing())).await);
    assert_eq!(refusal.1, "device_not_valid", "a revoked device stays revoked");
}

#[tokio::test]
async fn what_others_bring_back_is_taken_even_under_a_number_its_device_has_used_again() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (mut before, start) = (phone.counter, phone.previous);
    let (_, lost) = phone.report(LIYUE);
    std::mem::swap(&mut before, &mut phone.counter);
    phone.previous = start;
    let (_, since) = phone.report(LIYUE);
    town.push(&mut phone, vec![since.clone()]).await;
    let mut friend = town.phone("p-grid-2").await;
    assert_eq!(codes(&town.push(&mut friend, vec![lost.clone()]).await), []);
    let log = envelopes(&town.pull(&mut friend).await);
    assert_eq!(log, [since, lost.clone()]);
    assert_eq!(codes(&town.push(&mut friend, vec![lost]).await), [], "and once only");
    assert_eq!(town.totals().envelopes, 2);
    let refusal = problem(&town.post(SYNC_PATH, phone.request(&nothing())).await);
    assert_eq!(refusal.1, "device_copied", "one name, two pasts: it takes a new one");
}
