//! What keeps photos from arriving: a bad line, a bad file, something on the way, no room.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use fangxian_protocol::problem::ProblemCode;

use super::*;

/// A centre and one phone of it; the folder is removed at the end.
async fn stage() -> Outcome<(tempfile::TempDir, Centre, Phone)> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    Ok((folder, centre, jia))
}

/// Reports something with a photo; the record and the photo.
fn report(jia: &Phone, bytes: Vec<u8>) -> Outcome<(RecordId, EvidenceHash)> {
    let draft = HazardDraft { attachments: vec![photo(bytes)], ..HazardDraft::default() };
    let record = jia.ledger.report_hazard(&draft)?.record;
    let hash = *jia.ledger.evidence(record)?.first_key_value().ok_or("no photo")?.0;
    Ok((record, hash))
}

fn some_bytes(length: usize, seed: u8) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8 ^ seed).collect()
}

#[tokio::test]
async fn what_arrived_of_a_piece_that_was_cut_is_not_sent_again() -> Outcome<()> {
    let (_folder, _centre, jia) = stage().await?;
    jia.sync().await?;
    report(&jia, some_bytes(600_000, 1))?;
    jia.link.take_traffic();
    // In the middle of the third piece, of 256 KiB.
    jia.link.cut_after_up_bytes(360_000);
    let stopped = jia.sync().await?;
    assert_eq!(stopped.attachments_waiting, 1, "{stopped:?}");
    jia.link.restore();
    jia.link.take_traffic();
    let report = jia.sync().await?;
    assert_eq!((report.attachments_sent, report.attachments_waiting), (1, 0), "{report:?}");
    let up = jia.link.take_traffic().up_bytes;
    assert!(up < 290_000, "240,000 of it were left, and {up} were sent");
    Ok(())
}

#[tokio::test]
async fn two_kilobytes_a_second_are_enough_for_a_photo() -> Outcome<()> {
    let (_folder, _centre, jia) = stage().await?;
    jia.sync().await?;
    // Longer at this pace than a body may have taken once. `FANGXIAN_PHOTO_BYTES` asks for another.
    let given = std::env::var("FANGXIAN_PHOTO_BYTES").ok().and_then(|text| text.parse().ok());
    let length = given.unwrap_or(60_000);
    report(&jia, some_bytes(length, 2))?;
    jia.link.slow_down(2_000);
    jia.link.take_traffic();
    let begun = Instant::now();
    let report = jia.sync().await?;
    let (took, up) = (begun.elapsed(), jia.link.take_traffic().up_bytes);
    println!("{length} bytes of a photo took {took:?} and {up} bytes at 2,000 bytes a second");
    assert_eq!((report.attachments_sent, report.attachments_waiting), (1, 0), "{report:?}");
    assert!(up < length as u64 * 6 / 5 + 8_000, "{up} bytes for {length}");
    Ok(())
}

#[tokio::test]
async fn a_damaged_empty_or_missing_file_is_set_aside_and_told_and_blocks_no_other() -> Outcome<()>
{
    let (_folder, _centre, jia) = stage().await?;
    let (damaged, damaged_hash) = report(&jia, some_bytes(20_000, 3))?;
    let (empty, empty_hash) = report(&jia, some_bytes(30_000, 4))?;
    let (missing, missing_hash) = report(&jia, some_bytes(40_000, 5))?;
    report(&jia, some_bytes(50_000, 6))?;
    let file =
        |hash: &EvidenceHash| jia.folder().join("attachments/waiting").join(hash.to_string());
    let mut bytes = fs::read(file(&damaged_hash))?;
    bytes[9_000] ^= 1;
    fs::write(file(&damaged_hash), &bytes)?;
    fs::write(file(&empty_hash), b"")?;
    fs::remove_file(file(&missing_hash))?;
    jia.link.take_traffic();
    let synced = jia.sync().await?;
    let counts =
        (synced.attachments_sent, synced.attachments_waiting, synced.attachments_set_aside);
    assert_eq!(counts, (1, 0, 3), "{synced:?}");
    let up = jia.link.take_traffic().up_bytes;
    assert!(up < 60_000, "nothing of a damaged file is sent, and {up} bytes were");
    let outbox = jia.ledger.outbox()?;
    assert_eq!((outbox.attachments_waiting, outbox.attachments_set_aside), (3, 3));
    let told = jia.ledger.attachments_set_aside()?;
    assert!(told.iter().all(|one| one.label.starts_with("YH-")), "{told:?}");
    let mut told: Vec<_> = told.iter().map(|one| (one.record, one.trouble)).collect();
    told.sort();
    let mut expected = vec![
        (damaged, AttachmentTrouble::Damaged),
        (empty, AttachmentTrouble::Damaged),
        (missing, AttachmentTrouble::Missing),
    ];
    expected.sort();
    assert_eq!(told, expected);
    // Nobody tries them again by itself, and they go on being told.
    jia.clock.advance_minutes(24 * 60);
    jia.link.take_traffic();
    let synced = jia.sync().await?;
    assert_eq!((synced.attachments_waiting, synced.attachments_set_aside), (0, 3), "{synced:?}");
    assert!(jia.link.take_traffic().up_bytes < 5_000);
    // Someone found the file after all.
    bytes[9_000] ^= 1;
    fs::write(file(&damaged_hash), &bytes)?;
    assert_eq!(jia.ledger.retry_set_aside()?.attachments, 3);
    let synced = jia.sync().await?;
    assert_eq!((synced.attachments_sent, synced.attachments_set_aside), (1, 2), "{synced:?}");
    assert!(jia.ledger.evidence(damaged)?[&damaged_hash].arrived);
    Ok(())
}

