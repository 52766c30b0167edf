//! Requests that are not what they should be.

use axum::http::StatusCode;
use fangxian_protocol::codec::{self, frame};
use fangxian_protocol::limits::{MESSAGE_BYTES_MAX, PUSH_ENVELOPES_MAX, REQUEST_BODY_BYTES_MAX};
use fangxian_protocol::message::{SYNC_PATH, SignedRequest, SyncRequest};
use fangxian_protocol::version::{Dialects, SPOKEN};

use super::support::{LIYUE, Town, fresh_key, nothing, packed, problem};

#[tokio::test]
async fn damaged_bodies_are_malformed_at_every_length() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, envelope) = phone.report(LIYUE);
    let body = phone.request(&SyncRequest { push: packed(vec![envelope]), ..nothing() });
    for cut in (0..body.len()).step_by(7) {
        let answer = town.post(SYNC_PATH, body[..cut].to_vec()).await;
        assert_eq!(problem(&answer), (400, "malformed".to_owned()), "cut at {cut}");
    }
    let garbage = phone.request_of(50, b"\x00\xff\xff".to_vec());
    assert_eq!(problem(&town.post(SYNC_PATH, garbage).await), (400, "malformed".to_owned()));
    let flipped: Vec<u8> =
        body.iter().enumerate().map(|(i, b)| if i == 60 { b ^ 1 } else { *b }).collect();
    assert_eq!(problem(&town.post(SYNC_PATH, flipped).await).0, 401);
    assert_eq!((town.totals().envelopes, town.totals().quarantined), (0, 0));
}

#[tokio::test]
async fn too_much_is_refused_before_it_is_read() {
    let town = Town::new();
    let phone = town.phone("p-grid-1").await;
    let too_large = ("too_large".to_owned(), 413);
    let large = vec![0; REQUEST_BODY_BYTES_MAX + 1_000];
    let (status, code) = problem(&town.post(SYNC_PATH, large).await);
    assert_eq!((code, status), too_large);
    let bomb = frame(&vec![0; MESSAGE_BYTES_MAX + 1]);
    assert!(bomb.len() < 10_000);
    let (status, code) = problem(&town.post(SYNC_PATH, phone.request_of(1, bomb)).await);
    assert_eq!((code, status), too_large);
    let push = vec![vec![0; 10]; PUSH_ENVELOPES_MAX + 1];
    let many = phone
        .request_of(2, frame(&codec::encode(&SyncRequest { push: packed(push), ..nothing() })));
    let (status, code) = problem(&town.post(SYNC_PATH, many).await);
    assert_eq!((code, status), too_large);
}

#[tokio::test]
async fn phones_of_the_future_and_of_the_past_are_told_to_upgrade_whatever_else_they_say() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let past = SyncRequest { dialects: Dialects { min: 1, max: 1 }, ..nothing() };
    let answer = town.post(SYNC_PATH, phone.request(&past)).await;
    assert_eq!(problem(&answer), (400, "no_common_dialect".to_owned()));
    let told: serde_json::Value = serde_json::from_slice(&answer.1).unwrap();
    assert!(told["title_zh"].as_str().unwrap().contains("请升级应用"), "{told}");
    let ask = SyncRequest { dialects: Dialects { min: SPOKEN.max + 1, max: 9 }, ..nothing() };
    let answer = town.post(SYNC_PATH, phone.request(&ask)).await;
    assert_eq!(problem(&answer), (400, "no_common_dialect".to_owned()));
    let mut message = codec::encode(&ask);
    message.extend_from_slice(b"something new");
    let answer = town.post(SYNC_PATH, phone.request_of(9, frame(&message))).await;
    assert_eq!(problem(&answer), (400, "no_common_dialect".to_owned()));
}

#[tokio::test]
async fn strangers_and_impostors_get_nowhere() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let body = frame(&codec::encode(&nothing()));
    let stranger = SignedRequest::sign(SYNC_PATH, 1, body.clone(), &fresh_key()).unwrap();
    let answer = town.post(SYNC_PATH, codec::encode(&stranger)).await;
    assert_eq!(problem(&answer), (401, "unknown_device".to_owned()));
    let mut impostor = stranger;
    impostor.device = phone.device();
    let answer = town.post(SYNC_PATH, codec::encode(&impostor)).await;
    assert_eq!(problem(&answer), (401, "bad_signature".to_owned()));
    let elsewhere = SignedRequest::sign("/v1/enrol", 1, body, &phone.key).unwrap();
    let answer = town.post(SYNC_PATH, codec::encode(&elsewhere)).await;
    assert_eq!(problem(&answer), (401, "bad_signature".to_owned()));
    // None of that used up a number of the phone.
    assert_eq!(town.post(SYNC_PATH, phone.request(&nothing())).await.0, StatusCode::OK);
}

#[tokio::test]
async fn unknown_paths_are_a_problem_too() {
    let town = Town::new();
    for path in ["/", "/v1", "/v2/sync", "/v1/snapshot/"] {
        assert_eq!(problem(&town.get(path).await).0, 404, "{path}");
    }
    let answer = town.get("/v1/snapshot/..%2Fcentre.key").await;
    assert_eq!(problem(&answer), (401, "bad_signature".to_owned()));
}
