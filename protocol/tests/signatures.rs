//! Nothing that was signed can be altered, moved or claimed by another.

use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::change::Change;
use fangxian_protocol::codec;
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{Actor, ChangeHash, DeviceId, Division, EnvelopeHash, RecordId};
use fangxian_protocol::key::{Forged, PublicKey, Signature, Signer, SoftwareKey, Suite};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{
    EnrolRequest, RenewRequest, SNAPSHOT_PATH, SYNC_PATH, SignedRequest, path_signed_bytes,
};
use fangxian_protocol::snapshot::Manifest;
use fangxian_protocol::version::Dialects;

use crate::{seed, words};

fn signer(seed: u8) -> SoftwareKey {
    SoftwareKey::from_seed(&[seed; 32])
}

#[test]
fn an_envelope_is_its_devices_and_nobody_elses() {
    let mut rng = seed::rng("envelope");
    let (mine, yours) = (signer(1), signer(2));
    let envelope = words::envelope(&mut rng, &mine);
    assert_eq!(envelope.verify(&mine.public_key()), Ok(()));
    assert_eq!(envelope.verify(&yours.public_key()), Err(Forged));

    let stolen = Envelope::sign(envelope.header.clone(), envelope.change, &yours).unwrap();
    assert_eq!(stolen.verify(&yours.public_key()), Err(Forged), "device id");
    assert_eq!(stolen.verify(&mine.public_key()), Err(Forged), "signature");
}

#[test]
fn every_field_of_a_header_is_signed() {
    let mut rng = seed::rng("header");
    let device = signer(1);
    let envelope = words::envelope(&mut rng, &device);
    let alterations: [fn(&mut Header); 7] = [
        |h| h.counter += 1,
        |h| h.previous = EnvelopeHash([9; 16]),
        |h| h.wall_ms ^= 1,
        |h| h.kind = "other".parse().unwrap(),
        |h| h.home = Division::from_u64(990101101204).unwrap(),
        |h| h.record = RecordId([9; 16]),
        |h| h.change = ChangeHash([9; 32]),
    ];
    for (which, alter) in alterations.into_iter().enumerate() {
        let mut altered = envelope.clone();
        alter(&mut altered.header);
        assert_eq!(altered.verify(&device.public_key()), Err(Forged), "{which}");
    }
}

#[test]
fn every_field_of_a_change_is_signed() {
    let mut rng = seed::rng("change");
    let device = signer(1);
    let mut envelope = words::envelope(&mut rng, &device);
    while envelope.change.ops.is_empty() {
        envelope = words::envelope(&mut rng, &device);
    }
    let alterations: [fn(&mut Change); 7] = [
        |c| c.actor = Actor([9; 16]),
        |c| c.seq ^= 1,
        |c| c.start_op ^= 1,
        |c| c.deps.push(ChangeHash([9; 32])),
        |c| c.others.push(Actor([9; 16])),
        |c| c.ops[0].key.push('x'),
        |c| drop(c.ops.pop()),
    ];
    for (which, alter) in alterations.into_iter().enumerate() {
        let mut altered = envelope.clone();
        alter(&mut altered.change);
        assert_eq!(altered.verify(&device.public_key()), Err(Forged), "{which}");
    }
}

#[test]
fn no_bit_of_an_envelope_can_be_turned() {
    let mut rng = seed::rng("bits");
    let device = signer(1);
    let bytes = words::envelope(&mut rng, &device).to_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut turned = bytes.clone();
        turned[bit / 8] ^= 1 << (bit % 8);
        if let Ok(envelope) = Envelope::from_bytes(&turned) {
            assert_eq!(envelope.verify(&device.public_key()), Err(Forged), "bit {bit}");
        }
    }
}

