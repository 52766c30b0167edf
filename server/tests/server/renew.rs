//! Phones that were restored from a backup, or copied: noticed, and given a new name (41).

use fangxian_protocol::codec::{self, frame, unframe};
use fangxian_protocol::key::{Signer, SoftwareKey};
use fangxian_protocol::message::{
    Chain, RENEW_PATH, RenewRequest, RenewResponse, SYNC_PATH, SignedRequest, SyncRequest,
};

use super::answers::{codes, envelopes};
use super::support::{Answer, LIYUE, Paper, Phone, Town, fresh_key, nothing, packed, problem};

async fn renew(town: &Town, old: &mut Phone, new: &SoftwareKey) -> Answer {
    let request = RenewRequest::new(old.device(), vec![], new).unwrap();
    send(town, old, &request).await
}

async fn send(town: &Town, old: &mut Phone, request: &RenewRequest) -> Answer {
    old.number += 1;
    let body = frame(&codec::encode(request));
    let signed = SignedRequest::sign(RENEW_PATH, old.number, body, &old.key).unwrap();
    town.post(RENEW_PATH, codec::encode(&signed)).await
}

fn renewed_as(body: &[u8]) -> RenewResponse {
    codec::decode("renewed", &unframe("body", body, 4_096).unwrap(), 4_096).unwrap()
}

async fn refused(town: &Town, phone: &mut Phone, push: Vec<Vec<u8>>) -> (u16, String) {
    let body = phone.request(&SyncRequest { push: packed(push), ..nothing() });
    problem(&town.post(SYNC_PATH, body).await)
}

/// A phone that pushed one report, and a copy of it from before.
async fn restored(town: &Town) -> (Phone, Paper, Vec<u8>) {
    let mut phone = town.phone("p-grid-1").await;
    let (paper, opening) = phone.report(LIYUE);
    town.push(&mut phone, vec![opening.clone()]).await;
    (phone, paper, opening)
}

#[tokio::test]
async fn a_phone_that_knows_less_than_the_centre_or_something_else_was_restored_or_copied() {
    let town = Town::new();
    let (mut phone, mut paper, _) = restored(&town).await;
    let (counter, previous) = (phone.counter, phone.previous);
    let later = phone.observe(&mut paper);
    town.push(&mut phone, vec![later]).await;
    let copied = (409, "device_copied".to_owned());
    let newest = (phone.counter, phone.previous);
    // Restored, and silent since.
    (phone.counter, phone.previous) = (counter, previous);
    assert_eq!(refused(&town, &mut phone, vec![]).await, copied);
    // Restored, and went on: the number was used for something else.
    let other = phone.report(LIYUE).1;
    assert_eq!(refused(&town, &mut phone, vec![other.clone()]).await, copied);
    assert_eq!(refused(&town, &mut phone, vec![]).await, copied, "not yet said");
    let third = phone.report(LIYUE).1;
    assert_eq!(refused(&town, &mut phone, vec![other, third]).await, copied, "and went on");
    // The one that was not restored is heard as before; nothing was locked or set aside.
    (phone.counter, phone.previous) = newest;
    let next = phone.report(LIYUE).1;
    assert_eq!(codes(&town.push(&mut phone, vec![next]).await), []);
    assert_eq!((town.totals().envelopes, town.totals().quarantined), (3, 0));
}

#[tokio::test]
async fn pushing_again_after_a_lost_answer_is_no_copy() {
    let town = Town::new();
    let (mut phone, mut paper, opening) = restored(&town).await;
    let push = vec![opening, phone.observe(&mut paper)];
    for _ in 0..3 {
        assert_eq!(codes(&town.push(&mut phone, push.clone()).await), []);
    }
}

