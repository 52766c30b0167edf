//! What is pushed: taken, refused, kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use fangxian::crdt::{Edit, fresh_actor_of};
use fangxian::domain::hazard::HazardAct;
use fangxian::domain::person::Role;
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::key::Signature;
use fangxian_protocol::message::{SYNC_PATH, SyncRequest};

use super::answers::{codes, envelopes};
use super::support::{LIYUE, MOPAN, Paper, Town, WUSONG, nothing, problem};

#[tokio::test]
async fn what_one_phone_pushes_another_pulls() {
    let town = Town::new();
    let (mut one, mut two) = (town.phone("p-grid-1").await, town.phone("p-grid-2").await);
    let (_, envelope) = one.report(LIYUE);
    let answer = town.push(&mut one, vec![envelope.clone()]).await;
    assert_eq!((answer.judged, answer.refused.len()), (1, 0));
    assert_eq!(envelopes(&town.pull(&mut two).await), std::slice::from_ref(&envelope));

    let mut paper = Paper::of(&two, &[envelope]);
    let reply = two.observe(&mut paper);
    assert_eq!(codes(&town.push(&mut two, vec![reply.clone()]).await), []);
    let cursors = vec![town.heard(LIYUE, 1)];
    let news = town.sync(&mut one, SyncRequest { cursors, ..nothing() }).await;
    assert_eq!(envelopes(&news), [reply]);
    assert_eq!(news.villages[0].through, town.heard(LIYUE, 2));
}

#[tokio::test]
async fn pushing_again_changes_nothing() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, envelope) = phone.report(LIYUE);
    for _ in 0..3 {
        let push = vec![envelope.clone(), envelope.clone()];
        let answer = town.push(&mut phone, push).await;
        assert_eq!((answer.judged, answer.refused.len()), (2, 0));
    }
    let totals = town.totals();
    assert_eq!((totals.envelopes, totals.log_entries, totals.quarantined), (1, 1, 0));
}

#[tokio::test]
async fn a_replayed_request_is_refused() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let body = phone.request(&nothing());
    assert_eq!(town.post(SYNC_PATH, body.clone()).await.0, 200);
    let answer = town.post(SYNC_PATH, body).await;
    assert_eq!(problem(&answer), (409, "replayed".to_owned()));
    let details: serde_json::Value = serde_json::from_slice(&answer.1).unwrap();
    let seen: u64 = details["detail"].as_str().unwrap().parse().unwrap();
    assert!(seen > 0, "what a restored phone must go above");
}

#[tokio::test]
async fn another_village_is_out_of_scope() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, far) = phone.report(WUSONG);
    let (_, near) = phone.report(LIYUE);
    let answer = town.push(&mut phone, vec![far, near]).await;
    assert_eq!(codes(&answer), [(0, "out_of_scope")]);
    let totals = town.totals();
    assert_eq!((totals.records, totals.envelopes, totals.quarantined), (1, 1, 1));
}

#[tokio::test]
async fn a_forged_signature_goes_to_quarantine_and_blocks_nothing() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, first) = phone.report(LIYUE);
    let (_, forged) = phone.report(LIYUE);
    let (_, last) = phone.report(LIYUE);
    let mut forged = Envelope::from_bytes(&forged).unwrap();
    forged.signature = Signature([9; 64]);
    let push = vec![first, forged.to_bytes(), b"not an envelope".to_vec(), last];
    let answer = town.push(&mut phone, push).await;
    assert_eq!(answer.judged, 4);
    assert_eq!(codes(&answer), [(1, "bad_signature"), (2, "malformed")]);
    let totals = town.totals();
    assert_eq!((totals.envelopes, totals.quarantined), (2, 2));
    let kept = town.centre.registry().storage().quarantine(0, 10).unwrap();
    assert_eq!(kept[0].what.bytes, forged.to_bytes());
    assert_eq!(kept[1].what.bytes, b"not an envelope");
}

#[tokio::test]
async fn words_in_another_name_or_role_are_refused() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (mut paper, envelope) = phone.report(LIYUE);
    town.push(&mut phone, vec![envelope]).await;
    let mut fact = phone.fact(HazardAct::Accept {});
    fact.by = "p-town".parse().unwrap();
    let in_name = phone.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
    let mut fact = phone.fact(HazardAct::Accept {});
    fact.role = Role::Township;
    let (mut other, opening) = phone.report(LIYUE);
    let in_role = phone.write(&mut other, &Edit { facts: vec![fact], ..Edit::default() });
    let answer = town.push(&mut phone, vec![in_name, opening, in_role]).await;
    assert_eq!(codes(&answer), [(0, "role_not_held"), (2, "role_not_held")]);
}

