//! Sites: who may say what, what an act must have seen, and what follows.

use super::act::{SiteAct as Act, SiteStatus};
use super::checks;
use super::view::SiteView;
use crate::domain::face::Face;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::history::History;
use crate::domain::judged::Judged;
use crate::domain::offices::{OFFICES, Verdict};
use crate::domain::person::Role;
use crate::domain::record::Record;
use crate::domain::sentence::Sentence;
use crate::domain::speech::moment;
use crate::domain::view::{Flag, NoticeKind};
use crate::domain::{clock, voiding};

/// Whether the author of `act` must say they had `earlier` before them.
pub(super) fn must_see(act: &Act, earlier: &Act) -> bool {
    match act {
        Act::Register {} | Act::Patrol { .. } => false,
        Act::Check { item, .. } => {
            matches!(earlier, Act::Check { item: other, .. } if other == item)
        }
        Act::SetStatus { .. } => matches!(earlier, Act::SetStatus { .. } | Act::Patrol { .. }),
        Act::Void { .. } => true,
    }
}

/// What follows from everything known about a site, whatever the order it arrived in.
pub fn derive(record: &Record) -> SiteView {
    let mut said = Findings::default();
    let judged = Judged::of(record, |fact, role, alone| Some(verdict(role, Act::of(fact)?, alone)));
    let pick = |wanted: fn(&Act) -> bool| judged.done(|fact| Act::of(fact).is_some_and(wanted));
    // Seen working is a word of danger, which counts even unverified, and so is "not met".
    let working = judged.said(|fact| match Act::of(fact) {
        Some(Act::Patrol { working }) => *working,
        Some(Act::SetStatus { status: SiteStatus::Operating }) => !judged.is_effective(fact),
        _ => false,
    });
    let (status, working_while_closed) = status(
        &judged.history,
        &pick(|act| matches!(act, Act::SetStatus { .. })),
        &working,
        &mut said,
    );
    let checks = checks::checks(&judged, &mut said);
    let voids = pick(|act| matches!(act, Act::Void { .. }));
    let answers = pick(|act| matches!(act, Act::SetStatus { .. }));
    let void = voiding::is_void(record, &judged.history, &voids, &answers, &mut said);
    let proposals = judged.proposals(&mut said);
    clock::doubt(&judged.history, &mut said);
    let face = Face::of(record, said, proposals, void);
    SiteView { face, status, working_while_closed, checks, void }
}

/// Anyone may say a site works; only the village and above may say it does not.
pub(super) fn verdict(role: Role, act: &Act, alone: bool) -> Verdict {
    use Role::{Department, District, Township, Village};
    match act {
        Act::Register {}
        | Act::Patrol { .. }
        | Act::Check { .. }
        | Act::SetStatus { status: SiteStatus::Operating } => Verdict::Allowed,
        Act::SetStatus { .. } => Verdict::only(role, &[Village, Township, Department, District]),
        Act::Void { .. } => voiding::may(role, alone),
    }
}

/// The liveliest status that stands; seen working beats said closed by whoever had not seen it.
fn status(
    history: &History<'_>,
    set: &[&Fact],
    working: &[&Fact],
    said: &mut Findings,
) -> (SiteStatus, bool) {
    let standing = history.standing(set);
    let spoken = standing.iter().filter_map(|fact| Some((status_of(fact)?, *fact)));
    let Some((status, fact)) = spoken.min_by_key(|(status, _)| liveliness(*status)) else {
        return (SiteStatus::Operating, false);
    };
    let missed = history.missed(fact.id, working);
    let closed = !matches!(status, SiteStatus::Operating | SiteStatus::Seasonal);
    let Some(seen) = missed.last().filter(|_| closed) else {
        disagreement(history, &standing, status, said);
        return (status, false);
    };
    let when = moment(fact.at_ms);
    let mut facts = vec![fact];
    facts.extend(&missed);
    let told = Sentence::by(seen, "看到它在营业", "saw it working")
        .then(
            format!("{{{}}} {} 却记为{}", fact.by, when.zh, status.zh()),
            format!("{{{}}} ({}) recorded it as {}", fact.by, when.en, status.en()),
        )
        .then("先按在营管", "it counts as operating")
        .asks(&OFFICES, "去看一下", "go and look");
    said.flag(Flag::Disputed, true);
    said.notice(NoticeKind::WorkingWhileClosed, &facts, told);
    (SiteStatus::Operating, true)
}

