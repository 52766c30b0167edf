//! Everything that may happen to a hazard, as facts (domain table 1(b)).

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::{Division, EvidenceHash, FactId, PersonId, RecordId};

use crate::domain::day::Day;
use crate::domain::id_text;

/// Something that happened to a hazard (隐患事实).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HazardAct {
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// A photo that shows it.
        #[serde(default, with = "id_text::option", skip_serializing_if = "Option::is_none")]
        photo: Option<EvidenceHash>,
    },
    /// 疑似重大: someone suspects a major hazard. A village may suspect; it may not judge.
    SuspectMajor {
        /// The clause that suggests it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
    },
    /// 责令整改: an office ordered rectification.
    Order {
        /// How.
        mode: Mode,
        /// By the end of which day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Day>,
        /// Document number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doc_no: Option<String>,
    },
    /// 送达: an order was served.
    Serve {
        /// Which order.
        #[serde(with = "id_text")]
        order: FactId,
        /// The receiver refused to sign (拒签).
        refused: bool,
    },
    /// 指定责任: who must put it right.
    Assign {
        /// A person …
        #[serde(default, with = "id_text::option", skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// … or a unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// 五落实: one of the five was put in place, or found not to be.
    Implement {
        /// Which of the five.
        item: FiveItem,
        /// In place (已到位)?
        achieved: bool,
        /// What it consists of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<String>,
        /// Money, in fen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount_fen: Option<i64>,
        /// By when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost_fen: Option<i64>,
    },
    /// 复查: an office looked at the finished work.
    Reinspect {
        /// What it found.
        result: ReinspectResult,
        /// In its words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<String>,
    },
    /// 销号: an office ends it. Counts only if it saw every danger (I3).
    Close {
        /// On which ground.
        kind: CloseKind,
        /// The reinspection it rests on.
        #[serde(default, with = "id_text::option", skip_serializing_if = "Option::is_none")]
        basis: Option<FactId>,
        /// Document number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doc_no: Option<String>,
    },
    /// 挂牌督办: an authority supervises it.
    List {
        /// Which level.
        level: ListingLevel,
        /// Document number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doc_no: Option<String>,
        /// By the end of which day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Day>,
    },
    /// 摘牌: the supervision ends.
    Delist {
        /// Which listing.
        #[serde(with = "id_text")]
        listing: FactId,
        /// Document number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
        #[serde(with = "id_text")]
        ask: FactId,
        /// Granted?
        granted: bool,
        /// Until which day, if granted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
    },
    /// 移送: offered to another unit. The owner stays until it is accepted.
    OfferTransfer {
        /// The division that is to take it.
        #[serde(with = "id_text")]
        to: Division,
        /// Why.
        reason: String,
    },
    /// 接收移送.
    AcceptTransfer {
        /// Which offer.
        #[serde(with = "id_text")]
        offer: FactId,
    },
    /// 拒收移送.
    RefuseTransfer {
        /// Which offer.
        #[serde(with = "id_text")]
        offer: FactId,
        /// Why.
        reason: String,
    },
    /// 疑似重复: may be the same as another record. Never merged by a machine (P9).
    SuspectDuplicate {
        /// The other record.
        #[serde(with = "id_text")]
        of: RecordId,
        /// How far apart, in metres.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        distance_m: Option<i64>,
    },
    /// 认定重复 or 不是重复: a person looked.
    DecideDuplicate {
        /// The other record.
        #[serde(with = "id_text")]
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

/// How a hazard came to light (排查来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 企业自查
    SelfCheck,
    /// 部门检查
    Inspection,
    /// 政府督查
    Supervision,
    /// 网格巡查
    Patrol,
    /// 群众举报
    PublicReport,
    /// 上级交办
    Assigned,
    /// 12345 热线
    Hotline,
    /// 物联网
    Sensor,
}

/// The statutory grade (隐患等级); graver is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 一般事故隐患
    Ordinary,
    /// 重大事故隐患
    Major,
}

/// How it must be put right (整改方式); stricter is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 立行立改
    AtOnce,
    /// 限期整改
    ByDeadline,
    /// 停产停用整改
    StopWork,
}

/// One of the five implementations (五落实).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FiveItem {
    /// 责任
    Responsibility,
    /// 措施
    Measures,
    /// 资金
    Funds,
    /// 时限
    Deadline,
    /// 预案
    EmergencyPlan,
}

/// One of the six items of a plan for a major hazard (治理方案; 总局令16号 art 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanItem {
    /// 目标和任务
    Goals,
    /// 方法和措施
    Methods,
    /// 经费和物资
    Funds,
    /// 机构和人员
    People,
    /// 时限和要求
    Schedule,
    /// 安全措施和应急预案
    Safety,
}

/// What a reinspection found (复查结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReinspectResult {
    /// 合格
    Pass,
    /// 部分合格
    Partial,
    /// 不合格
    Fail,
}

/// On which ground a hazard ends (销号类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseKind {
    /// 整改销号
    Rectified,
    /// 转风险点
    ToRiskPoint,
    /// 场所关停灭失
    SiteGone,
    /// 误报
    FalseAlarm,
}

/// Who supervises (挂牌级别); higher is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingLevel {
    /// 镇级
    Township,
    /// 区级
    District,
    /// 市级
    City,
    /// 省级
    Province,
}
