//! What every back end must do, written once and run on each.

use fangxian::domain::centre::Reason;
use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::id::{
    Actor, ChangeHash, DeviceId, Division, EnvelopeHash, EvidenceHash, RecordId,
};
use fangxian_protocol::key::{Signer, SoftwareKey};
use fangxian_protocol::limits::TWINS_MAX;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::RefusalCode;

use super::sqlite::Sqlite;
use super::{
    AcceptedEnvelope, ArrivedAttachment, CodeRow, DeviceState, Kept, NewDevice, Quarantined, Step,
    Storage, StorageError,
};

const HERE: &str = "990101101201";
const THERE: &str = "990101201203";
const BOUNDS: (usize, usize) = (100, 10_000);

/// Runs a case on every back end.
fn on_each(case: impl Fn(&dyn Storage)) {
    let dir = tempfile::tempdir().unwrap();
    case(&Sqlite::open(&dir.path().join("contract.sqlite")).unwrap());
}

fn division(code: &str) -> Division {
    code.parse().unwrap()
}

fn enrol(storage: &dyn Storage, seed: u8) -> DeviceId {
    let key = SoftwareKey::from_seed(&[seed; 32]);
    let post = Post { role: "grid".to_owned(), scope: HERE.parse().unwrap() };
    let person = "p-1".parse().unwrap();
    let issued = Certificate::issue(key.public_key(), person, vec![post], (0, 9), &key).unwrap();
    let row = CodeRow { person: "p-1".parse().unwrap(), expires_ms: 9, used_by: None };
    storage.put_code(&[seed; 32], &row).unwrap();
    let (device, certificate) = (issued.device(), issued.to_bytes());
    assert!(storage.enrol(&[seed; 32], &NewDevice { device, certificate, at_ms: 1 }).unwrap());
    device
}

fn record(seed: u8) -> Step {
    let (kind, home) = ("hazard".parse().unwrap(), division(HERE));
    Step::Record { record: RecordId([seed; 16]), kind, home }
}

fn envelope(device: DeviceId, counter: u64, villages: &[&str]) -> Step {
    Step::Envelope(accepted(device, counter, villages))
}

fn accepted(device: DeviceId, counter: u64, villages: &[&str]) -> AcceptedEnvelope {
    AcceptedEnvelope {
        record: RecordId([1; 16]),
        device,
        counter,
        new_writer: (counter == 1).then_some(Actor([8; 16])),
        hash: EnvelopeHash([counter as u8; 16]),
        bytes: vec![counter as u8; 10],
        doubt: (counter == 2).then_some(Reason::PostEnded),
        evidence: vec![EvidenceHash([counter as u8; 32])],
        villages: villages.iter().map(|code| division(code)).collect(),
        at_ms: 5,
    }
}

fn log(storage: &dyn Storage, village: &str, without: Option<DeviceId>) -> Vec<Vec<u8>> {
    let cursor = Cursor::start(division(village));
    storage.log_after(cursor, u64::MAX, without, BOUNDS).unwrap().entries
}

#[test]
fn envelopes_are_numbered_from_one_without_gaps_and_read_back_in_order() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let first = [record(1), envelope(device, 1, &[HERE]), envelope(device, 2, &[HERE, THERE])];
        storage.commit(&first).unwrap();
        storage.commit(&[envelope(device, 3, &[HERE])]).unwrap();
        let scopes = ["99".parse().unwrap(), "990101".parse().unwrap()];
        let ends = storage.log_ends(&scopes).unwrap();
        let ends: Vec<_> = ends.iter().map(|end| (end.village, end.position)).collect();
        assert_eq!(ends, [(HERE, 3), (THERE, 1)].map(|(v, position)| (division(v), position)));
        assert_eq!(log(storage, HERE, None), [vec![1; 10], vec![2; 10], vec![3; 10]]);
        assert_eq!(log(storage, THERE, None), [vec![2; 10]]);
        assert_eq!(log(storage, HERE, Some(device)), Vec::<Vec<u8>>::new());
        let cursor = Cursor { position: 1, ..Cursor::start(division(HERE)) };
        let page = storage.log_after(cursor, 3, None, (1, 10_000)).unwrap();
        assert_eq!((page.through.position, page.entries.len()), (2, 1));
        let page = storage.log_after(cursor, 3, None, (9, 15)).unwrap();
        assert_eq!((page.through.position, page.entries.len()), (2, 1));
    });
}

