//! What a phone promises: saved is saved, lists and search work, sync says what it did.

use std::sync::{Arc, Mutex};

use fangxian::domain::hazard::HazardAct;
use fangxian::keys::KeyPlace;
use fangxian::ledger::{HazardDraft, Ledger, LedgerError, News, Observation, Options};
use fangxian::store::{HazardOrder, HazardQuery, Place};
use fangxian::sync::{Cancel, Endpoint, Failure, Outcome as Ended};
use fangxian_protocol::key::{Signer, SoftwareKey};
use fangxian_protocol::problem::ProblemCode;
use fangxian_tests::harness::{Centre, Link, Outcome, Phone, tables};

#[path = "phone/killed.rs"]
mod killed;
#[path = "phone/saying.rs"]
mod saying;

const NOON_MS: i64 = 1_794_801_600_000;

fn centre(folder: &std::path::Path) -> Outcome<Centre> {
    let centre = Centre::start(&folder.join("centre"), "test")?;
    centre.import(&tables())?;
    Ok(centre)
}

fn hazard(title: &str) -> HazardDraft {
    HazardDraft { title: title.into(), ..HazardDraft::default() }
}

#[test]
#[ignore = "not a test of its own: the process that the next test starts and kills"]
fn child_that_saves_until_it_is_killed() {
    killed::save_until_killed().unwrap();
}

#[tokio::test]
async fn a_phone_killed_while_saving_reopens_with_everything_it_said_was_saved() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let phone = Phone::enrolled(&centre, &folder.path().join("phone"), "p-0001", NOON_MS).await?;
    let place = phone.folder().to_owned();
    drop(phone);
    for lines in [3, 17, 40] {
        let child = "child_that_saves_until_it_is_killed";
        let saved = killed::saved_until_killed(child, &place, lines)?;
        let (ledger, report) = Ledger::open(&place, Options::default())?;
        assert_eq!(report.salvaged, None, "a kill damages nothing");
        assert_eq!(saved.len(), lines);
        for record in saved {
            assert_eq!(ledger.place(record)?, Place::OnlyHere);
            assert!(ledger.hazard(record).is_ok());
        }
        assert_eq!(ledger.compare()?, vec![]);
    }
    Ok(())
}

#[tokio::test]
async fn a_centre_killed_between_syncs_has_everything_it_acknowledged() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let first = centre(folder.path())?;
    let jia = Phone::enrolled(&first, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let yi = Phone::enrolled(&first, &folder.path().join("yi"), "p-0002", NOON_MS).await?;
    let mut acknowledged = Vec::new();
    for number in 0..20 {
        acknowledged.push(jia.ledger.report_hazard(&hazard(&format!("第{number}条")))?.record);
    }
    assert_eq!(jia.sync().await?.pushed, 20);
    first.kill()?;
    let lost = jia.sync().await?;
    assert!(matches!(lost.outcome, Ended::Stopped { why: Failure::NoConnection, .. }), "{lost:?}");
    let again = Centre::start(&folder.path().join("centre"), "test")?;
    yi.link.point_at(again.address());
    assert_eq!(yi.sync().await?.pulled, 20);
    for record in acknowledged {
        assert!(yi.ledger.hazard(record).is_ok());
    }
    Ok(())
}

#[tokio::test]
async fn enrolling_with_a_wrong_or_used_code_is_a_clear_answer_and_changes_nothing() -> Outcome<()>
{
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let code = centre.enrolment_code("p-0001")?;
    let endpoint = centre.endpoint()?;
    let (ledger, _) = Ledger::open(&folder.path().join("one"), Options::default())?;
    let unknown = ledger.enrol(&endpoint, "AAAA-AAAA-AAAA").await;
    let refused = |result: &Result<_, LedgerError>| match result {
        Err(LedgerError::Centre(Failure::Refused(code))) => Some(*code),
        _ => None,
    };
    assert_eq!(refused(&unknown), Some(ProblemCode::UnknownCode), "{unknown:?}");
    assert!(matches!(ledger.report_hazard(&hazard("x")), Err(LedgerError::NotEnrolled)));
    ledger.enrol(&endpoint, &code).await?;
    let (other, _) = Ledger::open(&folder.path().join("two"), Options::default())?;
    assert_eq!(refused(&other.enrol(&endpoint, &code).await), Some(ProblemCode::UnknownCode));
    assert!(matches!(ledger.enrol(&endpoint, &code).await, Err(LedgerError::AlreadyEnrolled)));
    Ok(())
}

