//! A phone restored from a backup, or copied, goes on under a new name and loses no word, wherever
//! it dies on the way (41).

use fangxian::domain::hazard::State;
use fangxian::ledger::Ledger;
use fangxian::sync::Cancel;
use fangxian::sync::HttpTransport;
use fangxian_tests::harness::{
    Centre, Dying, Outcome, Phone, copy_folder, counts, is_done, leak, once, sees, tables,
};

const NOON_MS: i64 = 1_794_801_600_000;

#[tokio::test]
async fn wherever_a_restored_phone_dies_on_the_way_to_its_new_name_every_word_arrives_once()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let reader = Phone::enrolled(&centre, &folder.path().join("reader"), "p-0001", NOON_MS).await?;
    let endpoint = centre.endpoint()?;
    let mut names = 0;
    for (at, answered) in (0..5).flat_map(|at| [(at, false), (at, true)]) {
        let place = folder.path().join(format!("phone-{at}-{answered}"));
        let backup = folder.path().join(format!("backup-{at}-{answered}"));
        let phone = Phone::enrolled(&centre, &place, "p-0002", NOON_MS).await?;
        let record = phone.ledger.report_hazard(&leak())?.record;
        phone.sync().await?;
        let phone = phone.restart_with(|| copy_folder(&place, &backup))?;
        sees(&phone.ledger, record, "备份后")?;
        phone.sync().await?;
        let phone = phone.restart_with(|| {
            std::fs::remove_dir_all(&place)?;
            copy_folder(&backup, &place)
        })?;
        sees(&phone.ledger, record, "恢复后一")?;
        let second = phone.ledger.report_hazard(&leak())?.record;
        sees(&phone.ledger, record, "恢复后二")?;
        let before = phone.ledger.me()?.device;
        let http = HttpTransport::new(&endpoint)?;
        let way = Dying::at(http, at, answered);
        phone.ledger.sync_over(way, once(), Cancel::default()).await?;
        let phone = phone.restart()?;
        assert!(is_done(&phone.sync().await?), "died at {at}, answered {answered}");
        assert_ne!(phone.ledger.me()?.device, before);
        sees(&phone.ledger, record, "又一句")?;
        assert!(is_done(&phone.sync().await?));
        reader.sync().await?;
        let notes = ["备份后", "恢复后一", "恢复后二", "又一句", "上报了"];
        for ledger in [&phone.ledger, &reader.ledger] {
            assert_eq!(counts(ledger, record, &notes)?, [1; 5], "died at {at}, {answered}");
            assert_eq!(ledger.hazard(second)?.state, State::Reported);
            assert_eq!(ledger.compare()?, vec![]);
        }
        assert_eq!(phone.ledger.view(record)?, reader.ledger.view(record)?);
        names += 1;
        let audit = centre.admin(&["audit", "--json"])?;
        assert_eq!(audit.lines().count(), names, "one new name each, however often it was asked");
    }
    Ok(())
}

#[tokio::test]
async fn two_copies_of_a_phone_that_both_hold_the_same_unsent_words_say_them_once() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let (place, twin) = (folder.path().join("phone"), folder.path().join("twin"));
    let phone = Phone::enrolled(&centre, &place, "p-0002", NOON_MS).await?;
    let record = phone.ledger.report_hazard(&leak())?.record;
    sees(&phone.ledger, record, "没传出去的")?;
    let phone = phone.restart_with(|| copy_folder(&place, &twin))?;
    let (copied, _) = Ledger::open(&twin, fangxian::ledger::Options::default())?;
    sees(&phone.ledger, record, "原来的手机")?;
    sees(&copied, record, "复制的手机")?;
    // The copy is first: the original is the one that must take a new name. Then it says again what
    // the copy had said, too.
    let endpoint = centre.endpoint()?;
    let sync_copy = || async {
        let http = HttpTransport::new(&endpoint)?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(
            copied.sync_over(http, once(), Cancel::default()).await?,
        )
    };
    assert!(is_done(&sync_copy().await?));
    let report = phone.sync().await?;
    assert!(is_done(&report) && report.renewed, "{report:?}");
    for _ in 0..2 {
        assert!(is_done(&sync_copy().await?));
        assert!(is_done(&phone.sync().await?));
    }
    let notes = ["没传出去的", "原来的手机", "复制的手机", "上报了"];
    for ledger in [&phone.ledger, &copied] {
        assert_eq!(counts(ledger, record, &notes)?, [1; 4]);
        assert_eq!(ledger.quarantine(0, 100)?.iter().filter(|one| !one.settled).count(), 0);
        assert_eq!(ledger.compare()?, vec![]);
    }
    assert_eq!(phone.ledger.view(record)?, copied.view(record)?);
    Ok(())
}

#[tokio::test]
async fn a_record_that_two_copies_say_again_under_their_new_names_keeps_the_words_of_both()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let place = |name: &str| folder.path().join(name);
    let first = Phone::enrolled(&centre, &place("first"), "p-0002", NOON_MS).await?;
    let first = first.restart_with(|| copy_folder(&place("first"), &place("other")))?;
    let record = first.ledger.report_hazard(&leak())?.record;
    let first = first.restart_with(|| copy_folder(&place("first"), &place("second")))?;
    let endpoint = centre.endpoint()?;
    let sync = async |ledger: &Ledger| {
        let http = HttpTransport::new(&endpoint)?;
        Outcome::Ok(ledger.sync_over(http, once(), Cancel::default()).await?)
    };
    let open = |name| Ledger::open(&place(name), fangxian::ledger::Options::default());
    let ((other, _), (second, _)) = (open("other")?, open("second")?);
    other.report_hazard(&leak())?;
    assert!(is_done(&sync(&other).await?), "it has taken their number");
    sees(&first.ledger, record, "第一部")?;
    sees(&second, record, "第二部")?;
    for ledger in [&first.ledger, &second] {
        let report = sync(ledger).await?;
        assert!(is_done(&report) && report.renewed && report.refused.is_empty(), "{report:?}");
    }
    let all = [&other, &first.ledger, &second];
    for ledger in all {
        assert!(is_done(&sync(ledger).await?));
    }
    for ledger in all {
        assert_eq!(counts(ledger, record, &["上报了", "第一部", "第二部"])?, [1; 3]);
        assert_eq!(ledger.quarantine(0, 100)?.iter().filter(|one| !one.settled).count(), 0);
        assert_eq!(ledger.compare()?, vec![]);
        assert_eq!(ledger.view(record)?, first.ledger.view(record)?);
    }
    Ok(())
}