#[test]
fn a_place_is_one_of_this_log_or_not() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        storage.commit(&[record(1), envelope(device, 1, &[HERE])]).unwrap();
        storage.commit(&[envelope(device, 2, &[HERE]), envelope(device, 3, &[HERE])]).unwrap();
        let start = Cursor::start(division(HERE));
        let place = |through| storage.log_after(start, through, None, BOUNDS).unwrap().through;
        let places: Vec<Cursor> = (0..=3).map(place).collect();
        assert_eq!(storage.log_ends(&["99".parse().unwrap()]).unwrap(), places[3..]);
        let page = storage.log_after(places[1], 3, None, BOUNDS).unwrap();
        assert_eq!(page.through, places[3], "however it was come to");
        assert!(storage.are_heard(&places).unwrap());
        let elsewhere = Cursor { village: division(THERE), ..places[2] };
        let beyond = Cursor { position: 4, ..places[3] };
        let other = Cursor { mark: places[1].mark, ..places[2] };
        for never in [elsewhere, beyond, other] {
            assert!(!storage.are_heard(&[places[1], never]).unwrap(), "{never:?}");
        }
    });
}

#[test]
fn an_unverified_envelope_stays_so() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let steps = [record(1), envelope(device, 1, &[HERE]), envelope(device, 2, &[HERE])];
        storage.commit(&steps).unwrap();
        let doubts = [1, 2, 3].map(|n: u8| {
            let name = EnvelopeHash([n; 16]);
            storage.doubt((device, n.into(), name)).unwrap()
        });
        assert_eq!(doubts, [None, Some(Reason::PostEnded), None]);
    });
}

#[test]
fn a_commit_that_fails_half_way_leaves_nothing() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let steps = [record(1), envelope(device, 1, &[HERE]), envelope(device, 1, &[HERE])];
        assert!(storage.commit(&steps).is_err());
        assert!(storage.commit(&[envelope(DeviceId([0; 16]), 1, &[HERE])]).is_err());
        assert!(storage.record(RecordId([1; 16])).unwrap().is_none());
        assert_eq!((storage.totals().unwrap().envelopes, log(storage, HERE, None).len()), (0, 0));
        storage.commit(&steps[..2]).unwrap();
        assert_eq!(log(storage, HERE, None).len(), 1);
    });
}

#[test]
fn a_route_carries_what_was_said_before_and_only_once() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let (id, village) = (RecordId([1; 16]), division(THERE));
        let route = Step::Route { record: id, village };
        let steps = [record(1), envelope(device, 1, &[HERE]), envelope(device, 2, &[HERE])];
        storage.commit(&steps).unwrap();
        storage.commit(&[route.clone(), envelope(device, 3, &[HERE, THERE]), route]).unwrap();
        assert_eq!(log(storage, THERE, None), [vec![1; 10], vec![2; 10], vec![3; 10]]);
        assert_eq!(storage.record(id).unwrap().unwrap().routes, [village]);
    });
}