#[tokio::test]
async fn a_ledger_writes_with_the_key_it_was_enrolled_with_and_with_no_other() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let place = folder.path().join("phone");
    let key = |number: u8| KeyPlace::Hardware(Arc::new(SoftwareKey::from_seed(&[number; 32])));
    let open = |key| Ledger::open(&place, Options { key, ..Options::default() });
    // Before enrolment there is nothing to lose: the host may change its mind.
    for key in [KeyPlace::Folder, key(2)] {
        let (ledger, _) = open(key)?;
        let nobody = Endpoint::new("http://127.0.0.1:1/")?;
        assert!(ledger.enrol(&nobody, "0000-0000-0000").await.is_err());
    }
    let (ledger, _) = open(key(1))?;
    let endpoint = centre.endpoint()?;
    let me = ledger.enrol(&endpoint, &centre.enrolment_code("p-0001")?).await?.me;
    assert_eq!(me.device, SoftwareKey::from_seed(&[1; 32]).public_key().device());
    let record = ledger.report_hazard(&hazard("渗水"))?.record;
    drop(ledger);

    for key in [key(2), KeyPlace::Folder] {
        let (ledger, _) = open(key)?;
        assert_eq!(ledger.hazard(record)?.face.title, "渗水", "reading needs no key");
        assert!(matches!(ledger.me(), Err(LedgerError::KeyGone)));
        assert!(matches!(ledger.report_hazard(&hazard("漏电")), Err(LedgerError::KeyGone)));
        assert!(matches!(ledger.sync(Cancel::default()).await, Err(LedgerError::KeyGone)));
        drop(ledger);
    }
    let (ledger, _) = open(key(1))?;
    ledger.report_hazard(&hazard("漏电"))?;
    let report = ledger.sync(Cancel::default()).await?;
    assert_eq!((report.outcome, report.pushed), (Ended::UpToDate, 2));
    Ok(())
}

#[tokio::test]
async fn bad_input_names_the_field_and_saves_nothing() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let empty = jia.ledger.report_hazard(&hazard("  ")).unwrap_err();
    assert!(empty.to_string().contains("title"), "{empty}");
    let far = HazardDraft { home: Some("990101201204".parse()?), ..hazard("外村") };
    assert!(matches!(jia.ledger.report_hazard(&far), Err(LedgerError::OutOfScope)));
    let long = jia.ledger.report_hazard(&hazard(&"长".repeat(3_000))).unwrap_err();
    assert!(long.to_string().contains("title") && !long.to_string().contains('长'), "{long}");
    assert_eq!(jia.ledger.count_hazards(&HazardQuery::default())?, 0);
    Ok(())
}

