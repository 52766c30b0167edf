//! Nothing that was said to be saved is lost, wherever the power goes or a call fails.

use fangxian::ledger::LedgerError;
use fangxian::store::{HazardQuery, StoreError};
use fangxian_tests::crash::{self, Plan, Planted};
use fangxian_tests::disk::{Disk, Fault};
use fangxian_tests::harness::effort::Effort;
use fangxian_tests::harness::{Centre, Outcome, Phone, leak, tables};
use fangxian_tests::town::{MORNING_MS, any_seed};

fn plan(points: u64, planted: Planted) -> Plan {
    Plan { effort: Effort::of(points, any_seed()), planted, only_photos: false }
}

#[test]
fn power_may_go_at_any_write_and_nothing_that_was_said_to_be_saved_is_lost() -> Outcome<()> {
    let tally = crash::run(&plan(2_000, Planted::None), &|_| {})?;
    assert_eq!(tally.violations(), 0, "{:?}", tally.broken);
    assert!(tally.points() >= 2_000);
    Ok(())
}

#[test]
fn power_may_go_at_any_write_of_a_photo_or_a_snapshot_file_and_none_that_was_said_is_lost()
-> Outcome<()> {
    let tally = crash::run(&Plan { only_photos: true, ..plan(1_000, Planted::None) }, &|_| {})?;
    assert_eq!(tally.violations(), 0, "{:?}", tally.broken);
    assert!(tally.points() >= 1_000);
    Ok(())
}

#[test]
fn any_single_call_on_a_photo_or_a_snapshot_file_may_fail_and_all_go_on() -> Outcome<()> {
    let tally = crash::failing_photo_calls(any_seed())?;
    assert_eq!(tally.violations(), 0, "{:?}", tally.broken);
    assert!(tally.points() > 50);
    Ok(())
}

#[test]
fn any_single_call_may_fail_and_the_phone_goes_on() -> Outcome<()> {
    let tally = crash::failing_calls(any_seed(), 2)?;
    assert_eq!(tally.violations(), 0, "{:?}", tally.broken);
    assert!(tally.points() > 500);
    Ok(())
}

#[tokio::test]
async fn on_a_full_disk_an_app_that_restarts_reads_everything_and_saves_once_there_is_room()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let place = folder.path().join("phone");
    let disk = Disk::under(&place)?;
    let mut phone = Phone::enrolled(&centre, &place, "p-0001", MORNING_MS).await?;
    phone.ledger.report_hazard(&leak())?;
    let found = HazardQuery { text: Some("渗水".into()), ..HazardQuery::default() };
    for (saved, clean) in [(1, true), (2, false), (3, true)] {
        if clean {
            phone.ledger.rest()?;
        }
        phone = phone.restart_with(|| {
            // Where the index of the log lay, others have taken the room.
            std::fs::remove_file(place.join("ledger.sqlite-shm")).ok();
            disk.set_fault(Some(Fault::full(1, true)));
            Ok(())
        })?;
        let rows = phone.ledger.hazards(&found)?.rows;
        assert_eq!(rows.len(), saved, "clean: {clean}");
        let (one, two) = (rows[0].record, phone.ledger.clone());
        let beside = std::thread::spawn(move || two.hazard(one).map(|view| view.face.title));
        assert_eq!(beside.join().map_err(|_| "panicked")??, "渗水");
        assert_eq!(phone.ledger.outbox()?.pending(), saved as u64);
        let refused = phone.ledger.report_hazard(&leak());
        let is_full = matches!(refused, Err(LedgerError::Store(StoreError::DiskFull)));
        assert!(is_full, "{refused:?}");
        disk.set_fault(None);
        phone.ledger.report_hazard(&leak())?;
    }
    assert_eq!(phone.sync().await?.pushed, 4);
    assert!(phone.ledger.compare()?.is_empty());
    Ok(())
}

/// The checker is checked: each of these bugs must be noticed.
#[test]
fn bugs_planted_between_the_app_and_the_drive_are_noticed() -> Outcome<()> {
    for planted in [
        Planted::Normal,
        Planted::Off,
        Planted::Early,
        Planted::LyingDrive,
        Planted::FilesUnflushed,
        Planted::FoldersUnflushed,
    ] {
        let tally = crash::run(&plan(600, planted), &|_| {})?;
        println!("{planted:?}: {} of {}", tally.violations(), tally.points());
        assert!(tally.violations() > 0, "{planted:?} was not noticed");
    }
    Ok(())
}

#[tokio::test]
async fn a_centre_killed_under_load_has_everything_it_acknowledged() -> Outcome<()> {
    let killed = crash::killed_under_load(3, any_seed()).await?;
    assert_eq!((killed.lost, killed.kills), (0, 3), "{killed:?}");
    assert!(killed.acknowledged > 0);
    Ok(())
}