#[test]
fn a_kept_document_knows_how_far_it_goes() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let id = RecordId([1; 16]);
        let document = Step::Document { record: id, bytes: b"folded".to_vec() };
        storage.commit(&[record(1), envelope(device, 1, &[HERE]), document]).unwrap();
        storage.commit(&[envelope(device, 2, &[HERE])]).unwrap();
        let row = storage.record(id).unwrap().unwrap();
        assert_eq!(row.writers, [(Actor([8; 16]), device)]);
        let (bytes, through) = row.document.unwrap();
        let after = storage.record_envelopes(id, through).unwrap();
        assert_eq!((bytes.as_slice(), after.len()), (b"folded".as_slice(), 1));
        assert_eq!(storage.record_envelopes(id, 0).unwrap().len(), 2);
        let numbers = [(device, 2), (device, 3), (DeviceId([0; 16]), 1)];
        let found = storage.envelope_hashes(&numbers).unwrap();
        assert_eq!(found, [((device, 2), vec![EnvelopeHash([2; 16])])].into());
        let again = Step::Envelope(AcceptedEnvelope {
            hash: EnvelopeHash([7; 16]),
            ..accepted(device, 2, &[HERE])
        });
        assert!(!storage.is_doubled(device).unwrap());
        storage.commit(&[again]).unwrap();
        assert!(storage.is_doubled(device).unwrap(), "one number, two envelopes");
        assert_eq!(storage.envelope_hashes(&numbers).unwrap()[&(device, 2)].len(), 2);
        assert_eq!(storage.existing(&[id, RecordId([9; 16])]).unwrap(), [id].into());
    });
}

#[test]
fn quarantine_keeps_each_envelope_once_and_in_order() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let refused = |seed: u8, code| {
            let names = Some((RecordId([1; 16]), ChangeHash([seed; 32]), device));
            let (hash, detail) = (EnvelopeHash([seed; 16]), "role".to_owned());
            let (bytes, at_ms) = (vec![seed; 9], 3);
            Step::Quarantine(Quarantined {
                carrier: device,
                hash,
                code,
                detail,
                names,
                bytes,
                at_ms,
            })
        };
        let held = refused(1, RefusalCode::RoleNotHeld);
        let forged = refused(2, RefusalCode::BadSignature);
        storage.commit(&[held.clone(), forged, held]).unwrap();
        let rows = storage.quarantine(0, 10).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(storage.quarantine(rows[0].id, 10).unwrap()[0].what.bytes, [2; 9]);
        let why = |seed: u8| storage.quarantined_change(device, ChangeHash([seed; 32])).unwrap();
        assert_eq!((why(1), why(2), why(3)), (Some(RefusalCode::RoleNotHeld), None, None));
    });
}

#[test]
fn a_code_is_used_once_and_states_and_numbers_are_kept() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let again = NewDevice { device, certificate: vec![], at_ms: 2 };
        assert!(!storage.enrol(&[1; 32], &again).unwrap());
        assert!(!storage.enrol(&[9; 32], &again).unwrap());
        assert_eq!(storage.code(&[1; 32]).unwrap().unwrap().used_by, Some(device));
        let version = storage.directory_version().unwrap();
        storage.commit(&[Step::Number(device, 7), Step::Number(device, 5)]).unwrap();
        assert_eq!(storage.directory_version().unwrap(), version);
        storage.commit(&[Step::Lock(device)]).unwrap();
        let rows = storage.directory_since(version).unwrap();
        let row = &rows.devices[0].1;
        assert_eq!((row.number, row.state), (7, DeviceState::Locked));
        assert!(storage.revoke(device, 9).unwrap());
        assert!(!storage.revoke(DeviceId([0; 16]), 9).unwrap());
        storage.check_writable().unwrap();
    });
}

