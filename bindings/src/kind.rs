//! The one list of kinds of record, and all that is written from it: what may be said of a record,
//! what people see of one, what was saved of it, and the lists. Each kind has a file of its own.

mod accident;
mod drill;
mod hazard;
mod site;
mod training;

use std::collections::HashMap;

use fangxian::domain::View;
use fangxian::domain::fact::Body;
use fangxian::domain::person::Role;
use fangxian::ledger::{self, LedgerError};
use fangxian_protocol::id::{FactId, Kind, RecordId};
use fangxian_protocol::scalar::Scalar;

use crate::across::{Across, mirror};
use crate::error::FangxianError;
use crate::opened::{LedgerCore, contained};
use crate::view::UnknownView;

/// Writes what names each kind in turn. A kind is a file; its view and its acts; and what looks at
/// one record, at a page of them, and counts them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident: $Kind:ident, $View:ident, $Act:ident,
        $list:ident($Query:ident -> $Page:ident), $count:ident;)*
    ) => {
        /// Something said of a record (说的话): an act of the record's kind.
        #[derive(Debug, Clone, PartialEq, uniffi::Enum)]
        pub enum Act {
            $($(#[$doc])* $Kind {
                /// What is said.
                act: $kind::$Act,
            },)*
        }

        impl Across<Body> for Act {
            fn across(self) -> Body {
                match self {
                    $(Self::$Kind { act } => Body::$Kind(act.across()),)*
                }
            }
        }

        impl Act {
            /// The same as other languages have it; nothing of what may be said of any kind.
            fn of(body: Body) -> Option<Self> {
                match body {
                    $(Body::$Kind(act) => Some(Self::$Kind { act: act.across() }),)*
                    Body::Review(_) | Body::Centre(_) | Body::Unknown { .. } => None,
                }
            }
        }

        /// One record as people see it, by kind (视图).
        #[derive(Debug, Clone, PartialEq, uniffi::Enum)]
        #[expect(clippy::large_enum_variant, reason = "most records are hazards")]
        pub enum RecordView {
            $($(#[$doc])* $Kind {
                /// What people see.
                $kind: $kind::$View,
            },)*
            /// A kind of a newer version.
            Unknown {
                /// The little that can be said.
                unknown: UnknownView,
            },
        }

        impl Across<RecordView> for View {
            fn across(self) -> RecordView {
                match self {
                    $(Self::$Kind($kind) => RecordView::$Kind { $kind: $kind.across() },)*
                    Self::Unknown(unknown) => RecordView::Unknown { unknown: unknown.across() },
                }
            }
        }

        $(#[uniffi::export]
        impl LedgerCore {
            /// One record of this kind as it stands.
            pub fn $kind(&self, record: RecordId) -> Result<$kind::$View, FangxianError> {
                self.run(stringify!($kind), |ledger| ledger.$kind(record))
            }

            /// A page of records of this kind: filtered, sorted, searched.
            pub fn $list(&self, query: $kind::$Query) -> Result<$kind::$Page, FangxianError> {
                self.run(stringify!($list), |ledger| ledger.$list(&query.across()))
            }

            /// How many records of this kind a query finds on all its pages.
            pub fn $count(&self, query: $kind::$Query) -> Result<u64, FangxianError> {
                self.run(stringify!($count), |ledger| ledger.$count(&query.across()))
            }
        })*
    };
}

kinds! {
    /// 隐患
    hazard: Hazard, HazardView, HazardAct, hazards(HazardQuery -> HazardPage), count_hazards;
    /// 培训
    training: Training, TrainingView, TrainingAct,
        trainings(TrainingQuery -> TrainingPage), count_trainings;
    /// 场所
    site: Site, SiteView, SiteAct, sites(SiteQuery -> SitePage), count_sites;
    /// 事故
    accident: Accident, AccidentView, AccidentAct,
        accidents(AccidentQuery -> AccidentPage), count_accidents;
    /// 演练
    drill: Drill, DrillView, DrillAct, drills(DrillQuery -> DrillPage), count_drills;
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

/// An act by its name, of a kind by its name, with its parts by theirs, as documents spell them:
/// for forms and pages that hold words and know no types. Moments are milliseconds since 1970 UTC,
/// days and ids are texts.
///
/// # Errors
/// Bad input that names the part that is missing or cannot be.
#[uniffi::export]
pub fn act_of_name(
    kind: Kind,
    name: &str,
    parts: HashMap<String, Scalar>,
) -> Result<Act, FangxianError> {
    contained(|| {
        let body = Body::named(kind.as_str(), name, &parts.into_iter().collect());
        // Names of kinds lead to acts of kinds.
        Act::of(body.map_err(LedgerError::from)?).ok_or_else(FangxianError::fault)
    })
}

#[cfg(test)]
mod tests {
    use fangxian::domain::accident::{AccidentAct, Figures};
    use fangxian::domain::hazard::CloseKind;

    use super::*;

    fn said(kind: &str, name: &str, parts: &[(&str, Scalar)]) -> Result<Act, FangxianError> {
        let parts = parts.iter().map(|(part, value)| ((*part).to_owned(), value.clone()));
        act_of_name(kind.parse().unwrap(), name, parts.collect())
    }

    #[test]
    fn an_act_by_its_name_is_the_act_of_its_type_with_its_parts() {
        let parts = [("kind", "false_alarm".into()), ("doc_no", "12".into())];
        let act = hazard::HazardAct::Close {
            kind: CloseKind::FalseAlarm,
            basis: None,
            doc_no: Some("12".to_owned()),
        };
        assert_eq!(said("hazard", "close", &parts), Ok(Act::Hazard { act }));
        let counts = ["dead", "missing", "serious", "minor", "loss_fen"];
        let parts: Vec<_> = counts.iter().map(|part| (*part, Scalar::Int(1))).collect();
        let back: Body = said("accident", "supplement", &parts).unwrap().across();
        let figures = Figures { dead: 1, missing: 1, serious: 1, minor: 1, loss_fen: 1 };
        assert_eq!(back, AccidentAct::Supplement { figures, doc_no: None }.into());
    }

    #[test]
    fn whatever_is_wrong_with_it_is_bad_input_of_that_part() {
        let of = |said: Result<Act, FangxianError>| match said {
            Err(FangxianError::BadInput { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(of(said("teleport", "close", &[])), "kind");
        assert_eq!(of(said("hazard", "vanish", &[])), "act");
        assert_eq!(of(said("hazard", "close", &[])), "kind", "it is missing");
        let wrong = [("kind", "rectified".into()), ("basis", "soon".into())];
        assert_eq!(of(said("hazard", "close", &wrong)), "basis");
        let more = [("working", true.into()), ("weather", "rain".into())];
        assert_eq!(of(said("site", "patrol", &more)), "weather");
    }
}
