//! Damage is noticed, the file is set aside, and every intact row is kept.

use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use fangxian_protocol::directory::{Card, Directory, PostRow, UnitRow};
use fangxian_protocol::log::Cursor;

use super::support::{Folder, Phone, home, listed, record};
use crate::store::{HazardQuery, Identity, KeyHolder, SalvageReport, Store, StoreError};

const PAGE_BYTES: u64 = 4096;
const HAZARDS: u16 = 200;

fn filled(folder: &Folder) -> Store {
    let store = folder.store();
    let mut phone = Phone::new(1);
    let identity = Identity::new(KeyHolder::Seed([1; 32]));
    let wrote = store.write(|writing| {
        writing.put_identity(&identity)?;
        writing.put_certificate(&phone.certificate())?;
        for number in 0..HAZARDS {
            phone.report_in(writing, number, &format!("配电房渗水{number}"))?;
        }
        Ok::<_, StoreError>(())
    });
    wrote.unwrap();
    store
}

fn told() -> Directory {
    let person = || "p-0001".parse().unwrap();
    let unit = UnitRow {
        division: home(),
        grid: 0,
        name: "渡口村".into(),
        replaces: Vec::new(),
        from_ms: 0,
    };
    let scope = home().scope();
    let (role, title) = ("grid".into(), "".into());
    Directory {
        version: 3,
        units: vec![unit],
        cards: vec![Card { person: person(), name: "李示例".into(), phone: "".into() }],
        posts: vec![PostRow { person: person(), role, scope, title, ended: false }],
        devices: vec![],
    }
}

fn at(path: &Path, at_byte: u64, change: impl Fn(&mut [u8])) {
    let mut file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut bytes = vec![0; PAGE_BYTES as usize];
    file.seek(SeekFrom::Start(at_byte)).unwrap();
    file.read_exact(&mut bytes).unwrap();
    change(&mut bytes);
    file.seek(SeekFrom::Start(at_byte)).unwrap();
    file.write_all(&bytes).unwrap();
}

/// Has the next opening check the file, as after a kill.
fn stop_uncleanly(store: Store) {
    store.checkpoint().unwrap();
    drop(store);
}

fn salvaged(folder: &Folder) -> (Store, SalvageReport) {
    let damaged = fs::read(folder.file()).unwrap();
    let (store, report) = folder.open();
    let report = report.salvaged.expect("a damaged file is salvaged");
    assert_eq!(fs::read(&report.set_aside).unwrap(), damaged, "set aside unchanged");
    assert_eq!(store.compare().unwrap(), []);
    assert_eq!(listed(&store), report.rebuilt.records);
    (store, report)
}

#[test]
fn a_file_whose_first_page_is_gone_is_salvaged_whole() {
    let folder = Folder::new();
    stop_uncleanly(filled(&folder));
    at(&folder.file(), 0, |page| page.fill(0));
    let (store, report) = salvaged(&folder);
    assert_eq!((report.envelopes_kept, report.envelopes_lost), (u64::from(HAZARDS), 0));
    assert!(report.identity_kept);
    let identity = store.read(|reading| reading.identity()).unwrap().unwrap();
    assert_eq!(identity.counter, u64::from(HAZARDS));
    assert_eq!(store.read(|reading| reading.cursors()), Ok(Vec::new()));
    let outbox = store.read(|reading| reading.outbox()).unwrap();
    assert_eq!(outbox.only_here, u64::from(HAZARDS));
}

#[test]
fn every_single_page_may_be_lost_and_only_its_rows_are() {
    let folder = Folder::new();
    stop_uncleanly(filled(&folder));
    let sound = fs::read(folder.file()).unwrap();
    let pages = sound.len() as u64 / PAGE_BYTES;
    let mut most_lost = 0;
    for page in (0..pages).step_by(7) {
        let each = Folder::new();
        fs::write(each.file(), &sound).unwrap();
        at(&each.file(), page * PAGE_BYTES, |page| page.fill(0));
        let (store, report) = each.open();
        let Some(report) = report.salvaged else {
            // A page nobody uses, or one whose loss makes no row unreadable.
            assert_eq!(listed(&store), u64::from(HAZARDS), "page {page}");
            continue;
        };
        assert_eq!(listed(&store), report.envelopes_kept, "page {page}");
        most_lost = most_lost.max(u64::from(HAZARDS) - report.envelopes_kept);
    }
    assert!(most_lost <= PAGE_BYTES / 300, "one page holds few rows, lost {most_lost}");
}

