//! The real binary, killed and told to stop.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fangxian_protocol::codec::{self, frame};
use fangxian_protocol::message::{EnrolRequest, SyncRequest};

use super::answers::envelopes;
use super::support::{
    CANARY_NAME, CANARY_PHONE, LIYUE, Phone, enrolled, files, fresh_key, nothing, packed, people,
    posts, synced, units,
};

const BINARY: &str = env!("CARGO_BIN_EXE_fangxian-server");

/// A centre; dropping it ends the process.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: String,
    /// Where it tells counts.
    pub(crate) metrics: Option<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub(crate) fn start(dir: &Path, log: &Path) -> Running {
    start_with(dir, log, &[])
}

pub(crate) fn start_with(dir: &Path, log: &Path, words: &[&str]) -> Running {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    let child = Command::new(BINARY)
        .args(["serve", "--listen", "127.0.0.1:0", "--name", "望川区中心", "--data"])
        .arg(dir)
        .args(words)
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut running = Running { child, address: String::new(), metrics: None };
    let mut lines = BufReader::new(running.child.stdout.take().unwrap()).lines();
    loop {
        let line = lines.next().unwrap().unwrap();
        if let Some(address) = line.strip_prefix("listening on http://") {
            running.address = address.to_owned();
            return running;
        }
        let place = line.strip_prefix("metrics on http://").unwrap();
        running.metrics = place.strip_suffix("/metrics").map(str::to_owned);
    }
}

pub(crate) fn admin(dir: &Path, args: &[&str]) -> (bool, String) {
    let output =
        Command::new(BINARY).args(["admin", "--data"]).arg(dir).args(args).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

/// One request over a new connection: status, head, body.
pub(crate) fn ask(address: &str, method: &str, path: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: c\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head, answer[end + 4..].to_vec())
}

pub(crate) fn enrol(running: &Running, dir: &Path, person: &str) -> Phone {
    let (done, said) = admin(dir, &["enrol-code", "--person", person, "--json"]);
    assert!(done, "{said}");
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let key = fresh_key();
    let request = EnrolRequest::new(said["code"].as_str().unwrap(), &key).unwrap();
    let body = frame(&codec::encode(&request));
    let (status, _, body) = ask(&running.address, "POST", "/v1/enrol", &body);
    assert_eq!(status, 200);
    Phone::new(key, enrolled(&body).certificate)
}

pub(crate) fn import(dir: &Path) {
    files(dir, units(), &people(), posts());
    let path = |name: &str| dir.join(name).to_str().unwrap().to_owned();
    let (units, people, posts) = (path("units.csv"), path("people.csv"), path("posts.csv"));
    let args = ["import", "--units", &units, "--people", &people, "--posts", &posts];
    let (done, said) = admin(dir, &args);
    assert!(done, "{said}");
}

fn body_of(phone: &Phone, said: &SyncRequest) -> Vec<u8> {
    frame(&codec::encode(&SyncRequest { chain: phone.chain(), ..said.clone() }))
}

/// Asks as a phone does, which goes on from the number it is told when it is behind.
fn ahead(running: &Running, phone: &mut Phone, said: &SyncRequest) -> Vec<u8> {
    let (status, _, mut body) = ask(&running.address, "POST", "/v1/sync", &phone.request(said));
    if status == 409 {
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        phone.number = problem["detail"].as_str().unwrap().parse().unwrap();
        body = ask(&running.address, "POST", "/v1/sync", &phone.request(said)).2;
    }
    body
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    import(dir.path());
    let mut running = start(dir.path(), &log);
    let mut phone = enrol(&running, dir.path(), "p-grid-1");
    let mut sent = Vec::new();
    let mut last_body = Vec::new();
    for _ in 0..5 {
        let (_, envelope) = phone.report(LIYUE);
        sent.push(envelope.clone());
        let push = SyncRequest { push: packed(vec![envelope]), ..nothing() };
        let body = ahead(&running, &mut phone, &push);
        assert_eq!(synced(&body).judged, 1);
        last_body = phone.request_of(phone.number, body_of(&phone, &push));
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        running = start(dir.path(), &log);
    }
    let (status, ..) = ask(&running.address, "POST", "/v1/sync", &last_body);
    assert_eq!(status, 409, "a request is known to be replayed after a kill, too");
    // A mere pull is, too, however soon the kill came; and again, though nothing was asked between.
    ahead(&running, &mut phone, &nothing());
    let pull = phone.request_of(phone.number, body_of(&phone, &nothing()));
    for _ in 0..2 {
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        running = start(dir.path(), &log);
        assert_eq!(ask(&running.address, "POST", "/v1/sync", &pull).0, 409);
    }
    let mut reader = enrol(&running, dir.path(), "p-town");
    let body = reader.request(&nothing());
    let (_, _, body) = ask(&running.address, "POST", "/v1/sync", &body);
    assert_eq!(envelopes(&synced(&body)), sent);
    running.child.kill().unwrap();
    running.child.wait().unwrap();
}

