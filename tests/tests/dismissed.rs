//! A phone that is heard now and then is never let go; one that was revoked, or away for more than
//! a year, says its words as proposals, enrols again and goes on (38).

use std::path::Path;
use std::sync::Arc;

use fangxian::clock::Clock;
use fangxian::domain::hazard::State;
use fangxian::ledger::LedgerError;
use fangxian::sync::{Failure, Outcome as Ended, SyncReport};
use fangxian_protocol::problem::ProblemCode;
use fangxian_tests::harness::{HandClock, Outcome, copy_folder, counts, is_done, leak, sees};
use fangxian_tests::town::{MORNING_MS, Phone, Town, any_seed};

const PEOPLE: usize = 12;
const OFFICER: usize = 0;
const WORKER: usize = 4;
const DAY_MINUTES: i64 = 24 * 60;

async fn phone(town: &Town, place: &Path, person: usize, seed: u64) -> Outcome<Phone> {
    let phone = Phone::open(place, Arc::new(HandClock::at(MORNING_MS)), seed)?;
    town.enrol(&phone.ledger, person).await?;
    Ok(phone)
}

fn is_dismissed(report: &SyncReport) -> bool {
    let why = Failure::Refused(ProblemCode::DeviceNotValid);
    report.dismissed && report.outcome == Ended::Stopped { why, retry_at_ms: None }
}

#[tokio::test]
async fn a_phone_that_is_heard_twice_a_year_is_never_let_go() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let town = Town::found(&folder.path().join("centre"), PEOPLE, seed)?;
    let worker = phone(&town, &folder.path().join("worker"), WORKER, seed).await?;
    let officer = phone(&town, &folder.path().join("officer"), OFFICER, seed ^ 1).await?;
    for half_year in 1..=6 {
        town.clock.advance_minutes(190 * DAY_MINUTES);
        worker.ledger.report_hazard(&leak())?;
        for one in [&worker, &officer, &worker] {
            let report = one.sync(town.line()).await?;
            assert!(is_done(&report), "half year {half_year}: {report:?}");
        }
        // What was issued again is what everyone has heard.
        let device = worker.ledger.me()?.device;
        let roster = town.centre.registry().roster()?;
        let certificate = &roster.device(device).ok_or("unknown")?.certificate;
        assert!(certificate.verify(&town.centre.registry().public_key()).is_ok());
        assert!(certificate.until_ms - town.clock.now_ms() > 200 * DAY_MINUTES * 60_000);
    }
    assert_eq!(worker.ledger.me()?.posts.len(), 1);
    Ok(())
}

