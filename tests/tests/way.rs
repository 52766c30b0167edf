//! What stands on the way to the centre, and a centre that moved: each answer has its reason, and
//! nobody but the centre is believed.

use std::path::Path;

use fangxian::ledger::{Attachment, HazardDraft, LedgerError};
use fangxian::sync::{Backoff, Barrier, Cancel, Endpoint, Failure, Outcome as Ended, SyncReport};
use fangxian_protocol::problem::ProblemCode;
use fangxian_server::registry::Registry;
use fangxian_tests::harness::{Centre, Link, Outcome, Phone, Proxy, leak, once, tables};

const NOON_MS: i64 = 1_794_801_600_000;

fn why(report: &SyncReport) -> Outcome<(Failure, i64)> {
    match &report.outcome {
        Ended::Stopped { why, retry_at_ms } => {
            Ok((why.clone(), retry_at_ms.map_or(0, |at_ms| at_ms - NOON_MS)))
        }
        _ => Err(format!("{report:?}").into()),
    }
}

fn says(head: &str) -> String {
    format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

/// A phone whose way leads through a box.
async fn through_a_box(folder: &Path) -> Outcome<(Centre, Proxy, Phone)> {
    let centre = Centre::start(&folder.join("centre"), "test")?;
    centre.import(&tables())?;
    let proxy = Proxy::open(centre.address()).await?;
    let phone = Phone::enrolled(&centre, &folder.join("phone"), "p-0001", NOON_MS).await?;
    phone.ledger.centre_moved(&Endpoint::new(&proxy.url())?).await?;
    Ok((centre, proxy, phone))
}

#[tokio::test]
async fn each_answer_of_a_box_on_the_way_has_its_own_reason() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (_centre, proxy, phone) = through_a_box(folder.path()).await?;
    phone.ledger.report_hazard(&leak())?;
    let down = Failure::Refused(ProblemCode::Unavailable);
    let answers = [
        (
            "301 Moved\r\nlocation: https://elsewhere.invalid/v1/sync",
            Failure::Blocked(Barrier::Moved),
        ),
        ("308 Moved", Failure::Blocked(Barrier::Moved)),
        ("302 Found\r\nlocation: http://portal.invalid/", Failure::NotTheCentre),
        ("200 OK", Failure::NotTheCentre),
        ("407 Proxy", Failure::Blocked(Barrier::ProxyLogin)),
        ("413 Large", Failure::Blocked(Barrier::TooLarge)),
        ("429 Many", Failure::Blocked(Barrier::TooMany)),
        ("403 Forbidden", Failure::Blocked(Barrier::Refuses(403))),
        ("405 Method", Failure::Blocked(Barrier::Refuses(405))),
        ("502 Bad Gateway", down.clone()),
        // What only the centre may say of a phone, and a box says.
        ("403 Forbidden\r\nfangxian-problem: device_not_valid", Failure::NotTheCentre),
        ("409 Conflict\r\nfangxian-problem: log_differs", Failure::NotTheCentre),
        ("503 Busy\r\nfangxian-problem: unavailable", down),
    ];
    for (head, expected) in answers {
        proxy.meddle(move |_, _| Some(says(head)));
        let report = phone.sync().await?;
        assert_eq!(why(&report)?.0, expected, "{head}");
        assert_eq!((report.waiting, report.dismissed), (1, false), "{head}");
    }
    proxy.meddle(|_, _| None);
    assert_eq!(phone.sync().await?.pushed, 1);
    Ok(())
}

#[tokio::test]
async fn whoever_asks_to_wait_is_waited_for() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (_centre, proxy, phone) = through_a_box(folder.path()).await?;
    for (head, seconds) in [
        ("429 Many\r\nretry-after: 7200", 7_200),
        ("503 Busy\r\nretry-after: 1800", 1_800),
        ("503 Busy\r\nretry-after: 99999999", 86_400),
    ] {
        proxy.meddle(move |_, _| Some(says(head)));
        // However often the app would try: nobody sits and waits for an hour.
        let sync = phone.ledger.sync_with(Backoff::default(), Cancel::default());
        let report = tokio::time::timeout(std::time::Duration::from_secs(20), sync).await??;
        assert_eq!(why(&report)?.1, seconds * 1_000, "{head}");
    }
    Ok(())
}

