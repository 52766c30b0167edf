//! Photos travel after the words, in pieces, and the phone knows when the centre has them.

use fangxian::ledger::{Attachment, HazardDraft, LedgerError};
use fangxian::sync::{
    Cancel, Failure, Held, HttpTransport, Outcome as Ended, Transport, TransportError, UploadStep,
};
use fangxian_protocol::limits::{ATTACHMENT_BYTES_MAX, ATTACHMENT_PIECE_BYTES_MAX};
use fangxian_tests::harness::{Centre, Outcome, Phone, once, tables};

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
