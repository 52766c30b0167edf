//! The past, kept byte for byte: what an earlier version stored, every later version must read.
//!
//! The fixtures were written once, by the ignored test at the end. They are never written again:
//! a new dialect gets a new folder beside the others. Of dialect 1, which was never released, only
//! what lies on phones and at centres is kept; its messages are spoken no more.

use std::path::PathBuf;

use fangxian_protocol::batch::Batch;
use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::codec::{self, Wire, unframe};
use fangxian_protocol::directory::{Card, Directory, PostRow, UnitRow};
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{
    Actor, ChangeHash, Division, EnvelopeHash, EvidenceHash, LogMark, RecordId,
};
use fangxian_protocol::key::{Signer, SoftwareKey, Suite};
use fangxian_protocol::limits::SNAPSHOT_BLOCK_BYTES_MAX;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{
    Chain, EnrolRequest, EnrolResponse, PresentRequest, PresentResponse, Refusal, RefusalCode,
    RenewRequest, RenewResponse, SYNC_PATH, SignedRequest, SyncRequest, SyncResponse, VillageLog,
};
use fangxian_protocol::scalar::Scalar;
use fangxian_protocol::snapshot::{Block, Manifest};
use fangxian_protocol::version::Dialects;

const TIME_MS: i64 = 1_790_000_000_000;

fn device() -> SoftwareKey {
    SoftwareKey::from_seed(&[0x11; 32])
}

fn centre() -> SoftwareKey {
    SoftwareKey::from_seed(&[0x77; 32])
}

fn village() -> Division {
    "990101101204".parse().unwrap()
}

fn op(object: Object, key: &str, written: Written) -> Op {
    Op { object, key: key.to_owned(), written, replaces: vec![] }
}

/// The first words of a hazard, with every sort of value and reference.
pub(crate) fn envelope() -> Envelope {
    let made = |counter, writer| Object::Made(OpId { counter, writer });
    let value = |scalar: Scalar| Written::Value(scalar);
    let replaces = vec![OpId { counter: 3, writer: 0 }, OpId { counter: 3, writer: 1 }];
    let change = Change {
        actor: Actor([0xa1; 16]),
        seq: 2,
        start_op: 24,
        deps: vec![ChangeHash([0xd1; 32]), ChangeHash([0xd2; 32])],
        others: vec![Actor([0xb2; 16])],
        ops: vec![
            op(Object::Root, "fields", Written::Map),
            op(made(24, 0), "title", value("井口护栏松动".into())),
            op(made(4, 1), "people", value(300.into())),
            op(made(24, 0), "below_sea", value((-500).into())),
            op(made(24, 0), "urgent", value(true.into())),
            op(made(24, 0), "photo", value(Scalar::Bytes(vec![0, 255]))),
            Op { replaces, ..op(made(24, 0), "note", value(Scalar::Null)) },
        ],
    };
    let header = Header {
        suite: Suite::Ed25519,
        device: device().public_key().device(),
        counter: 2,
        previous: EnvelopeHash([0xee; 16]),
        wall_ms: TIME_MS,
        kind: "hazard".parse().unwrap(),
        home: village(),
        record: RecordId([0x5e; 16]),
        change: ChangeHash([0xc4; 32]),
    };
    Envelope::sign(header, change, &device()).unwrap()
}

fn certificate() -> Certificate {
    let post = Post { role: "grid".into(), scope: "990101101204".parse().unwrap() };
    let person = "p-0001".parse().unwrap();
    let valid = (TIME_MS, TIME_MS + 1_000);
    Certificate::issue(device().public_key(), person, vec![post], valid, &centre()).unwrap()
}

fn cursor(position: u64) -> Cursor {
    Cursor { village: village(), position, mark: LogMark([0xa4; 8]) }
}

fn manifest() -> Manifest {
    Manifest::of_file((cursor(500), 500), b"file", &centre()).unwrap()
}

fn sync_request() -> SyncRequest {
    SyncRequest {
        dialects: Dialects { min: 1, max: 1 },
        directory: 3,
        chain: Chain { counter: 7, last: EnvelopeHash([0xee; 16]) },
        acknowledged: Chain { counter: 6, last: EnvelopeHash([0xdd; 16]) },
        cursors: vec![cursor(41)],
        push: packed(&[envelope().to_bytes()]),
        pages: vec![],
    }
}

fn directory() -> Directory {
    Directory {
        version: 4,
        units: vec![UnitRow {
            division: village(),
            grid: 2,
            name: "二网格".into(),
            replaces: vec![],
            from_ms: 0,
        }],
        cards: vec![Card {
            person: "p-0001".parse().unwrap(),
            name: "某某".into(),
            phone: String::new(),
        }],
        posts: vec![PostRow {
            person: "p-0001".parse().unwrap(),
            role: "grid".into(),
            scope: "990101101204".parse().unwrap(),
            title: "网格员".into(),
            ended: false,
        }],
        devices: vec![certificate()],
    }
}

fn sync_response() -> SyncResponse {
    SyncResponse {
        dialect: 2,
        server_time_ms: TIME_MS,
        judged: 2,
        refused: vec![Refusal {
            index: 1,
            code: RefusalCode::MissingDependency,
            detail: "change.deps".into(),
        }],
        villages: vec![VillageLog {
            through: cursor(42),
            entries: packed(&[envelope().to_bytes(), arrival().to_bytes()]),
        }],
        snapshots: vec![manifest()],
        directory: Some(directory()),
        more: true,
        differs: vec![],
    }
}

/// Two photos of the same hazard are at the centre.
fn arrival() -> Arrival {
    let evidence = [EvidenceHash([0xc1; 32]), EvidenceHash([0xc2; 32])];
    Arrival::of(envelope().header.record, &evidence)
}

