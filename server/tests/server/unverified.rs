//! Words of people who are no longer taken at their word: kept, passed on, and doubted (38).

use fangxian::crdt::{Document, Edit, facts_of, fresh_actor};
use fangxian::domain::View;
use fangxian::domain::centre::{CENTRE, Reason, Unverified};
use fangxian::domain::fact::Body;
use fangxian::domain::hazard::{CloseKind, HazardAct, State};
use fangxian::domain::person::Role;
use fangxian::domain::{derive, record::Record};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{SYNC_PATH, SyncRequest};

use super::answers::codes;
use super::support::{LIYUE, MOPAN, Paper, Phone, Town, WUSONG, nothing, packed, problem};

fn close() -> HazardAct {
    HazardAct::Close { kind: CloseKind::Rectified, basis: None, doc_no: None }
}

/// Everything a village's log holds.
fn log(town: &Town, village: &str) -> Vec<Envelope> {
    let cursor = Cursor::start(village.parse().unwrap());
    let page = town.centre.registry().storage().log_after(cursor, 1_000, None, (999, 1 << 22));
    let page = page.unwrap();
    page.entries.iter().map(|bytes| Envelope::from_bytes(bytes).unwrap()).collect()
}

/// What a phone shows that has heard the first so many entries.
fn shown(paper: &Paper, heard: &[Envelope]) -> Record {
    let changes = heard.iter().map(|one| (&one.header, &one.change));
    let (document, refused) = Document::rebuild(paper.id, changes, fresh_actor());
    assert!(refused.is_empty(), "{refused:?}");
    document.unwrap().hydrate(&|_| None).unwrap()
}

fn end_posts(town: &Town, lines: &str) {
    let posts = format!("person,role,scope,ended\n{lines}");
    town.import("division,grid,name\n", "person,name\n", &posts);
}

/// A close of an officer whose post had ended when it came, and the record it is about.
async fn late_close(town: &Town) -> (Phone, Paper, Vec<u8>) {
    let mut grid = town.phone("p-grid-1").await;
    let mut officer = town.phone("p-town").await;
    let (paper, opening) = grid.report(LIYUE);
    town.push(&mut grid, vec![opening.clone()]).await;
    let mut copy = Paper::of(&officer, &[opening]);
    let fact = officer.fact(close());
    let late = officer.write(&mut copy, &Edit { facts: vec![fact], ..Edit::default() });
    end_posts(town, "p-town,township,990101101,是\n");
    (officer, paper, late)
}

#[tokio::test]
async fn the_word_that_doubts_a_late_act_stands_before_it_in_the_log() {
    let town = Town::new();
    let (mut officer, paper, late) = late_close(&town).await;
    let answer = town.push(&mut officer, vec![late.clone()]).await;
    assert_eq!(codes(&answer), [(0, "unverified")]);
    assert_eq!(answer.refused[0].detail, "post_ended");
    let log = log(&town, LIYUE);
    assert_eq!((log.len(), log[2].to_bytes()), (3, late));
    assert_eq!(log[1].header.device, town.centre.registry().voice().public_key().device());
    for heard in 1..=log.len() {
        let View::Hazard(view) = derive(&shown(&paper, &log[..heard])) else { unreachable!() };
        assert_eq!(view.state, State::Reported, "after {heard} entries");
        assert_eq!(view.face.proposals.len(), usize::from(heard == 3));
    }
    assert_eq!((town.totals().quarantined, town.totals().envelopes), (0, 3));
}

#[tokio::test]
async fn a_lost_answer_about_a_late_act_is_given_again() {
    let town = Town::new();
    let (mut officer, _, late) = late_close(&town).await;
    for _ in 0..2 {
        let answer = town.push(&mut officer, vec![late.clone()]).await;
        assert_eq!(codes(&answer), [(0, "unverified")]);
    }
    assert_eq!(town.totals().envelopes, 3);
}

#[tokio::test]
async fn a_revoked_phone_hears_what_became_of_its_words_and_nothing_else() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, before) = phone.report(LIYUE);
    town.push(&mut phone, vec![before.clone()]).await;
    assert!(town.centre.registry().revoke(phone.device()).unwrap());
    let (paper, late) = phone.report(LIYUE);
    let answer = town.push(&mut phone, vec![before, late]).await;
    assert_eq!(codes(&answer), [(1, "unverified")]);
    assert_eq!(answer.refused[0].detail, "revoked");
    assert!(answer.villages.is_empty() && answer.directory.is_none());
    let body = phone.request(&nothing());
    assert_eq!(problem(&town.post(SYNC_PATH, body).await), (403, "device_not_valid".to_owned()));
    let log = log(&town, LIYUE);
    assert_eq!(log.len(), 3, "a record that opens late is doubted right after");
    let record = shown(&paper, &log[1..]);
    let reasons = record.facts.keys().filter_map(|id| Unverified::of(&record).reason(*id));
    assert_eq!(reasons.collect::<Vec<_>>(), [Reason::Revoked]);
}

