//! What an app fills in before it calls a verb. What is left out has a default.

use std::collections::{BTreeMap, HashMap};

use fangxian::domain::accident::Figures;
use fangxian::domain::day::Day;
use fangxian::domain::hazard::{CloseKind, FiveItem, ListingLevel, Mode, Source};
use fangxian::domain::site::CheckResult;
use fangxian::ledger::{
    self, Attachment, CheckDraft, CloseDraft, ImplementDraft, ListDraft, Observation, OrderDraft,
};
use fangxian_protocol::id::{Division, FactId, RecordId};
use fangxian_protocol::scalar::Scalar;

use crate::across::{Across, mirror, unchanged};
use crate::act::Act;
use crate::ids::{Moment, Position};

mirror! {
    /// A record to begin (新建): of the kind that its first act begins.
    from NewRecord of ledger::NewRecord {
        /// What happened: first the act that begins a record of its kind.
        acts: Vec<Act>,
        /// What it is called and how it is described, field by field.
        #[uniffi(default)]
        fields: HashMap<String, Scalar>,
        /// Where it was recorded, on the map.
        #[uniffi(default = None)]
        position: Option<Position>,
        /// The village; may be left out when the person has only one.
        #[uniffi(default = None)]
        home: Option<Division>,
        /// Photos and voice notes, on disk before the record that lists them.
        #[uniffi(default = [])]
        attachments: Vec<Attachment>,
    }

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

    /// A training session to open (培训).
    from TrainingDraft of ledger::TrainingDraft {
        /// 标题
        title: String,
        /// Where, in words.
        #[uniffi(default = "")]
        place: String,
        /// What it is about.
        #[uniffi(default = "")]
        topic: String,
        /// The village; may be left out when the person has only one.
        #[uniffi(default = None)]
        home: Option<Division>,
        /// When it starts.
        #[uniffi(name = "start")]
        start_ms: Moment,
        /// When it ends.
        #[uniffi(name = "end")]
        end_ms: Moment,
    }

    /// An accident to report (事故快报). What is not known yet is left out and supplemented later.
    from AccidentDraft of ledger::AccidentDraft {
        /// 标题
        title: String,
        /// 描述
        #[uniffi(default = "")]
        description: String,
        /// 事故类型, such as `触电`.
        #[uniffi(default = "")]
        category: String,
        /// 事故单位, in words.
        #[uniffi(default = "")]
        unit: String,
        /// Where, in words.
        #[uniffi(default = "")]
        place: String,
        /// Where, on the map.
        #[uniffi(default = None)]
        position: Option<Position>,
        /// The village; may be left out when the person has only one.
        #[uniffi(default = None)]
        home: Option<Division>,
        /// When it happened.
        #[uniffi(name = "occurred")]
        occurred_ms: Moment,
        /// What is known so far.
        figures: Figures,
    }

    /// A site to register (场所建档).
    from SiteDraft of ledger::SiteDraft {
        /// 名称
        name: String,
        /// 场所类别
        #[uniffi(default = "")]
        category: String,
        /// Where, in words.
        #[uniffi(default = "")]
        place: String,
        /// Where, on the map.
        #[uniffi(default = None)]
        position: Option<Position>,
        /// The village; may be left out when the person has only one.
        #[uniffi(default = None)]
        home: Option<Division>,
    }
}

/// A photo, voice note or document (附件).
#[uniffi::remote(Record)]
pub struct Attachment {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type, such as `image/jpeg`.
    pub mime: String,
    /// What it shows: `before`, `after`, `paper`, `document` or `voice`.
    pub role: String,
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

/// One line of a checklist, answered on the spot (检查项).
#[uniffi::remote(Record)]
pub struct CheckDraft {
    /// Which line: its code in the template.
    pub item: String,
    /// The answer.
    pub result: CheckResult,
    /// What was seen, in the inspector's words.
    #[uniffi(default = None)]
    pub note: Option<String>,
}

/// An order to put it right (责令整改).
#[uniffi::remote(Record)]
pub struct OrderDraft {
    /// How.
    pub mode: Mode,
    /// By the end of which day; needed by a deadline.
    #[uniffi(default = None)]
    pub deadline: Option<Day>,
    /// Document number.
    #[uniffi(default = None)]
    pub doc_no: Option<String>,
}

/// One of the five implementations (五落实).
#[uniffi::remote(Record)]
pub struct ImplementDraft {
    /// Which.
    pub item: FiveItem,
    /// In place (已到位)?
    pub achieved: bool,
    /// What it consists of.
    #[uniffi(default = None)]
    pub content: Option<String>,
    /// Money, in fen.
    #[uniffi(default = None)]
    pub amount_fen: Option<i64>,
    /// By when.
    #[uniffi(default = None)]
    pub due: Option<Day>,
}

/// An end (销号).
#[uniffi::remote(Record)]
pub struct CloseDraft {
    /// On which ground.
    pub kind: CloseKind,
    /// The reinspection it rests on.
    #[uniffi(default = None)]
    pub basis: Option<FactId>,
    /// Document number.
    #[uniffi(default = None)]
    pub doc_no: Option<String>,
}

/// Supervision by an authority (挂牌督办).
#[uniffi::remote(Record)]
pub struct ListDraft {
    /// Which level.
    pub level: ListingLevel,
    /// Document number.
    #[uniffi(default = None)]
    pub doc_no: Option<String>,
    /// By the end of which day.
    #[uniffi(default = None)]
    pub deadline: Option<Day>,
}

unchanged!(Attachment, CheckDraft);

impl Across<Source> for Option<Source> {
    fn across(self) -> Source {
        self.unwrap_or(Source::Patrol)
    }
}

/// Always in the same order, so that the same is written.
impl Across<Vec<(String, Scalar)>> for HashMap<String, Scalar> {
    fn across(self) -> Vec<(String, Scalar)> {
        self.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect()
    }
}
