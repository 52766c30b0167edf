//! What the words of an accident are called on screens.

use super::act::Figures;
use super::view::{AccidentState, Level};
use crate::domain::speech::Spoken;
use crate::domain::spoken::spoken;

spoken!(AccidentState {
    Reported => "已快报", "reported";
    Supplemented => "已核实补报", "supplemented";
    Void => "报错了(留底)", "entered by mistake";
});

spoken!(Level {
    Ordinary => "一般事故", "ordinary accident";
    Large => "较大事故", "large accident";
    Major => "重大事故", "major accident";
    ExtraordinarilyMajor => "特别重大事故", "extraordinarily major accident";
});

impl Figures {
    /// The numbers in a few words.
    pub fn spoken(self) -> Spoken {
        let Self { dead, missing, serious, minor, .. } = self;
        Spoken {
            zh: format!("死亡{dead}人、失踪{missing}人、重伤{serious}人、轻伤{minor}人"),
            en: format!("{dead} dead, {missing} missing, {serious} badly hurt, {minor} hurt"),
        }
    }
}