#[test]
fn a_family_of_devices_is_bounded_noted_and_revoked_together() {
    on_each(|storage| {
        let (first, other) = (enrol(storage, 1), enrol(storage, 2));
        let next_within = |seed: u8, parent, bound| {
            let key = SoftwareKey::from_seed(&[seed; 32]);
            let person = "p-1".parse().unwrap();
            let issued =
                Certificate::issue(key.public_key(), person, vec![], (0, 9), &key).unwrap();
            let (device, certificate) = (issued.device(), issued.to_bytes());
            let new = NewDevice { device, certificate, at_ms: i64::from(seed) };
            storage.renew(&new, parent, bound).unwrap().then_some(device)
        };
        let next = |seed: u8, parent| next_within(seed, parent, (8, 2));
        let second = next(10, first).unwrap();
        let third = next(11, second).unwrap();
        assert_eq!((next(12, first), next(12, third)), (None, None), "two since then");
        assert!(next(12, other).is_some(), "another family");
        assert_eq!(storage.parent(third).unwrap(), Some(second));
        assert!(storage.revoke(second, 20).unwrap());
        let rows = storage.directory_since(0).unwrap().devices;
        let state = |device| rows.iter().find(|(_, row)| row.device == device).unwrap().1.state;
        assert_eq!(
            [first, second, third, other].map(state),
            [DeviceState::Active, DeviceState::Revoked, DeviceState::Revoked, DeviceState::Active]
        );
        let bound = (8, 3);
        let heir = next_within(13, third, bound).unwrap();
        let rows = storage.directory_since(0).unwrap().devices;
        let heir = rows.iter().find(|(_, row)| row.device == heir).unwrap();
        assert_eq!(heir.1.state, DeviceState::Revoked, "believed no more than whom it follows");
        let noted: Vec<_> = storage.audit().unwrap().into_iter().map(|row| row.what).collect();
        assert_eq!(noted, ["renewed", "renewed", "renewed", "revoked", "renewed"]);
    });
}

#[test]
fn a_file_of_a_newer_version_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("contract.sqlite");
    drop(Sqlite::open(&path).unwrap());
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 1_000).unwrap();
    drop(newer);
    let StorageError { reason } = Sqlite::open(&path).err().unwrap();
    assert!(reason.contains("newer version"), "{reason}");
}

#[test]
fn who_says_that_a_record_is_the_same_as_another_is_found_by_the_other() {
    on_each(|storage| {
        let (id, other) = (RecordId([1; 16]), RecordId([2; 16]));
        let joined = |person: &str| {
            let person = person.parse().unwrap();
            Step::Joined { record: id, other, person }
        };
        storage.commit(&[record(1), joined("p-1"), joined("p-2"), joined("p-1")]).unwrap();
        let said: Vec<_> = ["p-1", "p-2"].map(|person| (id, person.parse().unwrap())).into();
        assert_eq!(storage.joiners(other).unwrap(), said, "the other need not be here");
        for number in 10..60 {
            let (record_id, person) = (RecordId([number; 16]), "p-3".parse().unwrap());
            let joined = Step::Joined { record: record_id, other, person };
            storage.commit(&[record(number), joined]).unwrap();
        }
        let of_one = storage.joiners(other).unwrap().len() - said.len();
        assert_eq!(of_one, TWINS_MAX, "so many of one person count");
        assert_eq!(storage.joiners(id).unwrap(), []);
    });
}

