//! A new phone starts from a file.

use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_RANGE, ETAG, IF_RANGE, RANGE};
use axum::http::{HeaderMap, Request};
use fangxian::crdt::{Edit, unpack};
use fangxian_protocol::limits::SNAPSHOT_BLOCK_BYTES_MAX;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{Claim, SNAPSHOT_PATH, SyncRequest};
use fangxian_protocol::snapshot::Block;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use super::answers::envelopes;
use super::support::{LIYUE, Phone, Town, nothing, problem, random};

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
    assert_eq!((manifest.through.position, manifest.entries), (ENTRIES as u64, ENTRIES as u64));

    let path = format!("{SNAPSHOT_PATH}{}", manifest.file_name());
    let (status, _, file) = fetch(&town, &mut fresh, &path, &[]).await;
    assert_eq!(status, 200);
    assert_eq!(<[u8; 32]>::from(Sha256::digest(&file)), manifest.sha256);
    let (mut rest, mut held) = (file.as_slice(), Vec::new());
    while let Some(block) = Block::take(&mut rest).unwrap() {
        held.extend(unpack(&block.0, SNAPSHOT_BLOCK_BYTES_MAX).unwrap());
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

/// A hazard with texts as long as they may be, which no compression makes short.
fn long(author: &mut Phone) -> [Vec<u8>; 2] {
    let (mut paper, report) = author.report(LIYUE);
    let text = || -> String { (0..250).map(|_| hex(random::<16>())).collect() };
    let fields = (0..7).map(|number| (format!("f{number}"), text().as_str().into()));
    [report, author.write(&mut paper, &Edit { fields: fields.collect(), ..Edit::default() })]
}

fn hex(bytes: [u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_file_ends_where_it_would_be_too_large_and_the_rest_is_heard_as_always() {
    let town = Town::new();
    let mut author = town.phone("p-grid-1").await;
    for _ in 0..4 {
        let push: Vec<_> = (0..30).flat_map(|_| long(&mut author)).collect();
        let answer = town.push(&mut author, push).await;
        assert_eq!((answer.judged, answer.refused), (60, vec![]));
    }
    let registry = town.centre.registry();
    assert_eq!(registry.make_snapshots(true).unwrap(), 1);
    let whole = registry.storage().snapshots(LIYUE.parse().unwrap()).unwrap().remove(0);
    assert_eq!(whole.through.position, 240);
    // One that was made when nobody asked how large it was.
    assert_eq!(registry.make_snapshots_of(true, whole.file_bytes - 1).unwrap(), 1);
    let listed = registry.storage().snapshots(LIYUE.parse().unwrap()).unwrap();
    let [part] = listed.as_slice() else { panic!("{} are listed", listed.len()) };
    assert!(part.file_bytes < whole.file_bytes && part.through.position < 240);
    let file = std::fs::read(registry.snapshot_path(part)).unwrap();
    assert_eq!(<[u8; 32]>::from(Sha256::digest(&file)), part.sha256);
    assert_eq!(registry.make_snapshots_of(true, whole.file_bytes - 1).unwrap(), 0, "it is full");
    let mut fresh = town.phone("p-grid-2").await;
    let cursors = vec![part.through];
    let rest = town.sync(&mut fresh, SyncRequest { cursors, ..nothing() }).await;
    assert_eq!(envelopes(&rest).len() as u64, 240 - part.through.position);
}

#[tokio::test]
async fn whoever_cannot_take_the_file_hears_the_log_itself() {
    let (town, sent) = full_town().await;
    let mut fresh = town.phone("p-grid-2").await;
    assert_eq!(town.pull(&mut fresh).await.snapshots.len(), 1);
    let cursors = vec![Cursor::start(LIYUE.parse().unwrap())];
    let answer = town.sync(&mut fresh, SyncRequest { cursors, ..nothing() }).await;
    assert_eq!((envelopes(&answer).len(), answer.snapshots.len()), (sent.len(), 0));
}
