//! One synchronisation as a machine: it decides, others do.
//!
//! Rounds of *collect → send → apply* repeat until nothing waits and the centre has no more;
//! snapshot files are fetched in between, and attachments follow. One refused record never blocks
//! the others: each own envelope is judged at most once a session.
//!
//! Whatever the other side answers, and for ever, it ends, and what it sends is bounded by what
//! waits.

use rand::Rng;

use fangxian_protocol::message::{SyncRequest, SyncResponse};
use fangxian_protocol::problem::ProblemCode;
use fangxian_protocol::version::SPOKEN;

use super::backoff::Backoff;
use super::effect::{Collect, Effect};
use super::event::{Event, Failure, Outgoing, UploadDone};
use super::files::Files;
use super::heard::Ingested;
use super::known::Known;
use super::pace::PushSize;
use super::pages::Pages;
use super::patience::Patience;
use super::pushed::{Pushed, is_stuck};
use super::report::{Outcome, Progress, Refused, SyncReport};
use super::step::Step;
use super::uploading::{Next, Uploads};

/// Round trips of one synchronisation: a centre that always has more is heard on another time.
const ROUNDS_MAX: u32 = 10_000;

/// One synchronisation.
#[derive(Debug)]
pub struct Session {
    backoff: Backoff,
    step: Step,
    /// With words, and with attachments: what comes of the ones says nothing of the others.
    words: Patience,
    attachments: Patience,
    after: u64,
    push: PushSize,
    more: bool,
    files: Files,
    /// What was said of how far villages were heard.
    pages: Pages,
    /// The outbox was looked through while everything was being heard again.
    hearing_again: bool,
    /// How many envelopes the centre had lost when the outbox was last looked through.
    lost: u64,
    presented: bool,
    uploads: Uploads,
    /// How it ends when attachments were let go that are still to be sent.
    let_go: Option<Outcome>,
    /// How long the last answer asked to wait before anything is tried again, in milliseconds.
    hold_off_ms: i64,
    report: SyncReport,
}

