//! Sites: register one, say whether it works, note a visit.

use fangxian::domain::site::SiteStatus;
use fangxian::ledger::CheckDraft;
use fangxian_protocol::id::RecordId;

use super::LedgerCore;
use crate::across::Across;
use crate::draft::SiteDraft;
use crate::error::FangxianError;
use crate::record::Saved;
use crate::view::Version;

#[uniffi::export]
impl LedgerCore {
    /// Registers a site (场所建档).
    pub fn register_site(&self, draft: SiteDraft) -> Result<Saved, FangxianError> {
        self.run("register_site", |ledger| ledger.register_site(&draft.across()))
    }

    /// Says whether a site works (状态变更).
    pub fn set_site_status(
        &self,
        site: RecordId,
        shown: Version,
        status: SiteStatus,
    ) -> Result<Saved, FangxianError> {
        self.run("set_site_status", |ledger| ledger.set_site_status(site, &shown.across(), status))
    }

    /// Answers lines of a checklist on the spot (检查), as one saved change. `template` names the
    /// checklist and its version, such as `九小场所@3`.
    #[uniffi::method(default(template = None))]
    pub fn check_site(
        &self,
        site: RecordId,
        shown: Version,
        answers: Vec<CheckDraft>,
        template: Option<String>,
    ) -> Result<Saved, FangxianError> {
        self.run("check_site", |ledger| {
            ledger.check_site(site, &shown.across(), template.as_deref(), &answers)
        })
    }

    /// Notes a visit (巡查): the site was working, or not.
    pub fn patrol_site(&self, site: RecordId, working: bool) -> Result<Saved, FangxianError> {
        self.run("patrol_site", |ledger| ledger.patrol_site(site, working))
    }

    /// Says the site was entered by mistake (作废).
    pub fn void_site(
        &self,
        site: RecordId,
        shown: Version,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("void_site", |ledger| ledger.void_site(site, &shown.across(), reason))
    }
}
