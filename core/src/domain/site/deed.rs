//! What was done about a site.

use super::act::SiteAct as Act;
use crate::domain::speech::{Deed, Spoken, short_quote};

/// The deed, without who and when.
pub(super) fn deed(act: &Act) -> Deed {
    match act {
        Act::Register {} => Deed::stated(Spoken::new("登记了这个场所", "registered the site")),
        Act::SetStatus { status } => Deed::decided(
            Spoken {
                zh: format!("把它记为{}", status.zh()),
                en: format!("recorded it as {}", status.en()),
            },
            Spoken {
                zh: format!("想把它记为{}", status.zh()),
                en: format!("would like to record it as {}", status.en()),
            },
        ),
        Act::Patrol { working: true } => {
            Deed::stated(Spoken::new("看到它在营业", "saw it working"))
        }
        Act::Patrol { .. } => Deed::stated(Spoken::new("看到它没在营业", "saw it not working")),
        Act::Check { item, result, .. } => {
            let line = short_quote(Some(item));
            let (zh, en) = line.map_or_else(
                || ("检查表里的一项".to_owned(), "a line of the checklist".to_owned()),
                |line| (format!("“{line}”"), format!("\"{line}\"")),
            );
            Deed::stated(Spoken {
                zh: format!("检查了{zh},{}", result.zh()),
                en: format!("checked {en}: {}", result.en()),
            })
        }
        Act::Void { .. } => Deed::decided(
            Spoken::new("说是登记错了(留底)", "called it a mistake"),
            Spoken::new("说是登记错了,想作废", "calls it a mistake and would like it voided"),
        ),
    }
}
