//! Reading what is on this device.

use std::sync::Arc;

use fangxian::domain::Spoken;
use fangxian::domain::day::Day;
use fangxian::ledger::Near;
use fangxian::store::Place;
use fangxian_protocol::id::{PersonId, RecordId};

use super::LedgerCore;
use crate::accident::AccidentView;
use crate::across::Across;
use crate::draft::HazardDraft;
use crate::error::FangxianError;
use crate::hazard::HazardView;
use crate::history::HistoryStep;
use crate::line::{AccidentPage, AccidentQuery, SitePage, SiteQuery, TrainingPage, TrainingQuery};
use crate::org::{Me, OrgTree};
use crate::query::HazardQuery;
use crate::record::RecordView;
use crate::row::{HazardPage, Outbox, Quarantined};
use crate::site::SiteView;
use crate::training::TrainingView;

#[uniffi::export]
impl LedgerCore {
    /// Who this device acts for.
    pub fn me(&self) -> Result<Me, FangxianError> {
        self.run("me", |ledger| ledger.me())
    }

    /// One record as it stands, whatever its kind.
    pub fn view(&self, record: RecordId) -> Result<RecordView, FangxianError> {
        self.run("view", |ledger| ledger.view(record))
    }

    /// One hazard as it stands.
    pub fn hazard(&self, record: RecordId) -> Result<HazardView, FangxianError> {
        self.run("hazard", |ledger| ledger.hazard(record))
    }

    /// One training session as it stands.
    pub fn training(&self, record: RecordId) -> Result<TrainingView, FangxianError> {
        self.run("training", |ledger| ledger.training(record))
    }

    /// One site as it stands.
    pub fn site(&self, record: RecordId) -> Result<SiteView, FangxianError> {
        self.run("site", |ledger| ledger.site(record))
    }

    /// One accident as it stands.
    pub fn accident(&self, record: RecordId) -> Result<AccidentView, FangxianError> {
        self.run("accident", |ledger| ledger.accident(record))
    }

    /// Why a record is as it is, who must do what next and by when: one paragraph (说明).
    pub fn explain(&self, record: RecordId) -> Result<Spoken, FangxianError> {
        self.run("explain", |ledger| ledger.explain(record))
    }

    /// How many days a hazard is past its deadline on `today` (超期天数); 0 when it is not.
    pub fn days_overdue(&self, record: RecordId, today: Day) -> Result<i64, FangxianError> {
        self.run("days_overdue", |ledger| Ok(ledger.hazard(record)?.days_overdue(today)))
    }

    /// A page of hazards: filtered, sorted, searched.
    pub fn hazards(&self, query: HazardQuery) -> Result<HazardPage, FangxianError> {
        self.run("hazards", |ledger| ledger.hazards(&query.across()))
    }

    /// How many hazards a query finds on all its pages.
    pub fn count_hazards(&self, query: HazardQuery) -> Result<u64, FangxianError> {
        self.run("count_hazards", |ledger| ledger.count_hazards(&query.across()))
    }

    /// A page of accidents.
    pub fn accidents(&self, query: AccidentQuery) -> Result<AccidentPage, FangxianError> {
        self.run("accidents", |ledger| ledger.accidents(&query.across()))
    }

    /// How many accidents a query finds.
    pub fn count_accidents(&self, query: AccidentQuery) -> Result<u64, FangxianError> {
        self.run("count_accidents", |ledger| ledger.count_accidents(&query.across()))
    }

    /// A page of training sessions.
    pub fn trainings(&self, query: TrainingQuery) -> Result<TrainingPage, FangxianError> {
        self.run("trainings", |ledger| ledger.trainings(&query.across()))
    }

    /// How many training sessions a query finds.
    pub fn count_trainings(&self, query: TrainingQuery) -> Result<u64, FangxianError> {
        self.run("count_trainings", |ledger| ledger.count_trainings(&query.across()))
    }

    /// A page of sites.
    pub fn sites(&self, query: SiteQuery) -> Result<SitePage, FangxianError> {
        self.run("sites", |ledger| ledger.sites(&query.across()))
    }

    /// How many sites a query finds.
    pub fn count_sites(&self, query: SiteQuery) -> Result<u64, FangxianError> {
        self.run("count_sites", |ledger| ledger.count_sites(&query.across()))
    }

    /// The story of a record, in order of causality (经过).
    pub fn history(&self, record: RecordId) -> Result<Vec<HistoryStep>, FangxianError> {
        self.run("history", |ledger| ledger.history(record))
    }

    /// Hazards of the same village that may be the same as this one, the likeliest first.
    pub fn likely_duplicates(&self, record: RecordId) -> Result<Vec<Near>, FangxianError> {
        self.run("likely_duplicates", |ledger| ledger.likely_duplicates(record))
    }

    /// Hazards that may be the same as the one about to be reported, the likeliest first: to be
    /// shown before it is saved.
    pub fn likely_duplicates_of(&self, draft: HazardDraft) -> Result<Vec<Near>, FangxianError> {
        self.run("likely_duplicates_of", |ledger| ledger.likely_duplicates_of(&draft.across()))
    }

    /// What waits to be sent, since when, and what was refused (待上传).
    pub fn outbox(&self) -> Result<Outbox, FangxianError> {
        self.run("outbox", |ledger| ledger.outbox())
    }

    /// How far this device's part of a record has come (在哪里).
    pub fn place(&self, record: RecordId) -> Result<Place, FangxianError> {
        self.run("place", |ledger| ledger.place(record))
    }

    /// What could not be used here, with reason, source and bytes: at most `limit` entries with
    /// a number above `after` (隔离区).
    #[uniffi::method(default(after = 0, limit = 100))]
    pub fn quarantine(&self, after: u64, limit: u32) -> Result<Vec<Quarantined>, FangxianError> {
        self.run("quarantine", |ledger| ledger.quarantine(after, limit.across()))
    }

    /// Units, posts and who is responsible where, as far as this device knows.
    pub fn org_tree(&self) -> Result<Arc<OrgTree>, FangxianError> {
        self.run("org_tree", |ledger| ledger.org_tree())
    }

    /// A person's name from their card; nothing when there is no card or it was erased.
    pub fn name_of(&self, person: PersonId) -> Result<Option<String>, FangxianError> {
        self.run("name_of", |ledger| ledger.name_of(&person))
    }
}
