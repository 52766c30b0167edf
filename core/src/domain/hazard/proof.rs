//! The photo that shows a major hazard put right (42): its close counts once the centre has it.

use super::act::{CloseKind, HazardAct as Act};
use super::acts::Acts;
use super::photos::Photos;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::record::Record;
use crate::domain::sentence::Sentence;
use crate::domain::view::{Flag, NoticeKind};

/// What shows that a hazard was put right.
pub(super) struct Proof {
    /// It is handled as major: a close needs the photo.
    needed: bool,
    photos: Photos,
}

impl Proof {
    pub(super) fn of(record: &Record, acts: &Acts<'_>) -> Self {
        Self { needed: acts.is_major(), photos: Photos::of(record).and(acts.beside.photos) }
    }

    /// Whether nothing stands in the way of this close. A false alarm or a place that is gone has
    /// nothing to show.
    pub(super) fn is_enough(&self, close: &Fact) -> bool {
        let rectified =
            matches!(Act::of(close), Some(Act::Close { kind: CloseKind::Rectified, .. }));
        !self.needed || !rectified || self.photos.arrived
    }

    /// Says what a close waits for.
    pub(super) fn explain(&self, close: &Fact, findings: &mut Findings) {
        let said = match self.photos.listed {
            true => Sentence::by(
                close,
                "办结了,但整改后的照片还没传到",
                "closed it, but the photo of the work done has not arrived yet",
            )
            .then("先不算办结", "it is not closed yet")
            .then("照片传到就算", "it is once the photo has arrived"),
            false => Sentence::by(
                close,
                "办结了,但重大隐患要有整改后的照片",
                "closed it, but a major hazard needs a photo of the work done",
            )
            .then("先不算办结", "it is not closed yet")
            .pleads("请补拍一张,传到就算", "add one, and it counts once that has arrived"),
        };
        findings.flag(Flag::PhotoAwaited, true);
        findings.notice(NoticeKind::PhotoAwaited, &[close], said);
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::centre;
    use crate::domain::centre::CentreAct;
    use crate::domain::fact::Body;
    use crate::domain::hazard::{CloseKind, Grade, HazardAct, State};
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    fn major() -> Story {
        let mut story = Story::hazard();
        story.department("p-6").judges(Grade::Major);
        story
    }

    #[test]
    fn situation_42_a_major_hazard_is_not_closed_before_its_after_photo_has_arrived() {
        let mut story = major();
        let photo = story.photo("after");
        story.department("p-6").closes();
        let view = story.hazard_view();
        assert_eq!((view.state, view.closed), (State::Judged, None));
        assert_eq!(view.face.flags, flags([Flag::PhotoAwaited]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::PhotoAwaited]);
        assert!(view.next.zh.contains("照片"));
        story.arrives(photo);
        let view = story.hazard_view();
        assert_eq!(view.state, State::Closed, "it counts by itself once the photo is there");
        assert!(view.face.flags.is_empty() && view.face.notices.is_empty());
    }

    #[test]
    fn situation_42_only_the_centre_says_that_a_photo_arrived_and_only_an_after_photo_counts() {
        let mut story = major();
        let (before, after) = (story.photo("before"), story.photo("after"));
        story.arrives(before);
        let forged = CentreAct::Arrived { evidence: after };
        story.district("p-7").body(Body::Centre(forged));
        centre::mark_arrived(&mut story.record);
        story.department("p-6").closes();
        assert_ne!(story.hazard_view().state, State::Closed);
    }

    #[test]
    fn situation_42_a_major_hazard_without_any_after_photo_asks_for_one() {
        let mut story = major();
        story.department("p-6").closes();
        let view = story.hazard_view();
        assert_ne!(view.state, State::Closed);
        assert!(view.face.notices[0].zh.contains("补拍"));
    }

    #[test]
    fn an_ordinary_hazard_and_a_false_alarm_need_no_photo() {
        let mut ordinary = Story::hazard();
        ordinary.township("p-3").closes();
        assert_eq!(ordinary.hazard_view().state, State::Closed);
        let mut story = major();
        let kind = CloseKind::FalseAlarm;
        story.department("p-6").says(HazardAct::Close { kind, basis: None, doc_no: None });
        assert_eq!(story.hazard_view().state, State::Closed);
    }

    #[test]
    fn a_close_that_missed_a_danger_is_told_of_it_also_while_another_waits_for_the_photo() {
        let mut story = major();
        let before = story.screen();
        let missed = story.department("p-6").closes();
        story.grid("p-1").on(&before).sees_danger();
        let mut screen = story.screen();
        screen.0.remove(&missed);
        story.district("p-7").on(&screen).closes();
        let view = story.hazard_view();
        let told = [NoticeKind::CloseMissedDanger, NoticeKind::PhotoAwaited];
        assert_eq!(kinds(&view.face.notices), told);
        assert!(view.dangers.is_empty(), "one close saw them all");
    }

    #[test]
    fn a_danger_seen_while_the_photo_was_on_its_way_keeps_it_open_when_it_arrives() {
        let mut story = major();
        let photo = story.photo("after");
        let before = story.screen();
        story.department("p-6").closes();
        story.grid("p-1").on(&before).sees_danger();
        story.arrives(photo);
        let view = story.hazard_view();
        assert_ne!(view.state, State::Closed);
        assert!(view.face.flags.contains(&Flag::Disputed));
    }
}
