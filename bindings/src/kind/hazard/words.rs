//! The words of hazards.

use fangxian::domain::hazard::{
    CloseKind, FiveItem, Grade, ListingLevel, Mode, PlanItem, ReinspectResult, Source, State,
    TransferState,
};

use crate::words::words;

words! {
    /// Where a hazard stands (状态).
    #[uniffi(name = "HazardState")]
    State as name_of_hazard_state {
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
    Grade as name_of_grade {
        /// 一般隐患
        Ordinary,
        /// 重大隐患
        Major,
    }

    /// How it must be put right (整改方式).
    #[uniffi(name = "OrderMode")]
    Mode as name_of_order_mode {
        /// 立即整改
        AtOnce,
        /// 限期整改
        ByDeadline,
        /// 停产停用
        StopWork,
    }

    /// One of the five implementations (五落实).
    FiveItem as name_of_five_item {
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
    PlanItem as name_of_plan_item {
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
    ReinspectResult as name_of_reinspect_result {
        /// 合格
        Pass,
        /// 部分合格
        Partial,
        /// 不合格
        Fail,
    }

    /// On which ground it ended (销号方式).
    CloseKind as name_of_close_kind {
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
    ListingLevel as name_of_listing_level {
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
    #[uniffi(name = "HazardSource")]
    Source as name_of_hazard_source {
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
    TransferState as name_of_transfer_state {
        /// 待接收
        Pending,
        /// 已接收
        Accepted,
        /// 拒收
        Refused,
    }
}
