//! One synchronisation as a machine: it decides, others do.
//!
//! Rounds of *collect → send → apply* repeat until nothing waits and the centre has no more;
//! snapshot files are fetched in between. One refused record never blocks the others: each own
//! envelope is pushed at most once a session.

use std::collections::{BTreeSet, VecDeque};

use rand::Rng;

use fangxian_protocol::id::{Division, EnvelopeHash};
use fangxian_protocol::limits::{PUSH_BYTES_MAX, PUSH_ENVELOPES_MAX};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{SyncRequest, SyncResponse};
use fangxian_protocol::problem::ProblemCode;
use fangxian_protocol::snapshot::Manifest;
use fangxian_protocol::version::SPOKEN;

use super::backoff::Backoff;
use super::effect::{Collect, Effect};
use super::event::{Event, Failure, Outgoing, Uploaded};
use super::ingest::Ingested;
use super::pages::Pages;
use super::report::{Outcome, Progress, Refused, SyncReport};
use crate::store::Waiting;

/// The smallest push that is tried on a bad line.
const PUSH_BYTES_MIN: usize = 16 * 1024;

/// One synchronisation.
#[derive(Debug)]
pub struct Session {
    backoff: Backoff,
    step: Step,
    failures: u32,
    after: u64,
    push_bytes_max: usize,
    more: bool,
    snapshots: VecDeque<Manifest>,
    /// What was said of how far villages were heard.
    pages: Pages,
    /// The village whose file is being fetched.
    fetching: Option<Division>,
    /// Villages whose file is of no use: their logs are heard from the beginning.
    without_file: BTreeSet<Division>,
    /// The outbox was looked through while everything was being heard again.
    hearing_again: bool,
    /// How many envelopes the centre had lost when the outbox was last looked through.
    lost: u64,
    /// This phone's certificate was presented in this session.
    presented: bool,
    /// Attachments were looked after in this session: each is tried once.
    uploaded: bool,
    /// How long the last answer asked to wait before anything is tried again, in milliseconds.
    hold_off_ms: i64,
    report: SyncReport,
}

#[derive(Debug)]
enum Step {
    Idle,
    Collecting,
    Sending { pushed: Vec<Pushed> },
    Applying,
    Uploading,
    Renewing,
    Presenting,
    HearingAgain,
    NotHearing,
    Waiting,
    Over,
}

/// What was pushed: which, where it is in the outbox, and whether this phone wrote it.
#[derive(Debug)]
struct Pushed {
    hash: EnvelopeHash,
    position: u64,
    own: bool,
}

impl Session {
    /// A session that has not begun.
    pub fn new(backoff: Backoff) -> Self {
        let report = SyncReport {
            outcome: Outcome::Cancelled,
            pushed: 0,
            pulled: 0,
            refused: Vec::new(),
            set_aside: 0,
            waiting: 0,
            attachments_sent: 0,
            attachments_waiting: 0,
            renewed: false,
            heard_again: false,
            dismissed: false,
            rounds: 0,
            server_time_ms: None,
        };
        Self {
            backoff,
            step: Step::Idle,
            failures: 0,
            after: 0,
            push_bytes_max: PUSH_BYTES_MAX,
            more: true,
            snapshots: VecDeque::new(),
            pages: Pages::default(),
            fetching: None,
            without_file: BTreeSet::new(),
            hearing_again: false,
            lost: 0,
            presented: false,
            uploaded: false,
            hold_off_ms: 0,
            report,
        }
    }

    /// Notes how long the last answer asked to wait, in milliseconds; 0 for not at all.
    pub fn hold_off(&mut self, wait_ms: i64) {
        self.hold_off_ms = wait_ms;
    }

