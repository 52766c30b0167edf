//! Why a site is as it is, and whose move it is.

use super::act::CheckResult;
use super::view::SiteView;
use crate::domain::findings::noticed;
use crate::domain::speech::{Spoken, paragraph};

/// Explains `view`.
pub(super) fn explain(view: &SiteView) -> Spoken {
    let not_met: Vec<&str> = (view.checks.iter())
        .filter(|check| check.result == CheckResult::NotMet)
        .map(|check| check.item.as_str())
        .collect();
    let mut said = vec![if view.void {
        Spoken::new("这个场所登记错了(留底)。", "This site was entered by mistake.")
    } else {
        Spoken {
            zh: format!("这个场所按{}管。", view.status.zh()),
            en: format!("This site counts as {}.", view.status.en()),
        }
    }];
    if !not_met.is_empty() {
        said.push(Spoken {
            zh: format!("检查不符合的有{}项,请整改后再查。", not_met.len()),
            en: format!("{} lines of its checklist are not met; put them right.", not_met.len()),
        });
    }
    said.extend(noticed(&view.face.notices));
    paragraph(said)
}
