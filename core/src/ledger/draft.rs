//! What a caller fills in before a verb is called.

use fangxian_protocol::id::{Division, RecordId};

use crate::domain::hazard::Source;

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
