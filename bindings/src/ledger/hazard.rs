//! What anyone may say of a hazard.

use fangxian::domain::day::Day;
use fangxian::domain::hazard::PlanItem;
use fangxian::ledger::{ImplementDraft, Observation};
use fangxian_protocol::id::{FactId, RecordId};

use super::LedgerCore;
use crate::across::Across;
use crate::draft::HazardDraft;
use crate::error::FangxianError;
use crate::record::Saved;
use crate::view::Version;

#[uniffi::export]
impl LedgerCore {
    /// Reports a hazard (上报隐患). On disk before it returns, signal or not.
    pub fn report_hazard(&self, draft: HazardDraft) -> Result<Saved, FangxianError> {
        self.run("report_hazard", |ledger| ledger.report_hazard(&draft.across()))
    }

    /// Reports several hazards (批量上报): all are saved, or none.
    pub fn report_hazards(&self, drafts: Vec<HazardDraft>) -> Result<Vec<RecordId>, FangxianError> {
        let drafts: Vec<fangxian::ledger::HazardDraft> = drafts.across();
        self.run("report_hazards", |ledger| ledger.report_hazards(&drafts))
    }

    /// Looks again (再次查看): still dangerous, or gone. Closes nothing by itself.
    pub fn observe(&self, record: RecordId, seen: Observation) -> Result<Saved, FangxianError> {
        self.run("observe", |ledger| ledger.observe(record, &seen))
    }

    /// Says it may be a major hazard (疑似重大).
    #[uniffi::method(default(clause = None))]
    pub fn suspect_major(
        &self,
        record: RecordId,
        clause: Option<String>,
    ) -> Result<Saved, FangxianError> {
        self.run("suspect_major", |ledger| ledger.suspect_major(record, clause))
    }

    /// Says the work is done (申报整改完成). It closes nothing: an office reinspects.
    #[uniffi::method(default(cost_fen = None))]
    pub fn claim(
        &self,
        record: RecordId,
        measures: &str,
        cost_fen: Option<i64>,
    ) -> Result<Saved, FangxianError> {
        self.run("claim", |ledger| ledger.claim(record, measures, cost_fen))
    }

    /// States one of the five implementations (五落实). `shown` is what was on the screen.
    pub fn implement(
        &self,
        record: RecordId,
        shown: Version,
        draft: ImplementDraft,
    ) -> Result<Saved, FangxianError> {
        self.run("implement", |ledger| ledger.implement(record, &shown.across(), draft))
    }

    /// States one item of the plan a major hazard needs (治理方案).
    pub fn plan(
        &self,
        record: RecordId,
        item: PlanItem,
        text: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("plan", |ledger| ledger.plan(record, item, text))
    }

    /// Says how the work stands (督办进展).
    pub fn report_progress(&self, record: RecordId, text: &str) -> Result<Saved, FangxianError> {
        self.run("report_progress", |ledger| ledger.report_progress(record, text))
    }

    /// Asks for more time (申请延期). `interim_controls` says what keeps people safe meanwhile.
    pub fn ask_extension(
        &self,
        record: RecordId,
        until: Day,
        reason: &str,
        interim_controls: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("ask_extension", |ledger| {
            ledger.ask_extension(record, until, reason, interim_controls)
        })
    }

    /// Says it may be the same as another record (疑似重复). A person decides.
    #[uniffi::method(default(distance_m = None))]
    pub fn suspect_duplicate(
        &self,
        record: RecordId,
        of: RecordId,
        distance_m: Option<i64>,
    ) -> Result<Saved, FangxianError> {
        self.run("suspect_duplicate", |ledger| ledger.suspect_duplicate(record, of, distance_m))
    }

    /// Decides whether two records are the same (认定重复). Reversible.
    pub fn decide_duplicate(
        &self,
        record: RecordId,
        shown: Version,
        of: RecordId,
        same: bool,
    ) -> Result<Saved, FangxianError> {
        self.run("decide_duplicate", |ledger| {
            ledger.decide_duplicate(record, &shown.across(), of, same)
        })
    }

    /// Says it was entered by mistake (作废). Loses to any word its author had not seen.
    pub fn void_hazard(
        &self,
        record: RecordId,
        shown: Version,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("void_hazard", |ledger| ledger.void_hazard(record, &shown.across(), reason))
    }

    /// Notes that an order was served (送达), or that the receiver refused to sign.
    #[uniffi::method(default(refused = false))]
    pub fn serve_order(
        &self,
        record: RecordId,
        order: FactId,
        refused: bool,
    ) -> Result<Saved, FangxianError> {
        self.run("serve_order", |ledger| ledger.serve_order(record, order, refused))
    }
}