#[tokio::test]
async fn what_was_never_the_phones_to_say_stays_refused() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (mut paper, opening) = phone.report(LIYUE);
    town.push(&mut phone, vec![opening.clone()]).await;
    town.centre.registry().revoke(phone.device()).unwrap();
    let (_, elsewhere) = phone.report(MOPAN);
    let mut act = phone.fact(close());
    act.role = Role::Township;
    let office = phone.write(&mut paper, &Edit { facts: vec![act], ..Edit::default() });
    let answer = town.push(&mut phone, vec![elsewhere, office]).await;
    assert_eq!(codes(&answer), [(0, "out_of_scope"), (1, "role_not_held")]);
    // Nor does a phone that is still valid carry on for a revoked one what it never could say.
    let mut other = town.phone("p-grid-2").await;
    let (_, carried) = phone.report(WUSONG);
    assert_eq!(codes(&town.push(&mut other, vec![carried]).await), [(0, "out_of_scope")]);
}

#[tokio::test]
async fn a_revoked_phone_carries_nobody_elses_words() {
    let town = Town::new();
    let (mut one, mut other) = (town.phone("p-grid-1").await, town.phone("p-grid-2").await);
    town.centre.registry().revoke(one.device()).unwrap();
    let (_, carried) = other.report(LIYUE);
    let answer = town.push(&mut one, vec![carried.clone()]).await;
    assert_eq!(codes(&answer), [(0, "device_not_valid")]);
    assert_eq!(codes(&town.push(&mut other, vec![carried]).await), []);
}

#[tokio::test]
async fn nobody_speaks_in_the_role_of_the_centre() {
    let town = Town::new();
    let mut phone = town.phone("p-town").await;
    let (mut paper, opening) = phone.report(LIYUE);
    for by in ["p-town", CENTRE] {
        let mut act = phone.fact(close());
        (act.role, act.by) = (Role::Centre, by.parse().unwrap());
        act.body = Body::Centre(fangxian::domain::centre::CentreAct::Arrived {
            evidence: fangxian_protocol::id::EvidenceHash([1; 32]),
        });
        let forged = phone.write(&mut paper, &Edit { facts: vec![act], ..Edit::default() });
        let answer = town.push(&mut phone, vec![opening.clone(), forged]).await;
        assert_eq!(codes(&answer), [(1, "role_not_held")]);
        paper = Paper::of(&phone, std::slice::from_ref(&opening));
    }
}

#[tokio::test]
async fn a_page_never_ends_between_a_late_opening_and_the_word_about_it() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    town.centre.registry().revoke(phone.device()).unwrap();
    let push = (0..3).map(|_| phone.report(LIYUE).1).collect();
    assert_eq!(codes(&town.push(&mut phone, push).await).len(), 3);
    let storage = town.centre.registry().storage();
    let mut cursor = Cursor::start(LIYUE.parse().unwrap());
    let mut ends = Vec::new();
    while cursor.position < 6 {
        cursor = storage.log_after(cursor, 6, None, (1, 1 << 22)).unwrap().through;
        ends.push(cursor.position);
    }
    assert_eq!(ends, [2, 4, 6]);
}

#[tokio::test]
async fn a_lost_phone_cannot_fill_the_logs_for_ever() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    town.centre.registry().revoke(phone.device()).unwrap();
    let push: Vec<_> = (0..1_004).map(|_| phone.report(LIYUE).1).collect();
    let mut refused = Vec::new();
    for part in push.chunks(100) {
        let ask = SyncRequest { push: packed(part.to_vec()), ..nothing() };
        refused.extend(town.sync(&mut phone, ask).await.refused);
    }
    let taken = refused.iter().filter(|refusal| refusal.code.is_taken()).count();
    assert_eq!((taken, refused.len()), (1_000, 1_004));
}

#[tokio::test]
async fn the_centres_word_is_signed_by_a_certificate_phones_can_check() {
    let town = Town::new();
    let (mut officer, _, late) = late_close(&town).await;
    town.push(&mut officer, vec![late]).await;
    let mut reader = town.phone("p-district").await;
    let answer = town.pull(&mut reader).await;
    let devices = answer.directory.unwrap().devices;
    let key = town.centre.registry().voice().public_key();
    let certificate = devices.iter().find(|one| one.key == key).unwrap();
    assert!(certificate.verify(&town.centre.registry().public_key()).is_ok());
    assert_eq!(certificate.posts[0].role, Role::Centre.code());
    let word = &log(&town, LIYUE)[1];
    assert!(word.verify(&certificate.key).is_ok());
    let facts = facts_of(&word.header.kind, &word.change).unwrap();
    assert_eq!((facts[0].role, facts[0].by.as_str()), (Role::Centre, CENTRE));
}
