//! Photos travel after the words, in pieces, and the phone knows when the centre has them.

use std::fs;
use std::sync::Arc;

use fangxian::domain::field;
use fangxian::domain::site::{Site, SiteAct};
use fangxian::ledger::{Attachment, HazardDraft, LedgerError, NewRecord, ObstacleKind};
use fangxian::store::{AttachmentTrouble, HazardQuery, Place, Query};
use fangxian::sync::{
    Cancel, Failure, Held, HttpTransport, Outcome as Ended, Transport, TransportError, UploadStep,
};
use fangxian_protocol::id::{EvidenceHash, RecordId};
use fangxian_protocol::limits::{ATTACHMENT_BYTES_MAX, ATTACHMENT_PIECE_BYTES_MAX};
use fangxian_tests::harness::{Centre, Outcome, Phone, once, tables};

#[path = "attachment/trouble.rs"]
mod trouble;

const NOON_MS: i64 = 1_794_801_600_000;

fn photo(bytes: Vec<u8>) -> Attachment {
    Attachment { bytes, mime: "image/jpeg".into(), role: "before".into() }
}

#[tokio::test]
async fn a_photo_of_several_pieces_arrives_and_both_phones_know() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let yi = Phone::enrolled(&centre, &folder.path().join("yi"), "p-0002", NOON_MS).await?;
    let bytes: Vec<u8> = (0..ATTACHMENT_PIECE_BYTES_MAX * 2 + 77).map(|n| n as u8).collect();
    let attachments = vec![photo(bytes.clone())];
    let saved = jia.ledger.report_hazard(&HazardDraft { attachments, ..HazardDraft::default() })?;
    let listed = jia.ledger.evidence(saved.record)?;
    let (hash, evidence) = listed.first_key_value().ok_or("no photo")?;
    assert!(!evidence.arrived);
    jia.link.cut();
    let report = jia.sync().await?;
    assert_eq!((report.attachments_sent, report.attachments_waiting), (0, 1));
    jia.link.restore();
    let report = jia.sync().await?;
    assert_eq!((report.attachments_sent, report.attachments_waiting), (1, 0), "{report:?}");
    assert!(jia.ledger.evidence(saved.record)?[hash].arrived, "heard in the same synchronisation");
    yi.sync().await?;
    assert!(yi.ledger.evidence(saved.record)?[hash].arrived);
    assert_eq!(std::fs::read(jia.ledger.attachment(hash).ok_or("gone")?)?, bytes);
    let report = jia.sync().await?;
    assert_eq!((report.attachments_sent, report.rounds), (0, 1), "nothing is sent twice");
    Ok(())
}

#[tokio::test]
async fn a_photo_too_large_is_refused_before_anything_is_saved() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    for bytes in [vec![0; ATTACHMENT_BYTES_MAX + 1], vec![]] {
        let draft = HazardDraft { attachments: vec![photo(bytes)], ..HazardDraft::default() };
        let refused = jia.ledger.report_hazard(&draft);
        let is_named = matches!(refused, Err(LedgerError::BadInput { field: "attachment", .. }));
        assert!(is_named, "{refused:?}");
    }
    assert_eq!(jia.ledger.outbox()?.pending(), 0);
    Ok(())
}

/// A centre that takes words, and of attachments says that it has none of them, whatever is sent.
struct Forgetful(HttpTransport);

impl Transport for Forgetful {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        self.0.post(path, body, bytes_max).await
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        self.0.fetch(path, from, authorization, sink).await
    }

    async fn upload(&self, _: &str, _: String, _: UploadStep) -> Result<Held, TransportError> {
        Ok(Held { offset: 0, whole: false })
    }
}

#[tokio::test]
async fn a_centre_that_never_moves_on_is_not_sent_to_for_ever() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let attachments = vec![photo(vec![1; 100])];
    jia.ledger.report_hazard(&HazardDraft { attachments, ..HazardDraft::default() })?;
    let forgetful = Forgetful(HttpTransport::new(&jia.ledger.endpoint()?)?);
    let sync = jia.ledger.sync_over(forgetful, once(), Cancel::default());
    let report = tokio::time::timeout(std::time::Duration::from_secs(10), sync).await??;
    let stopped = matches!(report.outcome, Ended::Stopped { why: Failure::NotTheCentre, .. });
    assert!(stopped, "{report:?}");
    assert_eq!((report.pushed, report.attachments_waiting), (1, 1), "the words are there");
    Ok(())
}

/// A way on which the host lets words pass and holds photos back.
struct WordsOnly(HttpTransport);

impl Transport for WordsOnly {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        self.0.post(path, body, bytes_max).await
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        self.0.fetch(path, from, authorization, sink).await
    }

    async fn upload(&self, _: &str, _: String, _: UploadStep) -> Result<Held, TransportError> {
        Err(TransportError::HeldBack)
    }
}

