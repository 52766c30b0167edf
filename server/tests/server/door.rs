//! The front door: who is let in, how long they may keep the centre waiting, and what it costs.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use fangxian_protocol::codec::{self, frame};
use fangxian_protocol::limits::REQUEST_BODY_BYTES_MAX;
use fangxian_protocol::message::{ENROL_PATH, EnrolRequest, SYNC_PATH, SyncRequest};
use fangxian_server::address::Proxies;
use fangxian_server::drive::Drive;
use fangxian_server::{Centre, Options, app};

use super::binary::{Running, admin, ask, enrol, import, start, start_with};
use super::support::{LIYUE, Town, fresh_key, nothing, packed, problem, synced};

/// A connection that was begun so, until the centre ends it: what it was answered, and when.
fn ended(running: &Running, begun: &[u8]) -> (Vec<u8>, Duration) {
    let watch = Instant::now();
    let mut stream = TcpStream::connect(&running.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    stream.write_all(begun).unwrap();
    let mut said = Vec::new();
    match stream.read_to_end(&mut said) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("never ended"),
        _ => (said, watch.elapsed()),
    }
}

#[test]
fn whoever_says_nothing_or_half_of_something_is_not_kept() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path(), &dir.path().join("log"));
    std::thread::scope(|scope| {
        let half = b"POST /v1/sync HTTP/1.1\r\nhost: c\r\n";
        let body = b"POST /v1/sync HTTP/1.1\r\nhost: c\r\ncontent-length: 100\r\n\r\na";
        let done = b"GET /healthz HTTP/1.1\r\nhost: c\r\n\r\n";
        for begun in [b"".as_slice(), b"PO", b"PRI * HTT", half, done] {
            let running = &running;
            scope.spawn(move || {
                let (_, after) = ended(running, begun);
                assert!(after < Duration::from_secs(14), "{begun:?} was kept {after:?}");
            });
        }
        let (said, after) = ended(&running, body);
        assert!(said.starts_with(b"HTTP/1.1 503 "), "{}", String::from_utf8_lossy(&said));
        assert!(after < Duration::from_secs(19), "{after:?}");
    });
}

#[test]
fn http_two_is_not_spoken() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path(), &dir.path().join("log"));
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let (said, after) = ended(&running, preface);
    // A server that speaks it answers with settings of its own.
    assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 4"), "{said:?}");
    assert!(after < Duration::from_secs(2), "{after:?}");
}

#[test]
fn bodies_that_are_begun_and_not_sent_keep_nobody_out() {
    let dir = tempfile::tempdir().unwrap();
    import(dir.path());
    let running = start(dir.path(), &dir.path().join("log"));
    let mut phone = enrol(&running, dir.path(), "p-grid-1");
    let head = format!("POST {SYNC_PATH} HTTP/1.1\r\nhost: c\r\ncontent-length: 1000000\r\n\r\na");
    let begun: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(&running.address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(300));
    let (_, envelope) = phone.report(LIYUE);
    let body = phone.request(&SyncRequest { push: packed(vec![envelope]), ..nothing() });
    let (status, _, body) = ask(&running.address, "POST", SYNC_PATH, &body);
    assert_eq!((status, synced(&body).judged), (200, 1));
    enrol(&running, dir.path(), "p-town");
    drop(begun);
}

#[tokio::test]
async fn a_large_body_of_nobody_has_little_room_and_is_told_so() {
    let town = Town::new();
    let mut stranger = town.phone("p-grid-1").await;
    stranger.key = fresh_key();
    let body = stranger.request_of(1, vec![7; REQUEST_BODY_BYTES_MAX - 1_000]);
    let answer = town.post(SYNC_PATH, body).await;
    assert_eq!(problem(&answer), (401, "unknown_device".to_owned()));
    let answer = town.post(SYNC_PATH, vec![7; 100_000]).await;
    assert_eq!(problem(&answer), (400, "malformed".to_owned()));
}

