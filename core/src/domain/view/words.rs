//! What flags are called on screens.

use super::Flag;
use crate::domain::spoken::spoken;

spoken!(Flag {
    Disputed => "说法不一致,等镇里复核", "accounts differ; the township will check";
    SuspectedMajor => "可能是重大隐患", "suspected major";
    Listed => "上级盯办", "supervised from above";
    ExtensionAsked => "申请延期,等批", "extension asked";
    InTransfer => "转给别的单位,等接收", "being transferred";
    TwoResponsible => "不止一方负责,等定", "more than one responsible";
    StopWork => "停工停用", "work stopped";
    MaybeDuplicate => "可能和另一条是同一件事", "may be a duplicate";
    Duplicate => "和另一条是同一件事", "duplicate";
    ClockDoubtful => "手机时间可能不准", "device clock doubtful";
    VoidContested => "有人说报错了,等镇里看", "void contested";
    ProposalWaiting => "有提议等上级定", "a proposal waits";
    PhotoAwaited => "办结了,等照片传到", "closed; waits for its photo";
    UnknownContent => "有新版内容,请更新应用", "content of a newer version";
});
