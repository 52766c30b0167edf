//! Sites: register one, say whether it works, note a visit.

use fangxian_protocol::id::RecordId;

use super::act::Saved;
use super::begin::NewRecord;
use super::draft::{CheckDraft, SiteDraft};
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::fact::Body;
use crate::domain::site::{SiteAct, SiteStatus};
use crate::domain::view::Version;
use crate::domain::{field, text};

impl Ledger {
    /// Registers a site (场所建档).
    ///
    /// # Errors
    /// [`LedgerError::BadField`] without a name; [`LedgerError::OutOfScope`];
    /// [`LedgerError::Store`].
    pub fn register_site(&self, draft: &SiteDraft) -> Result<Saved, LedgerError> {
        let texts = [
            (field::NAME, draft.name.as_str()),
            (field::CATEGORY, draft.category.as_str()),
            (field::PLACE, draft.place.as_str()),
        ];
        let &SiteDraft { home, position, .. } = draft;
        let new = NewRecord::of(SiteAct::Register {}, &texts);
        self.begin(&NewRecord { home, position, ..new })
    }

    /// Says whether a site works (状态变更).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn set_site_status(
        &self,
        site: RecordId,
        shown: &Version,
        status: SiteStatus,
    ) -> Result<Saved, LedgerError> {
        self.say(site, Some(shown), SiteAct::SetStatus { status })
    }

    /// Notes a visit (巡查): the site was working, or not.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn patrol_site(&self, site: RecordId, working: bool) -> Result<Saved, LedgerError> {
        self.say(site, None, SiteAct::Patrol { working })
    }

    /// Answers lines of a checklist on the spot (检查), as one saved change. `template` names the
    /// checklist and its version, such as `九小场所@3`.
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] without an answer or with a line that has no code; else as
    /// [`close`](Self::close).
    pub fn check_site(
        &self,
        site: RecordId,
        shown: &Version,
        template: Option<&str>,
        answers: &[CheckDraft],
    ) -> Result<Saved, LedgerError> {
        if answers.is_empty() || answers.iter().any(|answer| text::line(&answer.item).is_empty()) {
            return Err(LedgerError::BadInput {
                field: "answers",
                next: "answer at least one line, and name each line by its code",
                next_zh: "请至少填一项,每项都要有编号。",
            });
        }
        let body = |answer: &CheckDraft| {
            Body::Site(SiteAct::Check {
                item: answer.item.clone(),
                result: answer.result,
                template: template.map(str::to_owned),
                note: answer.note.clone(),
            })
        };
        self.say_all(site, Some(shown), answers.iter().map(body).collect())
    }

    /// Says the site was entered by mistake (作废).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn void_site(
        &self,
        site: RecordId,
        shown: &Version,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        self.say(site, Some(shown), SiteAct::Void { reason: reason.to_owned() })
    }
}