    /// Takes what happened and says what to do. An event that does not fit the step is ignored:
    /// it is the late echo of something that was given up.
    pub fn handle(&mut self, now_ms: i64, rng: &mut dyn Rng, event: Event) -> Vec<Effect> {
        match (std::mem::replace(&mut self.step, Step::Over), event) {
            (Step::Over, _) => Vec::new(),
            (_, Event::Cancel) => self.finish(Outcome::Cancelled),
            (Step::Idle, Event::Start) | (Step::Waiting, Event::Woke) => self.collect(),
            (Step::Collecting, Event::Collected(outgoing)) => self.send(outgoing),
            (Step::Sending { pushed }, Event::Answered(response)) => {
                if is_stuck(&pushed, &response) || self.is_offered_again(&response) {
                    return self.fail(now_ms, rng, Failure::NotTheCentre);
                }
                self.apply(pushed, response)
            }
            (Step::Applying, Event::Applied(ingested)) => self.applied(&ingested),
            (
                Step::Applying,
                Event::Failed(Failure::NotTheCentre | Failure::Refused(ProblemCode::NotFound)),
            ) if self.fetching.is_some() => self.go_without_file(),
            (Step::Sending { .. }, Event::Failed(Failure::Refused(ProblemCode::DeviceCopied)))
                if !self.report.renewed =>
            {
                self.step = Step::Renewing;
                vec![Effect::Renew]
            }
            (Step::Renewing, Event::Renewed) => self.renewed(),
            (Step::Sending { .. }, Event::Failed(Failure::Refused(ProblemCode::UnknownDevice)))
                if !self.presented =>
            {
                self.presented = true;
                self.step = Step::Presenting;
                vec![Effect::Present]
            }
            (Step::Presenting, Event::Presented) => self.collect(),
            (Step::Sending { .. }, Event::Failed(Failure::Refused(ProblemCode::LogDiffers)))
                if !self.report.heard_again =>
            {
                self.hear_again()
            }
            // Nothing is said until it is known that the centre lets this phone hear.
            (Step::HearingAgain, Event::HearingAgain) => self.begin_again(0),
            (
                Step::Sending { .. },
                Event::Failed(Failure::Refused(ProblemCode::DeviceNotValid)),
            ) if self.hearing_again => {
                self.step = Step::NotHearing;
                vec![Effect::StopHearing]
            }
            (Step::NotHearing, Event::NotHearing) => self.begin_again(PUSH_ENVELOPES_MAX),
            (Step::Uploading, Event::Uploaded(uploaded)) => self.uploaded(uploaded),
            (step, Event::Failed(failure)) if !matches!(step, Step::Idle | Step::Waiting) => {
                self.fail(now_ms, rng, failure)
            }
            (step, _) => {
                self.step = step;
                Vec::new()
            }
        }
    }

    /// Finds out what the centre has lost, once a session at most.
    fn hear_again(&mut self) -> Vec<Effect> {
        self.report.heard_again = true;
        self.step = Step::HearingAgain;
        vec![Effect::HearAgain]
    }

    /// Goes on under the new name, once a session at most.
    fn renewed(&mut self) -> Vec<Effect> {
        self.report.renewed = true;
        self.begin_again(PUSH_ENVELOPES_MAX)
    }

    /// Looks through the whole outbox once more.
    fn begin_again(&mut self, envelopes_max: usize) -> Vec<Effect> {
        self.after = 0;
        self.more = true;
        self.pages = Pages::default();
        self.collect_some(envelopes_max)
    }

    fn collect(&mut self) -> Vec<Effect> {
        self.collect_some(PUSH_ENVELOPES_MAX)
    }

    fn collect_some(&mut self, envelopes_max: usize) -> Vec<Effect> {
        self.step = Step::Collecting;
        let (after, bytes_max) = (self.after, self.push_bytes_max);
        vec![Effect::Collect(Collect { after, envelopes_max, bytes_max })]
    }

    fn send(&mut self, outgoing: Outgoing) -> Vec<Effect> {
        self.report.waiting = outgoing.waiting;
        self.report.attachments_waiting = outgoing.attachments;
        self.lost = outgoing.lost;
        if outgoing.to_hear_again && !self.report.heard_again {
            return self.hear_again();
        }
        if std::mem::replace(&mut self.hearing_again, outgoing.hearing_again)
            && !outgoing.hearing_again
        {
            // What the centre has lost is known now, and older than what was pushed meanwhile.
            self.after = 0;
            return self.collect();
        }
        if outgoing.envelopes.is_empty() && !self.more {
            return self.upload_or_finish();
        }
        let named = |one: &Waiting| Pushed { hash: one.hash, position: one.position, own: one.own };
        let pushed: Vec<Pushed> = outgoing.envelopes.iter().map(named).collect();
        let heard = self.cursors(outgoing.cursors);
        let (cursors, pages) = self.pages.ask(heard, !pushed.is_empty());
        self.step = Step::Sending { pushed };
        vec![Effect::Send(Box::new(SyncRequest {
            dialects: SPOKEN,
            directory: outgoing.directory,
            chain: outgoing.chain,
            acknowledged: outgoing.acknowledged,
            cursors,
            push: outgoing.envelopes.into_iter().map(|one| one.bytes).collect(),
            pages,
        }))]
    }

    fn apply(&mut self, mut pushed: Vec<Pushed>, mut response: Box<SyncResponse>) -> Vec<Effect> {
        let judged = usize::try_from(response.judged).unwrap_or(usize::MAX).min(pushed.len());
        let partly = judged < pushed.len();
        pushed.truncate(judged);
        if let Some(last) = pushed.last() {
            self.after = last.position;
        }
        let (mut taken, mut own) = (judged, pushed.iter().filter(|one| one.own).count());
        for refusal in &response.refused {
            let index = usize::try_from(refusal.index).unwrap_or(usize::MAX);
            let Some(refused) = pushed.get(index) else { continue };
            let (code, detail) = (refusal.code, refusal.detail.clone());
            taken = taken.saturating_sub(usize::from(!code.is_taken()));
            // What others once wrote is not this phone's to be told of.
            if refused.own {
                own = own.saturating_sub(usize::from(!code.is_taken()));
                self.report.refused.push(Refused { envelope: refused.hash, code, detail });
            }
        }
        self.report.pushed += taken as u64;
        self.report.waiting = self.report.waiting.saturating_sub(own as u64);
        self.report.rounds += 1;
        self.report.server_time_ms = Some(response.server_time_ms);
        // Not all was heard while pages are left.
        response.more = self.pages.answered(&response);
        self.more = response.more || partly;
        self.snapshots.extend(response.snapshots.iter().cloned());
        self.step = Step::Applying;
        let pushed = pushed.into_iter().map(|one| one.hash).collect();
        vec![Effect::Apply { response, pushed }]
    }

