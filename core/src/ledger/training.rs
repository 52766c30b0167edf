//! Training: open a session, sign people in and out, examine, archive.

use fangxian_protocol::id::{FactId, PersonId, RecordId};

use super::act::Saved;
use super::begin::NewRecord;
use super::draft::TrainingDraft;
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::fact::Body;
use crate::domain::field;
use crate::domain::training::{SignMethod, TrainingAct};
use crate::domain::view::Version;

impl Ledger {
    /// Opens a training session (开设培训).
    ///
    /// # Errors
    /// [`LedgerError::BadField`] without a title or for an impossible time;
    /// [`LedgerError::OutOfScope`]; [`LedgerError::Store`].
    pub fn open_training(&self, draft: &TrainingDraft) -> Result<Saved, LedgerError> {
        let texts = [
            (field::TITLE, draft.title.as_str()),
            (field::PLACE, draft.place.as_str()),
            (field::TOPICS, draft.topic.as_str()),
        ];
        let (start_ms, end_ms) = (draft.start_ms, draft.end_ms);
        let act = TrainingAct::Schedule { start_ms, end_ms };
        self.begin(&NewRecord { home: draft.home, ..NewRecord::of(act, &texts) })
    }

    /// Signs someone in (签到). However many phones scan a person, they count once.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn sign_in(
        &self,
        session: RecordId,
        attendee: PersonId,
        method: SignMethod,
        in_ms: i64,
    ) -> Result<Saved, LedgerError> {
        self.sign_in_all(session, &[attendee], method, in_ms)
    }

    /// Signs several people in at once, as one saved change (批量签到).
    ///
    /// # Errors
    /// As [`sign_in`](Self::sign_in).
    pub fn sign_in_all(
        &self,
        session: RecordId,
        attendees: &[PersonId],
        method: SignMethod,
        in_ms: i64,
    ) -> Result<Saved, LedgerError> {
        let sign =
            |attendee: &PersonId| TrainingAct::SignIn { attendee: attendee.clone(), method, in_ms };
        self.say_all(session, None, attendees.iter().map(sign).map(Body::Training).collect())
    }

    /// Signs out what a sign-in began (签退).
    ///
    /// # Errors
    /// As [`sign_in`](Self::sign_in).
    pub fn sign_out(
        &self,
        session: RecordId,
        sign_ins: &[FactId],
        out_ms: i64,
    ) -> Result<Saved, LedgerError> {
        let sign = |&sign_in: &FactId| TrainingAct::SignOut { sign_in, out_ms };
        self.say_all(session, None, sign_ins.iter().map(sign).map(Body::Training).collect())
    }

    /// Notes an exam attempt (考试). All attempts are kept.
    ///
    /// # Errors
    /// [`LedgerError::BadField`] for a score outside 0–100; else as [`sign_in`](Self::sign_in).
    pub fn examine(
        &self,
        session: RecordId,
        attendee: PersonId,
        paper: &str,
        score: i64,
        passed: bool,
    ) -> Result<Saved, LedgerError> {
        let paper = paper.to_owned();
        self.say(session, None, TrainingAct::Examine { attendee, paper, score, passed })
    }

    /// Says an attendance was signed by someone else (质疑代签).
    ///
    /// # Errors
    /// As [`sign_in`](Self::sign_in).
    pub fn dispute_attendance(
        &self,
        session: RecordId,
        attendee: PersonId,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        let reason = reason.to_owned();
        self.say(session, None, TrainingAct::DisputeAttendance { attendee, reason })
    }

    /// Decides a disputed attendance (认定签到).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn decide_attendance(
        &self,
        session: RecordId,
        shown: &Version,
        attendee: PersonId,
        valid: bool,
    ) -> Result<Saved, LedgerError> {
        self.say(session, Some(shown), TrainingAct::DecideAttendance { attendee, valid })
    }

    /// Notes a headcount beside the count of sign-ins (申报人数); `method` is `counted` or
    /// `estimated`.
    ///
    /// # Errors
    /// [`LedgerError::BadField`] for a negative count or another method; else as
    /// [`sign_in`](Self::sign_in).
    pub fn declare_headcount(
        &self,
        session: RecordId,
        count: i64,
        method: &str,
    ) -> Result<Saved, LedgerError> {
        let method = method.to_owned();
        self.say(session, None, TrainingAct::DeclareHeadcount { count, method })
    }

    /// Archives a session (归档).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn archive_training(
        &self,
        session: RecordId,
        shown: &Version,
    ) -> Result<Saved, LedgerError> {
        self.say(session, Some(shown), TrainingAct::Archive {})
    }

    /// Says the session was entered by mistake (作废).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn void_training(
        &self,
        session: RecordId,
        shown: &Version,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        self.say(session, Some(shown), TrainingAct::Void { reason: reason.to_owned() })
    }
}