#[tokio::test]
async fn a_client_that_writes_a_forwarded_address_of_its_own_is_counted_as_itself() {
    let town = Town::new();
    let app = app(town.centre.clone(), Options { proxies: Proxies::nearby() });
    let request = |number: u8, ours: &str| {
        // Codes that are like each other in nothing: only the address has tries to lose.
        let letter = char::from(b"ABCDEFGHJKMNP"[usize::from(number)]);
        let group = letter.to_string().repeat(4);
        let code = EnrolRequest::new(&format!("{group}-{group}-{group}"), &fresh_key()).unwrap();
        let mut request = Request::post(ENROL_PATH)
            .header("x-forwarded-for", format!("203.0.113.{number}"))
            .header("x-forwarded-for", format!("{ours}:40{number}"))
            .body(Body::from(frame(&codec::encode(&code))))
            .unwrap();
        let proxy: SocketAddr = "127.0.0.1:9".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(proxy));
        request
    };
    let ask = async |number: u8, ours: &str| {
        let response = tower::ServiceExt::oneshot(app.clone(), request(number, ours)).await;
        response.unwrap().status().as_u16()
    };
    for number in 0..10 {
        assert_eq!(ask(number, "198.51.100.7").await, 403);
    }
    assert_eq!(ask(11, "198.51.100.7").await, 429, "a new address of its own gives no new tries");
    assert_eq!(ask(12, "198.51.100.8").await, 403);
}

#[tokio::test]
async fn on_a_full_drive_the_centre_says_so_and_people_can_still_be_let_go() {
    let mut town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, before) = phone.report(LIYUE);
    town.push(&mut phone, vec![before]).await;
    town.centre.close();
    let full = Drive::with_watermark(town.dir.path(), 1 << 60);
    town.centre = Arc::new(Centre::open(town.dir.path()).unwrap().on_drive(full));
    town.app = app(town.centre.clone(), Options::default());
    assert_eq!(problem(&town.get("/readyz").await), (503, "unavailable".to_owned()));
    let (_, envelope) = phone.report(LIYUE);
    let push = phone.request(&SyncRequest { push: packed(vec![envelope]), ..nothing() });
    assert_eq!(town.post(SYNC_PATH, push).await.0, StatusCode::SERVICE_UNAVAILABLE);
    // What is here is still told, and whoever lost a phone is heard.
    assert_eq!(town.post(SYNC_PATH, phone.request(&nothing())).await.0, StatusCode::OK);
    let (done, said) = admin(town.dir.path(), &["revoke", "--device", &phone.device().to_string()]);
    assert!(done, "{said}");
    let answer = town.post(SYNC_PATH, phone.request(&nothing())).await;
    assert_eq!(problem(&answer), (403, "device_not_valid".to_owned()));
}

#[test]
fn counts_are_told_on_this_machine_only_and_not_to_phones() {
    let dir = tempfile::tempdir().unwrap();
    let running = start_with(dir.path(), &dir.path().join("log"), &["--metrics", "127.0.0.1:0"]);
    assert_eq!(ask(&running.address, "GET", "/metrics", b"").0, 404);
    let counts = running.metrics.clone().unwrap();
    let (status, _, body) = ask(&counts, "GET", "/metrics", b"");
    assert_eq!(status, 200);
    assert!(String::from_utf8(body).unwrap().contains("fangxian_devices 0"));
    drop(running);
    let mut refused = std::process::Command::new(env!("CARGO_BIN_EXE_fangxian-server"));
    refused.args(["serve", "--listen", "127.0.0.1:0", "--metrics", "0.0.0.0:0", "--data"]);
    let said = refused.arg(dir.path()).output().unwrap();
    assert!(!said.status.success());
    assert!(String::from_utf8(said.stderr).unwrap().contains("--metrics"));
}

#[test]
fn a_hangup_does_not_end_the_centre() {
    let dir = tempfile::tempdir().unwrap();
    let mut running = start(dir.path(), &dir.path().join("log"));
    let id = running.child.id().to_string();
    std::process::Command::new("kill").args(["-HUP", &id]).status().unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(running.child.try_wait().unwrap().is_none(), "it ended");
    assert_eq!(ask(&running.address, "GET", "/healthz", b"").0, 200);
}
