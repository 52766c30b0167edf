//! Caches can be dropped and made again from the envelopes, and compared with them.

use super::support::{Folder, Phone, listed, record};
use crate::domain::site::Site;
use crate::store::{DifferentPart, Query, Store, StoreError};

fn filled(folder: &Folder) -> Store {
    let store = folder.store();
    let mut phone = Phone::new(1);
    for number in 0..30 {
        phone.report(&store, number, "配电房渗水");
        phone.rename(&store, number, &format!("护栏缺失{number}"));
    }
    store
}

#[test]
fn what_is_rebuilt_equals_what_was_stored() {
    let folder = Folder::new();
    let store = filled(&folder);
    assert_eq!(store.compare().unwrap(), []);
    let all = |store: &Store| {
        let rows = store.read(|reading| reading.hazards(&query())).unwrap().rows;
        rows.into_iter().map(|row| (row.title, row.found_ms)).collect::<Vec<_>>()
    };
    let before = all(&store);
    store.database.with_writer(|writer| {
        writer.execute_batch("DELETE FROM document; DELETE FROM search").unwrap();
    });
    assert_eq!(listed(&store), 0);
    let mut heard = Vec::new();
    let report = store.rebuild(|done, of| heard.push((done, of))).unwrap();
    assert_eq!((report.records, report.torn, report.refused), (30, 0, 0));
    assert_eq!(heard.last(), Some(&(30, 30)));
    assert_eq!(all(&store), before);
    assert_eq!(store.compare().unwrap(), []);
}

#[test]
fn a_file_with_a_table_for_each_kind_lists_everything_once_it_is_opened() {
    let folder = Folder::new();
    let store = filled(&folder);
    let sites = 20;
    let mut phone = Phone::new(2);
    for number in 100..100 + sites {
        phone.register(&store, number, &format!("老张烟花店{number}"));
    }
    let names = |store: &Store| {
        let page = store.read(|reading| reading.list(&Query::<Site>::default())).unwrap();
        page.rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    let before = names(&store);
    assert_eq!((before.len(), listed(&store)), (usize::from(sites), 30));
    store.database.with_writer(|writer| {
        let earlier = "DROP TABLE line; CREATE TABLE training (row); CREATE TABLE site (row);
                       CREATE TABLE accident (row); ALTER TABLE hazard DROP COLUMN next_en;
                       DROP TABLE arrival;
                       ALTER TABLE hazard DROP COLUMN photo; PRAGMA user_version = 8";
        writer.execute_batch(earlier).unwrap();
    });
    // What that version wrote.
    store.write::<_, StoreError>(|w| w.set_meta(crate::store::meta::RULES, 4)).unwrap();
    store.close().unwrap();
    let (store, report) = folder.open();
    assert_eq!((report.upgraded_from, report.stale), (Some(8), true));
    store.rebuild(|_, _| {}).unwrap();
    assert_eq!((names(&store), listed(&store)), (before, 30));
    assert_eq!(store.compare().unwrap(), []);
}

#[test]
fn a_planted_difference_is_found_and_mended() {
    let folder = Folder::new();
    let store = filled(&folder);
    let plants = [
        ("UPDATE hazard SET title = '改' WHERE row = 3", DifferentPart::Row),
        ("UPDATE document SET heads = x'' WHERE row = 4", DifferentPart::Document),
        ("DELETE FROM search WHERE rowid = 5", DifferentPart::Search),
        ("DELETE FROM document WHERE row = 6", DifferentPart::Document),
        (
            "INSERT INTO document (record, kind, home, touched, heads, bytes)
             VALUES (x'00', 'hazard', 990101101204, 0, x'', x'')",
            DifferentPart::Orphan,
        ),
    ];
    for (sql, part) in plants {
        if part == DifferentPart::Orphan {
            let sql = sql.replace("x'00'", "zeroblob(16)");
            store.database.with_writer(|writer| writer.execute_batch(&sql).unwrap());
        } else {
            store.database.with_writer(|writer| writer.execute_batch(sql).unwrap());
        }
        let found = store.compare().unwrap();
        assert!(found.iter().any(|one| one.part == part), "{sql}: {found:?}");
        store.rebuild(|_, _| {}).unwrap();
        assert_eq!(store.compare().unwrap(), [], "{sql}");
    }
}

#[test]
fn an_interrupted_rebuild_is_told_at_the_next_opening() {
    let folder = Folder::new();
    let store = filled(&folder);
    store.write(|w| w.set_meta(crate::store::meta::RULES, 0)).unwrap_or_else(|e: StoreError| {
        panic!("{e}");
    });
    store.close().unwrap();
    let (store, report) = folder.open();
    assert!(report.stale);
    store.rebuild(|_, _| {}).unwrap();
    store.close().unwrap();
    assert!(!folder.open().1.stale);
}

#[test]
fn a_document_that_cannot_be_read_is_rebuilt_when_opened() {
    let folder = Folder::new();
    let store = filled(&folder);
    store.database.with_writer(|writer| {
        writer.execute_batch("UPDATE document SET bytes = x'0102' WHERE row = 1").unwrap();
    });
    Phone::new(2).rename(&store, 0, "又改了");
    let row = store.read(|reading| reading.hazard(&record(0))).unwrap().unwrap();
    assert_eq!(row.title, "又改了");
    assert_eq!(store.compare().unwrap(), []);
}

fn query() -> crate::store::HazardQuery {
    crate::store::HazardQuery { limit: 100, ..Default::default() }
}