#[test]
fn an_attachment_is_known_by_who_names_it_and_by_what_arrived() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let hash = EvidenceHash([1; 32]);
        storage.commit(&[record(1), envelope(device, 1, &[HERE])]).unwrap();
        let id = RecordId([1; 16]);
        assert!(storage.untold().unwrap().is_empty());
        assert!(storage.here_untold(id, &[hash]).unwrap().is_empty());
        let shown = |scope: &str| storage.is_shown(hash, &[scope.parse().unwrap()]).unwrap();
        assert_eq!((shown(HERE), shown(THERE)), (Some(false), None));
        let route = Step::Route { record: RecordId([1; 16]), village: division(THERE) };
        storage.commit(&[route]).unwrap();
        assert_eq!((shown(HERE), shown(THERE), shown("31")), (Some(false), Some(false), None));
        assert_eq!(storage.attachment(hash).unwrap(), None);
        let arrived = ArrivedAttachment { hash, bytes: 7, device, at_ms: 5 };
        storage.commit(&[Step::Attachment(arrived.clone()), Step::Attachment(arrived)]).unwrap();
        assert_eq!(storage.attachment(hash).unwrap(), Some(7));
        assert_eq!(storage.here_untold(id, &[hash, EvidenceHash([2; 32])]).unwrap(), [hash]);
        // Only those who hear of it are told, once one of them has shown that they have it.
        assert_eq!(storage.untold().unwrap(), []);
        assert_eq!(storage.untold_of(hash, 9).unwrap(), []);
        let show = |scope: &str| Step::Shown { hash, scopes: vec![scope.parse().unwrap()] };
        storage.commit(&[show("31")]).unwrap();
        assert_eq!((shown(HERE), shown(THERE)), (Some(false), Some(false)));
        storage.commit(&[show(THERE)]).unwrap();
        assert_eq!((shown(HERE), shown(THERE), shown("31")), (Some(true), Some(true), None));
        assert_eq!(storage.is_shown(hash, &[]).unwrap(), None);
        assert_eq!(storage.untold_of(hash, 9).unwrap(), [id]);
        assert_eq!(storage.untold().unwrap(), [hash]);
        storage.commit(&[Step::Told { record: id, hash }]).unwrap();
        assert_eq!(storage.untold().unwrap(), []);
        assert_eq!(storage.untold_of(hash, 9).unwrap(), []);
        assert_eq!(storage.here_untold(id, &[hash]).unwrap(), []);
        let kept = storage.kept((device, hash), 5).unwrap();
        assert_eq!(kept, Kept { today: 7, person: 7, village: 7, centre: 7 });
        let nobody = storage.kept((DeviceId([0; 16]), EvidenceHash([9; 32])), 5).unwrap();
        assert_eq!(nobody, Kept { centre: 7, ..Kept::default() });
        let twin = enrol(storage, 2);
        let kept = storage.kept((twin, hash), 6).unwrap();
        assert_eq!(kept, Kept { today: 0, person: 7, village: 7, centre: 7 });
    });
}

#[test]
fn what_arrived_is_said_once_in_every_log_of_its_record_and_is_no_envelope() {
    on_each(|storage| {
        let (centre, device) = (enrol(storage, 9), enrol(storage, 1));
        let (id, hash) = (RecordId([1; 16]), EvidenceHash([1; 32]));
        storage.commit(&[record(1), envelope(device, 1, &[HERE])]).unwrap();
        let bytes = Arrival::of(id, &[hash]).to_bytes();
        let arrived = Step::Arrived { device: centre, record: id, evidence: vec![hash], at_ms: 5 };
        storage.commit(&[arrived.clone(), arrived]).unwrap();
        assert_eq!(log(storage, HERE, None), [vec![1; 10], bytes.clone()]);
        assert_eq!(storage.here_untold(id, &[hash]).unwrap(), [], "all who hear of it may know");
        storage.commit(&[Step::Route { record: id, village: division(THERE) }]).unwrap();
        assert_eq!(log(storage, THERE, None), [vec![1; 10], bytes], "where it is handed to, too");
        assert_eq!(storage.last_envelope(centre).unwrap(), None);
        let (kept, totals) = (storage.record_envelopes(id, 0).unwrap(), storage.totals().unwrap());
        assert_eq!((kept.len(), totals.envelopes, totals.log_entries), (1, 1, 4));
    });
}

#[test]
fn of_one_attachment_so_many_records_wait_and_no_more() {
    on_each(|storage| {
        let device = enrol(storage, 1);
        let hash = EvidenceHash([7; 32]);
        let steps = (1..=1_002_u64).flat_map(|number| {
            let id = RecordId([[0; 8], number.to_be_bytes()].concat().try_into().unwrap());
            let (kind, home) = ("hazard".parse().unwrap(), division(HERE));
            let envelope = AcceptedEnvelope {
                record: id,
                hash: EnvelopeHash(id.0),
                evidence: vec![hash],
                ..accepted(device, number, &[HERE])
            };
            [Step::Record { record: id, kind, home }, Step::Envelope(envelope)]
        });
        storage.commit(&steps.collect::<Vec<_>>()).unwrap();
        let scopes = vec![HERE.parse().unwrap()];
        storage.commit(&[Step::Shown { hash, scopes }]).unwrap();
        assert_eq!(storage.untold_of(hash, 5_000).unwrap().len(), 1_000);
    });
}
