//! Generated messages, certificates, directories and snapshot files.

use fangxian_protocol::batch::Batch;
use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::directory::{Card, Directory, PostRow, UnitRow};
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::id::{ArrivalTag, DeviceId, EnvelopeHash, LogMark, RecordId};
use fangxian_protocol::limits::DIVISIONS_END;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{
    Chain, EnrolRequest, EnrolResponse, Page, PresentRequest, PresentResponse, Proof, ProofRequest,
    Refusal, RefusalCode, RenewRequest, RenewResponse, SignedRequest, Span, SyncRequest,
    SyncResponse, VillageLog,
};
use fangxian_protocol::snapshot::{Block, Manifest};
use fangxian_protocol::version::Dialects;
use rand::{Rng, RngExt};

use super::document::{envelope_bytes, version};
use super::{
    Word, bytes, change, division, envelope, header, key, number, pack, person, positive,
    public_key, scope, signature, signed_number, signer, some, text, word,
};

/// One of every word.
pub(crate) fn all(rng: &mut impl Rng) -> Vec<Word> {
    let signer = signer(rng);
    let device = DeviceId(bytes(rng));
    vec![
        word("change", &change(rng)),
        word("header", &header(rng, device)),
        word("envelope", &envelope(rng, &signer)),
        word("arrival", &arrival(rng)),
        word("key", &public_key(rng)),
        word("post", &post(rng)),
        word("certificate", &certificate(rng)),
        word("unit", &unit(rng)),
        word("card", &card(rng)),
        word("post-row", &post_row(rng)),
        word("directory", &directory(rng)),
        word("cursor", &cursor(rng)),
        word("refusal", &refusal(rng, 3_999)),
        word("village-log", &village_log(rng)),
        word("sync-request", &sync_request(rng)),
        word("sync-response", &sync_response(rng)),
        word("renew-request", &renew_request(rng)),
        word("renew-response", &renew_response(rng)),
        word("present-request", &present_request(rng)),
        word("present-response", &present_response(rng)),
        word("proof-request", &proof_request(rng)),
        word("proof-response", &proof(rng)),
        word("enrol-request", &enrol_request(rng)),
        word("enrol-response", &enrol_response(rng)),
        word("signed-request", &signed_request(rng)),
        word("manifest", &manifest(rng)),
        word("block", &Block(packed(rng, 4, entry))),
        word("batch", &packed(rng, 4, entry)),
        word("dialects", &dialects(rng)),
    ]
}

fn dialects(rng: &mut impl Rng) -> Dialects {
    let (a, b) = (number(rng), number(rng));
    Dialects { min: a.min(b), max: a.max(b) }
}

fn post(rng: &mut impl Rng) -> Post {
    Post { role: text(rng, 24), scope: scope(rng) }
}

fn certificate(rng: &mut impl Rng) -> Certificate {
    let valid = (signed_number(rng), signed_number(rng));
    let posts = some(rng, 3, post);
    Certificate::issue(key(rng), person(rng), posts, valid, &signer(rng)).unwrap()
}

fn unit(rng: &mut impl Rng) -> UnitRow {
    let replaces = (0..rng.random_range(0..4)).map(|_| division(rng)).collect();
    let (division, grid, from_ms) = (division(rng), number(rng), rng.random());
    UnitRow { division, grid, name: text(rng, 128), replaces, from_ms }
}

fn card(rng: &mut impl Rng) -> Card {
    Card { person: person(rng), name: text(rng, 128), phone: text(rng, 128) }
}

fn post_row(rng: &mut impl Rng) -> PostRow {
    PostRow {
        person: person(rng),
        role: text(rng, 24),
        scope: scope(rng),
        title: text(rng, 128),
        ended: rng.random(),
    }
}

fn directory(rng: &mut impl Rng) -> Directory {
    Directory {
        version: version(rng),
        units: some(rng, 3, unit),
        cards: some(rng, 3, card),
        posts: some(rng, 3, post_row),
        devices: some(rng, 3, certificate),
    }
}

fn cursor(rng: &mut impl Rng) -> Cursor {
    Cursor { village: division(rng), position: number(rng), mark: LogMark(bytes(rng)) }
}

fn refusal(rng: &mut impl Rng, index: u64) -> Refusal {
    Refusal {
        index,
        code: RefusalCode::ALL[rng.random_range(0..RefusalCode::ALL.len())],
        detail: text(rng, 256),
    }
}

fn village_log(rng: &mut impl Rng) -> VillageLog {
    VillageLog { through: cursor(rng), entries: packed(rng, 3, entry) }
}

fn entry<R: Rng>(rng: &mut R) -> Vec<u8> {
    if rng.random() { envelope_bytes(rng) } else { arrival(rng).to_bytes() }
}

