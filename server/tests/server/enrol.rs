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

/// Whole towns share one address.
#[tokio::test]
async fn ten_wrong_codes_of_an_address_are_told_so_and_right_ones_from_it_work() {
    let town = Town::new();
    for n in 0..12 {
        let wrong = format!("A{n:03}-B{n:03}-C{n:03}");
        let answer = enrol(&town, &wrong, &fresh_key()).await;
        let expected = match n {
            0..10 => (403, "unknown_code".to_owned()),
            _ => (429, "too_many_tries".to_owned()),
        };
        assert_eq!(problem(&answer), expected, "{n}");
    }
    let answer = enrol(&town, &town.code("p-grid-1"), &fresh_key()).await;
    assert_eq!(answer.0, StatusCode::OK, "a right code is no guess");
}

#[tokio::test]
async fn ten_wrong_codes_close_the_device_and_the_codes_they_were_like() {
    let town = Town::new();
    let (guesser, code) = (fresh_key(), town.code("p-grid-1"));
    for n in 0..10 {
        // All but the last four letters are known.
        let guess = format!("{}Z{n:03}", &code[..10]);
        let answer = enrol(&town, &guess, &guesser).await;
        assert_eq!(problem(&answer), (403, "unknown_code".to_owned()));
    }
    let other = town.code("p-grid-2");
    for (code, key) in [(&other, guesser), (&code, fresh_key())] {
        let answer = enrol(&town, code, &key).await;
        assert_eq!(problem(&answer), (429, "too_many_tries".to_owned()));
    }
    assert_eq!(enrol(&town, &other, &fresh_key()).await.0, StatusCode::OK);
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
