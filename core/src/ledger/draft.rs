//! What a caller fills in before a verb is called.

use fangxian_protocol::id::{Division, FactId, RecordId};

use crate::domain::accident::Figures;
use crate::domain::day::Day;
use crate::domain::hazard::{CloseKind, FiveItem, ListingLevel, Mode, Source};
use crate::domain::site::CheckResult;

/// A hazard to report (隐患上报). Only a title is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardDraft {
    /// 标题
    pub title: String,
    /// 描述
    pub description: String,
    /// 行业领域, such as `消防`.
    pub sector: String,
    /// Where, in words.
    pub place: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees, at the moment of recording.
    pub position: Option<(i64, i64)>,
    /// The site it was found at.
    pub site: Option<RecordId>,
    /// The village; `None` when the person has only one.
    pub home: Option<Division>,
    /// How it came to light.
    pub source: Source,
    /// 疑似重大: it may be a major hazard.
    pub suspect_major: bool,
    /// Photos and voice notes, written before the record that lists them.
    pub attachments: Vec<Attachment>,
}

impl Default for HazardDraft {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            sector: String::new(),
            place: String::new(),
            position: None,
            site: None,
            home: None,
            source: Source::Patrol,
            suspect_major: false,
            attachments: Vec::new(),
        }
    }
}

/// A photo, voice note or document (附件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type, such as `image/jpeg`.
    pub mime: String,
    /// What it shows: `before` (现场), `after` (整改后), `paper` (纸质签到), `document`, `voice`.
    pub role: String,
}

/// What someone saw who looked again (再次查看).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observation {
    /// Still dangerous?
    pub danger: bool,
    /// What they saw, in their words.
    pub note: Option<String>,
    /// A photo that shows it.
    pub photo: Option<Attachment>,
}

/// An order to put it right (责令整改).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDraft {
    /// How.
    pub mode: Mode,
    /// By the end of which day; needed for [`Mode::ByDeadline`].
    pub deadline: Option<Day>,
    /// Document number.
    pub doc_no: Option<String>,
}

/// One of the five implementations (五落实).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImplementDraft {
    /// Which.
    pub item: FiveItem,
    /// In place (已到位)?
    pub achieved: bool,
    /// What it consists of.
    pub content: Option<String>,
    /// Money, in fen.
    pub amount_fen: Option<i64>,
    /// By when.
    pub due: Option<Day>,
}

/// An end (销号).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseDraft {
    /// On which ground.
    pub kind: CloseKind,
    /// The reinspection it rests on.
    pub basis: Option<FactId>,
    /// Document number.
    pub doc_no: Option<String>,
}

/// Supervision by an authority (挂牌督办).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListDraft {
    /// Which level.
    pub level: ListingLevel,
    /// Document number.
    pub doc_no: Option<String>,
    /// By the end of which day.
    pub deadline: Option<Day>,
}

/// A training session to open (培训).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrainingDraft {
    /// 标题
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// What it is about.
    pub topic: String,
    /// The village; `None` when the person has only one.
    pub home: Option<Division>,
    /// Start, milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// End, milliseconds since 1970 UTC.
    pub end_ms: i64,
}

/// A site to register (场所建档).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteDraft {
    /// 名称
    pub name: String,
    /// 场所类别
    pub category: String,
    /// Where, in words.
    pub place: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// The village; `None` when the person has only one.
    pub home: Option<Division>,
}

/// One line of a checklist, answered on the spot (检查项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckDraft {
    /// Which line: its code in the template.
    pub item: String,
    /// The answer.
    pub result: CheckResult,
    /// What was seen, in the inspector's words.
    pub note: Option<String>,
}

/// An accident to report (事故快报).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccidentDraft {
    /// 标题
    pub title: String,
    /// 描述
    pub description: String,
    /// 事故类型, such as `触电`.
    pub category: String,
    /// 事故单位, in words.
    pub unit: String,
    /// Where, in words.
    pub place: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// The village; `None` when the person has only one.
    pub home: Option<Division>,
    /// When it happened, milliseconds since 1970 UTC.
    pub occurred_ms: i64,
    /// What is known so far.
    pub figures: Figures,
}
