//! What a session promises, told with a scripted centre.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use fangxian_protocol::id::{Division, EnvelopeHash};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{Refusal, RefusalCode, SyncResponse, VillageLog};
use fangxian_protocol::problem::ProblemCode;
use fangxian_protocol::snapshot::Manifest;

use super::*;
use crate::crdt::pack;
use crate::store::Waiting;

#[cfg(test)]
#[path = "attachment_tests.rs"]
mod attachments;

struct Told {
    session: Session,
    rng: ChaCha8Rng,
    now_ms: i64,
}

impl Told {
    fn start() -> (Self, Vec<Effect>) {
        let session = Session::new(Backoff::default());
        let mut told = Self { session, rng: ChaCha8Rng::seed_from_u64(7), now_ms: 1_000 };
        let effects = told.tell(Event::Start);
        (told, effects)
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.session.handle(self.now_ms, &mut self.rng, event)
    }

    fn collected(&mut self, counters: &[u64], waiting: u64) -> Vec<Effect> {
        let envelopes = counters.iter().map(|&number| waits(number, true)).collect();
        self.tell(Event::Collected(Outgoing { envelopes, waiting, ..Outgoing::default() }))
    }

    fn answered(&mut self, response: SyncResponse) -> Vec<Effect> {
        let effects = self.tell(Event::Answered(Box::new(response)));
        assert!(matches!(effects.as_slice(), [Effect::Apply { .. }]), "{effects:?}");
        self.tell(Event::Applied(Ingested::default()))
    }
}

fn waits(number: u64, own: bool) -> Waiting {
    let byte = number as u8;
    Waiting { hash: EnvelopeHash([byte; 16]), position: number, own, bytes: vec![byte] }
}

fn answer(judged: u64) -> SyncResponse {
    SyncResponse {
        dialect: 1,
        server_time_ms: 5,
        judged,
        refused: vec![],
        villages: vec![],
        snapshots: vec![],
        directory: None,
        more: false,
        differs: vec![],
    }
}

fn news() -> VillageLog {
    let village: Division = "990101101204".parse().unwrap();
    VillageLog { through: Cursor { position: 9, ..Cursor::start(village) }, entries: pack([[1]]) }
}

fn finished(effects: &[Effect]) -> &SyncReport {
    match effects.last() {
        Some(Effect::Finish(report)) => report,
        other => panic!("not finished: {other:?}"),
    }
}

#[test]
fn nothing_to_say_and_nothing_new_is_one_round_trip() {
    let (mut told, effects) = Told::start();
    assert!(matches!(effects.as_slice(), [Effect::Collect(_)]));
    assert!(matches!(told.collected(&[], 0).as_slice(), [Effect::Send(_)]));
    let effects = told.answered(answer(0));
    let report = finished(&effects);
    assert_eq!((report.rounds, report.outcome.clone()), (1, Outcome::UpToDate));
}

#[test]
fn one_refused_record_does_not_block_the_others_and_is_not_sent_again() {
    let (mut told, _) = Told::start();
    told.collected(&[1, 2, 3], 5);
    let refusal = Refusal { index: 1, code: RefusalCode::MissingDependency, detail: String::new() };
    let effects = told.answered(SyncResponse { refused: vec![refusal], ..answer(3) });
    let Some(Effect::Collect(collect)) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(collect.after, 3, "the refused one is not collected again");
    told.collected(&[4, 5], 3);
    told.answered(answer(2));
    let effects = told.collected(&[], 1);
    let report = finished(&effects);
    assert_eq!((report.pushed, report.waiting), (4, 1));
    assert_eq!(report.refused[0].envelope, EnvelopeHash([2; 16]));
}

fn offered(village: &str) -> Manifest {
    let through = Cursor { position: 900, ..Cursor::start(village.parse().unwrap()) };
    let signature = fangxian_protocol::key::Signature([0; 64]);
    Manifest { through, entries: 900, file_bytes: u64::MAX, sha256: [0; 32], signature }
}

#[test]
fn a_file_that_cannot_be_taken_keeps_nobody_out_of_a_village() {
    let (mut told, _) = Told::start();
    told.collected(&[], 0);
    let (first, second) = (offered("990101101204"), offered("990101101201"));
    let snapshots = vec![first.clone(), second];
    let effects = told.answered(SyncResponse { snapshots, more: true, ..answer(0) });
    assert!(matches!(effects.last(), Some(Effect::Fetch(_))));
    let effects = told.tell(Event::Failed(Failure::NotTheCentre));
    assert!(matches!(effects.last(), Some(Effect::Fetch(_))), "the other village goes on");
    told.tell(Event::Applied(Ingested::default()));
    let effects = told.collected(&[], 0);
    let Some(Effect::Send(request)) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(request.cursors, [Cursor::start(first.through.village)], "from the beginning");
    // A centre that goes on offering it does not keep the phone busy.
    let answer = SyncResponse { snapshots: vec![first], more: true, ..answer(0) };
    let effects = told.tell(Event::Answered(Box::new(answer)));
    assert!(matches!(effects.last(), Some(Effect::Wait { .. })), "{effects:?}");
}