#[tokio::test]
async fn what_follows_a_refused_change_is_refused_with_it_and_not_retried_for_ever() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (mut paper, opening) = phone.report(LIYUE);
    let mut fact = phone.fact(HazardAct::Accept {});
    fact.role = Role::District;
    let wrong = phone.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
    let next = phone.observe(&mut paper);
    let answer = town.push(&mut phone, vec![opening, wrong, next.clone()]).await;
    assert_eq!(codes(&answer), [(1, "role_not_held"), (2, "role_not_held")]);
    let later = phone.observe(&mut paper);
    let answer = town.push(&mut phone, vec![later]).await;
    assert_eq!(codes(&answer), [(0, "role_not_held")]);
}

#[tokio::test]
async fn a_change_that_comes_too_early_may_come_again() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (mut paper, opening) = phone.report(LIYUE);
    let next = phone.observe(&mut paper);
    let answer = town.push(&mut phone, vec![next.clone()]).await;
    assert_eq!(codes(&answer), [(0, "missing_dependency")]);
    assert_eq!(town.totals().quarantined, 0);
    let answer = town.push(&mut phone, vec![opening, next]).await;
    assert_eq!(codes(&answer), []);
    assert_eq!(town.totals().envelopes, 2);
}

#[tokio::test]
async fn two_changes_of_one_writer_under_one_number_are_both_kept_and_lock_the_phone() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, opening) = phone.report(LIYUE);
    town.push(&mut phone, vec![opening.clone()]).await;
    let actor = fresh_actor_of(&phone.device());
    let mut copies = [(); 2].map(|()| Paper::by(actor, std::slice::from_ref(&opening)));
    let words = copies.each_mut().map(|copy| phone.observe(copy));
    let (_, third) = phone.report(LIYUE);
    let push = [&words[..], &[third]].concat();
    let answer = town.push(&mut phone, push).await;
    assert_eq!(codes(&answer), [(1, "equivocation"), (2, "device_not_valid")]);
    let (totals, kept) =
        (town.totals(), town.centre.registry().storage().quarantine(0, 10).unwrap());
    assert_eq!((totals.envelopes, totals.quarantined, totals.devices_not_valid), (2, 2, 1));
    assert_eq!(kept[0].what.bytes, words[1]);
    let body = phone.request(&nothing());
    let answer = town.post(SYNC_PATH, body).await;
    assert_eq!(problem(&answer), (403, "device_not_valid".to_owned()));
}

#[tokio::test]
async fn nobody_writes_in_the_name_of_another_phones_writer() {
    let town = Town::new();
    let (mut victim, mut thief) = (town.phone("p-grid-1").await, town.phone("p-grid-2").await);
    let (mut paper, opening) = victim.report(LIYUE);
    town.push(&mut victim, vec![opening]).await;
    // The thief goes on as the victim's writer: same document, same actor.
    let stolen = thief.observe(&mut paper);
    assert_eq!(codes(&town.push(&mut thief, vec![stolen]).await), [(0, "bad_signature")]);
}

#[tokio::test]
async fn a_courier_carries_what_others_signed() {
    let town = Town::new();
    let (mut author, mut courier) = (town.phone("p-grid-1").await, town.phone("p-grid-9").await);
    let (_, envelope) = author.report(LIYUE);
    let answer = town.push(&mut courier, vec![envelope]).await;
    assert_eq!(codes(&answer), []);
    assert_eq!(envelopes(&answer), Vec::<Vec<u8>>::new());
    assert_eq!(town.totals().envelopes, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn positions_have_no_gaps_under_four_pushers() {
    let town = Arc::new(Town::new());
    let mut tasks = Vec::new();
    for person in ["p-grid-1", "p-grid-2", "p-town", "p-district"] {
        let mut phone = town.phone(person).await;
        let town = town.clone();
        tasks.push(tokio::spawn(async move {
            for _ in 0..15 {
                let push = (0..3).map(|_| phone.report(LIYUE).1).collect();
                assert_eq!(codes(&town.push(&mut phone, push).await), []);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let mut reader = town.phone("p-town").await;
    let answer = town.pull(&mut reader).await;
    assert_eq!(answer.villages[0].through, town.heard(LIYUE, 180));
    let all: BTreeSet<_> = envelopes(&answer).into_iter().collect();
    assert_eq!(all.len(), 180);
    assert_eq!(town.totals().log_entries, 180);
}

#[tokio::test]
async fn a_long_record_stays_readable_across_restarts() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (mut paper, opening) = phone.report(LIYUE);
    let mut push = vec![opening];
    push.extend((0..40).map(|_| phone.observe(&mut paper)));
    assert_eq!(codes(&town.push(&mut phone, push).await), []);
    town.centre.close();
    let centre = Arc::new(fangxian_server::Centre::open(town.dir.path()).unwrap());
    let app = fangxian_server::app(centre.clone(), fangxian_server::Options::default());
    let town = Town { centre, app, ..town };
    let next = phone.observe(&mut paper);
    assert_eq!(codes(&town.push(&mut phone, vec![next]).await), []);
    let (_, elsewhere) = town.phone("p-grid-3").await.report(MOPAN);
    assert!(!elsewhere.is_empty());
}