fn enrol_response() -> EnrolResponse {
    EnrolResponse {
        dialect: 2,
        centre: centre().public_key(),
        centre_name: "某区安全生产中心".into(),
        certificate: certificate(),
        server_time_ms: TIME_MS,
    }
}

fn renew_request() -> RenewRequest {
    let waiting = vec![Chain { counter: 8, last: EnvelopeHash([0xe1; 16]) }];
    RenewRequest::new(centre().public_key().device(), waiting, &device()).unwrap()
}

fn renew_response() -> RenewResponse {
    let (certificate, server_time_ms) = (certificate(), TIME_MS);
    RenewResponse { dialect: 2, certificate, held: 1, server_time_ms }
}

fn present_request() -> PresentRequest {
    let dialects = Dialects { min: 2, max: 2 };
    PresentRequest { dialects, certificates: vec![certificate()] }
}

fn present_response() -> PresentResponse {
    PresentResponse { dialect: 2, taken: 1, server_time_ms: TIME_MS }
}

fn signed_request() -> SignedRequest {
    SignedRequest::sign(SYNC_PATH, 7, vec![0, 0x80], &device()).unwrap()
}

fn block() -> Block {
    let word = envelope().to_bytes();
    Block(packed(&[word.clone(), word.clone(), word, arrival().to_bytes()]))
}

/// The golden change has a made-up hash.
fn hash(_: &Change) -> Option<ChangeHash> {
    Some(envelope().header.change)
}

fn packed(entries: &[Vec<u8>]) -> Batch {
    Batch::pack(entries, &hash)
}

fn path(version: &str, name: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    PathBuf::from(folder).join(version).join(format!("{name}.bin"))
}

fn unchanged<T: Wire + PartialEq + std::fmt::Debug>(version: &str, name: &str, value: &T) {
    let bytes = std::fs::read(path(version, name)).unwrap();
    let read: T = codec::decode("fixture", &bytes, usize::MAX).unwrap();
    assert_eq!(&read, value, "{name} is read as something else");
    assert_eq!(codec::encode(value), bytes, "{name} is written another way");
}

#[test]
fn what_version_1_stored_is_read_and_written_the_same() {
    unchanged("v1", "envelope", &envelope());
    unchanged("v1", "certificate", &certificate());
    unchanged("v1", "manifest", &manifest());
}

#[test]
fn what_version_2_wrote_is_read_and_written_the_same() {
    unchanged("v2", "arrival", &arrival());
    unchanged("v2", "sync_request", &sync_request());
    unchanged("v2", "sync_response", &sync_response());
    unchanged("v2", "enrol_request", &EnrolRequest::new("7K3F-12QX", &device()).unwrap());
    unchanged("v2", "enrol_response", &enrol_response());
    unchanged("v2", "renew_request", &renew_request());
    unchanged("v2", "renew_response", &renew_response());
    unchanged("v2", "present_request", &present_request());
    unchanged("v2", "present_response", &present_response());
    unchanged("v2", "signed_request", &signed_request());
}

#[test]
fn what_version_1_signed_still_holds() {
    let device = device().public_key();
    let envelope = Envelope::from_bytes(&std::fs::read(path("v1", "envelope")).unwrap()).unwrap();
    assert_eq!(envelope.verify(&device), Ok(()));
    let certificate = std::fs::read(path("v1", "certificate")).unwrap();
    let certificate = Certificate::from_bytes(&certificate).unwrap();
    assert_eq!(certificate.verify(&centre().public_key()), Ok(()));
    assert_eq!(certificate.device().to_string(), device.device().to_string());
}

/// Another zstd may pack otherwise, so this file need only be read.
#[test]
fn a_snapshot_file_of_version_2_is_read() {
    let (file, block) = (std::fs::read(path("v2", "snapshot_file")).unwrap(), block());
    let mut rest = file.as_slice();
    assert_eq!(Block::take(&mut rest), Ok(Some(block.clone())));
    assert_eq!(Block::take(&mut rest), Ok(None));
    assert_eq!(file[4], 1, "the fixture is compressed");
    let body = unframe("block", &file[4..], SNAPSHOT_BLOCK_BYTES_MAX).unwrap();
    assert_eq!(body, codec::encode(&block));
}

#[test]
fn what_version_2_packed_unpacks_to_what_was_said() {
    let (word, arrival) = (envelope().to_bytes(), arrival().to_bytes());
    let unpacked = sync_response().villages[0].entries.unpack(&hash);
    assert_eq!(unpacked, Ok(vec![word.clone(), arrival.clone()]));
    let unpacked = block().0.unpack(&hash);
    assert_eq!(unpacked, Ok(vec![word.clone(), word.clone(), word, arrival]));
}

#[test]
#[ignore = "writes what fixtures of a new dialect are not there, once"]
fn write_fixtures() {
    let enrol_request = EnrolRequest::new("7K3F-12QX", &device()).unwrap();
    let fixtures = [
        ("arrival", codec::encode(&arrival())),
        ("sync_request", codec::encode(&sync_request())),
        ("sync_response", codec::encode(&sync_response())),
        ("enrol_request", codec::encode(&enrol_request)),
        ("enrol_response", codec::encode(&enrol_response())),
        ("renew_request", codec::encode(&renew_request())),
        ("renew_response", codec::encode(&renew_response())),
        ("present_request", codec::encode(&present_request())),
        ("present_response", codec::encode(&present_response())),
        ("signed_request", codec::encode(&signed_request())),
        ("snapshot_file", block().to_bytes()),
    ];
    for (name, bytes) in fixtures {
        let path = path("v2", name);
        // What is there is kept as it is.
        if !path.exists() {
            std::fs::write(path, bytes).unwrap();
        }
    }
}
