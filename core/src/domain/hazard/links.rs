//! The same hazard reported twice (P9): only a person may say so, a machine only suspects.

use std::collections::BTreeSet;

use fangxian_protocol::id::RecordId;

use super::act::HazardAct as Act;
use super::acts::Acts;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::offices::OFFICES;
use crate::domain::sentence::Sentence;
use crate::domain::view::{Flag, NoticeKind};

/// What is said of this record and others (疑似重复与认定).
#[derive(Default)]
pub(super) struct Links {
    /// Confirmed to be the same.
    pub(super) same: Vec<RecordId>,
    /// Suspected or contested.
    pub(super) maybe: Vec<RecordId>,
    /// Called different by someone whose word stands.
    pub(super) different: Vec<RecordId>,
}

/// Records confirmed, suspected or denied to be the same as this one.
pub(super) fn links(acts: &Acts<'_>, findings: &mut Findings) -> Links {
    let words = acts.said(|act| other_record(act).is_some());
    let others: BTreeSet<RecordId> =
        (words.iter()).filter_map(|fact| other_record(Act::of(fact)?)).collect();
    let mut links = Links::default();
    for of in others {
        let decided =
            acts.done(|act| matches!(act, Act::DecideDuplicate { of: other, .. } if *other == of));
        let standing = acts.history.standing(&decided);
        let says_same =
            |fact: &&&Fact| matches!(Act::of(fact), Some(Act::DecideDuplicate { same: true, .. }));
        let yes = standing.iter().filter(says_same).count();
        if yes < standing.len() {
            links.different.push(of);
        }
        match (yes, standing.len()) {
            (0, 1..) => {}
            (yes, all) if yes == all && all > 0 => links.same.push(of),
            _ => {
                links.maybe.push(of);
                undecided(acts, of, findings);
            }
        }
    }
    findings.flag(Flag::Duplicate, !links.same.is_empty());
    findings.flag(Flag::MaybeDuplicate, !links.maybe.is_empty());
    links
}

fn other_record(act: &Act) -> Option<RecordId> {
    match act {
        Act::SuspectDuplicate { of, .. } | Act::DecideDuplicate { of, .. } => Some(*of),
        _ => None,
    }
}

fn undecided(acts: &Acts<'_>, of: RecordId, findings: &mut Findings) {
    let words = acts.said(|act| other_record(act) == Some(of));
    let nearest = words.iter().filter_map(|fact| match Act::of(fact) {
        Some(Act::SuspectDuplicate { distance_m, .. }) => *distance_m,
        _ => None,
    });
    let said = match nearest.min() {
        Some(metres) => Sentence::of(
            format!("另有一条相隔{metres}米的同类隐患"),
            format!("Another hazard of the same sort is {metres} m away"),
        ),
        None => Sentence::of("另有一条同类隐患", "There is another hazard of the same sort"),
    };
    let said = said.then("可能是同一件事", "it may be the same").asks(&OFFICES, "认一下", "tell");
    findings.notice(NoticeKind::MaybeDuplicate, &words, said);
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::HazardAct;
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};
    use fangxian_protocol::id::RecordId;

    const OTHER: RecordId = RecordId([9; 16]);

    #[test]
    fn situation_13_a_machine_suspects_and_a_person_decides() {
        let mut story = Story::hazard();
        let suspect = HazardAct::SuspectDuplicate { of: OTHER, distance_m: Some(18) };
        story.grid("p-2").says(suspect);
        let view = story.hazard_view();
        assert_eq!(view.maybe_same_as, [OTHER]);
        assert_eq!(view.face.flags, flags([Flag::MaybeDuplicate]));
        assert_eq!(
            view.face.notices[0].zh,
            "另有一条相隔18米的同类隐患,可能是同一件事,请镇里认一下。"
        );
        let before = story.screen();
        story.township("p-3").says(HazardAct::DecideDuplicate { of: OTHER, same: true });
        let view = story.hazard_view();
        assert_eq!((view.same_as.as_slice(), view.face.notices.len()), ([OTHER].as_slice(), 0));
        let no = HazardAct::DecideDuplicate { of: OTHER, same: false };
        story.township("p-4").on(&before).says(no);
        let view = story.hazard_view();
        assert!(view.same_as.is_empty(), "in doubt both are worked on");
        assert_eq!(kinds(&view.face.notices), [NoticeKind::MaybeDuplicate]);
    }

    #[test]
    fn once_found_to_differ_it_is_suspected_no_more() {
        let mut story = Story::hazard();
        story.grid("p-2").says(HazardAct::SuspectDuplicate { of: OTHER, distance_m: None });
        story.township("p-3").says(HazardAct::DecideDuplicate { of: OTHER, same: false });
        let view = story.hazard_view();
        assert!(view.maybe_same_as.is_empty() && view.same_as.is_empty());
        assert!(view.face.flags.is_empty() && view.face.notices.is_empty());
    }
}