#[tokio::test]
async fn whoever_was_dismissed_enrols_again_and_goes_on_with_every_word() -> Outcome<()> {
    for revoked in [false, true] {
        let (folder, seed) = (tempfile::tempdir()?, any_seed());
        let town = Town::found(&folder.path().join("centre"), PEOPLE, seed)?;
        let worker = phone(&town, &folder.path().join("worker"), WORKER, seed).await?;
        let officer = phone(&town, &folder.path().join("officer"), OFFICER, seed ^ 1).await?;
        let record = worker.ledger.report_hazard(&leak())?.record;
        worker.sync(town.line()).await?;
        let before = worker.ledger.me()?.device;
        let taken = Town::enrol_over(&town.line(), &worker.ledger, &town.code(WORKER)?).await;
        assert!(matches!(taken, Err(LedgerError::AlreadyEnrolled)));
        if revoked {
            town.centre.registry().revoke(before)?;
        }
        for _ in 0..2 {
            town.clock.advance_minutes(if revoked { 1 } else { 201 * DAY_MINUTES });
            officer.sync(town.line()).await?;
        }

        sees(&worker.ledger, record, "离线看到的")?;
        let second = worker.ledger.report_hazard(&leak())?.record;
        let report = worker.sync(town.line()).await?;
        assert!(is_dismissed(&report), "{report:?}");
        let codes = report.refused.iter().map(|one| (one.code.as_str(), one.detail.as_str()));
        let reason = if revoked { "revoked" } else { "expired" };
        assert_eq!(codes.collect::<Vec<_>>(), [("unverified", reason); 2]);
        officer.sync(town.line()).await?;
        assert_eq!(counts(&officer.ledger, record, &["离线看到的"])?, [1], "danger is heard");
        assert_eq!(officer.ledger.hazards(&Default::default())?.rows.len(), 2);

        // Said while nobody listens.
        sees(&worker.ledger, record, "还没登记时看到的")?;
        let third = worker.ledger.report_hazard(&leak())?.record;
        let code = town.code(WORKER + 4)?;
        let other = Town::enrol_over(&town.line(), &worker.ledger, &code).await;
        assert!(matches!(other, Err(LedgerError::BadInput { field: "code", .. })), "{other:?}");
        town.enrol(&worker.ledger, WORKER).await?;
        assert_ne!(worker.ledger.me()?.device, before);
        let again = Town::enrol_over(&town.line(), &worker.ledger, &town.code(WORKER)?).await;
        assert!(matches!(again, Err(LedgerError::AlreadyEnrolled)));
        sees(&worker.ledger, record, "登记后看到的")?;
        for one in [&worker, &officer, &worker] {
            let report = one.sync(town.line()).await?;
            assert!(is_done(&report), "{report:?}");
        }
        let notes = ["离线看到的", "还没登记时看到的", "登记后看到的", "上报了"];
        for one in [&worker.ledger, &officer.ledger] {
            assert_eq!(counts(one, record, &notes)?, [1; 4]);
            assert_eq!(one.hazard(third)?.state, State::Reported, "taken at their word again");
            assert!(one.hazard(third)?.face.proposals.is_empty());
            assert_eq!(one.view(record)?, worker.ledger.view(record)?);
            assert_eq!(one.view(second)?, worker.ledger.view(second)?);
            assert_eq!(one.compare()?, vec![]);
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_a_phone_said_when_it_was_let_go_comes_back_to_a_centre_that_lost_it() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let (centre, backup) = (folder.path().join("centre"), folder.path().join("backup"));
    let mut town = Town::found(&centre, PEOPLE, seed)?;
    let worker = phone(&town, &folder.path().join("worker"), WORKER, seed).await?;
    town.clock.advance_minutes(401 * DAY_MINUTES);
    let record = worker.ledger.report_hazard(&leak())?.record;
    town.centre.close();
    copy_folder(&centre, &backup)?;
    town.reopen()?;
    assert!(is_dismissed(&worker.sync(town.line()).await?));
    town.centre.close();
    std::fs::remove_dir_all(&centre)?;
    copy_folder(&backup, &centre)?;
    town.reopen()?;
    town.enrol(&worker.ledger, WORKER).await?;
    let brought = worker.sync(town.line()).await?;
    assert_eq!((brought.heard_again, brought.waiting), (true, 0), "{brought:?}");
    assert!(is_done(&worker.sync(town.line()).await?));
    let officer = phone(&town, &folder.path().join("officer"), OFFICER, seed ^ 1).await?;
    assert!(is_done(&officer.sync(town.line()).await?));
    assert_eq!(officer.ledger.view(record)?, worker.ledger.view(record)?);
    Ok(())
}

#[tokio::test]
async fn a_phone_that_was_copied_and_let_go_says_every_word_once() -> Outcome<()> {
    for revoked in [false, true] {
        let (folder, seed) = (tempfile::tempdir()?, any_seed());
        let (place, twin) = (folder.path().join("worker"), folder.path().join("twin"));
        let town = Town::found(&folder.path().join("centre"), PEOPLE, seed)?;
        let worker = phone(&town, &place, WORKER, seed).await?;
        let record = worker.ledger.report_hazard(&leak())?.record;
        worker.sync(town.line()).await?;
        copy_folder(&place, &twin)?;
        let copy = Phone::open(&twin, Arc::new(HandClock::at(MORNING_MS)), seed ^ 1)?;
        if revoked {
            town.centre.registry().revoke(worker.ledger.me()?.device)?;
        }
        town.clock.advance_minutes(if revoked { 1 } else { 401 * DAY_MINUTES });
        sees(&worker.ledger, record, "原来的手机")?;
        sees(&copy.ledger, record, "复制的手机")?;
        assert!(is_dismissed(&worker.sync(town.line()).await?));
        let report = copy.sync(town.line()).await?;
        assert!(is_dismissed(&report));
        // It took a name that is believed as little: what it says is heard, and nothing is aside.
        let codes = report.refused.iter().map(|one| one.code.as_str());
        assert_eq!(codes.collect::<Vec<_>>(), ["unverified"]);
        assert_eq!(town.centre.registry().storage().quarantine(0, 9)?.len(), 0);
        for one in [&worker, &copy] {
            town.enrol(&one.ledger, WORKER).await?;
        }
        assert_eq!(copy.ledger.outbox()?.quarantined, 0, "it is said again under the new name");
        for one in [&worker, &copy, &worker] {
            assert!(is_done(&one.sync(town.line()).await?));
        }
        for one in [&worker.ledger, &copy.ledger] {
            assert_eq!(counts(one, record, &["原来的手机", "复制的手机", "上报了"])?, [1; 3]);
            assert_eq!(one.compare()?, vec![]);
        }
    }
    Ok(())
}
