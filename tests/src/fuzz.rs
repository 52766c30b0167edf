//! Every decoder of bytes from outside, as one function each: coverage-guided in `fuzz/`, and from
//! a fixed seed in the tests. Whatever is read must be written the same; nothing may panic.

mod gate;
mod kept;
mod seeds;

use std::sync::{Mutex, OnceLock, PoisonError};

use fangxian::crdt::{pack, unpack};
use fangxian_protocol::batch::Batch;
use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::change::Change;
use fangxian_protocol::codec::{self, Wire, unframe};
use fangxian_protocol::directory::Directory;
use fangxian_protocol::entry::{Arrival, Entry};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::message::{
    Claim, EnrolRequest, EnrolResponse, PresentRequest, PresentResponse, RenewRequest,
    RenewResponse, SignedRequest, SyncRequest, SyncResponse,
};
use fangxian_protocol::snapshot::{Block, Manifest};
use fangxian_protocol::version::Dialects;
use fangxian_server::import::{Files, import};
use fangxian_server::registry::Registry;

use crate::harness::tables;

pub use kept::{folder, kept};
pub use seeds::seeds;

/// A decoder by name.
pub type Target = (&'static str, fn(&[u8]));

/// Every decoder.
pub const TARGETS: [Target; 21] = [
    ("envelope", entry),
    ("change", same::<Change>),
    ("certificate", same::<Certificate>),
    ("directory", same::<Directory>),
    ("signed_request", same::<SignedRequest>),
    ("batch", batch),
    ("sync_request", same::<SyncRequest>),
    ("sync_response", same::<SyncResponse>),
    ("enrol_request", same::<EnrolRequest>),
    ("enrol_response", same::<EnrolResponse>),
    ("present_request", same::<PresentRequest>),
    ("present_response", same::<PresentResponse>),
    ("renew_request", same::<RenewRequest>),
    ("renew_response", same::<RenewResponse>),
    ("dialects", dialects),
    ("claim", claim),
    ("manifest", same::<Manifest>),
    ("snapshot", snapshot),
    ("frame", frame),
    ("gate", gate::gate),
    ("import", tables_in),
];

/// The decoder of this name.
///
/// # Panics
/// When there is none: a fuzz target is misnamed.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    if let Some((_, target)) = target {
        target(bytes);
    } else {
        assert!(name.is_empty(), "no decoder of this name");
    }
}

/// One meaning has one encoding: what is read is written the same.
fn same<T: Wire>(bytes: &[u8]) {
    if let Ok(word) = codec::decode::<T>("fuzz", bytes, MESSAGE_BYTES_MAX) {
        assert_eq!(codec::encode(&word), bytes, "read and written otherwise");
    }
}

/// What a log holds, read as the one thing and as the other.
fn entry(bytes: &[u8]) {
    same::<Envelope>(bytes);
    same::<Arrival>(bytes);
    let (word, arrival) = (Envelope::from_bytes(bytes).is_ok(), Arrival::from_bytes(bytes).is_ok());
    let read = match Entry::from_bytes(bytes) {
        Ok(Entry::Word(_)) => (true, false),
        Ok(Entry::Arrival(_)) => (false, true),
        Err(_) => (false, false),
    };
    assert_eq!(read, (word, arrival), "an entry is what it is read as alone");
}

/// What a message begins with says the same as the message.
fn dialects(bytes: &[u8]) {
    let begins = Dialects::peek(bytes);
    if let Ok(request) = codec::decode::<SyncRequest>("fuzz", bytes, MESSAGE_BYTES_MAX) {
        assert_eq!(begins, Ok(request.dialects), "begins otherwise than it goes on");
    }
}

fn claim(bytes: &[u8]) {
    let claim = std::str::from_utf8(bytes).ok().and_then(Claim::parse);
    if let Some(claim) = claim {
        assert_eq!(Claim::parse(&claim.to_string()), Some(claim), "read and spelled otherwise");
    }
}

fn snapshot(mut bytes: &[u8]) {
    while let Ok(Some(Block(batch))) = Block::take(&mut bytes) {
        unpacked(&batch);
    }
}

fn batch(bytes: &[u8]) {
    same::<Batch>(bytes);
    if let Ok(batch) = codec::decode("fuzz", bytes, MESSAGE_BYTES_MAX) {
        unpacked(&batch);
    }
}

/// What a batch holds is packed as it was, and is read like what came alone.
fn unpacked(batch: &Batch) {
    let Ok(entries) = unpack(batch, MESSAGE_BYTES_MAX) else { return };
    assert_eq!(entries.iter().map(Vec::len).sum::<usize>(), batch.bytes(), "more or less");
    // Entries that came as they are may be shorter in columns; columns are there but once.
    assert!(!batch.is_in_columns() || pack(&entries) == *batch, "packed otherwise");
    entries.iter().for_each(|bytes| entry(bytes));
}

fn frame(bytes: &[u8]) {
    if let Ok(inflated) = unframe("fuzz", bytes, MESSAGE_BYTES_MAX) {
        assert!(inflated.len() <= MESSAGE_BYTES_MAX);
    }
}

/// The bytes as each of the three tables an operator imports.
fn tables_in(bytes: &[u8]) {
    static PLACE: OnceLock<Option<(tempfile::TempDir, Mutex<Registry>)>> = OnceLock::new();
    let open = || {
        let folder = crate::town::scratch("fangxian-fuzz-").ok()?;
        let registry = Registry::open(&folder.path().join("centre")).ok()?;
        Some((folder, Mutex::new(registry)))
    };
    let Some((folder, registry)) = PLACE.get_or_init(open) else { return };
    let registry = registry.lock().unwrap_or_else(PoisonError::into_inner);
    let table = folder.path().join("table.csv");
    if std::fs::write(&table, bytes).is_err() {
        return;
    }
    for place in 0..3 {
        let pick =
            |number, name| Some(if place == number { table.clone() } else { tables().join(name) });
        let (units, people) = (pick(0, "units.csv"), pick(1, "people.csv"));
        let _ = import(&registry, &Files { units, people, posts: pick(2, "posts.csv") });
    }
}
