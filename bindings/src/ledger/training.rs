//! Training: open a session, sign people in and out, examine, archive.

use fangxian::domain::training::SignMethod;
use fangxian_protocol::id::{FactId, PersonId, RecordId};

use super::LedgerCore;
use crate::across::Across;
use crate::draft::TrainingDraft;
use crate::error::FangxianError;
use crate::ids::Moment;
use crate::record::Saved;
use crate::view::Version;

#[uniffi::export]
impl LedgerCore {
    /// Opens a training session (开设培训).
    pub fn open_training(&self, draft: TrainingDraft) -> Result<Saved, FangxianError> {
        self.run("open_training", |ledger| ledger.open_training(&draft.across()))
    }

    /// Signs someone in (签到). However many phones scan a person, they count once.
    pub fn sign_in(
        &self,
        session: RecordId,
        attendee: PersonId,
        method: SignMethod,
        at: Moment,
    ) -> Result<Saved, FangxianError> {
        self.run("sign_in", |ledger| ledger.sign_in(session, attendee, method, at.0))
    }

    /// Signs several people in at once, as one saved change (批量签到).
    pub fn sign_in_all(
        &self,
        session: RecordId,
        attendees: Vec<PersonId>,
        method: SignMethod,
        at: Moment,
    ) -> Result<Saved, FangxianError> {
        self.run("sign_in_all", |ledger| ledger.sign_in_all(session, &attendees, method, at.0))
    }

    /// Signs out what a sign-in began (签退).
    pub fn sign_out(
        &self,
        session: RecordId,
        sign_ins: Vec<FactId>,
        at: Moment,
    ) -> Result<Saved, FangxianError> {
        self.run("sign_out", |ledger| ledger.sign_out(session, &sign_ins, at.0))
    }

    /// Notes an exam attempt (考试), of 100 points. All attempts are kept.
    pub fn examine(
        &self,
        session: RecordId,
        attendee: PersonId,
        paper: &str,
        score: i64,
        passed: bool,
    ) -> Result<Saved, FangxianError> {
        self.run("examine", |ledger| ledger.examine(session, attendee, paper, score, passed))
    }

    /// Says an attendance was signed by someone else (质疑代签).
    pub fn dispute_attendance(
        &self,
        session: RecordId,
        attendee: PersonId,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("dispute_attendance", |ledger| {
            ledger.dispute_attendance(session, attendee, reason)
        })
    }

    /// Decides a disputed attendance (认定签到).
    pub fn decide_attendance(
        &self,
        session: RecordId,
        shown: Version,
        attendee: PersonId,
        valid: bool,
    ) -> Result<Saved, FangxianError> {
        self.run("decide_attendance", |ledger| {
            ledger.decide_attendance(session, &shown.across(), attendee, valid)
        })
    }

    /// Notes a headcount beside the count of sign-ins (申报人数): `counted` or `estimated`.
    #[uniffi::method(default(method = "counted"))]
    pub fn declare_headcount(
        &self,
        session: RecordId,
        count: i64,
        method: String,
    ) -> Result<Saved, FangxianError> {
        self.run("declare_headcount", |ledger| ledger.declare_headcount(session, count, &method))
    }

    /// Archives a session (归档).
    pub fn archive_training(
        &self,
        session: RecordId,
        shown: Version,
    ) -> Result<Saved, FangxianError> {
        self.run("archive_training", |ledger| ledger.archive_training(session, &shown.across()))
    }

    /// Says the session was entered by mistake (作废).
    pub fn void_training(
        &self,
        session: RecordId,
        shown: Version,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("void_training", |ledger| ledger.void_training(session, &shown.across(), reason))
    }
}