#[test]
fn a_certificate_says_only_what_the_centre_signed() {
    let centre = signer(7);
    let post = Post { role: "grid".into(), scope: "990101101204".parse().unwrap() };
    let key = signer(1).public_key();
    let person = "p-0001".parse().unwrap();
    let certificate = Certificate::issue(key, person, vec![post], (0, 1_000), &centre).unwrap();
    assert_eq!(certificate.verify(&centre.public_key()), Ok(()));
    assert_eq!(certificate.verify(&signer(8).public_key()), Err(Forged));

    let alterations: [fn(&mut Certificate); 6] = [
        |c| c.key = signer(2).public_key(),
        |c| c.person = "p-0002".parse().unwrap(),
        |c| c.posts[0].role = "township".into(),
        |c| c.posts[0].scope = "990101101".parse().unwrap(),
        |c| c.from_ms -= 1,
        |c| c.until_ms += 1,
    ];
    for (which, alter) in alterations.into_iter().enumerate() {
        let mut altered = certificate.clone();
        alter(&mut altered);
        assert_eq!(altered.verify(&centre.public_key()), Err(Forged), "{which}");
    }
}

#[test]
fn a_post_holds_in_its_role_and_scope() {
    let post = Post { role: "grid".into(), scope: "990101101".parse().unwrap() };
    let person = "p-0001".parse().unwrap();
    let key = signer(1).public_key();
    let certificate = Certificate::issue(key, person, vec![post], (0, 1), &signer(7)).unwrap();
    let inside = "990101101204".parse().unwrap();
    assert!(certificate.holds("grid", inside));
    assert!(!certificate.holds("township", inside));
    assert!(!certificate.holds("grid", "990101102204".parse().unwrap()));
}

#[test]
fn an_enrolment_proves_the_key_for_one_code() {
    let request = EnrolRequest::new("7K3F-12QX", &signer(1)).unwrap();
    assert_eq!(request.verify(), Ok(()));
    let other_code = EnrolRequest { code: "7K3F-12QY".into(), ..request.clone() };
    assert_eq!(other_code.verify(), Err(Forged));
    let other_key = EnrolRequest { key: signer(2).public_key(), ..request.clone() };
    assert_eq!(other_key.verify(), Err(Forged));
    // What a device speaks is not part of the proof: it is no secret and grants nothing.
    let dialects = Dialects { min: 1, max: 9 };
    assert_eq!(EnrolRequest { dialects, ..request }.verify(), Ok(()));
}

#[test]
fn a_renewal_proves_the_new_key_for_one_old_device() {
    let old = signer(2).public_key().device();
    let request = RenewRequest::new(old, vec![], &signer(1)).unwrap();
    assert_eq!(request.verify(old), Ok(()));
    assert_eq!(request.verify(DeviceId([9; 16])), Err(Forged));
    let other_key = RenewRequest { key: signer(2).public_key(), ..request };
    assert_eq!(other_key.verify(old), Err(Forged));
}

#[test]
fn a_request_counts_on_its_path_under_its_number_with_its_body() {
    let device = signer(1);
    let request = SignedRequest::sign(SYNC_PATH, 5, vec![0, 1, 2], &device).unwrap();
    assert_eq!(request.verify(SYNC_PATH, &device.public_key()), Ok(()));
    assert_eq!(request.verify("/v1/enrol", &device.public_key()), Err(Forged));
    assert_eq!(request.verify(SYNC_PATH, &signer(2).public_key()), Err(Forged));

    let alterations: [fn(&mut SignedRequest); 4] = [
        |r| r.number += 1,
        |r| r.body.push(0),
        |r| r.device = DeviceId([9; 16]),
        |r| r.signature.0[0] ^= 1,
    ];
    for (which, alter) in alterations.into_iter().enumerate() {
        let mut altered = request.clone();
        alter(&mut altered);
        let verified = altered.verify(SYNC_PATH, &device.public_key());
        assert_eq!(verified, Err(Forged), "{which}");
    }
}

#[test]
fn a_signature_over_one_sort_of_thing_is_none_over_another() {
    let device = signer(1);
    let key = device.public_key();
    let path = format!("{SNAPSHOT_PATH}990101101204-500.fxs");
    let fetch = device.sign(&path_signed_bytes(&path, key.device(), 9)).unwrap();
    let empty_post = SignedRequest::sign(&path, 9, vec![], &device).unwrap();
    assert_eq!(fetch, empty_post.signature, "a fetch is signed as a request without a body");
    assert_ne!(fetch, SignedRequest::sign(SYNC_PATH, 9, vec![], &device).unwrap().signature);

    // A code made to look like another domain's message is still signed as a code.
    let proof = EnrolRequest::new("fangxian/request/1\0", &device).unwrap().proof;
    assert_eq!(key.verify(b"fangxian/request/1\0", &proof), Err(Forged));
}