#[test]
fn what_the_centre_left_unjudged_is_pushed_again() {
    let (mut told, _) = Told::start();
    told.collected(&[1, 2, 3], 3);
    let effects = told.answered(answer(1));
    let Some(Effect::Collect(collect)) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(collect.after, 1);
}

#[test]
fn it_asks_again_while_the_centre_has_more() {
    let (mut told, _) = Told::start();
    told.collected(&[], 0);
    let more = SyncResponse { more: true, villages: vec![news()], ..answer(0) };
    let effects = told.answered(more);
    assert!(matches!(effects.last(), Some(Effect::Collect(_))));
    assert!(matches!(told.collected(&[], 0).as_slice(), [Effect::Send(_)]));
}

#[test]
fn a_centre_that_judges_nothing_cannot_keep_a_phone_busy() {
    let (mut told, _) = Told::start();
    told.collected(&[1], 1);
    let effects = told.tell(Event::Answered(Box::new(answer(0))));
    assert!(matches!(effects.last(), Some(Effect::Wait { .. })), "{effects:?}");
}

#[test]
fn a_lost_connection_is_tried_again_and_then_left_with_a_time() {
    let (mut told, _) = Told::start();
    for _ in 0..3 {
        told.collected(&[1], 1);
        let effects = told.tell(Event::Failed(Failure::NoConnection));
        let Some(Effect::Wait { until_ms }) = effects.last() else { panic!("{effects:?}") };
        assert!(*until_ms > told.now_ms);
        told.now_ms = *until_ms;
        told.tell(Event::Woke);
    }
    told.collected(&[1], 1);
    let effects = told.tell(Event::Failed(Failure::NoConnection));
    let Outcome::Stopped { why, retry_at_ms } = &finished(&effects).outcome else { panic!() };
    assert_eq!(*why, Failure::NoConnection);
    assert!(retry_at_ms.is_some_and(|at| at > told.now_ms));
    assert_eq!(finished(&effects).waiting, 1, "what waits is still told");
}

#[test]
fn a_line_that_breaks_under_a_large_push_is_offered_smaller_ones() {
    let (mut told, effects) = Told::start();
    let Some(Effect::Collect(first)) = effects.last() else { panic!("{effects:?}") };
    told.collected(&[1], 1);
    told.tell(Event::Failed(Failure::NoConnection));
    let effects = told.tell(Event::Woke);
    let Some(Effect::Collect(second)) = effects.last() else { panic!("{effects:?}") };
    assert!(second.bytes_max <= first.bytes_max / 8 && second.bytes_max >= 16 * 1024);
}

#[test]
fn a_refusal_someone_must_act_on_is_not_retried() {
    let (mut told, _) = Told::start();
    told.collected(&[], 0);
    let failure = Failure::Refused(ProblemCode::DeviceNotValid);
    let effects = told.tell(Event::Failed(failure));
    let Outcome::Stopped { retry_at_ms, .. } = finished(&effects).outcome else { panic!() };
    assert_eq!(retry_at_ms, None);
}

#[test]
fn cancelling_ends_it_at_every_step_and_late_echoes_are_ignored() {
    let (mut told, _) = Told::start();
    told.collected(&[1], 1);
    let effects = told.tell(Event::Cancel);
    assert_eq!(finished(&effects).outcome, Outcome::Cancelled);
    assert!(told.tell(Event::Answered(Box::new(answer(1)))).is_empty());
}

#[test]
fn a_copied_phone_takes_a_new_name_once_a_session_and_begins_again() {
    let (mut told, _) = Told::start();
    told.collected(&[1], 1);
    let copied = || Event::Failed(Failure::Refused(ProblemCode::DeviceCopied));
    assert!(matches!(told.tell(copied()).as_slice(), [Effect::Renew]));
    let effects = told.tell(Event::Renewed);
    assert!(matches!(effects.as_slice(), [Effect::Collect(collect)] if collect.after == 0));
    told.collected(&[2], 1);
    let effects = told.tell(copied());
    let report = finished(&effects);
    assert!(report.renewed);
    assert!(matches!(report.outcome, Outcome::Stopped { retry_at_ms: None, .. }));
}

