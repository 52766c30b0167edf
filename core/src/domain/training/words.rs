//! What the words of a training session are called on screens.

use super::act::SignMethod;
use super::view::TrainingState;
use crate::domain::spoken::spoken;

spoken!(TrainingState {
    Planned => "还没开始", "planned";
    Open => "进行中", "open";
    Archived => "已归档", "archived";
    Void => "报错了(留底)", "entered by mistake";
});

spoken!(SignMethod {
    DynamicCode => "扫动态码", "dynamic code";
    StaticCode => "扫固定码", "static code";
    Roster => "名单勾选", "roster";
    Signature => "手写签名", "signature";
    PaperPhoto => "纸质签到照片", "photo of a paper list";
});
