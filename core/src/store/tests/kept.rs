//! The small tables: outbox, cursors, directory, identity, quarantine, migrations.

use fangxian_protocol::directory::{Card, Directory, PostRow, UnitRow};
use fangxian_protocol::id::{EnvelopeHash, PersonId};
use fangxian_protocol::key::{Signer, SoftwareKey};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::RefusalCode;
use rusqlite::Connection;

use super::support::{Folder, HOME, NOON_MS, Phone, home, record};
use crate::store::{Appended, Centre, Identity, KeyHolder, Place, Store, StoreError, migrate};

#[test]
fn the_outbox_tells_how_far_everything_has_come() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    let hashes: Vec<EnvelopeHash> =
        (0..4).map(|number| phone.report(&store, number, "渗水")).collect();
    let before = store.read(|reading| reading.touched()).unwrap();
    let placed = store.write(|writing| {
        writing.set_place(&hashes[1], Place::Sent, None)?;
        writing.set_place(&hashes[2], Place::Accepted, None)?;
        writing.set_place(&hashes[3], Place::Quarantined, Some(RefusalCode::OutOfScope))
    });
    assert_eq!(placed, Ok(true));
    store
        .read(|reading| {
            let outbox = reading.outbox()?;
            let counts = (outbox.only_here, outbox.sent, outbox.accepted, outbox.quarantined);
            assert_eq!(counts, (1, 1, 1, 1));
            assert_eq!((outbox.records_pending, outbox.oldest_pending_ms), (2, Some(NOON_MS)));
            let pending = reading.pending(0, 10, 1 << 20)?;
            let names: Vec<EnvelopeHash> = pending.iter().map(|one| one.hash).collect();
            assert_eq!(names, hashes[..2]);
            assert_eq!(reading.pending(0, 10, 1)?.len(), 1, "at least one, however large");
            let places = (0..4).map(|number| reading.place_of_record(&record(number)));
            let places: Result<Vec<Place>, _> = places.collect();
            let expected = [Place::OnlyHere, Place::Sent, Place::Accepted, Place::Quarantined];
            assert_eq!(places?, expected);
            let kept = reading.envelope(&hashes[3])?.unwrap();
            assert_eq!(kept.refusal, Some(RefusalCode::OutOfScope));
            let changed = reading.changed_since(before, 10)?;
            assert_eq!(changed.len(), 3, "the cloud icon of three records changed");
            Ok(())
        })
        .unwrap();
    assert_eq!(store.write(|writing| writing.unsend()), Ok(1));
    assert_eq!(store.read(|reading| reading.outbox()).unwrap().only_here, 2);
}

#[test]
fn an_envelope_is_stored_once() {
    let folder = Folder::new();
    let store = folder.store();
    let hash = Phone::new(1).report(&store, 1, "渗水");
    let stored = store.read(|reading| reading.envelope(&hash)).unwrap().unwrap();
    let envelope = stored.open().unwrap();
    let accepted = (Place::Accepted, false);
    let again = store.write(|writing| writing.append(&envelope, &stored.bytes, accepted, 0));
    assert_eq!(again, Ok::<_, StoreError>(Appended::Known));
    let mut forged = envelope.clone();
    forged.header.counter = 99;
    let bytes = forged.to_bytes();
    let taken = store.write(|writing| writing.append(&forged, &bytes, accepted, 0));
    assert_eq!(taken, Ok::<_, StoreError>(Appended::ChangeTaken));
    assert!(store.read(|reading| reading.has_change(&envelope.header.change)).unwrap());
}

#[test]
fn authors_are_known_once_their_certificate_arrives() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    phone.report(&store, 1, "渗水");
    let authors = |store: &Store| store.read(|reading| reading.authors_of(&record(1))).unwrap();
    assert!(authors(&store).is_empty());
    let devices = vec![phone.certificate()];
    let directory = Directory { version: 3, devices, ..Directory::default() };
    store.write(|writing| writing.apply_directory(&directory)).unwrap();
    let author = authors(&store).into_values().next().unwrap();
    assert_eq!(author.person.as_str(), "p-0001");
    assert_eq!(store.read(|reading| reading.directory_version()), Ok(3));
    let certificate = store.read(|reading| reading.certificate_of(&author.device)).unwrap();
    assert_eq!(certificate, Some(phone.certificate()));
}

