//! Saved stays saved; what was not committed never happened.

use std::fs;

use fangxian_protocol::id::EnvelopeHash;

use super::support::{Folder, Phone, listed, record};
use crate::store::{Store, StoreError};

#[test]
fn what_was_saved_survives_reopening() {
    let folder = Folder::new();
    let (store, report) = folder.open();
    assert!(report.created);
    Phone::new(1).report(&store, 1, "配电房渗水");
    store.close().unwrap();
    let (store, report) = folder.open();
    assert!(!report.created && !report.checked && !report.stale, "{report:?}");
    let row = store.read(|reading| reading.hazard(&record(1))).unwrap().unwrap();
    assert_eq!(row.title, "配电房渗水");
    assert_eq!(store.compare().unwrap(), []);
}

#[test]
fn a_write_that_fails_leaves_nothing() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    let failed: Result<(), StoreError> = store.write(|writing| {
        phone.report_in(writing, 1, "配电房渗水")?;
        Err(StoreError::Busy)
    });
    assert_eq!(failed, Err(StoreError::Busy));
    assert_eq!(listed(&store), 0);
    let envelopes = store.read(|reading| reading.envelope_count()).unwrap();
    let found = store.read(|reading| reading.search("渗水", 10)).unwrap();
    assert_eq!((envelopes, found.len()), (0, 0));
}

#[test]
fn a_panic_in_a_write_leaves_nothing_and_the_store_usable() {
    let folder = Folder::new();
    let store = folder.store();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write::<(), StoreError>(|writing| {
            Phone::new(1).report_in(writing, 1, "配电房渗水")?;
            panic!("as if by a bug");
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(listed(&store), 0);
    Phone::new(1).report(&store, 2, "护栏缺失");
    assert_eq!(listed(&store), 1);
}

#[test]
fn a_killed_app_finds_everything_again() {
    let (folder, copy) = (Folder::new(), Folder::new());
    let store = folder.store();
    let mut phone = Phone::new(1);
    for number in 0..20 {
        phone.report(&store, number, "配电房渗水");
    }
    // What a kill leaves behind: the file and its log, as they are at this moment.
    for suffix in ["", "-wal"] {
        let name = |folder: &Folder| format!("{}{suffix}", folder.file().display());
        fs::copy(name(&folder), name(&copy)).unwrap();
    }
    let (store, report) = copy.open();
    assert!(report.checked, "an unclean stop is checked: {report:?}");
    assert_eq!(report.salvaged, None);
    assert_eq!(listed(&store), 20);
    assert_eq!(store.compare().unwrap(), []);
}

#[test]
fn a_second_handle_is_refused_until_the_first_is_gone() {
    let folder = Folder::new();
    let store = folder.store();
    let second = Store::open(&folder.file()).map(drop);
    assert_eq!(second, Err(StoreError::InUse));
    assert!(StoreError::InUse.is_retryable());
    drop(store);
    assert!(Store::open(&folder.file()).is_ok());
}

#[test]
fn readers_see_one_moment_while_others_write() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    phone.report(&store, 1, "配电房渗水");
    let seen = store.read(|reading| {
        let before = reading.record_count()?;
        phone.report(&store, 2, "护栏缺失");
        Ok((before, reading.record_count()?))
    });
    assert_eq!(seen, Ok((1, 1)));
    assert_eq!(store.read(|reading| reading.record_count()), Ok(2));
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    let first = phone.report(&store, 0, "配电房渗水");
    let limit = |store: &Store, pages: i64| {
        store.database.with_writer(|writer| {
            writer.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
        });
    };
    limit(&store, 1); // SQLite raises this to what is in use.
    let mut saved: Vec<EnvelopeHash> = vec![first];
    let mut full = None;
    for number in 1..400 {
        match store.write(|writing| phone.report_in(writing, number, "护栏缺失")) {
            Ok(hash) => saved.push(hash),
            Err(error) => full = full.or(Some(error)),
        }
    }
    assert_eq!(full, Some(StoreError::DiskFull));
    limit(&store, 1_000_000);
    let kept = saved.iter().all(|hash| store.read(|reading| reading.has_envelope(hash)).unwrap());
    assert!(kept);
    assert_eq!(listed(&store), saved.len() as u64);
    assert_eq!(store.compare().unwrap(), []);
    store.close().unwrap();
    assert_eq!(listed(&folder.store()), saved.len() as u64);
}

#[test]
fn a_write_with_another_error_type_compiles_and_rolls_back() {
    #[derive(Debug, PartialEq)]
    enum Ours {
        Store(StoreError),
        Refused,
    }
    impl From<StoreError> for Ours {
        fn from(error: StoreError) -> Self {
            Self::Store(error)
        }
    }
    let folder = Folder::new();
    let store = folder.store();
    let outcome = store.write(|writing| {
        writing.reset_cursors()?;
        Err::<(), Ours>(Ours::Refused)
    });
    assert_eq!(outcome, Err(Ours::Refused));
    assert_ne!(outcome, Err(Ours::Store(StoreError::Busy)));
}

#[test]
fn connections_are_set_up_for_a_phone() {
    let folder = Folder::new();
    let store = folder.store();
    let expected = [
        ("synchronous", "2"),
        ("journal_mode", "wal"),
        ("fullfsync", "1"),
        ("checkpoint_fullfsync", "1"),
        ("foreign_keys", "1"),
        ("cell_size_check", "1"),
        ("mmap_size", "0"),
        ("temp_store", "2"),
        ("trusted_schema", "0"),
        ("journal_size_limit", "4194304"),
        ("busy_timeout", "10000"),
    ];
    for (pragma, value) in expected {
        let found = store.database.with_writer(|writer| {
            writer.pragma_query_value(None, pragma, |row| {
                let value = row.get_ref(0)?;
                Ok(value.as_str().map(str::to_owned).or(value.as_i64().map(|n| n.to_string())))
            })
        });
        assert_eq!(found.unwrap().as_deref(), Ok(value), "{pragma}");
    }
    let refused = store.read(|reading| reading.value::<i64>("DELETE FROM cursor", []));
    assert!(refused.is_err(), "a reader cannot write");
}

#[test]
fn a_resting_store_needs_no_check_until_something_is_written() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    phone.report(&store, 1, "配电房渗水");
    store.rest().unwrap();
    assert_eq!(fs::metadata(format!("{}-wal", folder.file().display())).unwrap().len(), 0);
    drop(store);
    let (store, report) = folder.open();
    assert!(!report.checked);
    store.rest().unwrap();
    phone.report(&store, 2, "护栏缺失");
    drop(store);
    let (store, report) = folder.open();
    assert!(report.checked, "written after it rested");
    assert_eq!(listed(&store), 2);
}