impl Session {
    /// A session that has not begun.
    pub fn new(backoff: Backoff) -> Self {
        Self {
            backoff,
            step: Step::Idle,
            words: Patience::of(backoff.tries_max),
            attachments: Patience::of(backoff.tries_max),
            after: 0,
            push: PushSize::full(),
            more: true,
            files: Files::default(),
            pages: Pages::default(),
            hearing_again: false,
            lost: 0,
            presented: false,
            uploads: Uploads::default(),
            let_go: None,
            hold_off_ms: 0,
            report: SyncReport::begun(),
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
            (Step::Sending { pushed, known }, Event::Answered(response)) => {
                if is_stuck(&pushed, &known, &response)
                    || self.files.is_offered_again(&response)
                    || self.report.rounds >= ROUNDS_MAX
                {
                    return self.fail(now_ms, rng, Failure::NotTheCentre);
                }
                self.apply(pushed, &known, response)
            }
            (Step::Applying { fruitful, through }, Event::Applied(ingested)) => {
                self.after = through.unwrap_or(self.after);
                self.applied(fruitful, &ingested)
            }
            (
                Step::Applying { .. },
                Event::Failed(Failure::NotTheCentre | Failure::Refused(ProblemCode::NotFound)),
            ) if self.files.is_fetching() => self.go_without_file(),
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
            (Step::NotHearing, Event::NotHearing) => self.begin_again(self.push.envelopes),
            (Step::Uploading, Event::Upload(done)) => self.upload(now_ms, rng, done),
            (Step::Uploading, Event::Failed(failure)) => self.fail_upload(now_ms, rng, failure),
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
        self.begin_again(self.push.envelopes)
    }

    /// Looks through the whole outbox once more.
    fn begin_again(&mut self, envelopes_max: usize) -> Vec<Effect> {
        self.after = 0;
        self.more = true;
        self.pages = Pages::default();
        self.collect_some(envelopes_max)
    }

    fn collect(&mut self) -> Vec<Effect> {
        self.collect_some(self.push.envelopes)
    }

    fn collect_some(&mut self, envelopes_max: usize) -> Vec<Effect> {
        self.step = Step::Collecting;
        let (after, bytes_max) = (self.after, self.push.bytes);
        vec![Effect::Collect(Collect { after, envelopes_max, bytes_max })]
    }

    fn send(&mut self, mut outgoing: Outgoing) -> Vec<Effect> {
        self.report.waiting = outgoing.waiting;
        self.report.attachments_waiting = outgoing.attachments;
        self.report.attachments_set_aside = outgoing.attachments_set_aside;
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
        outgoing.cursors = self.files.cursors(outgoing.cursors);
        let known = Known::of(&outgoing);
        let pushed: Vec<Pushed> = outgoing.envelopes.iter().map(Pushed::from).collect();
        let (cursors, pages) = self.pages.ask(outgoing.cursors, !pushed.is_empty());
        self.step = Step::Sending { pushed, known };
        vec![Effect::Send(Box::new(SyncRequest {
            dialects: SPOKEN,
            directory: outgoing.directory,
            chain: outgoing.chain,
            acknowledged: outgoing.acknowledged,
            cursors,
            push: outgoing.push,
            pages,
        }))]
    }

    fn apply(
        &mut self,
        mut pushed: Vec<Pushed>,
        known: &Known,
        mut response: Box<SyncResponse>,
    ) -> Vec<Effect> {
        let judged = usize::try_from(response.judged).unwrap_or(usize::MAX).min(pushed.len());
        let partly = judged < pushed.len();
        pushed.truncate(judged);
        if judged > 0 {
            let bytes = pushed.iter().map(|one| one.bytes).sum();
            self.push.judged(judged, bytes, !partly);
        }
        let through = pushed.last().map(|last| last.position);
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
        self.files.offer(response.snapshots.iter().filter(|one| known.lacks(&one.through)));
        let fruitful = judged > 0 || known.grows_by(&response);
        self.step = Step::Applying { fruitful, through };
        let pushed = pushed.into_iter().map(|one| one.hash).collect();
        vec![Effect::Apply { response, pushed }]
    }

    fn applied(&mut self, fruitful: bool, ingested: &Ingested) -> Vec<Effect> {
        if fruitful {
            self.words.progressed();
        }
        self.report.pulled += ingested.taken;
        self.report.set_aside += ingested.set_aside;
        let again = |refused: &Refused| ingested.said_again.contains(&refused.envelope);
        self.report.refused.retain(|refused| !again(refused));
        self.go_on()
    }

    fn go_without_file(&mut self) -> Vec<Effect> {
        self.files.go_without();
        // Pages that were compared before are compared once more: this village is asked for again.
        self.pages = Pages::default();
        self.more = true;
        self.go_on()
    }

    fn go_on(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Tell(self.progress())];
        if let Some(manifest) = self.files.next() {
            self.step = Step::Applying { fruitful: true, through: None };
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
        if !self.uploads.is_over() && self.report.attachments_waiting > 0 {
            let next = self.uploads.go_on();
            if let Next::Work(work) = next {
                self.step = Step::Uploading;
                return vec![Effect::Upload(work)];
            }
        }
        let outcome = self.let_go.take().unwrap_or(Outcome::UpToDate);
        self.finish(outcome)
    }

    fn upload(&mut self, now_ms: i64, rng: &mut dyn Rng, done: UploadDone) -> Vec<Effect> {
        let before = self.uploads.tally;
        let next = self.uploads.handle(done);
        let tally = self.uploads.tally;
        if tally.carried_on > before.carried_on {
            self.attachments.progressed();
        }
        let (sent, aside) = (tally.sent - before.sent, tally.set_aside - before.set_aside);
        self.report.attachments_sent += sent;
        self.report.attachments_set_aside += aside;
        self.report.attachments_refused = tally.refused;
        self.report.attachments_waiting =
            self.report.attachments_waiting.saturating_sub(sent + aside);
        if let Some(why) = self.uploads.take_let_go() {
            // Not soon: words go on without them, and each try costs.
            let until_ms = now_ms.saturating_add(self.backoff.wait_ms(u32::MAX, rng));
            self.let_go = Some(Outcome::Stopped { why, retry_at_ms: Some(until_ms) });
        }
        self.step = Step::Uploading;
        match next {
            None => Vec::new(),
            Some(Next::Work(work)) => vec![Effect::Upload(work)],
            Some(Next::Failed(failure)) => self.fail_upload(now_ms, rng, failure),
            Some(Next::Over) if tally.sent > 0 => {
                self.pages.compare_again();
                self.more = true;
                self.collect()
            }
            Some(Next::Over) => self.upload_or_finish(),
        }
    }

    fn fail_upload(&mut self, now_ms: i64, rng: &mut dyn Rng, why: Failure) -> Vec<Effect> {
        self.attachments.failed();
        self.wait_or_stop(now_ms, rng, why, self.attachments)
    }

    fn fail(&mut self, now_ms: i64, rng: &mut dyn Rng, why: Failure) -> Vec<Effect> {
        self.words.failed();
        self.push.broke();
        self.wait_or_stop(now_ms, rng, why, self.words)
    }

    fn wait_or_stop(
        &mut self,
        now_ms: i64,
        rng: &mut dyn Rng,
        why: Failure,
        patience: Patience,
    ) -> Vec<Effect> {
        self.files.forget_offered();
        // What was answered may not be taken: it is asked for again.
        self.pages = Pages::default();
        self.more = true;
        if !why.is_retryable() {
            self.report.dismissed = why.needs_enrolment();
            return self.finish(Outcome::Stopped { why, retry_at_ms: None });
        }
        let asked_ms = self.hold_off_ms.max(why.hold_off_ms());
        let wait_ms = self.backoff.wait_ms(patience.in_a_row(), rng).max(asked_ms);
        let until_ms = now_ms.saturating_add(wait_ms);
        // Nobody waits longer for an answer than the longest wait; the host comes back then.
        let is_long = asked_ms > self.backoff.cap_ms;
        if patience.is_over() || is_long || self.report.rounds >= ROUNDS_MAX {
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
            failures: self.words.in_a_row().max(self.attachments.in_a_row()),
        }
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "hostile_tests.rs"]
mod hostile;