#[test]
fn a_line_that_breaks_while_a_new_name_is_taken_is_tried_again() {
    let (mut told, _) = Told::start();
    told.collected(&[1], 1);
    told.tell(Event::Failed(Failure::Refused(ProblemCode::DeviceCopied)));
    let effects = told.tell(Event::Failed(Failure::NoConnection));
    assert!(matches!(effects.as_slice(), [Effect::Tell(_), Effect::Wait { .. }]), "{effects:?}");
    assert!(matches!(told.tell(Event::Woke).as_slice(), [Effect::Collect(_)]));
}

/// A session that was told that the centre lost something, and has begun to hear again.
fn hearing_again() -> Told {
    let (mut told, _) = Told::start();
    told.collected(&[9], 1);
    let effects = told.tell(Event::Failed(Failure::Refused(ProblemCode::LogDiffers)));
    assert!(matches!(effects.as_slice(), [Effect::HearAgain]), "{effects:?}");
    let effects = told.tell(Event::HearingAgain);
    let [Effect::Collect(collect)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((collect.after, collect.envelopes_max), (0, 0), "it listens before it speaks");
    let outgoing = Outgoing { hearing_again: true, waiting: 1, ..Outgoing::default() };
    told.tell(Event::Collected(outgoing));
    told
}

#[test]
fn what_a_centre_has_lost_is_brought_once_everything_was_heard_again() {
    let mut told = hearing_again();
    // What is new is said meanwhile, and what was lost lies before it in the outbox.
    told.answered(SyncResponse { villages: vec![news()], more: true, ..answer(0) });
    let envelopes = vec![waits(9, true)];
    let outgoing = Outgoing { envelopes, hearing_again: true, waiting: 1, ..Outgoing::default() };
    told.tell(Event::Collected(outgoing));
    told.answered(answer(1));
    let outgoing = |envelopes, lost| Outgoing { envelopes, lost, ..Outgoing::default() };
    let effects = told.tell(Event::Collected(outgoing(vec![], 1)));
    assert!(matches!(effects.as_slice(), [Effect::Collect(collect)] if collect.after == 0));
    told.tell(Event::Collected(outgoing(vec![waits(3, false), waits(4, true)], 1)));
    let detail = String::new();
    let refused = vec![Refusal { index: 0, code: RefusalCode::RoleNotHeld, detail }];
    let effects = told.answered(SyncResponse { refused, ..answer(2) });
    assert!(matches!(effects.last(), Some(Effect::Collect(_))), "{effects:?}");
    let effects = told.tell(Event::Collected(outgoing(vec![], 0)));
    let report = finished(&effects);
    assert!(report.heard_again);
    assert_eq!((report.pushed, report.waiting), (2, 0));
    assert_eq!(report.refused, [], "what became of others' words is not this phone's to be told");
}

#[test]
fn a_phone_that_may_not_hear_brings_its_own_words_and_a_log_that_still_differs_ends_it() {
    let mut told = hearing_again();
    let effects = told.tell(Event::Failed(Failure::Refused(ProblemCode::DeviceNotValid)));
    assert!(matches!(effects.as_slice(), [Effect::StopHearing]), "{effects:?}");
    let effects = told.tell(Event::NotHearing);
    assert!(matches!(effects.as_slice(), [Effect::Collect(one)] if one.envelopes_max > 0));
    told.collected(&[3], 1);
    let effects = told.tell(Event::Failed(Failure::Refused(ProblemCode::LogDiffers)));
    let Outcome::Stopped { retry_at_ms: None, .. } = finished(&effects).outcome else { panic!() };
}

#[test]
fn a_centre_that_does_not_know_the_phone_is_shown_its_certificate_once() {
    let (mut told, _) = Told::start();
    let unknown = || Event::Failed(Failure::Refused(ProblemCode::UnknownDevice));
    told.collected(&[1], 1);
    assert!(matches!(told.tell(unknown()).as_slice(), [Effect::Present]));
    assert!(matches!(told.tell(Event::Presented).as_slice(), [Effect::Collect(_)]));
    told.collected(&[1], 1);
    let Outcome::Stopped { retry_at_ms: None, .. } = finished(&told.tell(unknown())).outcome else {
        panic!()
    };
}

#[test]
fn what_was_taken_as_unverified_counts_as_taken_and_is_reported() {
    let (mut told, _) = Told::start();
    told.collected(&[1], 1);
    let detail = "revoked".to_owned();
    let refused = vec![Refusal { index: 0, code: RefusalCode::Unverified, detail }];
    let effects = told.answered(SyncResponse { refused, ..answer(1) });
    let report = finished(&effects);
    assert_eq!((report.pushed, report.waiting, report.refused.len()), (1, 0, 1));
}