#[test]
fn an_erased_card_leaves_no_name() {
    let folder = Folder::new();
    let store = folder.store();
    let person: PersonId = "p-0001".parse().unwrap();
    let card = |name: &str| Card { person: person.clone(), name: name.into(), phone: "".into() };
    let post = PostRow {
        person: person.clone(),
        role: "grid".into(),
        scope: HOME.parse().unwrap(),
        title: "网格长".into(),
        ended: false,
    };
    let (name, replaces) = ("渡口村".into(), vec![]);
    let unit = UnitRow { division: home(), grid: 0, name, replaces, from_ms: 0 };
    let told = Directory {
        version: 1,
        units: vec![unit.clone()],
        cards: vec![card("李示例")],
        posts: vec![post.clone()],
        devices: vec![],
    };
    store.write(|writing| writing.apply_directory(&told)).unwrap();
    store
        .read(|reading| {
            assert_eq!(reading.name_of(&person)?, Some("李示例".into()));
            assert_eq!(reading.unit_name(home())?, Some("渡口村".into()));
            assert_eq!(reading.units_in("990101101".parse().unwrap())?, [unit]);
            assert_eq!(reading.posts_in("990101".parse().unwrap())?.len(), 1);
            assert_eq!(reading.posts_of(&person)?.first(), Some(&post));
            Ok(())
        })
        .unwrap();
    let ended = PostRow { ended: true, ..post };
    let erased =
        Directory { version: 2, cards: vec![card("")], posts: vec![ended], ..Directory::default() };
    store.write(|writing| writing.apply_directory(&erased)).unwrap();
    assert_eq!(store.read(|reading| reading.name_of(&person)), Ok(None));
    assert_eq!(store.read(|reading| reading.posts_of(&person)), Ok(vec![]));
    store.close().unwrap();
    let bytes = std::fs::read(folder.file()).unwrap();
    let name = "李示例".as_bytes();
    assert!(!bytes.windows(name.len()).any(|window| window == name), "erased from the file too");
}

#[test]
fn a_cursor_only_moves_forward() {
    let folder = Folder::new();
    let store = folder.store();
    let at = |position| Cursor { position, ..Cursor::start(home()) };
    let moved = store.write(|writing| {
        writing.advance_cursor(at(7))?;
        writing.advance_cursor(at(5))
    });
    assert_eq!(moved, Ok::<_, StoreError>(()));
    assert_eq!(store.read(|reading| reading.cursors()), Ok(vec![at(7)]));
}

#[test]
fn who_this_phone_is_reads_back_and_requests_are_numbered_once() {
    let folder = Folder::new();
    let store = folder.store();
    assert_eq!(store.read(|reading| reading.identity()), Ok(None));
    let key = SoftwareKey::from_seed(&[9; 32]).public_key();
    let identity = Identity {
        certificate: Some(Phone::new(1).certificate()),
        centre: Some(Centre {
            key,
            url: "https://c.example".into(),
            name: "示例区".into(),
            private_ca_pem: Some(b"pem".to_vec()),
        }),
        ..Identity::new(KeyHolder::Seed([1; 32]))
    };
    assert!(!format!("{identity:?}").contains("[1, 1"), "a seed is never shown");
    store.write(|writing| writing.put_identity(&identity)).unwrap();
    assert_eq!(store.read(|reading| reading.identity()), Ok(Some(identity)));
    let next = || store.write(|writing| writing.next_request_number(0));
    assert_eq!((next(), next()), (Ok::<_, StoreError>(1), Ok(2)));
}