#[tokio::test]
async fn chinese_of_one_and_two_characters_and_pinyin_initials_find_a_hazard() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    for title in ["配电房渗水", "疏散通道堆物", "X099县道K12急弯无护栏"] {
        jia.ledger.report_hazard(&hazard(title))?;
    }
    for (text, found) in [
        ("渗", 1),
        ("渗水", 1),
        ("pdf", 1),
        // Letters no short name of a record has, so that chance finds nothing either.
        ("oul", 0),
        ("通道堆物", 1),
        ("x099", 1),
        ("水渗", 0),
        ("' OR 1=1", 0),
        ("\"", 3),
    ] {
        let query = HazardQuery { text: Some(text.into()), ..HazardQuery::default() };
        assert_eq!(jia.ledger.count_hazards(&query)?, found, "{text}");
        assert_eq!(jia.ledger.hazards(&query)?.rows.len() as u64, found, "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn pages_show_every_hazard_once_and_the_count_agrees() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let drafts: Vec<_> = (0..53).map(|number| hazard(&format!("第{number}条"))).collect();
    let mut made = jia.ledger.report_hazards(&drafts)?;
    for order in [HazardOrder::MostOverdue, HazardOrder::Newest, HazardOrder::Village] {
        let mut query = HazardQuery { order, limit: 10, ..HazardQuery::default() };
        let mut seen = Vec::new();
        loop {
            let page = jia.ledger.hazards(&query)?;
            seen.extend(page.rows.iter().map(|row| row.record));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        seen.sort();
        made.sort();
        assert_eq!(seen, made, "{order:?}");
        assert_eq!(jia.ledger.count_hazards(&query)?, 53);
    }
    Ok(())
}

#[tokio::test]
async fn a_subscription_hears_of_what_others_said_and_a_dropped_one_does_not() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let yi = Phone::enrolled(&centre, &folder.path().join("yi"), "p-0002", NOON_MS).await?;
    let heard: Arc<Mutex<Vec<News>>> = Arc::default();
    let listen = heard.clone();
    let subscription = yi.ledger.subscribe(move |news| listen.lock().unwrap().push(news.clone()));
    let record = jia.ledger.report_hazard(&hazard("灭火器压力不足4具"))?.record;
    jia.sync().await?;
    yi.sync().await?;
    assert!(heard.lock().unwrap().contains(&News::Records(vec![record])));
    drop(subscription);
    heard.lock().unwrap().clear();
    yi.ledger.report_hazard(&hazard("再来一条"))?;
    assert!(heard.lock().unwrap().is_empty());
    Ok(())
}

#[tokio::test]
async fn only_one_synchronisation_runs_and_cancelling_ends_it() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    jia.link.cut();
    let cancel = Cancel::default();
    let (ledger, handle) = (jia.ledger.clone(), cancel.clone());
    let running = tokio::spawn(async move { ledger.sync(handle).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(matches!(jia.ledger.sync(Cancel::default()).await, Err(LedgerError::Syncing)));
    cancel.cancel();
    assert_eq!(running.await??.outcome, Ended::Cancelled);
    jia.link.restore();
    assert_eq!(jia.sync().await?.outcome, Ended::UpToDate);
    Ok(())
}

#[tokio::test]
async fn a_new_phone_starts_from_the_snapshot_file_and_resumes_a_cut_download() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let drafts: Vec<_> = (0..700).map(|number| hazard(&format!("第{number}条"))).collect();
    jia.ledger.report_hazards(&drafts)?;
    assert_eq!(jia.sync().await?.pushed, 700);
    centre.admin(&["snapshot"])?;
    let yi = Phone::enrolled(&centre, &folder.path().join("yi"), "p-0002", NOON_MS).await?;
    yi.link.take_traffic();
    yi.link.cut_after_down_bytes(40_000);
    let cut = yi.sync().await?;
    assert!(matches!(cut.outcome, Ended::Stopped { .. }), "{cut:?}");
    let first = yi.link.take_traffic().down_bytes;
    yi.link.restore();
    let report = yi.sync().await?;
    let second = yi.link.take_traffic().down_bytes;
    assert_eq!(
        (report.outcome, yi.ledger.count_hazards(&HazardQuery::default())?),
        (Ended::UpToDate, 700)
    );
    let file = std::fs::read_dir(folder.path().join("centre/snapshots"))?
        .filter_map(Result::ok)
        .map(|entry| entry.metadata().map_or(0, |data| data.len()))
        .max();
    let file = file.ok_or("no snapshot file")?;
    assert!(first > 30_000 && second < file, "resumed: {first} + {second} bytes of {file}");
    let record = jia.ledger.report_hazard(&hazard("之后的一条"))?.record;
    jia.sync().await?;
    yi.sync().await?;
    assert!(yi.ledger.hazard(record).is_ok(), "the log goes on where the file ended");
    Ok(())
}

#[tokio::test]
async fn a_record_handed_to_another_unit_appears_there_with_its_whole_history() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let town = Phone::enrolled(&centre, &folder.path().join("town"), "p-0003", NOON_MS).await?;
    let ji = Phone::enrolled(&centre, &folder.path().join("ji"), "p-0006", NOON_MS).await?;
    let record = jia.ledger.report_hazard(&hazard("山塘坝体渗漏"))?.record;
    jia.sync().await?;
    town.sync().await?;
    ji.sync().await?;
    assert!(ji.ledger.hazard(record).is_err(), "another township does not see it");
    let (to, reason) = ("990101201204".parse()?, "在听泉湾村地界".to_owned());
    town.ledger.say(record, None, HazardAct::OfferTransfer { to, reason })?;
    town.sync().await?;
    ji.sync().await?;
    let hazard = ji.ledger.hazard(record)?;
    assert_eq!((hazard.face.title.as_str(), hazard.transfers.len()), ("山塘坝体渗漏", 1));
    assert_eq!(hazard.owners, vec!["990101101204".parse()?], "it stays theirs until accepted");
    let offer = hazard.transfers[0].offer;
    // The department is above the unit it was offered to, which has nobody of its own here.
    let above = Phone::enrolled(&centre, &folder.path().join("above"), "p-0005", NOON_MS).await?;
    above.sync().await?;
    let refuses = HazardAct::RefuseTransfer { offer, reason: "查明不在那里".into() };
    above.ledger.say(record, None, refuses)?;
    above.sync().await?;
    ji.sync().await?;
    let seen = Observation { danger: true, note: Some("坝脚还在渗".into()), photo: None };
    let warned = ji.ledger.observe(record, &seen)?;
    assert_eq!(warned.needs, [], "refused, it is not theirs, and what they see there still counts");
    let synced = ji.sync().await?;
    assert_eq!((synced.pushed, synced.refused.len()), (1, 0), "at the centre as well");
    Ok(())
}

