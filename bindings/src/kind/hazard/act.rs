//! What may be said of hazards.

use fangxian::domain::day::Day;
use fangxian::domain::hazard::{
    self, CloseKind, FiveItem, Grade, ListingLevel, Mode, PlanItem, ReinspectResult, Source,
};
use fangxian_protocol::id::{Division, EvidenceHash, FactId, PersonId, RecordId};

use crate::act::acts;

acts! {
    /// Something that happened to a hazard (隐患事实).
    HazardAct of hazard::HazardAct {
        /// 上报: someone found it.
        Report {
            /// How it came to light.
            source: Source,
        },
        /// 观察: someone looked again. `danger` says whether it is still dangerous (仍危险/已消除).
        Observe {
            /// Still dangerous?
            danger: bool,
            /// What they saw, in their words.
            #[uniffi(default = None)]
            note: Option<String>,
            /// A photo that shows it.
            #[uniffi(default = None)]
            photo: Option<EvidenceHash>,
        },
        /// 疑似重大: someone suspects a major hazard. A village may suspect; it may not judge.
        SuspectMajor {
            /// The clause that suggests it.
            #[uniffi(default = None)]
            clause: Option<String>,
        },
        /// 受理: the township took it on.
        Accept {},
        /// 退回补正: the township asks for more.
        Return {
            /// What is missing.
            reason: String,
        },
        /// 核定: an office judged the statutory grade.
        Judge {
            /// The grade.
            grade: Grade,
            /// The criteria applied.
            #[uniffi(default = None)]
            clause: Option<String>,
        },
        /// 责令整改: an office ordered rectification.
        Order {
            /// How.
            mode: Mode,
            /// By the end of which day.
            #[uniffi(default = None)]
            deadline: Option<Day>,
            /// Document number.
            #[uniffi(default = None)]
            doc_no: Option<String>,
        },
        /// 送达: an order was served.
        Serve {
            /// Which order.
            order: FactId,
            /// The receiver refused to sign (拒签).
            refused: bool,
        },
        /// 指定责任: who must put it right.
        Assign {
            /// A person …
            #[uniffi(default = None)]
            person: Option<PersonId>,
            /// … or a unit.
            #[uniffi(default = None)]
            unit: Option<String>,
        },
        /// 五落实: one of the five was put in place, or found not to be.
        Implement {
            /// Which of the five.
            item: FiveItem,
            /// In place (已到位)?
            achieved: bool,
            /// What it consists of.
            #[uniffi(default = None)]
            content: Option<String>,
            /// Money, in fen.
            #[uniffi(default = None)]
            amount_fen: Option<i64>,
            /// By when.
            #[uniffi(default = None)]
            due: Option<Day>,
        },
        /// 治理方案: one item of the plan a major hazard needs.
        Plan {
            /// Which item.
            item: PlanItem,
            /// What it says.
            text: String,
        },
        /// 申报整改完成: the responsible side says the work is done. It closes nothing.
        Claim {
            /// What was done.
            measures: String,
            /// What it cost, in fen.
            #[uniffi(default = None)]
            cost_fen: Option<i64>,
        },
        /// 复查: an office looked at the finished work.
        Reinspect {
            /// What it found.
            result: ReinspectResult,
            /// In its words.
            #[uniffi(default = None)]
            opinion: Option<String>,
        },
        /// 销号: an office ends it. Counts only if it saw every danger (I3).
        Close {
            /// On which ground.
            kind: CloseKind,
            /// The reinspection it rests on.
            #[uniffi(default = None)]
            basis: Option<FactId>,
            /// Document number.
            #[uniffi(default = None)]
            doc_no: Option<String>,
        },
        /// 挂牌督办: an authority supervises it.
        List {
            /// Which level.
            level: ListingLevel,
            /// Document number.
            #[uniffi(default = None)]
            doc_no: Option<String>,
            /// By the end of which day.
            #[uniffi(default = None)]
            deadline: Option<Day>,
        },
        /// 摘牌: the supervision ends.
        Delist {
            /// Which listing.
            listing: FactId,
            /// Document number.
            #[uniffi(default = None)]
            doc_no: Option<String>,
        },
        /// 督办进展: how the work stands.
        Progress {
            /// In words.
            text: String,
        },
        /// 申请延期. Interim controls are required.
        AskExtension {
            /// Until which day.
            until: Day,
            /// Why.
            reason: String,
            /// What keeps people safe meanwhile.
            interim_controls: String,
        },
        /// 延期审批.
        DecideExtension {
            /// Which request.
            ask: FactId,
            /// Granted?
            granted: bool,
            /// Until which day, if granted.
            #[uniffi(default = None)]
            until: Option<Day>,
        },
        /// 移送: offered to another unit. The owner stays until it is accepted.
        OfferTransfer {
            /// The division that is to take it.
            to: Division,
            /// Why.
            reason: String,
        },
        /// 接收移送.
        AcceptTransfer {
            /// Which offer.
            offer: FactId,
        },
        /// 拒收移送.
        RefuseTransfer {
            /// Which offer.
            offer: FactId,
            /// Why.
            reason: String,
        },
        /// 疑似重复: may be the same as another record. Never merged by a machine (P9).
        SuspectDuplicate {
            /// The other record.
            of: RecordId,
            /// How far apart, in metres.
            #[uniffi(default = None)]
            distance_m: Option<i64>,
        },
        /// 认定重复 or 不是重复: a person looked.
        DecideDuplicate {
            /// The other record.
            of: RecordId,
            /// The same?
            same: bool,
        },
        /// 作废: entered by mistake. Loses to any concurrent word (P7).
        Void {
            /// Why.
            reason: String,
        },
    }
}