#[test]
fn a_pull_that_was_captured_stays_worthless_however_soon_the_kill_came() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    import(dir.path());
    let mut running = start(dir.path(), &log);
    let mut phone = enrol(&running, dir.path(), "p-grid-1");
    // Phones number by their clocks.
    phone.number = 1_795_000_000_000;
    ahead(&running, &mut phone, &nothing());
    // One after an orderly end; one of a phone that was not heard for months.
    for later in [0, 1 << 33] {
        Command::new("kill").args(["-TERM", &running.child.id().to_string()]).status().unwrap();
        assert!(running.child.wait().unwrap().success());
        running = start(dir.path(), &log);
        phone.number += later;
        let pull = phone.request(&nothing());
        assert_eq!(ask(&running.address, "POST", "/v1/sync", &pull).0, 200);
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        running = start(dir.path(), &log);
        assert_eq!(ask(&running.address, "POST", "/v1/sync", &pull).0, 409, "{later}");
        ahead(&running, &mut phone, &nothing());
    }
    running.child.kill().unwrap();
    running.child.wait().unwrap();
}

#[test]
fn told_to_stop_it_finishes_and_logs_nothing_about_anyone() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    import(dir.path());
    let mut running = start(dir.path(), &log);
    let mut phone = enrol(&running, dir.path(), "p-grid-1");
    let (_, envelope) = phone.report(LIYUE);
    let body = phone.request(&SyncRequest { push: packed(vec![envelope]), ..nothing() });
    let (status, head, body) = ask(&running.address, "POST", "/v1/sync", &body);
    assert_eq!(status, 200);
    assert!(!head.to_lowercase().contains("\r\ndate:"), "{head}");
    let answer = synced(&body);
    let directory = answer.directory.unwrap().version;
    let cursors = vec![answer.villages[0].through];
    let no_op = phone.request(&SyncRequest { directory, cursors, ..nothing() });
    let (_, head, body) = ask(&running.address, "POST", "/v1/sync", &no_op);
    println!("a no-op answer: {} bytes of head, {} of body", head.len() + 4, body.len());
    assert_eq!(ask(&running.address, "GET", "/healthz", b"").0, 200);
    ask(&running.address, "POST", "/v1/sync", format!("{CANARY_NAME}{CANARY_PHONE}").as_bytes());
    ask(&running.address, "GET", &format!("/people/{CANARY_PHONE}"), b"");

    let mut slow = TcpStream::connect(&running.address).unwrap();
    slow.write_all(b"POST /v1/sync HTTP/1.1\r\nhost: c\r\ncontent-length: 100\r\n\r\nhalf")
        .unwrap();
    let begun = Instant::now();
    Command::new("kill").args(["-TERM", &running.child.id().to_string()]).status().unwrap();
    assert!(running.child.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(13), "{:?}", begun.elapsed());

    assert_log_is_clean(&std::fs::read_to_string(log).unwrap());
    let (_, status) = admin(dir.path(), &["status"]);
    assert!(status.contains("log entries 1 in 1 villages"), "{status}");
}

fn assert_log_is_clean(log: &str) {
    assert!(log.lines().count() > 5, "{log}");
    for line in log.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
    for canary in [CANARY_NAME, CANARY_PHONE, "p-grid-1", "配电箱进水"] {
        assert!(!log.contains(canary), "{canary} in\n{log}");
    }
    assert!(log.contains("TLS proxy must stand in front"));
}

#[test]
fn it_will_not_speak_in_the_clear_to_other_machines() {
    let dir = tempfile::tempdir().unwrap();
    let mut serve = Command::new(BINARY);
    serve.args(["serve", "--listen", "0.0.0.0:0", "--data"]).arg(dir.path());
    let output = serve.output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--tls-cert") && said.contains("--behind-proxy"), "{said}");
}

#[test]
fn codes_say_where_phones_reach_the_centre_and_when_they_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let (log, data) = (dir.path().join("log"), dir.path().join("centre"));
    import(dir.path());
    std::fs::create_dir(&data).unwrap();
    for name in ["centre.key", "voice.key", "centre.sqlite"] {
        std::fs::copy(dir.path().join(name), data.join(name)).unwrap();
    }
    let code = |more: &[&str]| {
        let (done, said) =
            admin(&data, &[["enrol-code", "--person", "p-grid-1"].as_slice(), more].concat());
        assert!(done, "{said}");
        said
    };
    let mut running = start(&data, &log);
    let said = code(&[]);
    assert!(said.contains(&running.address) && said.contains("phones cannot reach"), "{said}");
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let mut running = start_with(&data, &log, &["--public-url", "https://centre.example"]);
    let said = code(&["--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["url"], "https://centre.example/");
    assert_eq!(said["reached_by_phones"], true);
    assert!(said["warning"].is_null());
    let said = code(&["--url", "http://169.254.0.1:8787"]);
    assert!(said.contains("refuse plain http"), "{said}");
    let mode = std::fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700, "a folder that stood open is closed");
    running.child.kill().unwrap();
    running.child.wait().unwrap();
}

#[test]
fn what_an_operator_gives_fits_into_what_phones_read() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("new/centre");
    let serve = |more: &[&str]| {
        let mut serve = Command::new(BINARY);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).args(more);
        let output = serve.output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let long = "望".repeat(43);
    for name in [long.as_str(), "", " ", "一\n二"] {
        assert!(serve(&["--name", name]).contains("one line of 1 to 128 bytes"), "{name}");
    }
    for url in ["centre.example", "https://", "ftp://centre.example/", "http://centre.example/"] {
        assert!(serve(&["--public-url", url]).contains("such as https://centre.example/"), "{url}");
    }
    for folder in [&data, &dir.path().join("new")] {
        let mode = std::fs::metadata(folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "the first start closes what it makes");
    }
}
