//! Sound words to begin with, one or more for each decoder.

use fangxian::crdt::pack;
use fangxian_protocol::codec::{self, frame};
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::key::Signer;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{
    Chain, Claim, EnrolRequest, EnrolResponse, PresentRequest, PresentResponse, RenewRequest,
    RenewResponse, SYNC_PATH, SignedRequest, SyncRequest,
};
use fangxian_protocol::snapshot::{Block, Manifest};
use fangxian_protocol::version::SPOKEN;

use super::gate;
use crate::disk::install;
use crate::harness::{Outcome, tables};
use crate::hostile::first_words;
use crate::town::{BY_HAND, Handset, MORNING_MS, Town, VILLAGES, chance, scratch};

/// Sound inputs by the name of the decoder.
///
/// # Errors
/// When no town can be set up.
pub fn seeds() -> Outcome<Vec<(&'static str, Vec<u8>)>> {
    install();
    let folder = scratch("fangxian-seeds-")?;
    let town = Town::found(folder.path(), BY_HAND + 1, 1)?;
    let mut handset = Handset::enrolled(&town, BY_HAND, chance(1, 60))?;
    let envelope = first_words(&mut handset, &mut chance(1, 61))?;
    let bytes = envelope.to_bytes();
    let answer = handset.push(&town.centre, vec![bytes.clone()], Vec::new())?;
    let push = pack([&bytes]);
    let request = SyncRequest {
        dialects: SPOKEN,
        directory: 0,
        chain: handset.chain(),
        acknowledged: Chain::default(),
        cursors: Vec::new(),
        push,
        pages: vec![],
    };
    let framed = frame(&codec::encode(&request));
    let signed = SignedRequest::sign(SYNC_PATH, 9, framed.clone(), &handset.key)?;
    let evidence = [EvidenceHash([1; 32]), EvidenceHash([2; 32])];
    let arrival = Arrival::of(envelope.header.record, &evidence);
    let packed = pack([bytes.clone(), bytes.clone(), arrival.to_bytes()]);
    let block = Block(packed.clone()).to_bytes();
    let through = Cursor { position: 2, ..Cursor::start(VILLAGES[0].parse()?) };
    let manifest = Manifest::of_file((through, 2), &block, town.centre.registry().signer())?;
    let table = |name: &str| std::fs::read(tables().join(name));
    let mut seeds = vec![
        ("envelope", bytes),
        ("envelope", arrival.to_bytes()),
        ("change", codec::encode(&envelope.change)),
        ("certificate", handset.certificate.to_bytes()),
        ("signed_request", codec::encode(&signed)),
        ("sync_request", codec::encode(&request)),
        ("batch", codec::encode(&packed)),
        ("sync_response", codec::encode(&answer)),
        ("dialects", codec::encode(&request)),
        ("manifest", codec::encode(&manifest)),
        ("snapshot", block),
        ("frame", framed),
        ("import", table("units.csv")?),
        ("import", table("people.csv")?),
        ("import", table("posts.csv")?),
    ];
    seeds.extend(names(&handset, town.centre.registry().signer())?);
    seeds.extend(gate::sound()?.into_iter().map(|change| ("gate", change)));
    seeds.extend(answer.directory.map(|directory| ("directory", codec::encode(&directory))));
    Ok(seeds)
}

/// What is said when a device takes a name, or another, and when it asks for a path.
fn names(handset: &Handset, centre: &dyn Signer) -> Outcome<Vec<(&'static str, Vec<u8>)>> {
    let key = &handset.key;
    let renewal = RenewRequest::new(handset.device(), vec![handset.chain()], key)?;
    let enrolled = EnrolResponse {
        dialect: SPOKEN.max,
        centre: centre.public_key(),
        centre_name: "青石镇".to_owned(),
        certificate: handset.certificate.clone(),
        server_time_ms: MORNING_MS,
    };
    let renewed = RenewResponse {
        dialect: SPOKEN.max,
        certificate: handset.certificate.clone(),
        held: 1,
        server_time_ms: MORNING_MS,
    };
    let presented =
        PresentRequest { dialects: SPOKEN, certificates: vec![handset.certificate.clone()] };
    let known = PresentResponse { dialect: SPOKEN.max, taken: 1, server_time_ms: MORNING_MS };
    let claim = Claim::sign("/v1/snapshot/990101101204-1.fxs", 9, key)?;
    Ok(vec![
        ("enrol_request", codec::encode(&EnrolRequest::new("AAAA-BBBB-CCCC", key)?)),
        ("enrol_response", codec::encode(&enrolled)),
        ("present_request", codec::encode(&presented)),
        ("present_response", codec::encode(&known)),
        ("renew_request", codec::encode(&renewal)),
        ("renew_response", codec::encode(&renewed)),
        ("claim", claim.to_string().into_bytes()),
    ])
}
