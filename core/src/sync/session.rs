//! One synchronisation as a machine: it decides, others do.
//!
//! Rounds of *collect → send → apply* repeat until nothing waits and the centre has no more;
//! snapshot files are fetched in between. One refused record never blocks the others: each own
//! envelope is pushed at most once a session.

use std::collections::VecDeque;

use rand::Rng;

use fangxian_protocol::id::EnvelopeHash;
use fangxian_protocol::limits::{PUSH_BYTES_MAX, PUSH_ENVELOPES_MAX};
use fangxian_protocol::message::{SyncRequest, SyncResponse};
use fangxian_protocol::problem::ProblemCode;
use fangxian_protocol::snapshot::Manifest;
use fangxian_protocol::version::SPOKEN;

use super::backoff::Backoff;
use super::effect::{Collect, Effect};
use super::event::{Event, Failure, Outgoing, Uploaded};
use super::ingest::Ingested;
use super::report::{Outcome, Progress, Refused, SyncReport};

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
    /// Attachments were looked after in this session: each is tried once.
    uploaded: bool,
    report: SyncReport,
}

#[derive(Debug)]
enum Step {
    Idle,
    Collecting,
    Sending { pushed: Vec<(EnvelopeHash, u64)> },
    Applying,
    Uploading,
    Renewing,
    Waiting,
    Over,
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
            uploaded: false,
            report,
        }
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
                if is_stuck(&pushed, &response) {
                    return self.fail(now_ms, rng, Failure::NotTheCentre);
                }
                self.apply(pushed, response)
            }
            (Step::Applying, Event::Applied(ingested)) => self.applied(&ingested),
            (Step::Sending { .. }, Event::Failed(Failure::Refused(ProblemCode::DeviceCopied)))
                if !self.report.renewed =>
            {
                self.step = Step::Renewing;
                vec![Effect::Renew]
            }
            (Step::Renewing, Event::Renewed) => self.renewed(),
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

    /// Begins again under the new name, once a session at most.
    fn renewed(&mut self) -> Vec<Effect> {
        self.report.renewed = true;
        self.after = 0;
        self.more = true;
        self.collect()
    }

    fn collect(&mut self) -> Vec<Effect> {
        self.step = Step::Collecting;
        vec![Effect::Collect(Collect {
            after: self.after,
            envelopes_max: PUSH_ENVELOPES_MAX,
            bytes_max: self.push_bytes_max,
        })]
    }

    fn send(&mut self, outgoing: Outgoing) -> Vec<Effect> {
        self.report.waiting = outgoing.waiting;
        self.report.attachments_waiting = outgoing.attachments;
        if outgoing.envelopes.is_empty() && !self.more {
            return self.upload_or_finish();
        }
        let named = |(hash, counter, _): &(EnvelopeHash, u64, Vec<u8>)| (*hash, *counter);
        let pushed = outgoing.envelopes.iter().map(named).collect();
        self.step = Step::Sending { pushed };
        vec![Effect::Send(Box::new(SyncRequest {
            dialects: SPOKEN,
            directory: outgoing.directory,
            chain: outgoing.chain,
            cursors: outgoing.cursors,
            push: outgoing.envelopes.into_iter().map(|(_, _, bytes)| bytes).collect(),
        }))]
    }

    fn apply(
        &mut self,
        mut pushed: Vec<(EnvelopeHash, u64)>,
        response: Box<SyncResponse>,
    ) -> Vec<Effect> {
        let judged = usize::try_from(response.judged).unwrap_or(usize::MAX).min(pushed.len());
        let partly = judged < pushed.len();
        pushed.truncate(judged);
        if let Some(&(_, counter)) = pushed.last() {
            self.after = counter;
        }
        for refusal in &response.refused {
            let index = usize::try_from(refusal.index).unwrap_or(usize::MAX);
            let Some(&(envelope, _)) = pushed.get(index) else { continue };
            let (code, detail) = (refusal.code, refusal.detail.clone());
            self.report.refused.push(Refused { envelope, code, detail });
        }
        let refused = response.refused.iter().filter(|refusal| !refusal.code.is_taken()).count();
        let taken = judged.saturating_sub(refused) as u64;
        self.report.pushed += taken;
        self.report.waiting = self.report.waiting.saturating_sub(taken);
        self.report.rounds += 1;
        self.report.server_time_ms = Some(response.server_time_ms);
        self.more = response.more || partly;
        self.snapshots.extend(response.snapshots.iter().cloned());
        self.step = Step::Applying;
        let pushed = pushed.into_iter().map(|(hash, _)| hash).collect();
        vec![Effect::Apply { response, pushed }]
    }

    fn applied(&mut self, ingested: &Ingested) -> Vec<Effect> {
        self.failures = 0;
        self.report.pulled += ingested.taken;
        self.report.set_aside += ingested.set_aside;
        let again = |refused: &Refused| ingested.said_again.contains(&refused.envelope);
        self.report.refused.retain(|refused| !again(refused));
        let mut effects = vec![Effect::Tell(self.progress())];
        if let Some(manifest) = self.snapshots.pop_front() {
            self.step = Step::Applying;
            self.more = true;
            effects.push(Effect::Fetch(Box::new(manifest)));
        } else if self.more || self.report.waiting > 0 {
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
            return self.finish(Outcome::Stopped { why, retry_at_ms: None });
        }
        let until_ms = now_ms.saturating_add(self.backoff.wait_ms(self.failures, rng));
        if self.failures >= self.backoff.tries_max {
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
fn is_stuck(pushed: &[(EnvelopeHash, u64)], response: &SyncResponse) -> bool {
    let silent = response.villages.is_empty()
        && response.snapshots.is_empty()
        && response.directory.is_none();
    response.judged == 0 && silent && (!pushed.is_empty() || response.more)
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
