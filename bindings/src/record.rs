//! One record as people see it, whatever its kind, and what was saved of it.

use fangxian::domain::View;
use fangxian::domain::person::Role;
use fangxian::ledger;
use fangxian_protocol::id::{FactId, RecordId};

use crate::accident::AccidentView;
use crate::across::{Across, mirror};
use crate::hazard::HazardView;
use crate::site::SiteView;
use crate::training::TrainingView;
use crate::view::UnknownView;

/// One record as people see it, by kind (视图).
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
#[expect(clippy::large_enum_variant, reason = "most records are hazards")]
pub enum RecordView {
    /// 隐患
    Hazard {
        /// The hazard.
        hazard: HazardView,
    },
    /// 培训
    Training {
        /// The session.
        training: TrainingView,
    },
    /// 场所
    Site {
        /// The site.
        site: SiteView,
    },
    /// 事故
    Accident {
        /// The accident.
        accident: AccidentView,
    },
    /// A kind of a newer version.
    Unknown {
        /// The little that can be said.
        unknown: UnknownView,
    },
}

mirror! {
    /// What was saved, on disk before the call returned (已保存).
    to Saved of ledger::Saved {
        /// The record.
        record: RecordId,
        /// The fact that was added, if one was.
        fact: Option<FactId>,
        /// What follows from everything now known.
        view: RecordView,
        /// Not empty when the act was beyond the person's role: it is kept as a proposal that
        /// these roles may decide.
        needs: Vec<Role>,
    }
}

impl Across<RecordView> for View {
    fn across(self) -> RecordView {
        match self {
            Self::Hazard(hazard) => RecordView::Hazard { hazard: hazard.across() },
            Self::Training(training) => RecordView::Training { training: training.across() },
            Self::Site(site) => RecordView::Site { site: site.across() },
            Self::Accident(accident) => RecordView::Accident { accident: accident.across() },
            Self::Unknown(unknown) => RecordView::Unknown { unknown: unknown.across() },
        }
    }
}