#[test]
fn a_truncated_file_keeps_what_is_left() {
    let folder = Folder::new();
    stop_uncleanly(filled(&folder));
    let length = fs::metadata(folder.file()).unwrap().len();
    let file = OpenOptions::new().write(true).open(folder.file()).unwrap();
    file.set_len(length / 2 + 100).unwrap();
    let (_, report) = salvaged(&folder);
    assert!(report.envelopes_kept > 0, "{report:?}");
}

#[test]
fn an_empty_file_beside_a_full_log_is_not_taken_for_a_new_one() {
    let folder = Folder::new();
    let store = folder.store();
    store.checkpoint().unwrap();
    let mut phone = Phone::new(1);
    phone.report(&store, 1, "配电房渗水");
    drop(store);
    fs::write(folder.file(), b"").unwrap();
    let (_, report) = folder.open();
    let report = report.salvaged.unwrap();
    let log = format!("{}-wal", report.set_aside.display());
    assert!(fs::metadata(log).unwrap().len() > 0, "the log is set aside too");
    assert_eq!(report.envelopes_kept, 1);
}

#[test]
fn committed_rows_in_the_log_are_salvaged_too() {
    let folder = Folder::new();
    let store = filled(&folder);
    store.checkpoint().unwrap();
    Phone::new(2).report(&store, 900, "护栏缺失");
    drop(store);
    at(&folder.file(), 0, |page| page.fill(0));
    // The log holds a newer first page, so only a page it does not hold is truly lost.
    let (store, _) = folder.open();
    let row = store.read(|reading| reading.hazard(&record(900))).unwrap();
    assert_eq!(row.unwrap().title, "护栏缺失");
    assert_eq!(listed(&store), u64::from(HAZARDS) + 1);
}

#[test]
fn a_flipped_bit_in_an_envelope_is_told_and_costs_that_envelope_only() {
    let folder = Folder::new();
    let store = filled(&folder);
    let victim = store.read(|reading| reading.envelopes_of(&record(5))).unwrap().remove(0);
    store.close().unwrap();
    let file = fs::read(folder.file()).unwrap();
    let place = file.windows(64).position(|window| window == &victim.bytes[..64]).unwrap() as u64;
    at(&folder.file(), place / PAGE_BYTES * PAGE_BYTES, |page| {
        page[(place % PAGE_BYTES) as usize + 40] ^= 1;
    });
    let store = folder.store();
    let differences = store.compare().unwrap();
    assert!(differences.iter().all(|one| one.record == record(5)), "{differences:?}");
    assert!(!differences.is_empty());
    let report = store.rebuild(|_, _| {}).unwrap();
    assert_eq!((report.torn, report.records), (1, u64::from(HAZARDS) - 1));
}

#[test]
fn a_salvage_that_was_stopped_is_finished_or_started_over() {
    let folder = Folder::new();
    filled(&folder).close().unwrap();
    let fresh = format!("{}.salvaging", folder.file().display());
    // Stopped while the new file was made: it is forgotten.
    fs::write(&fresh, b"half").unwrap();
    assert_eq!(listed(&folder.store()), u64::from(HAZARDS));
    // Stopped after the damaged file was moved: the new one takes its place.
    let aside = format!("{}.damaged-1", folder.file().display());
    fs::rename(folder.file(), &fresh).unwrap();
    fs::write(&aside, b"damaged").unwrap();
    assert_eq!(listed(&folder.store()), u64::from(HAZARDS));
    assert!(folder.names().contains(&"ledger.db.damaged-1".to_owned()));
}

#[test]
fn a_list_row_a_drive_has_changed_is_damage_and_mended_at_the_next_opening() {
    for change in [
        "UPDATE hazard SET state = 'eaten' WHERE row = 7",
        "UPDATE hazard SET title = '配电房渗油' WHERE row = 7",
        "UPDATE hazard SET due = '2026-01-01' WHERE row = 7",
        "UPDATE hazard SET lat = 1 WHERE row = 7",
    ] {
        let folder = Folder::new();
        let store = filled(&folder);
        let sound = store.read(|reading| reading.hazard(&record(6))).unwrap().unwrap();
        store.checkpoint().unwrap();
        store.database.with_writer(|writer| writer.execute_batch(change).unwrap());
        let met = store.read(|reading| reading.hazard(&record(6))).unwrap_err();
        assert!(met.is_damage(), "{change}: {met}");
        let all = HazardQuery { limit: 500, ..HazardQuery::default() };
        assert!(store.read(|reading| reading.hazards(&all)).unwrap_err().is_damage(), "{change}");
        assert_eq!(store.compare().unwrap().len(), 1, "{change}");
        store.close().unwrap();
        let (store, report) = folder.open();
        assert!(report.checked && report.stale, "{report:?}");
        store.rebuild(|_, _| {}).unwrap();
        let mended = store.read(|reading| reading.hazard(&record(6))).unwrap().unwrap();
        assert_eq!(mended.title, sound.title);
        assert_eq!(store.compare().unwrap(), []);
        store.close().unwrap();
        assert!(!folder.open().1.stale, "once is enough");
    }
}