#[test]
fn a_manifest_names_one_file_of_one_village_up_to_one_position() {
    let centre = signer(7);
    let village = Division::from_u64(990101101204).unwrap();
    let through = Cursor { position: 500, ..Cursor::start(village) };
    let manifest = Manifest::of_file((through, 499), b"file", &centre).unwrap();
    assert_eq!(manifest.verify(&centre.public_key()), Ok(()));
    assert_eq!(manifest.file_name(), "990101101204-500.fxs");
    let alterations: [fn(&mut Manifest); 6] = [
        |m| m.through.village = Division::from_u64(990101101205).unwrap(),
        |m| m.through.position += 1,
        |m| m.through.mark.0[0] ^= 1,
        |m| m.entries += 1,
        |m| m.file_bytes += 1,
        |m| m.sha256[0] ^= 1,
    ];
    for (which, alter) in alterations.into_iter().enumerate() {
        let mut altered = manifest.clone();
        alter(&mut altered);
        assert_eq!(altered.verify(&centre.public_key()), Err(Forged), "{which}");
    }
}

#[test]
fn keys_under_which_anything_verifies_are_refused() {
    // The neutral element and other points of small order: a signature of zeros would hold.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    for bytes in [neutral, [0; 32]] {
        let key = PublicKey { suite: Suite::Ed25519, bytes };
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&bytes);
        assert_eq!(key.verify(b"anything", &Signature(signature)), Err(Forged));
    }
}

#[test]
fn a_signature_has_no_second_form() {
    // The order of the group, little-endian: adding it to S gives the same S to a lax verifier.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let device = signer(1);
    let Signature(mut bytes) = device.sign(b"message").unwrap();
    let mut carry = 0;
    for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    assert_eq!(carry, 0);
    let second = device.public_key().verify(b"message", &Signature(bytes));
    assert_eq!(second, Err(Forged));
}

#[test]
fn what_is_signed_is_exactly_what_the_specification_says() {
    let mut rng = seed::rng("signed bytes");
    let (device, centre) = (signer(1), signer(7));
    let key = device.public_key();

    let envelope = words::envelope(&mut rng, &device);
    let parts = [codec::encode(&envelope.header), codec::encode(&envelope.change)].concat();
    let message = [b"fangxian/envelope/1\0", parts.as_slice()].concat();
    assert_eq!(key.verify(&message, &envelope.signature), Ok(()));

    let request = SignedRequest::sign(SYNC_PATH, 258, vec![7], &device).unwrap();
    let number = [0, 0, 0, 0, 0, 0, 1, 2];
    let id = key.device().0;
    let message = [b"fangxian/request/1\0/v1/sync\0".as_slice(), &id, &number, &[7]].concat();
    assert_eq!(key.verify(&message, &request.signature), Ok(()));

    let proof = EnrolRequest::new("CODE", &device).unwrap().proof;
    assert_eq!(key.verify(b"fangxian/enrol/1\0CODE", &proof), Ok(()));

    let proof = RenewRequest::new(DeviceId([9; 16]), vec![], &device).unwrap().proof;
    let message = [b"fangxian/renew/1\0".as_slice(), &[9; 16]].concat();
    assert_eq!(key.verify(&message, &proof), Ok(()));

    let person = "p-0001".parse().unwrap();
    let mut certificate = Certificate::issue(key, person, vec![], (1, 2), &centre).unwrap();
    let signature = std::mem::replace(&mut certificate.signature, Signature([0; 64]));
    let message = [b"fangxian/certificate/1\0", certificate.to_bytes().as_slice()].concat();
    assert_eq!(centre.public_key().verify(&message, &signature), Ok(()));

    let village = Division::from_u64(990101101204).unwrap();
    let mut manifest = Manifest::of_file((Cursor::start(village), 5), b"", &centre).unwrap();
    let signature = std::mem::replace(&mut manifest.signature, Signature([0; 64]));
    let message = [b"fangxian/snapshot/1\0", codec::encode(&manifest).as_slice()].concat();
    assert_eq!(centre.public_key().verify(&message, &signature), Ok(()));
}