#[tokio::test]
async fn a_new_name_is_for_the_same_person_and_hears_the_old_ones_words() {
    let town = Town::new();
    let (mut phone, ..) = restored(&town).await;
    let key = fresh_key();
    let (status, body) = renew(&town, &mut phone, &key).await;
    assert_eq!(status, 200);
    let certificate = renewed_as(&body).certificate;
    assert!(certificate.verify(&town.centre.registry().public_key()).is_ok());
    assert_eq!(certificate.person, phone.certificate.person);
    assert_eq!(certificate.posts, phone.certificate.posts);
    assert_eq!(certificate.until_ms, phone.certificate.until_ms);
    let mut renewed = Phone::new(key, certificate.clone());
    let ask = SyncRequest { cursors: vec![town.heard(LIYUE, 0)], ..nothing() };
    assert_eq!(envelopes(&town.sync(&mut renewed, ask).await).len(), 1);
    let (_, word) = renewed.report(LIYUE);
    assert_eq!(codes(&town.push(&mut renewed, vec![word]).await), []);
    // A lost answer is given again; the noted event stays one.
    let (status, body) = renew(&town, &mut phone, &renewed.key).await;
    assert_eq!((u16::from(status), renewed_as(&body).certificate), (200, certificate));
    let audit = town.centre.registry().storage().audit().unwrap();
    assert_eq!(audit.len(), 1);
    assert_eq!((audit[0].device, audit[0].other), (renewed.device(), Some(phone.device())));
}

#[tokio::test]
async fn a_copied_phone_hears_which_of_its_waiting_words_its_copy_has_brought() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let words: Vec<Vec<u8>> = (0..3).map(|_| phone.report(LIYUE).1).collect();
    let chain = |(n, bytes): (usize, &Vec<u8>)| Chain {
        counter: n as u64 + 1,
        last: fangxian_protocol::envelope::Envelope::hash(bytes),
    };
    let waiting: Vec<Chain> = words.iter().enumerate().map(chain).collect();
    (phone.counter, phone.previous) = (waiting[1].counter, waiting[1].last);
    town.push(&mut phone, words[..2].to_vec()).await;
    let request = RenewRequest::new(phone.device(), waiting, &fresh_key()).unwrap();
    let (_, body) = send(&town, &mut phone, &request).await;
    assert_eq!(renewed_as(&body).held, 2);
}

#[tokio::test]
async fn only_who_holds_both_keys_takes_a_new_name() {
    let town = Town::new();
    let (mut phone, ..) = restored(&town).await;
    let mut other = town.phone("p-grid-2").await;
    let key = fresh_key();
    // Proved for another old device, or with another key.
    let request = RenewRequest::new(other.device(), vec![], &key).unwrap();
    assert_eq!(problem(&send(&town, &mut phone, &request).await).1, "bad_signature");
    let key = other.key.public_key();
    let request =
        RenewRequest { key, ..RenewRequest::new(phone.device(), vec![], &phone.key).unwrap() };
    assert_eq!(problem(&send(&town, &mut phone, &request).await).1, "bad_signature");
    // A key that is someone's already.
    let taken = RenewRequest::new(phone.device(), vec![], &other.key).unwrap();
    assert_eq!(problem(&send(&town, &mut phone, &taken).await).1, "device_not_valid");
    // A request sent twice.
    let body =
        frame(&codec::encode(&RenewRequest::new(other.device(), vec![], &fresh_key()).unwrap()));
    other.number += 1;
    let signed = SignedRequest::sign(RENEW_PATH, other.number, body, &other.key).unwrap();
    let signed = codec::encode(&signed);
    assert_eq!(town.post(RENEW_PATH, signed.clone()).await.0, 200);
    assert_eq!(problem(&town.post(RENEW_PATH, signed).await).1, "replayed");
}

#[tokio::test]
async fn revoking_a_phone_revokes_all_that_took_over_from_it_and_new_names_are_bounded() {
    let town = Town::new();
    let (mut phone, ..) = restored(&town).await;
    let mut line = Vec::new();
    for _ in 0..8 {
        let key = fresh_key();
        let old = line.last_mut().unwrap_or(&mut phone);
        let (_, body) = renew(&town, old, &key).await;
        line.push(Phone::new(key, renewed_as(&body).certificate));
    }
    let refusal = problem(&renew(&town, &mut phone, &fresh_key()).await);
    assert_eq!(refusal, (429, "renewed_too_often".to_owned()));
    let refusal = problem(&renew(&town, &mut line[7], &fresh_key()).await);
    assert_eq!(refusal.1, "renewed_too_often", "the whole family counts");
    assert!(town.centre.registry().revoke(phone.device()).unwrap());
    for one in &mut line {
        let body = one.request(&nothing());
        assert_eq!(problem(&town.post(SYNC_PATH, body).await).1, "device_not_valid");
        let refusal = problem(&renew(&town, one, &fresh_key()).await);
        assert_eq!(refusal.1, "device_not_valid");
    }
}
