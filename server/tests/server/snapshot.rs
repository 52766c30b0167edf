//! A new phone starts from a file.

use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_RANGE, ETAG, IF_RANGE, RANGE};
use axum::http::{HeaderMap, Request};
use fangxian_protocol::message::{Claim, SNAPSHOT_PATH};
use fangxian_protocol::snapshot::Block;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use super::support::{LIYUE, Phone, Town, envelopes, problem};

const ENTRIES: usize = 600;

async fn full_town() -> (Town, Vec<Vec<u8>>) {
    let town = Town::new();
    let mut author = town.phone("p-grid-1").await;
    let push: Vec<_> = (0..ENTRIES).map(|_| author.report(LIYUE).1).collect();
    town.push(&mut author, push.clone()).await;
    assert_eq!(town.centre.registry().make_snapshots(false).unwrap(), 1);
    assert_eq!(town.centre.registry().make_snapshots(false).unwrap(), 0);
    (town, push)
}

async fn fetch(
    town: &Town,
    phone: &mut Phone,
    path: &str,
    headers: &[(axum::http::HeaderName, &str)],
) -> (u16, HeaderMap, Vec<u8>) {
    phone.number += 1;
    let claim = Claim::sign(path, phone.number, &phone.key).unwrap();
    let mut request = Request::get(path).header(AUTHORIZATION, claim.to_string());
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = town.app.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, headers, body.to_vec())
}

#[tokio::test]
async fn a_new_phone_is_sent_to_the_file_and_an_old_one_is_not() {
    let (town, sent) = full_town().await;
    let mut fresh = town.phone("p-grid-2").await;
    let answer = town.pull(&mut fresh).await;
    assert_eq!(envelopes(&answer), Vec::<Vec<u8>>::new());
    let manifest = &answer.snapshots[0];
    assert!(manifest.verify(&town.centre.registry().public_key()).is_ok());
    assert_eq!((manifest.through.position, manifest.envelopes), (ENTRIES as u64, ENTRIES as u64));

    let path = format!("{SNAPSHOT_PATH}{}", manifest.file_name());
    let (status, _, file) = fetch(&town, &mut fresh, &path, &[]).await;
    assert_eq!(status, 200);
    assert_eq!(<[u8; 32]>::from(Sha256::digest(&file)), manifest.sha256);
    let (mut rest, mut held) = (file.as_slice(), Vec::new());
    while let Some(block) = Block::take(&mut rest).unwrap() {
        held.extend(block.0);
    }
    assert_eq!(held, sent);
    println!("a snapshot of {ENTRIES} envelopes takes {} bytes", file.len());
}

#[tokio::test]
async fn a_download_resumes_where_it_was_cut() {
    let (town, _) = full_town().await;
    let mut phone = town.phone("p-town").await;
    let manifest = town.pull(&mut phone).await.snapshots[0].clone();
    let path = format!("{SNAPSHOT_PATH}{}", manifest.file_name());
    let (_, headers, whole) = fetch(&town, &mut phone, &path, &[]).await;
    let etag = headers[ETAG].to_str().unwrap().to_owned();
    let half = whole.len() / 2;
    let range = format!("bytes={half}-");
    let ask = [(RANGE, range.as_str()), (IF_RANGE, etag.as_str())];
    let (status, headers, rest) = fetch(&town, &mut phone, &path, &ask).await;
    assert_eq!((status, rest.as_slice()), (206, &whole[half..]));
    let expected = format!("bytes {half}-{}/{}", whole.len() - 1, whole.len());
    assert_eq!(headers[CONTENT_RANGE], expected);
    let (status, _, body) =
        fetch(&town, &mut phone, &path, &[(RANGE, &range), (IF_RANGE, "\"other\"")]).await;
    assert_eq!((status, body.len()), (200, whole.len()));
    let beyond = format!("bytes={}-", whole.len());
    let (status, ..) = fetch(&town, &mut phone, &path, &[(RANGE, &beyond)]).await;
    assert_eq!(status, 416);
}

#[tokio::test]
async fn nobody_fetches_a_village_outside_their_scope_or_with_an_old_number() {
    let (town, _) = full_town().await;
    let mut phone = town.phone("p-town").await;
    let name = town.pull(&mut phone).await.snapshots[0].file_name();
    let path = format!("{SNAPSHOT_PATH}{name}");
    let mut far = town.phone("p-grid-9").await;
    let (status, _, body) = fetch(&town, &mut far, &path, &[]).await;
    assert_eq!((status, problem(&(axum::http::StatusCode::NOT_FOUND, body)).0), (404, 404));
    far.number -= 1;
    assert_eq!(fetch(&town, &mut far, &path, &[]).await.0, 409);
    let other = format!("{SNAPSHOT_PATH}{LIYUE}-1.fxs");
    assert_eq!(fetch(&town, &mut phone, &other, &[]).await.0, 404);
}

#[tokio::test]
async fn the_file_before_the_newest_is_kept_for_downloads_under_way() {
    let (town, _) = full_town().await;
    let mut author = town.phone("p-grid-2").await;
    for _ in 0..2 {
        let (_, envelope) = author.report(LIYUE);
        town.push(&mut author, vec![envelope]).await;
        assert_eq!(town.centre.registry().make_snapshots(true).unwrap(), 1);
    }
    let files = std::fs::read_dir(town.dir.path().join("snapshots")).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, [format!("{LIYUE}-601.fxs"), format!("{LIYUE}-602.fxs")]);
}
