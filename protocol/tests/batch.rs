//! What is packed unpacks to itself, whatever it says, and no other batch unpacks to it.

use fangxian_protocol::batch::Batch;
use fangxian_protocol::change::{Change, Object, Op, Written};
use fangxian_protocol::codec::{self, Malformed};
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{ChangeHash, EnvelopeHash, EvidenceHash, RecordId};
use fangxian_protocol::key::{Signer, SoftwareKey};
use fangxian_protocol::limits::NUMBER_MAX;
use fangxian_protocol::scalar::Scalar;
use rand::{Rng, RngExt};

use crate::words::{hash, pack};
use crate::{seed, words};

const BYTES_MAX: usize = 64 * 1024 * 1024;

fn unpack(batch: &Batch) -> Result<Vec<Vec<u8>>, Malformed> {
    batch.unpack(&hash)
}

fn wired(bytes: &[u8]) -> Result<Batch, Malformed> {
    codec::decode("batch", bytes, BYTES_MAX)
}

/// A device that says one word after another.
struct Device {
    key: SoftwareKey,
    counter: u64,
    last: EnvelopeHash,
}

impl Device {
    fn new(rng: &mut impl Rng) -> Self {
        let last = EnvelopeHash([0; EnvelopeHash::LEN_BYTES]);
        Self { key: words::signer(rng), counter: 0, last }
    }

    /// Its next word: about a record of `before` or a new one, of a form of `before` or a new one.
    fn word(&mut self, rng: &mut impl Rng, before: &[Envelope]) -> Vec<u8> {
        let known = (!before.is_empty()).then(|| &before[rng.random_range(0..before.len())]);
        let mut change = match known {
            Some(known) if rng.random_bool(0.7) => known.change.clone(),
            _ => words::change(rng),
        };
        let mut header = words::header(rng, self.key.public_key().device());
        if let Some(known) = known.filter(|_| rng.random_bool(0.5)) {
            header.record = known.header.record;
            header.wall_ms = known.header.wall_ms.wrapping_add(rng.random_range(0..100_000));
            change.deps = vec![known.header.change];
        }
        if rng.random_bool(0.3) {
            change.actor = words::change(rng).actor;
            change.actor.0[..8].copy_from_slice(&self.key.public_key().device().0[..8]);
        }
        if rng.random_bool(0.05) {
            change.start_op = NUMBER_MAX - rng.random_range(0..3);
        }
        self.counter += if rng.random_bool(0.9) { 1 } else { 5 };
        let previous = if rng.random_bool(0.9) { self.last } else { EnvelopeHash(rng.random()) };
        let said = if rng.random_bool(0.9) { hash(&change) } else { None };
        let named = said.unwrap_or(ChangeHash(rng.random()));
        let header = Header { counter: self.counter, previous, change: named, ..header };
        let bytes = Envelope::sign(header, change, &self.key).unwrap().to_bytes();
        self.last = Envelope::hash(&bytes);
        bytes
    }
}

/// Entries as they lie in a log, and some that are none.
fn entries(rng: &mut impl Rng, count: usize) -> Vec<Vec<u8>> {
    let mut devices: Vec<Device> = (0..3).map(|_| Device::new(rng)).collect();
    let (mut said, mut entries) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let entry = match rng.random_range(0..12) {
            0 => words::some(rng, 40, |rng| rng.random()),
            1 => arrival(rng, &said),
            _ => {
                let device = rng.random_range(0..devices.len());
                let bytes = devices[device].word(rng, &said);
                said.extend(Envelope::from_bytes(&bytes));
                bytes
            }
        };
        entries.push(entry);
    }
    for entry in entries.iter_mut().filter(|entry| !entry.is_empty()) {
        if rng.random_bool(0.05) {
            // A drive has changed a bit.
            let at = rng.random_range(0..entry.len());
            entry[at] ^= 1 << rng.random_range(0..8);
        }
    }
    entries
}

fn arrival(rng: &mut impl Rng, said: &[Envelope]) -> Vec<u8> {
    let of = said.last().map(|word| word.header.record);
    let evidence: Vec<_> =
        (0..rng.random_range(1..5)).map(|_| EvidenceHash(rng.random())).collect();
    Arrival::of(of.unwrap_or(RecordId(rng.random())), &evidence).to_bytes()
}

#[test]
fn what_is_packed_unpacks_to_itself_whatever_it_says() {
    let mut rng = seed::rng("batches");
    for round in 0..400 {
        let entries = entries(&mut rng, round % 40);
        let batch = pack(&entries);
        let bytes = entries.iter().map(Vec::len).sum();
        assert_eq!((batch.len(), batch.bytes()), (entries.len(), bytes));
        assert_eq!(unpack(&batch).as_ref(), Ok(&entries));
        assert_eq!(wired(&codec::encode(&batch)), Ok(batch));
    }
}