/// What a phone shows of a record that is not at the centre: the count in the list of what waits,
/// the place on its row and by itself, and the attachments in the outbox.
fn shown(jia: &Phone, record: RecordId) -> Outcome<(u64, Place, Place, u64)> {
    let pending = HazardQuery { pending_only: true, ..HazardQuery::default() };
    let rows = jia.ledger.hazards(&HazardQuery { every_record: true, ..HazardQuery::default() })?;
    let row = rows.rows.into_iter().find(|row| row.record == record).ok_or("no row")?;
    let counted = jia.ledger.count_hazards(&pending)?;
    let outbox = jia.ledger.outbox()?;
    assert_eq!(outbox.records_pending, counted);
    Ok((counted, row.upload, jia.ledger.place(record)?, outbox.attachments_waiting))
}

fn in_the_way(jia: &Phone) -> Outcome<Vec<(ObstacleKind, u64)>> {
    let deletion = jia.ledger.deletion()?;
    assert_eq!(deletion.allowed, deletion.obstacles.is_empty());
    Ok(deletion.obstacles.into_iter().map(|one| (one.kind, one.count)).collect())
}

#[tokio::test]
async fn a_photo_that_is_not_at_the_centre_is_told_everywhere_and_keeps_the_folder() -> Outcome<()>
{
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    assert_eq!(in_the_way(&jia)?, []);
    let attachments = vec![photo(vec![1; 100]), photo(vec![2; 50])];
    let draft = HazardDraft { title: "渗水".into(), attachments, ..HazardDraft::default() };
    let record = jia.ledger.report_hazard(&draft)?.record;
    let both = [(ObstacleKind::Changes, 1), (ObstacleKind::Attachments, 2)];
    assert_eq!(in_the_way(&jia)?, both);

    let words_only = WordsOnly(HttpTransport::new(&jia.ledger.endpoint()?)?);
    let report = jia.ledger.sync_over(words_only, once(), Cancel::default()).await?;
    assert_eq!((report.pushed, report.waiting, report.attachments_waiting), (1, 0, 2));
    assert_eq!(shown(&jia, record)?, (1, Place::OnlyHere, Place::OnlyHere, 2));
    let outbox = jia.ledger.outbox()?;
    assert_eq!((outbox.pending(), outbox.attachment_bytes_waiting), (0, 150));
    assert_eq!(outbox.oldest_pending_ms, Some(NOON_MS));
    assert_eq!(in_the_way(&jia)?, [(ObstacleKind::Attachments, 2)]);

    let jia = jia.restart()?;
    assert_eq!(shown(&jia, record)?, (1, Place::OnlyHere, Place::OnlyHere, 2), "after a restart");
    assert_eq!(jia.sync().await?.attachments_sent, 2);
    assert_eq!(shown(&jia, record)?, (0, Place::Accepted, Place::Accepted, 0));
    assert_eq!(in_the_way(&jia)?, []);
    Ok(())
}

#[tokio::test]
async fn what_waits_is_listed_whatever_else_a_list_leaves_out() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let site = NewRecord::of(SiteAct::Register {}).with(field::NAME, "老张烟花店");
    let site = jia.ledger.begin(&site)?.record;
    jia.sync().await?;
    let seen = jia.ledger.site(site)?;
    let mistake = SiteAct::Void { reason: "录错了".into() };
    jia.ledger.say(site, Some(&seen.face.version), mistake)?;
    let waits = Query::<Site> { pending_only: true, ..Query::default() };
    assert_eq!(jia.ledger.count_sites(&waits)?, 1, "a voided record has a word that waits");
    assert_eq!(jia.ledger.count_sites(&Query::default())?, 0);
    assert_eq!(in_the_way(&jia)?, [(ObstacleKind::Changes, 1)]);
    Ok(())
}

#[tokio::test]
async fn the_folder_of_an_earlier_version_tells_of_its_photos_once_it_is_opened() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let centre = Centre::start(&folder.path().join("centre"), "test")?;
    centre.import(&tables())?;
    let jia = Phone::enrolled(&centre, &folder.path().join("jia"), "p-0001", NOON_MS).await?;
    let draft = HazardDraft { attachments: vec![photo(vec![1; 100])], ..HazardDraft::default() };
    let record = jia.ledger.report_hazard(&draft)?.record;
    let words_only = WordsOnly(HttpTransport::new(&jia.ledger.endpoint()?)?);
    jia.ledger.sync_over(words_only, once(), Cancel::default()).await?;
    let file = jia.folder().join("ledger.sqlite");
    let jia = jia.restart_with(|| {
        let earlier = rusqlite::Connection::open(file).map_err(std::io::Error::other)?;
        let forget = "DROP VIEW not_accepted; DROP TABLE evidence; DROP TABLE attachment_waiting;
                      DROP TABLE attachment_try; DROP TABLE presence; DROP INDEX card_letters;
                      DROP INDEX post_letters; DROP TABLE line; DROP TABLE arrival;
                      ALTER TABLE hazard DROP COLUMN next_en;
                      ALTER TABLE hazard DROP COLUMN photo;
                      CREATE TABLE training (a); CREATE TABLE site (a); CREATE TABLE accident (a);
                      PRAGMA user_version = 5;
                      UPDATE meta SET value = 3 WHERE name = 'rules'";
        earlier.execute_batch(forget).map_err(std::io::Error::other)
    })?;
    assert_eq!(shown(&jia, record)?, (1, Place::OnlyHere, Place::OnlyHere, 1));
    assert_eq!(in_the_way(&jia)?, [(ObstacleKind::Attachments, 1)]);
    Ok(())
}