#[tokio::test]
async fn a_new_post_reaches_the_phone_with_the_next_sync() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let ji = Phone::enrolled(&centre, &folder.path().join("ji"), "p-0006", NOON_MS).await?;
    let elsewhere = HazardDraft { home: Some("990101101204".parse()?), ..hazard("塌肩") };
    assert!(matches!(ji.ledger.report_hazard(&elsewhere), Err(LedgerError::OutOfScope)));
    let new = folder.path().join("tables");
    std::fs::create_dir_all(&new)?;
    for name in ["units.csv", "people.csv", "posts.csv"] {
        std::fs::copy(tables().join(name), new.join(name))?;
    }
    let posts = std::fs::read_to_string(new.join("posts.csv"))?;
    std::fs::write(new.join("posts.csv"), posts + "p-0006,grid,990101101204,代班网格员\n")?;
    centre.import(&new)?;
    ji.sync().await?;
    assert_eq!(ji.ledger.me()?.posts.len(), 2);
    ji.ledger.report_hazard(&elsewhere)?;
    let report = ji.sync().await?;
    assert_eq!((report.pushed, report.refused.len()), (1, 0), "{report:?}");
    Ok(())
}

#[tokio::test]
async fn a_phone_whose_database_was_salvaged_gets_its_own_lost_words_back_and_goes_on()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let first = jia.ledger.report_hazard(&hazard("第一条"))?.record;
    jia.sync().await?;
    jia.ledger.rest()?;
    let database = jia.folder().join("ledger.sqlite");
    let before = folder.path().join("before.sqlite");
    std::fs::copy(&database, &before)?;
    let second = jia.ledger.report_hazard(&hazard("第二条"))?.record;
    jia.sync().await?;
    jia.ledger.rest()?;
    // What a salvage leaves: rows are lost, and every village is heard anew.
    rusqlite::Connection::open(&before)?.execute("DELETE FROM cursor", ())?;
    let jia = jia.restart_with(|| std::fs::copy(&before, &database).map(drop))?;
    assert!(jia.ledger.hazard(second).is_err(), "the older copy does not know it");
    let before = jia.ledger.me()?.device;
    assert_eq!(jia.sync().await?.outcome, Ended::UpToDate);
    assert_ne!(jia.ledger.me()?.device, before, "an older copy of itself goes on under a new name");
    assert!(jia.ledger.hazard(first).is_ok() && jia.ledger.hazard(second).is_ok());
    jia.ledger.report_hazard(&hazard("第三条"))?;
    let report = jia.sync().await?;
    assert_eq!((report.pushed, report.refused.len()), (1, 0), "{report:?}");
    Ok(())
}

#[tokio::test]
async fn a_code_enrols_with_the_message_it_came_in_and_what_is_wrong_with_one_is_said()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let (ledger, _) = Ledger::open(&folder.path().join("phone"), Options::default())?;
    let link = Link::open(centre.address()).await?;
    let endpoint = Endpoint::new(&link.url())?;
    for (typed, next_zh) in [
        ("", "请输入登记码。"),
        ("7K3F-9QX2", "登记码少了几位:应是12位,像 7K3F-9QX2-M4TD。"),
        ("您的登记码已过期", "这段文字里没有登记码:应是12位,像 7K3F-9QX2-M4TD。"),
    ] {
        match ledger.enrol(&endpoint, typed).await {
            Err(LedgerError::BadInput { field: "code", next_zh: said, .. }) => {
                assert_eq!(said, next_zh);
            }
            other => panic!("{typed}: {other:?}"),
        }
    }
    let code = centre.enrolment_code("p-0001")?;
    let wide: String =
        code.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)).collect();
    let message = format!("【防线】您的登记码是{wide},15分钟内有效,请勿转告他人。");
    ledger.enrol(&endpoint, &message).await?;
    assert_eq!(ledger.me()?.person.as_str(), "p-0001");
    Ok(())
}