/// The most a batch takes beside its entries: heads of columns, or of entries.
fn heads(entries: &[Vec<u8>]) -> usize {
    64 + 5 * entries.len()
}

#[test]
fn a_batch_is_not_longer_than_what_it_holds_however_odd() {
    let mut rng = seed::rng("long batches");
    let odd = (0..100).map(|_| entries(&mut rng, 20)).collect::<Vec<_>>();
    for entries in odd.into_iter().chain([dear(&mut seed::rng("dear words"))]) {
        let plain: usize = entries.iter().map(Vec::len).sum();
        let batch = pack(&entries);
        let packed = codec::encode(&batch).len();
        assert!(packed <= plain + heads(&entries), "{packed} for {plain}");
        assert_eq!(unpack(&batch), Ok(entries));
    }
}

/// Words that columns make longer: each of a new shape, with a moment for every number.
fn dear(rng: &mut impl Rng) -> Vec<Vec<u8>> {
    let mut device = Device::new(rng);
    let mut word = |number: usize| {
        let word = Envelope::from_bytes(&device.word(rng, &[])).unwrap();
        let op = |place: usize| Op {
            object: Object::Root,
            key: if place == 0 { format!("k{number}") } else { "ab".into() },
            written: Written::Value(Scalar::Int(0)),
            replaces: vec![],
        };
        let change = Change { ops: (0..1_500).map(op).collect(), ..word.change };
        let named = hash(&change).unwrap_or(ChangeHash([1; 32]));
        let header = Header { wall_ms: u32::MAX.into(), change: named, ..word.header };
        Envelope::sign(header, change, &device.key).unwrap().to_bytes()
    };
    (0..30).map(&mut word).collect()
}

#[test]
fn no_two_batches_in_columns_hold_the_same() {
    let mut rng = seed::rng("other batches");
    let mut taken = 0;
    for _ in 0..2_000 {
        let entries = entries(&mut rng, 12);
        let mut bytes = codec::encode(&pack(&entries));
        for _ in 0..rng.random_range(1..3) {
            let at = rng.random_range(0..bytes.len());
            bytes[at] = match rng.random_range(0..3) {
                0 => bytes[at] ^ 1 << rng.random_range(0..8),
                1 => rng.random_range(0..4),
                _ => rng.random(),
            };
        }
        let Ok(batch) = wired(&bytes) else { continue };
        let Ok(unpacked) = unpack(&batch) else { continue };
        if batch.is_in_columns() {
            assert_eq!(pack(&unpacked), batch, "{unpacked:02x?}");
            taken += 1;
        }
    }
    assert!(taken > 100, "{taken} unpacked at all");
}

#[test]
fn a_batch_cut_anywhere_or_other_than_it_says_is_refused() {
    let mut rng = seed::rng("cut batches");
    let mut device = Device::new(&mut rng);
    let entries: Vec<_> = (0..6).map(|_| device.word(&mut rng, &[])).collect();
    let whole = codec::encode(&pack(&entries));
    for cut in 0..whole.len() {
        assert!(wired(&whole[..cut]).is_err(), "cut at {cut}");
    }
    // The head, how many entries, and how many bytes they are.
    assert_eq!(whole[..3], [0x89, 6, 0x19]);
    for (at, other) in [(1, 5), (1, 7), (4, whole[4] ^ 1)] {
        let mut bytes = whole.clone();
        bytes[at] = other;
        unpack(&wired(&bytes).unwrap()).unwrap_err();
    }
}

#[test]
fn a_few_bytes_become_no_more_than_they_say() {
    let mut rng = seed::rng("swollen batches");
    let mut device = Device::new(&mut rng);
    let word = Envelope::from_bytes(&device.word(&mut rng, &[])).unwrap();
    let op = |_| Op {
        object: Object::Root,
        key: "k".repeat(64),
        written: Written::Map,
        replaces: vec![],
    };
    let change = Change { ops: (0..64).map(op).collect(), ..word.change };
    let again = |_| {
        let change_hash = hash(&change).unwrap_or(ChangeHash([0; 32]));
        let header = Header { change: change_hash, ..word.header.clone() };
        Envelope::sign(header, change.clone(), &device.key).unwrap().to_bytes()
    };
    let swollen: Vec<Vec<u8>> = (0..100).map(again).collect();
    let batch = pack(&swollen);
    let held: usize = swollen.iter().map(Vec::len).sum();
    assert_eq!(batch.bytes(), held);
    assert!(codec::encode(&batch).len() * 10 < held);
    let less = codec::encode(&batch).len() as u64 + 10;
    let mut understated = codec::encode(&batch);
    // Its bytes as it states them: three bytes of head, then four of number.
    assert_eq!(understated[..4], [0x89, 0x18, 100, 0x1a]);
    understated[4..8].copy_from_slice(&(less as u32).to_be_bytes());
    assert!(less > 0xffff || wired(&understated).is_err());
    if let Ok(batch) = wired(&understated) {
        unpack(&batch).unwrap_err();
    }
}
