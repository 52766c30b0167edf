//! What a session promises of attachments, told with a scripted centre.

use fangxian_protocol::id::EvidenceHash;

use super::*;
use crate::store::{AttachmentTrouble, DueAttachment};
use crate::sync::effect::UploadWork;
use crate::sync::transport::{Held, TransportError};

/// Words went well, and attachments of these sizes are due.
fn uploading(sizes: &[u64]) -> (Told, Vec<Effect>) {
    let (mut told, _) = Told::start();
    let attachments = sizes.len() as u64;
    told.tell(Event::Collected(Outgoing { attachments, ..Outgoing::default() }));
    let effects = told.answered(answer(0));
    assert!(matches!(effects.last(), Some(Effect::Upload(UploadWork::List))), "{effects:?}");
    let due = |(number, bytes): (usize, &u64)| DueAttachment { hash: photo(number), bytes: *bytes };
    let due = sizes.iter().enumerate().map(due).collect();
    let effects = told.tell(Event::Upload(UploadDone::Listed(due)));
    (told, effects)
}

fn photo(number: usize) -> EvidenceHash {
    EvidenceHash([number as u8; 32])
}

fn held(offset: u64) -> Event {
    answers(Ok(Held { offset, whole: false }))
}

fn answers(held: Result<Held, TransportError>) -> Event {
    Event::Upload(UploadDone::Answered { held, sent: 100, took_ms: 10 })
}

fn work(effects: &[Effect]) -> UploadWork {
    match effects.last() {
        Some(Effect::Upload(work)) => *work,
        other => panic!("no upload: {other:?}"),
    }
}

impl Told {
    /// Answers what is asked of the first attachment until one of its pieces is on its way.
    fn piece_of(&mut self, effects: &[Effect]) -> EvidenceHash {
        let UploadWork::Ask(hash) = work(effects) else { panic!("{effects:?}") };
        let mut effects = self.tell(held(0));
        if work(&effects) == UploadWork::Check(hash) {
            effects = self.tell(Event::Upload(UploadDone::Checked(None)));
        }
        assert!(matches!(work(&effects), UploadWork::Piece { offset: 0, .. }), "{effects:?}");
        hash
    }
}

#[test]
fn attachments_follow_the_words_and_what_became_of_them_is_heard() {
    let (mut told, effects) = uploading(&[100]);
    let hash = told.piece_of(&effects);
    let effects = told.tell(answers(Ok(Held { offset: 100, whole: true })));
    assert_eq!(work(&effects), UploadWork::Sent(hash));
    let effects = told.tell(Event::Upload(UploadDone::Sent));
    assert!(matches!(effects.as_slice(), [Effect::Collect(_)]), "{effects:?}");
    told.tell(Event::Collected(Outgoing::default()));
    let effects = told.answered(answer(0));
    let report = finished(&effects);
    assert_eq!((report.attachments_sent, report.attachments_waiting, report.rounds), (1, 0, 2));
}

#[test]
fn words_that_pass_do_not_hide_that_attachments_do_not() {
    let (mut told, mut effects) = uploading(&[100]);
    for _ in 0..3 {
        assert!(matches!(work(&effects), UploadWork::Ask(_)));
        let waits = told.tell(answers(Err(TransportError::NoConnection)));
        assert!(matches!(waits.last(), Some(Effect::Wait { .. })), "{waits:?}");
        told.tell(Event::Woke);
        told.tell(Event::Collected(Outgoing { attachments: 1, ..Outgoing::default() }));
        effects = told.answered(answer(0));
    }
    let effects = told.tell(answers(Err(TransportError::NoConnection)));
    let Outcome::Stopped { why, retry_at_ms: Some(_) } = &finished(&effects).outcome else {
        panic!("{effects:?}")
    };
    assert_eq!((why, finished(&effects).attachments_waiting), (&Failure::NoConnection, 1));
}

#[test]
fn an_attachment_that_does_not_get_through_lets_the_others_pass() {
    let (mut told, mut effects) = uploading(&[100, 200]);
    let mut strikes = 0;
    // The first is blocked, whatever is done; the second is not.
    let effects = loop {
        let hash = told.piece_of(&effects);
        if hash == photo(1) {
            told.tell(answers(Ok(Held { offset: 200, whole: true })));
            effects = told.tell(Event::Upload(UploadDone::Sent));
            continue;
        }
        strikes += 1;
        effects = told.tell(answers(Err(TransportError::NotTheCentre)));
        if let UploadWork::Note { hash, trouble } = work(&effects) {
            assert_eq!((hash, trouble), (photo(0), Some(AttachmentTrouble::Blocked)));
            break told.tell(Event::Upload(UploadDone::Noted { set_aside: false }));
        }
    };
    assert_eq!(strikes, 3);
    assert!(matches!(effects.as_slice(), [Effect::Collect(_)]), "what was sent is heard of");
    told.tell(Event::Collected(Outgoing { attachments: 1, ..Outgoing::default() }));
    let effects = told.answered(answer(0));
    let report = finished(&effects);
    assert_eq!((report.attachments_sent, report.attachments_waiting), (1, 1));
    let Outcome::Stopped { why, retry_at_ms: Some(at) } = &report.outcome else {
        panic!("{report:?}")
    };
    assert_eq!(*why, Failure::NotTheCentre);
    assert!(*at >= told.now_ms + 150_000, "not soon: each try costs");
}

#[test]
fn a_centre_without_room_is_told_apart_from_a_host_that_holds_attachments_back() {
    let full = TransportError::Refused(ProblemCode::AttachmentsFull);
    let busy = TransportError::Refused(ProblemCode::UploadsFull);
    for (error, refused) in [
        (full, Some(ProblemCode::AttachmentsFull)),
        (busy, Some(ProblemCode::UploadsFull)),
        (TransportError::HeldBack, None),
    ] {
        let (mut told, effects) = uploading(&[100, 200]);
        told.piece_of(&effects);
        let effects = told.tell(answers(Err(error)));
        let report = finished(&effects);
        assert_eq!((&report.outcome, report.attachments_waiting), (&Outcome::UpToDate, 2));
        assert_eq!(report.attachments_refused, refused);
    }
}

#[test]
fn a_damaged_file_is_set_aside_unsent_and_told() {
    let (mut told, effects) = uploading(&[100]);
    let UploadWork::Ask(hash) = work(&effects) else { panic!("{effects:?}") };
    assert_eq!(work(&told.tell(held(0))), UploadWork::Check(hash));
    let trouble = Some(AttachmentTrouble::Damaged);
    let effects = told.tell(Event::Upload(UploadDone::Checked(trouble)));
    assert_eq!(work(&effects), UploadWork::Note { hash, trouble });
    let effects = told.tell(Event::Upload(UploadDone::Noted { set_aside: true }));
    let report = finished(&effects);
    assert_eq!((report.attachments_waiting, report.attachments_set_aside), (0, 1));
    assert_eq!(report.outcome, Outcome::UpToDate);
}

#[test]
fn what_arrived_of_a_piece_that_was_cut_counts() {
    let (mut told, effects) = uploading(&[100_000]);
    let hash = told.piece_of(&effects);
    let effects = told.tell(answers(Err(TransportError::NoConnection)));
    assert_eq!(work(&effects), UploadWork::Ask(hash), "how much of it arrived?");
    let effects = told.tell(held(9_000));
    let UploadWork::Piece { offset: 9_000, bytes_max, .. } = work(&effects) else {
        panic!("{effects:?}")
    };
    assert!(bytes_max < 32 * 1024, "and the next piece is smaller: {bytes_max}");
}
