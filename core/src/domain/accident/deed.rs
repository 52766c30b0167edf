//! What was said of an accident.

use super::act::AccidentAct as Act;
use crate::domain::speech::{Deed, Spoken, moment};
use crate::domain::voiding;

/// The deed, without who and when.
pub(super) fn deed(act: &Act) -> Deed {
    match act {
        Act::Report { occurred_ms, figures } => {
            let (when, told) = (moment(*occurred_ms), figures.spoken());
            Deed::stated(Spoken {
                zh: format!("快报说事故发生在 {},{}", when.zh, told.zh),
                en: format!("reported that it happened ({}): {}", when.en, told.en),
            })
        }
        Act::Supplement { figures, .. } => {
            let told = figures.spoken();
            Deed::stated(Spoken {
                zh: format!("补报说{}", told.zh),
                en: format!("supplemented: {}", told.en),
            })
        }
        Act::Void { .. } => voiding::deed(),
    }
}