/// A line on which something stops pieces of one photo.
struct Filtered {
    way: HttpTransport,
    hash: EvidenceHash,
    on: Arc<AtomicBool>,
}

impl Transport for Filtered {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        self.way.post(path, body, bytes_max).await
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        self.way.fetch(path, from, authorization, sink).await
    }

    async fn upload(
        &self,
        path: &str,
        authorization: String,
        step: UploadStep,
    ) -> Result<Held, TransportError> {
        let is_it = path.ends_with(&self.hash.to_string()) && step != UploadStep::Ask;
        if is_it && self.on.load(Ordering::SeqCst) {
            return Err(TransportError::NotTheCentre);
        }
        self.way.upload(path, authorization, step).await
    }
}

#[tokio::test]
async fn a_photo_that_is_stopped_on_its_way_lets_larger_ones_pass_and_is_told() -> Outcome<()> {
    let (_folder, _centre, jia) = stage().await?;
    let (record, hash) = report(&jia, some_bytes(1_000, 7))?;
    report(&jia, some_bytes(9_000, 8))?;
    let on = Arc::new(AtomicBool::new(true));
    let sync = async || -> Outcome<fangxian::sync::SyncReport> {
        let way = HttpTransport::new(&jia.ledger.endpoint()?)?;
        let filtered = Filtered { way, hash, on: on.clone() };
        Ok(jia.ledger.sync_over(filtered, once(), Cancel::default()).await?)
    };
    let first = sync().await?;
    assert_eq!((first.attachments_sent, first.attachments_waiting), (1, 1), "{first:?}");
    let stopped = matches!(first.outcome, Ended::Stopped { why: Failure::NotTheCentre, .. });
    assert!(stopped, "and it does not say that all is there: {first:?}");
    for _ in 0..3 {
        assert_eq!(sync().await?.attachments_waiting, 1);
        assert_eq!(jia.ledger.attachments_set_aside()?, []);
    }
    let fifth = sync().await?;
    assert_eq!((fifth.attachments_waiting, fifth.attachments_set_aside), (0, 1), "{fifth:?}");
    let told = jia.ledger.attachments_set_aside()?;
    let [one] = told.as_slice() else { return Err("not told once".into()) };
    let told = (one.record, one.attachment, one.trouble);
    assert_eq!(told, (record, hash, AttachmentTrouble::Blocked));
    // Elsewhere it passes, and an hour later it is tried by itself.
    on.store(false, Ordering::SeqCst);
    assert_eq!(sync().await?.attachments_sent, 0);
    jia.clock.advance_minutes(61);
    let later = sync().await?;
    assert_eq!((later.attachments_sent, later.attachments_set_aside), (1, 0), "{later:?}");
    assert_eq!(jia.ledger.attachments_set_aside()?, []);
    Ok(())
}

#[tokio::test]
async fn a_centre_without_room_is_said_to_have_none_and_takes_the_words() -> Outcome<()> {
    let (folder, _centre, jia) = stage().await?;
    let room = |bytes: u64| -> Outcome<()> {
        let centre = rusqlite::Connection::open(folder.path().join("centre/centre.sqlite"))?;
        let set = "INSERT OR REPLACE INTO setting VALUES ('quota_centre_bytes', ?1)";
        centre.execute(set, [bytes.to_string()])?;
        Ok(())
    };
    room(10)?;
    let (record, hash) = report(&jia, some_bytes(1_000, 9))?;
    let full = jia.sync().await?;
    assert_eq!((full.outcome, full.waiting), (Ended::UpToDate, 0));
    assert_eq!((full.attachments_sent, full.attachments_waiting), (0, 1));
    assert_eq!(full.attachments_refused, Some(ProblemCode::AttachmentsFull));
    assert_eq!(jia.ledger.outbox()?.attachments_set_aside, 0, "nobody has to do anything here");
    room(10_000)?;
    let later = jia.sync().await?;
    assert_eq!((later.attachments_sent, later.attachments_refused), (1, None));
    assert!(jia.ledger.evidence(record)?[&hash].arrived);
    Ok(())
}