#[test]
fn what_is_said_again_no_longer_counts_as_lost_and_nor_does_what_takes_its_place() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    let said = phone.report(&store, 1, "渗水");
    store
        .write(|writing| {
            writing.set_place(&said, Place::Accepted, None)?;
            writing.hear_again()?;
            writing.heard_all()?;
            assert_eq!(writing.lost()?, 1);
            let rows = writing.envelopes_of(&record(1))?;
            writing.withdraw(&rows[0], NOON_MS)
        })
        .unwrap();
    let next = phone.report(&store, 2, "漏电");
    let lost =
        store.read(|reading| Ok::<_, StoreError>((reading.lost()?, reading.may_be_lost(&next)?)));
    assert_eq!(lost, Ok((0, false)));
}

#[test]
fn what_is_set_aside_stays_and_is_counted() {
    let folder = Folder::new();
    let store = folder.store();
    let reason = ("missing_dependency", "pull");
    let put = |bytes: &[u8]| store.write(|w| w.quarantine(bytes, reason, NOON_MS, true));
    assert_eq!(put(b"one"), Ok::<_, StoreError>(()));
    assert_eq!((put(b"two"), put(b"one")), (Ok(()), Ok(())));
    let waiting = store.read(|reading| reading.retriable(10)).unwrap();
    assert_eq!(waiting.len(), 2, "the same bytes are kept once");
    store.write(|writing| writing.settle(waiting[0].id)).unwrap();
    assert_eq!(store.read(|reading| reading.quarantined_count()), Ok(1));
    let all = store.read(|reading| reading.quarantined(0, 10)).unwrap();
    assert_eq!(all.iter().map(|one| one.settled).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_newer_schema_is_refused_and_untouched() {
    let folder = Folder::new();
    folder.store().close().unwrap();
    let other = Connection::open(folder.file()).unwrap();
    other.pragma_update(None, "user_version", 99).unwrap();
    other.close().unwrap();
    let before = std::fs::read(folder.file()).unwrap();
    let refused = Store::open(&folder.file()).map(drop);
    assert_eq!(refused, Err(StoreError::NewerSchema { found: 99, known: migrate::known() }));
    assert_eq!(std::fs::read(folder.file()).unwrap(), before);
}

#[test]
fn the_file_of_another_program_is_refused_and_untouched() {
    let folder = Folder::new();
    let other = Connection::open(folder.file()).unwrap();
    other.execute_batch("CREATE TABLE theirs (a)").unwrap();
    other.close().unwrap();
    let before = std::fs::read(folder.file()).unwrap();
    assert_eq!(Store::open(&folder.file()).map(drop), Err(StoreError::NotAStore));
    assert_eq!(std::fs::read(folder.file()).unwrap(), before);
}

#[test]
fn an_error_never_says_what_a_user_typed() {
    let folder = Folder::new();
    let store = folder.store();
    let typed = "秘密\" OR *";
    let found = store.read(|reading| reading.search(typed, 10));
    assert_eq!(found, Ok(vec![]));
    let failed = store.read(|reading| {
        reading.value::<i64>("SELECT 1 FROM search WHERE search MATCH ?1", [typed])
    });
    assert!(!failed.unwrap_err().to_string().contains("秘密"));
}

/// Every schema ever released, as it was then. Never edited once released.
const FROZEN: &[(i64, &str)] = &[(1, include_str!("frozen_v1.sql"))];

#[test]
fn every_older_schema_is_brought_to_the_same_as_a_fresh_one() {
    let fresh = Folder::new();
    fresh.store().close().unwrap();
    for (version, sql) in FROZEN {
        let older = Folder::new();
        let connection = Connection::open(older.file()).unwrap();
        connection.execute_batch(sql).unwrap();
        connection.pragma_update(None, "user_version", version).unwrap();
        connection.close().unwrap();
        let (store, report) = older.open();
        assert!(!report.created && report.salvaged.is_none(), "{report:?}");
        store.close().unwrap();
        assert_eq!(schema(&older), schema(&fresh), "version {version}");
        let (store, report) = older.open();
        assert_eq!(report.upgraded_from, None, "a second opening has nothing to do");
        store.close().unwrap();
        assert_eq!(schema(&older), schema(&fresh));
    }
}

fn schema(folder: &Folder) -> Vec<(String, Option<String>)> {
    let connection = Connection::open(folder.file()).unwrap();
    let sql = "SELECT name, sql FROM sqlite_schema ORDER BY name";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}
