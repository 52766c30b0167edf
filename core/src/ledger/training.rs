//! Training: open a session, sign people in and out, examine, archive.

use fangxian_protocol::id::{FactId, PersonId, RecordId};

use super::act::{Basis, Deed, Saved};
use super::draft::TrainingDraft;
use super::error::LedgerError;
use super::hazard::filled;
use super::open::Ledger;
use crate::domain::fact::Body;
use crate::domain::training::{SignMethod, TrainingAct, can_be_planned};
use crate::domain::view::Version;
use crate::domain::{field, text};

impl Ledger {
    /// Opens a training session (开设培训).
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] without a title or with an end before its start;
    /// [`LedgerError::OutOfScope`]; [`LedgerError::Store`].
    pub fn open_training(&self, draft: &TrainingDraft) -> Result<Saved, LedgerError> {
        if text::line(&draft.title).is_empty() {
            return Err(LedgerError::BadInput {
                field: "title",
                next: "say what the training is about",
                next_zh: "请写明培训什么。",
            });
        }
        if draft.end_ms <= draft.start_ms {
            return Err(LedgerError::BadInput {
                field: "end_ms",
                next: "set an end after the start",
                next_zh: "结束时间要在开始之后,请重填。",
            });
        }
        if !can_be_planned((draft.start_ms, draft.end_ms)) {
            return Err(LedgerError::BadInput {
                field: "end_ms",
                next: "one session lasts at most 16 hours: check the day, or open one for each day",
                next_zh: "一次培训最多16个小时:请核对日期,办几天就建几次。",
            });
        }
        let texts = [
            (field::TITLE, draft.title.as_str()),
            (field::PLACE, draft.place.as_str()),
            (field::TOPICS, draft.topic.as_str()),
        ];
        let (start_ms, end_ms) = (draft.start_ms, draft.end_ms);
        let bodies = vec![Body::Training(TrainingAct::Schedule { start_ms, end_ms })];
        let deed = Deed { fields: filled(&texts), bodies, ..Deed::default() };
        self.open_record("training", draft.home, deed)
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
        let bodies = attendees.iter().map(sign).map(Body::Training).collect();
        self.act(session, Deed { bodies, ..Deed::default() }, Basis::Latest)
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
        let bodies = sign_ins.iter().map(sign).map(Body::Training).collect();
        self.act(session, Deed { bodies, ..Deed::default() }, Basis::Latest)
    }

    /// Notes an exam attempt (考试). All attempts are kept.
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] for a score outside 0–100; else as [`sign_in`](Self::sign_in).
    pub fn examine(
        &self,
        session: RecordId,
        attendee: PersonId,
        paper: &str,
        score: i64,
        passed: bool,
    ) -> Result<Saved, LedgerError> {
        if !(0..=100).contains(&score) {
            return Err(LedgerError::BadInput {
                field: "score",
                next: "give points from 0 to 100",
                next_zh: "分数请填0到100。",
            });
        }
        let paper = paper.to_owned();
        self.train(session, TrainingAct::Examine { attendee, paper, score, passed })
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
        self.train(session, TrainingAct::DisputeAttendance { attendee, reason })
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
        let body = Body::Training(TrainingAct::DecideAttendance { attendee, valid });
        self.act(session, Deed::of(body), Basis::Shown(shown))
    }

    /// Notes a headcount beside the count of sign-ins (申报人数); `method` is `counted` or
    /// `estimated`.
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] for a negative count or another method; else as
    /// [`sign_in`](Self::sign_in).
    pub fn declare_headcount(
        &self,
        session: RecordId,
        count: i64,
        method: &str,
    ) -> Result<Saved, LedgerError> {
        if count < 0 {
            return Err(LedgerError::BadInput {
                field: "count",
                next: "give how many came",
                next_zh: "请填到场人数,不能是负数。",
            });
        }
        if !matches!(method, "counted" | "estimated") {
            return Err(LedgerError::BadInput {
                field: "method",
                next: "say counted or estimated",
                next_zh: "请注明是清点的还是估计的。",
            });
        }
        let method = method.to_owned();
        self.train(session, TrainingAct::DeclareHeadcount { count, method })
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
        let body = Body::Training(TrainingAct::Archive {});
        self.act(session, Deed::of(body), Basis::Shown(shown))
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
        let body = Body::Training(TrainingAct::Void { reason: reason.to_owned() });
        self.act(session, Deed::of(body), Basis::Shown(shown))
    }

    fn train(&self, session: RecordId, act: TrainingAct) -> Result<Saved, LedgerError> {
        self.act(session, Deed::of(Body::Training(act)), Basis::Latest)
    }
}
