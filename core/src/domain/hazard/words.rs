//! What the words of a hazard are called on screens: plain, not officialese.

use super::act::{
    CloseKind, FiveItem, Grade, ListingLevel, Mode, PlanItem, ReinspectResult, Source,
};
use super::view::{State, TransferState};
use crate::domain::spoken::spoken;

impl FiveItem {
    /// All five, in the order people name them.
    pub const ALL: [Self; 5] =
        [Self::Responsibility, Self::Measures, Self::Funds, Self::Deadline, Self::EmergencyPlan];
}

spoken!(State {
    Reported => "已上报", "reported";
    Returned => "请补充材料", "more is needed";
    Accepted => "镇里收到了", "taken on";
    Judged => "已定等级", "graded";
    Rectifying => "整改中", "being put right";
    AwaitingReinspection => "等复查", "awaiting reinspection";
    Passed => "改好了,等办结", "put right, to be closed";
    Closed => "办结", "closed";
    Void => "报错了(留底)", "entered by mistake";
});

spoken!(Grade {
    Ordinary => "一般隐患", "ordinary hazard";
    Major => "重大隐患", "major hazard";
});

spoken!(Mode {
    AtOnce => "马上改", "at once";
    ByDeadline => "限期改", "by a deadline";
    StopWork => "停工停用再改", "stop work first";
});

spoken!(FiveItem {
    Responsibility => "谁负责", "who is responsible";
    Measures => "怎么改", "how";
    Funds => "钱从哪来", "where the money comes from";
    Deadline => "哪天改完", "by when";
    EmergencyPlan => "没改好前怎么防", "how people are kept safe meanwhile";
});

spoken!(PlanItem {
    Goals => "要改成什么样", "goals";
    Methods => "怎么改", "methods";
    Funds => "钱和东西", "money and materials";
    People => "谁来改", "people";
    Schedule => "什么时候改完", "schedule";
    Safety => "改的时候怎么防", "safety and emergency plan";
});

spoken!(ReinspectResult {
    Pass => "改好了", "put right";
    Partial => "只改好一部分", "partly put right";
    Fail => "还没改好", "not put right";
});

spoken!(CloseKind {
    Rectified => "改好了", "put right";
    ToRiskPoint => "转为长期看护的风险点", "kept as a risk point";
    SiteGone => "场所已关停或不在了", "the site is gone";
    FalseAlarm => "不是隐患", "false alarm";
});

spoken!(ListingLevel {
    Township => "镇里", "township";
    District => "区里", "district";
    City => "市里", "city";
    Province => "省里", "province";
});

spoken!(Source {
    SelfCheck => "企业自己查到", "found by the enterprise";
    Inspection => "部门检查", "department inspection";
    Supervision => "政府督查", "government supervision";
    Patrol => "网格巡查", "grid patrol";
    PublicReport => "群众举报", "public report";
    Assigned => "上级交办", "assigned from above";
    Hotline => "12345热线", "12345 hotline";
    Sensor => "设备报警", "sensor";
});

spoken!(TransferState {
    Pending => "等对方接收", "waiting to be taken over";
    Accepted => "对方已接收", "taken over";
    Refused => "对方没接收", "refused";
});
