//! What was done about a site.

use crate::domain::site::SiteAct as Act;
use crate::domain::speech::Spoken;

/// The deed, without who and when.
pub(super) fn deed(act: &Act) -> Spoken {
    match act {
        Act::Register {} => Spoken::new("登记了这个场所", "registered the site"),
        Act::SetStatus { status } => Spoken {
            zh: format!("记为{}", status.zh()),
            en: format!("recorded it as {}", status.en()),
        },
        Act::Patrol { working: true } => Spoken::new("看到它在营业", "saw it working"),
        Act::Patrol { working: false } => Spoken::new("看到它没在营业", "saw it not working"),
        Act::Check { result, .. } => Spoken {
            zh: format!("检查了一项:{}", result.zh()),
            en: format!("checked a line: {}", result.en()),
        },
        Act::Void { .. } => Spoken::new("说是登记错了(留底)", "called it a mistake"),
    }
}
