//! The closed vocabulary, arm by arm: an arm that is added or removed does not compile here.

use fangxian::domain::accident::{AccidentState, Level};
use fangxian::domain::hazard::{
    CloseKind, FiveItem, Grade, ListingLevel, Mode, PlanItem, ReinspectResult, Source, State,
    TransferState,
};
use fangxian::domain::person::Role;
use fangxian::domain::site::{CheckResult, SiteStatus};
use fangxian::domain::training::{SignMethod, TrainingState};
use fangxian::domain::view::Flag;
use fangxian::store::{HazardOrder, Place};
use fangxian_protocol::scalar::Scalar;

use crate::across::unchanged;

/// Where a hazard stands (状态).
#[uniffi::remote(Enum)]
#[uniffi(name = "HazardState")]
pub enum State {
    /// 已上报
    Reported,
    /// 退回补正
    Returned,
    /// 已受理
    Accepted,
    /// 已核定
    Judged,
    /// 整改中
    Rectifying,
    /// 待复查
    AwaitingReinspection,
    /// 复查合格
    Passed,
    /// 已销号
    Closed,
    /// 作废
    Void,
}

/// The statutory grade (等级).
#[uniffi::remote(Enum)]
pub enum Grade {
    /// 一般隐患
    Ordinary,
    /// 重大隐患
    Major,
}

/// How it must be put right (整改方式).
#[uniffi::remote(Enum)]
#[uniffi(name = "OrderMode")]
pub enum Mode {
    /// 立即整改
    AtOnce,
    /// 限期整改
    ByDeadline,
    /// 停产停用
    StopWork,
}

/// One of the five implementations (五落实).
#[uniffi::remote(Enum)]
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

/// One item of the plan a major hazard needs (治理方案).
#[uniffi::remote(Enum)]
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

/// What a reinspection found (复查结论).
#[uniffi::remote(Enum)]
pub enum ReinspectResult {
    /// 合格
    Pass,
    /// 部分合格
    Partial,
    /// 不合格
    Fail,
}

/// On which ground it ended (销号方式).
#[uniffi::remote(Enum)]
pub enum CloseKind {
    /// 整改完成
    Rectified,
    /// 转风险点
    ToRiskPoint,
    /// 场所灭失
    SiteGone,
    /// 误报
    FalseAlarm,
}

/// Which authority supervises it (挂牌级别).
#[uniffi::remote(Enum)]
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

/// How it came to light (来源).
#[uniffi::remote(Enum)]
#[uniffi(name = "HazardSource")]
pub enum Source {
    /// 自查
    SelfCheck,
    /// 检查
    Inspection,
    /// 督查
    Supervision,
    /// 巡查
    Patrol,
    /// 群众举报
    PublicReport,
    /// 上级交办
    Assigned,
    /// 热线
    Hotline,
    /// 传感器
    Sensor,
}

/// How a transfer stands (移送状态).
#[uniffi::remote(Enum)]
pub enum TransferState {
    /// 待接收
    Pending,
    /// 已接收
    Accepted,
    /// 拒收
    Refused,
}

/// The role of a post (岗位角色).
#[uniffi::remote(Enum)]
pub enum Role {
    /// 网格员
    Grid,
    /// 村(社区)
    Village,
    /// 乡镇(街道)
    Township,
    /// 区行业主管部门
    Department,
    /// 区委区政府、安委办
    District,
    /// 企业
    Enterprise,
    /// 中心: says what it received. No post has this role.
    Centre,
    /// A role of a newer version.
    Other,
}

/// Whether a site works (场所状态).
#[uniffi::remote(Enum)]
pub enum SiteStatus {
    /// 在营
    Operating,
    /// 停业
    Suspended,
    /// 季节性
    Seasonal,
    /// 搬迁
    Moved,
    /// 灭失
    Gone,
}

/// The answer to a line of a checklist (检查结果).
#[uniffi::remote(Enum)]
pub enum CheckResult {
    /// 不适用
    NotApplicable,
    /// 符合
    Met,
    /// 不符合
    NotMet,
}

/// Where an accident stands (报告情况).
#[uniffi::remote(Enum)]
pub enum AccidentState {
    /// 已快报
    Reported,
    /// 已补报
    Supplemented,
    /// 作废
    Void,
}

/// How grave an accident is (事故等级).
#[uniffi::remote(Enum)]
#[uniffi(name = "AccidentLevel")]
pub enum Level {
    /// 一般事故
    Ordinary,
    /// 较大事故
    Large,
    /// 重大事故
    Major,
    /// 特别重大事故
    ExtraordinarilyMajor,
}

/// How a sign-in was taken (签到方式).
#[uniffi::remote(Enum)]
pub enum SignMethod {
    /// 动态码
    DynamicCode,
    /// 静态码
    StaticCode,
    /// 名单勾选
    Roster,
    /// 手写签名
    Signature,
    /// 纸质签到照片
    PaperPhoto,
}

/// Where a training session stands (培训状态).
#[uniffi::remote(Enum)]
pub enum TrainingState {
    /// 计划
    Planned,
    /// 进行
    Open,
    /// 归档
    Archived,
    /// 作废
    Void,
}

/// What else must be said about a record (标记).
#[uniffi::remote(Enum)]
pub enum Flag {
    /// 存疑
    Disputed,
    /// 疑似重大
    SuspectedMajor,
    /// 挂牌督办
    Listed,
    /// 延期中
    ExtensionAsked,
    /// 移送中
    InTransfer,
    /// 双责任
    TwoResponsible,
    /// 停产停用
    StopWork,
    /// 疑似重复
    MaybeDuplicate,
    /// 重复
    Duplicate,
    /// 设备时间存疑
    ClockDoubtful,
    /// 作废未成
    VoidContested,
    /// 有待批事项
    ProposalWaiting,
    /// 等照片传到
    PhotoAwaited,
    /// 有新版内容
    UnknownContent,
}

/// How far this device's part of a record has come (在哪里).
#[uniffi::remote(Enum)]
#[uniffi(name = "UploadState")]
pub enum Place {
    /// 只在这部手机里
    OnlyHere,
    /// Sent, not answered.
    Sent,
    /// 镇里收到了
    Accepted,
    /// The centre set it aside.
    Quarantined,
}

/// The order of a list of hazards (排序).
#[uniffi::remote(Enum)]
pub enum HazardOrder {
    /// The earliest deadline first.
    MostOverdue,
    /// The last found first.
    Newest,
    /// By village.
    Village,
}

/// What a field may hold (值).
#[uniffi::remote(Enum)]
pub enum Scalar {
    /// A field that was cleared.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

unchanged!(
    AccidentState,
    CheckResult,
    Level,
    CloseKind,
    FiveItem,
    Flag,
    Grade,
    HazardOrder,
    ListingLevel,
    Mode,
    Place,
    PlanItem,
    ReinspectResult,
    Role,
    Scalar,
    SignMethod,
    SiteStatus,
    Source,
    State,
    TrainingState,
    TransferState,
);