#[tokio::test]
async fn a_photo_counts_as_sent_only_when_the_centre_signed_that_it_is_there() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (_centre, proxy, phone) = through_a_box(folder.path()).await?;
    let photo =
        Attachment { bytes: vec![7; 100], mime: "image/jpeg".into(), role: "before".into() };
    phone
        .ledger
        .report_hazard(&HazardDraft { attachments: vec![photo], ..HazardDraft::default() })?;
    let whole = "upload-offset: 100\r\nupload-length: 100";
    for kept in ["HEAD", "PATCH"] {
        // The box has an answer from another day, with a signature to another question.
        let signature = "ab".repeat(64);
        proxy.meddle(move |method, _| {
            let head = format!("200 OK\r\n{whole}\r\nfangxian-answer: {signature}");
            (method == kept).then(|| says(&head))
        });
        let report = phone.sync().await?;
        assert_eq!((report.attachments_sent, report.attachments_waiting), (0, 1), "{kept}");
        assert_eq!(phone.ledger.outbox()?.attachments_waiting, 1, "{kept}");
    }
    proxy.meddle(|_, _| None);
    assert_eq!(phone.sync().await?.attachments_sent, 1);
    Ok(())
}

#[tokio::test]
async fn a_phone_follows_a_centre_that_moved_and_brings_what_waited() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("centre");
    let centre = Centre::start(&data, "test")?;
    centre.import(&tables())?;
    let phone = Phone::enrolled(&centre, &folder.path().join("phone"), "p-0001", NOON_MS).await?;
    phone.ledger.report_hazard(&leak())?;
    phone.link.cut();
    assert_eq!(phone.sync().await?.pushed, 0);
    let other = Centre::start(&folder.path().join("other"), "other")?;
    let refused = phone.ledger.centre_moved(&other.endpoint()?).await;
    let is_other = matches!(refused, Err(LedgerError::Centre(Failure::NotTheCentre)));
    assert!(is_other, "{refused:?}");
    assert_eq!(phone.ledger.endpoint()?.url(), phone.link.url());
    phone.ledger.centre_moved(&centre.endpoint()?).await?;
    assert_eq!(phone.sync().await?.pushed, 1);

    // Once the centre was told its address, another machine that repeats its proof is no way there.
    let told = centre.endpoint()?;
    Registry::open(&data)?.set_address(told.url())?;
    let relay = Link::open(centre.address()).await?;
    let refused = phone.ledger.centre_moved(&Endpoint::new(&relay.url())?).await;
    let is_named = matches!(refused, Err(LedgerError::BadInput { field: "url", .. }));
    assert!(is_named, "{refused:?}");
    phone.ledger.centre_moved(&told).await?;
    Ok(())
}

#[tokio::test]
async fn a_redirect_is_followed_once_the_centre_there_signs_that_it_is_its_address() -> Outcome<()>
{
    let folder = tempfile::tempdir()?;
    let (centre, proxy, phone) = through_a_box(folder.path()).await?;
    let to = |url: &str| {
        let head = format!("308 Moved\r\nlocation: {url}v1/sync");
        move |_: &str, _: &str| Some(says(&head))
    };
    let there = centre.endpoint()?.url().to_owned();
    let relay = Link::open(centre.address()).await?;
    phone.ledger.report_hazard(&leak())?;
    let moved = Failure::Blocked(Barrier::Moved);
    proxy.meddle(to(&there));
    assert_eq!(why(&phone.sync().await?)?.0, moved, "it was told no address to sign");
    Registry::open(&folder.path().join("centre"))?.set_address(&there)?;
    proxy.meddle(to(&relay.url()));
    assert_eq!(why(&phone.sync().await?)?.0, moved, "someone repeats what the centre proves");
    proxy.meddle(to(&there));
    assert_eq!(phone.sync().await?.pushed, 1);
    assert_eq!(phone.ledger.endpoint()?.url(), there);
    let phone = phone.restart()?;
    let report = phone.ledger.sync_with(once(), Cancel::default()).await?;
    assert_eq!(report.outcome, Ended::UpToDate, "nobody at the old address is asked any more");
    Ok(())
}