#[test]
fn a_directory_or_a_place_in_a_log_that_cannot_be_read_is_asked_for_again() {
    for change in [
        "INSERT INTO succession SELECT division, 7, 0 FROM unit",
        "UPDATE unit SET division = 7",
        "UPDATE post SET scope = 'here'",
        "UPDATE post SET person = ''",
        "UPDATE card SET person = ''",
        "UPDATE device SET person = ''",
        "UPDATE device SET certificate = x'00'",
        "UPDATE cursor SET village = 7",
    ] {
        let folder = Folder::new();
        let store = filled(&folder);
        let through = Cursor { position: 9, ..Cursor::start(home()) };
        let kept = store.write(|writing| {
            writing.apply_directory(&told())?;
            writing.advance_cursor(through)
        });
        kept.unwrap();
        store.database.with_writer(|writer| writer.execute_batch(change).unwrap());
        let read = store.read(|reading| {
            reading.read_directory()?;
            reading.cursors()
        });
        assert!(read.is_err_and(|error| error.is_damage()), "{change}");
        store.close().unwrap();
        let (store, report) = folder.open();
        assert!(report.stale && report.salvaged.is_none(), "{change}: {report:?}");
        store.rebuild(|_, _| {}).unwrap();
        let (version, cursors) = store
            .read(|reading| {
                reading.read_directory()?;
                Ok::<_, StoreError>((reading.directory_version()?, reading.cursors()?))
            })
            .unwrap();
        let cursor_damaged = change.contains("cursor");
        assert_eq!(version == 0, !cursor_damaged, "{change}");
        assert_eq!(cursors.is_empty(), cursor_damaged, "{change}");
        store.close().unwrap();
        assert!(!folder.open().1.stale, "{change}: once is enough");
    }
}

#[test]
fn an_identity_that_cannot_be_read_is_salvaged_around() {
    let folder = Folder::new();
    let store = filled(&folder);
    let change = "UPDATE identity SET previous = x'00'";
    store.database.with_writer(|writer| writer.execute_batch(change).unwrap());
    assert!(store.read(|reading| reading.identity()).unwrap_err().is_damage());
    store.close().unwrap();
    let (_, report) = salvaged(&folder);
    assert_eq!((report.envelopes_kept, report.identity_kept), (u64::from(HAZARDS), false));
}

#[test]
fn a_table_whose_root_is_gone_is_read_page_by_page_long_rows_too() {
    let folder = Folder::new();
    let store = filled(&folder);
    let long = "渗".repeat(2_500);
    Phone::new(2).report(&store, 901, &long);
    let root: u64 = store.database.with_writer(|writer| {
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'envelope'";
        writer.query_row(sql, [], |row| row.get(0)).unwrap()
    });
    stop_uncleanly(store);
    at(&folder.file(), (root - 1) * PAGE_BYTES, |page| page.fill(0));
    let (store, report) = salvaged(&folder);
    assert_eq!((report.envelopes_kept, report.envelopes_lost), (u64::from(HAZARDS) + 1, 0));
    assert!(report.identity_kept);
    let row = store.read(|reading| reading.hazard(&record(901))).unwrap();
    assert_eq!(row.unwrap().title, long);
}

#[test]
fn a_damaged_number_of_a_row_is_not_counted_up_to() {
    let folder = Folder::new();
    let store = filled(&folder);
    let root: u64 = store.database.with_writer(|writer| {
        let far = format!("UPDATE envelope SET id = {} WHERE id = {HAZARDS}", i64::MAX - 1);
        writer.execute_batch(&far).unwrap();
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'envelope_record'";
        writer.query_row(sql, [], |row| row.get(0)).unwrap()
    });
    stop_uncleanly(store);
    at(&folder.file(), (root - 1) * PAGE_BYTES, |page| page.fill(0));
    let (_, report) = salvaged(&folder);
    assert_eq!((report.envelopes_kept, report.envelopes_lost), (u64::from(HAZARDS), 0));
}
