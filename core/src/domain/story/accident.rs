//! What was said of an accident.

use crate::domain::accident::AccidentAct as Act;
use crate::domain::speech::{Spoken, moment};

/// The deed, without who and when.
pub(super) fn deed(act: &Act) -> Spoken {
    match act {
        Act::Report { occurred_ms, figures } => {
            let (when, told) = (moment(*occurred_ms), figures.spoken());
            Spoken {
                zh: format!("快报:{}发生,{}", when.zh, told.zh),
                en: format!("reported that it happened ({}): {}", when.en, told.en),
            }
        }
        Act::Supplement { figures, .. } => {
            let told = figures.spoken();
            Spoken { zh: format!("补报:{}", told.zh), en: format!("supplemented: {}", told.en) }
        }
        Act::Void { .. } => Spoken::new("说是报错了(留底)", "called it a mistake"),
    }
}