    fn applied(&mut self, ingested: &Ingested) -> Vec<Effect> {
        self.failures = 0;
        self.report.pulled += ingested.taken;
        self.report.set_aside += ingested.set_aside;
        let again = |refused: &Refused| ingested.said_again.contains(&refused.envelope);
        self.report.refused.retain(|refused| !again(refused));
        self.go_on()
    }

    /// A file that cannot be taken keeps nobody out of a village: its log is heard instead.
    fn go_without_file(&mut self) -> Vec<Effect> {
        self.without_file.extend(self.fetching);
        // Pages that were compared before are compared once more: this village is asked for again.
        self.pages = Pages::default();
        self.more = true;
        self.go_on()
    }

    /// Whether the centre offers a file once more, though the phone named the log's beginning.
    fn is_offered_again(&self, response: &SyncResponse) -> bool {
        response.snapshots.iter().any(|one| self.without_file.contains(&one.through.village))
    }

    /// How far each village was heard; whoever names the beginning of a log is offered no file.
    fn cursors(&self, mut heard: Vec<Cursor>) -> Vec<Cursor> {
        let known: BTreeSet<Division> = heard.iter().map(|cursor| cursor.village).collect();
        heard.extend(self.without_file.difference(&known).map(|village| Cursor::start(*village)));
        heard.sort_unstable_by_key(|cursor| cursor.village);
        heard
    }

    fn go_on(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Tell(self.progress())];
        let next = self.snapshots.pop_front();
        self.fetching = next.as_ref().map(|manifest| manifest.through.village);
        if let Some(manifest) = next {
            self.step = Step::Applying;
            self.more = true;
            effects.push(Effect::Fetch(Box::new(manifest)));
        } else if self.more || self.hearing_again || self.report.waiting + self.lost > 0 {
            effects.extend(self.collect());
        } else {
            effects.extend(self.upload_or_finish());
        }
        effects
    }

    /// What words name is sent after the words, and what the centre says of it heard at once.
    fn upload_or_finish(&mut self) -> Vec<Effect> {
        if self.uploaded || self.report.attachments_waiting == 0 {
            return self.finish(Outcome::UpToDate);
        }
        self.step = Step::Uploading;
        vec![Effect::Upload]
    }

    fn uploaded(&mut self, uploaded: Uploaded) -> Vec<Effect> {
        self.uploaded = true;
        self.report.attachments_sent += uploaded.sent;
        self.report.attachments_waiting = uploaded.waiting;
        if uploaded.sent == 0 {
            return self.finish(Outcome::UpToDate);
        }
        self.pages.compare_again();
        self.more = true;
        self.collect()
    }

    fn fail(&mut self, now_ms: i64, rng: &mut dyn Rng, why: Failure) -> Vec<Effect> {
        self.snapshots.clear();
        self.more = true;
        self.failures += 1;
        // A line that breaks under a large push may carry a small one.
        self.push_bytes_max = (self.push_bytes_max / 8).max(PUSH_BYTES_MIN);
        if !why.is_retryable() {
            self.report.dismissed = why.needs_enrolment();
            return self.finish(Outcome::Stopped { why, retry_at_ms: None });
        }
        let asked_ms = self.hold_off_ms.max(why.hold_off_ms());
        let wait_ms = self.backoff.wait_ms(self.failures, rng).max(asked_ms);
        let until_ms = now_ms.saturating_add(wait_ms);
        // Nobody waits longer for an answer than the longest wait; the host comes back then.
        if self.failures >= self.backoff.tries_max || asked_ms > self.backoff.cap_ms {
            return self.finish(Outcome::Stopped { why, retry_at_ms: Some(until_ms) });
        }
        self.step = Step::Waiting;
        vec![Effect::Tell(self.progress()), Effect::Wait { until_ms }]
    }

    fn finish(&mut self, outcome: Outcome) -> Vec<Effect> {
        self.step = Step::Over;
        self.report.outcome = outcome;
        vec![Effect::Finish(Box::new(self.report.clone()))]
    }

    fn progress(&self) -> Progress {
        Progress {
            pushed: self.report.pushed,
            waiting: self.report.waiting,
            pulled: self.report.pulled,
            more: self.more,
            failures: self.failures,
        }
    }
}

/// Whether the same question would only get the same answer: nothing judged, nothing new, and yet
/// more is claimed to be waiting.
fn is_stuck(pushed: &[Pushed], response: &SyncResponse) -> bool {
    let silent = response.villages.is_empty()
        && response.differs.is_empty()
        && response.snapshots.is_empty()
        && response.directory.is_none();
    response.judged == 0 && silent && (!pushed.is_empty() || response.more)
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
