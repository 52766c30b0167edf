//! What is said and asked of hazards only: what people do daily, what says more than one thing, and
//! what is alike.

use fangxian::domain::day::Day;
use fangxian::domain::hazard::Source;
use fangxian::ledger::{self, Attachment, Near, Observation};
use fangxian_protocol::id::{Division, RecordId};

use crate::across::{Across, mirror};
use crate::error::FangxianError;
use crate::ids::Position;
use crate::kind::Saved;
use crate::opened::LedgerCore;
use crate::view::Version;

mirror! {
    /// A hazard to report (隐患上报). A title or a photo is enough.
    from HazardDraft of ledger::HazardDraft {
        /// 标题
        #[uniffi(default = "")]
        title: String,
        /// 描述
        #[uniffi(default = "")]
        description: String,
        /// 行业领域, such as `消防`.
        #[uniffi(default = "")]
        sector: String,
        /// Where, in words.
        #[uniffi(default = "")]
        place: String,
        /// Where it was recorded, on the map.
        #[uniffi(default = None)]
        position: Option<Position>,
        /// The site it was found at.
        #[uniffi(default = None)]
        site: Option<RecordId>,
        /// The village; may be left out when the person has only one.
        #[uniffi(default = None)]
        home: Option<Division>,
        /// How it came to light; a patrol when left out.
        #[uniffi(default = None)]
        source: Option<Source>,
        /// 疑似重大: it may be a major hazard.
        #[uniffi(default = false)]
        suspect_major: bool,
        /// Photos and voice notes, on disk before the record that lists them.
        #[uniffi(default = [])]
        attachments: Vec<Attachment>,
    }
}

/// What someone saw who looked again (再次查看).
#[uniffi::remote(Record)]
#[uniffi(name = "ObservationDraft")]
pub struct Observation {
    /// Still dangerous?
    pub danger: bool,
    /// What they saw, in their words.
    #[uniffi(default = None)]
    pub note: Option<String>,
    /// A photo that shows it.
    #[uniffi(default = None)]
    pub photo: Option<Attachment>,
}

impl Across<Source> for Option<Source> {
    fn across(self) -> Source {
        self.unwrap_or(Source::Patrol)
    }
}

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

    /// How many days a hazard is past its deadline on `today` (超期天数); 0 when it is not.
    pub fn days_overdue(&self, record: RecordId, today: Day) -> Result<i64, FangxianError> {
        self.run("days_overdue", |ledger| Ok(ledger.hazard(record)?.days_overdue(today)))
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
}