fn packed<R: Rng>(rng: &mut R, max: usize, entry: impl Fn(&mut R) -> Vec<u8>) -> Batch {
    pack(some(rng, max, entry))
}

fn arrival(rng: &mut impl Rng) -> Arrival {
    let tags = (0..rng.random_range(1..5)).map(|_| ArrivalTag(bytes(rng)));
    Arrival { tags: tags.collect(), record: RecordId(bytes(rng)) }
}

fn sync_request(rng: &mut impl Rng) -> SyncRequest {
    let mut cursors = some(rng, 5, cursor);
    cursors.sort_unstable();
    cursors.dedup_by_key(|cursor| cursor.village);
    SyncRequest {
        dialects: dialects(rng),
        directory: version(rng),
        chain: chain(rng),
        acknowledged: chain(rng),
        cursors,
        push: packed(rng, 4, envelope_bytes),
        pages: pages(rng),
    }
}

fn sync_response(rng: &mut impl Rng) -> SyncResponse {
    let judged = rng.random_range(0..=40);
    let mut refused = Vec::new();
    for index in 0..judged {
        if rng.random_bool(0.2) {
            refused.push(refusal(rng, index));
        }
    }
    SyncResponse {
        dialect: version(rng),
        server_time_ms: signed_number(rng),
        judged,
        refused,
        villages: some(rng, 3, village_log),
        snapshots: some(rng, 3, manifest),
        directory: rng.random_bool(0.5).then(|| directory(rng)),
        more: rng.random(),
        differs: places(rng),
    }
}

fn proof_request(rng: &mut impl Rng) -> ProofRequest {
    ProofRequest { dialects: dialects(rng), nonce: bytes(rng) }
}

fn proof(rng: &mut impl Rng) -> Proof {
    let (dialect, said) = (version(rng), (signed_number(rng), text(rng, 256)));
    Proof::of(dialect, &bytes(rng), said, &signer(rng)).unwrap()
}

fn pages(rng: &mut impl Rng) -> Vec<Page> {
    let mut bounds = some(rng, 6, |rng| rng.random_range(0..=DIVISIONS_END));
    bounds.sort_unstable();
    let page = |two: &[u64]| Page {
        span: Span { from: two[0], until: two[1] },
        digest: rng.random_bool(0.5).then(|| bytes(rng)),
    };
    bounds.chunks_exact(2).map(page).collect()
}

fn places(rng: &mut impl Rng) -> Vec<u64> {
    (0..20).filter(|_| rng.random_bool(0.2)).collect()
}

fn renew_request(rng: &mut impl Rng) -> RenewRequest {
    RenewRequest {
        dialects: dialects(rng),
        key: key(rng),
        proof: signature(rng),
        waiting: some(rng, 4, chain),
    }
}

fn renew_response(rng: &mut impl Rng) -> RenewResponse {
    RenewResponse {
        dialect: version(rng),
        certificate: certificate(rng),
        held: rng.random_range(0..=4_000),
        server_time_ms: signed_number(rng),
    }
}

fn present_request(rng: &mut impl Rng) -> PresentRequest {
    PresentRequest { dialects: dialects(rng), certificates: some(rng, 3, certificate) }
}

fn present_response(rng: &mut impl Rng) -> PresentResponse {
    PresentResponse {
        dialect: version(rng),
        taken: version(rng),
        server_time_ms: signed_number(rng),
    }
}

fn chain(rng: &mut impl Rng) -> Chain {
    Chain { counter: version(rng), last: EnvelopeHash(bytes(rng)) }
}

fn enrol_request(rng: &mut impl Rng) -> EnrolRequest {
    EnrolRequest {
        dialects: dialects(rng),
        code: text(rng, 32),
        key: key(rng),
        proof: signature(rng),
    }
}

fn enrol_response(rng: &mut impl Rng) -> EnrolResponse {
    EnrolResponse {
        dialect: version(rng),
        centre: key(rng),
        centre_name: text(rng, 128),
        certificate: certificate(rng),
        server_time_ms: signed_number(rng),
    }
}

fn signed_request(rng: &mut impl Rng) -> SignedRequest {
    SignedRequest {
        device: DeviceId(bytes(rng)),
        number: positive(rng),
        signature: signature(rng),
        body: some(rng, 300, |rng| rng.random()),
    }
}

fn manifest(rng: &mut impl Rng) -> Manifest {
    let file: Vec<u8> = some(rng, 30, |rng| rng.random());
    let of = (cursor(rng), number(rng));
    Manifest::of_file(of, &file, &signer(rng)).unwrap()
}
