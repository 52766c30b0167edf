//! A phone becomes known.

use axum::http::StatusCode;
use fangxian_protocol::codec::{self, frame};
use fangxian_protocol::key::{Signature, SoftwareKey};
use fangxian_protocol::message::{ENROL_PATH, EnrolRequest};
use fangxian_protocol::version::Dialects;

use super::support::{Answer, Town, enrolled, fresh_key, problem};

async fn enrol(town: &Town, code: &str, key: &SoftwareKey) -> Answer {
    let request = EnrolRequest::new(code, key).unwrap();
    town.post(ENROL_PATH, frame(&codec::encode(&request))).await
}

#[tokio::test]
async fn a_code_and_a_key_become_a_certificate_with_the_persons_posts() {
    let town = Town::new();
    let (status, body) = enrol(&town, &town.code("p-grid-1"), &fresh_key()).await;
    assert_eq!(status, StatusCode::OK);
    let answer = enrolled(&body);
    assert!(answer.certificate.verify(&answer.centre).is_ok());
    assert_eq!(answer.certificate.person.as_str(), "p-grid-1");
    assert!(answer.certificate.holds("grid", "990101101201".parse().unwrap()));
    assert!(!answer.certificate.holds("grid", "990101101202".parse().unwrap()));
    assert_eq!(town.totals().devices, 1);
}

#[tokio::test]
async fn a_code_works_however_it_is_typed() {
    let town = Town::new();
    let typed = town.code("p-grid-1").to_lowercase().replace('-', " ");
    assert_eq!(enrol(&town, &typed, &fresh_key()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_used_code_is_unknown_to_another_phone() {
    let town = Town::new();
    let code = town.code("p-grid-1");
    assert_eq!(enrol(&town, &code, &fresh_key()).await.0, StatusCode::OK);
    let again = enrol(&town, &code, &fresh_key()).await;
    assert_eq!(problem(&again), (403, "unknown_code".to_owned()));
    assert_eq!(town.totals().devices, 1);
}

#[tokio::test]
async fn a_phone_that_lost_the_answer_gets_the_same_certificate_again() {
    let town = Town::new();
    let (code, key) = (town.code("p-grid-1"), fresh_key());
    let first = enrolled(&enrol(&town, &code, &key).await.1).certificate;
    assert_eq!(enrolled(&enrol(&town, &code, &key).await.1).certificate, first);
}

#[tokio::test]
async fn a_code_that_was_never_issued_is_unknown_and_ten_close_the_door() {
    let town = Town::new();
    for _ in 0..10 {
        let answer = enrol(&town, "AAAA-BBBB-CCCC", &fresh_key()).await;
        assert_eq!(problem(&answer), (403, "unknown_code".to_owned()));
    }
    let answer = enrol(&town, &town.code("p-grid-1"), &fresh_key()).await;
    assert_eq!(problem(&answer), (429, "too_many_tries".to_owned()));
}

#[tokio::test]
async fn an_old_code_has_expired() {
    let town = Town::new();
    let code = town.centre.registry().issue_code(&"p-grid-1".parse().unwrap(), 1).unwrap();
    let answer = enrol(&town, &code.unwrap(), &fresh_key()).await;
    assert_eq!(problem(&answer), (403, "expired_code".to_owned()));
}

#[tokio::test]
async fn a_key_nobody_proves_to_hold_is_not_enrolled() {
    let town = Town::new();
    let code = town.code("p-grid-1");
    let mut request = EnrolRequest::new(&code, &fresh_key()).unwrap();
    request.proof = Signature([7; 64]);
    let answer = town.post(ENROL_PATH, frame(&codec::encode(&request))).await;
    assert_eq!(problem(&answer), (401, "bad_signature".to_owned()));
    assert_eq!(enrol(&town, &code, &fresh_key()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_phone_of_the_future_is_told_so_whatever_else_it_says() {
    let town = Town::new();
    let mut request = EnrolRequest::new(&town.code("p-grid-1"), &fresh_key()).unwrap();
    request.dialects = Dialects { min: 7, max: 9 };
    let mut message = codec::encode(&request);
    message.extend([1, 2, 3]);
    let answer = town.post(ENROL_PATH, frame(&message)).await;
    assert_eq!(problem(&answer), (400, "no_common_dialect".to_owned()));
}

#[tokio::test]
async fn nobody_without_a_post_gets_a_code() {
    let town = Town::new();
    let person = "p-nobody".parse().unwrap();
    assert_eq!(town.centre.registry().issue_code(&person, i64::MAX).unwrap(), None);
}