/// Two standing words that differ: the livelier holds.
fn disagreement(
    history: &History<'_>,
    standing: &[&Fact],
    status: SiteStatus,
    said: &mut Findings,
) {
    let differs = standing.iter().any(|fact| status_of(fact) != Some(status));
    if !differs || !standing.iter().any(|a| standing.iter().any(|b| history.apart(a.id, b.id))) {
        return;
    }
    let told = Sentence::of_all(standing, "记的场所状态不同", "recorded different states")
        .then(format!("先按{}管", status.zh()), format!("it counts as {}", status.en()))
        .asks(&OFFICES, "定一下", "decide");
    said.flag(Flag::Disputed, true);
    said.notice(NoticeKind::StatementsDiffer, standing, told);
}

fn liveliness(status: SiteStatus) -> u8 {
    match status {
        SiteStatus::Operating => 0,
        SiteStatus::Seasonal => 1,
        SiteStatus::Suspended => 2,
        SiteStatus::Moved => 3,
        SiteStatus::Gone => 4,
    }
}

fn status_of(fact: &Fact) -> Option<SiteStatus> {
    match Act::of(fact) {
        Some(Act::SetStatus { status }) => Some(*status),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::site::{SiteAct, SiteStatus};
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    fn set(status: SiteStatus) -> SiteAct {
        SiteAct::SetStatus { status }
    }

    #[test]
    fn situation_36_a_site_seen_working_operates_whatever_was_recorded_unseen() {
        let mut story = Story::of("site");
        story.grid("p-1").says(SiteAct::Register {});
        let before = story.screen();
        story.village("p-5").says(set(SiteStatus::Suspended));
        assert_eq!(story.site_view().status, SiteStatus::Suspended);
        story.grid("p-1").on(&before).says(SiteAct::Patrol { working: true });
        let view = story.site_view();
        assert_eq!((view.status, view.working_while_closed), (SiteStatus::Operating, true));
        assert_eq!(view.face.flags, flags([Flag::Disputed]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::WorkingWhileClosed]);
        story.village("p-5").says(set(SiteStatus::Suspended));
        let view = story.site_view();
        assert_eq!((view.status, view.working_while_closed), (SiteStatus::Suspended, false));
    }

    #[test]
    fn the_livelier_of_two_states_holds_and_a_grid_worker_only_proposes_to_end_a_site() {
        let mut story = Story::of("site");
        let before = story.screen();
        story.village("p-5").says(set(SiteStatus::Gone));
        story.township("p-3").on(&before).says(set(SiteStatus::Suspended));
        let view = story.site_view();
        assert_eq!(view.status, SiteStatus::Suspended);
        assert_eq!(kinds(&view.face.notices), [NoticeKind::StatementsDiffer]);
        story.grid("p-1").says(set(SiteStatus::Gone));
        assert_eq!(story.site_view().status, SiteStatus::Suspended);
        assert_eq!(story.site_view().face.proposals.len(), 1);
    }

    #[test]
    fn whoever_alone_recorded_a_site_may_void_it_and_nobody_else_in_that_role() {
        let mut story = Story::of("site");
        story.grid("p-1").says(SiteAct::Patrol { working: true });
        let mut told = story.clone();
        story.grid("p-1").says(SiteAct::Void { reason: "重复".into() });
        assert!(story.site_view().void);
        told.grid("p-2").says(SiteAct::Void { reason: "重复".into() });
        let view = told.site_view();
        assert_eq!((view.void, view.face.proposals.len()), (false, 1));
    }

    #[test]
    fn of_two_states_recorded_apart_the_livelier_holds_whichever_they_are() {
        let lively = [
            SiteStatus::Operating,
            SiteStatus::Seasonal,
            SiteStatus::Suspended,
            SiteStatus::Moved,
            SiteStatus::Gone,
        ];
        for pair in lively.windows(2) {
            for order in [[pair[0], pair[1]], [pair[1], pair[0]]] {
                let mut story = Story::of("site");
                let before = story.screen();
                for status in order {
                    story.township("p-3").on(&before).says(set(status));
                }
                assert_eq!(story.site_view().status, pair[0]);
            }
        }
    }
}
