//! Which unit is in charge (43): that of its home, until another that was offered it takes it over.
//!
//! Whether a unit is the one in charge or above it is read from division codes: a post's scope
//! covers every division whose code begins with it. No phone needs the org tree for it.

use fangxian_protocol::id::{Division, FactId, Scope};

use super::act::{Grade, HazardAct as Act, ReinspectResult};
use crate::domain::centre::Unverified;
use crate::domain::fact::Fact;
use crate::domain::history::{History, Places};
use crate::domain::offices::OFFICES;

/// Who is in charge, and since which words (主管单位).
pub(super) struct Charge<'a> {
    home: Division,
    /// How many acceptances there may be.
    most: usize,
    /// The acceptances that count, earliest first.
    pub(super) taken: Vec<Taken<'a>>,
    /// For each of them, which others handed it on.
    handed_on: Vec<Places>,
    /// Every hand-over some unit agreed to, whether or not it counts.
    agreed: Vec<Agreed<'a>>,
}

/// A unit said it takes the record over.
struct Agreed<'a> {
    acceptance: &'a Fact,
    to: Division,
    /// Who was in charge by what the offer's author had seen.
    from: Vec<Division>,
}

/// An offer with the acceptance that took it.
pub(super) struct Taken<'a> {
    pub(super) offer: &'a Fact,
    pub(super) acceptance: &'a Fact,
    pub(super) to: Division,
}

impl Act {
    /// Whether only the unit in charge, or one above it, may do it: it loosens, or settles for all.
    pub(super) fn is_of_charge(&self) -> bool {
        match self {
            Self::Judge { grade, .. } => *grade == Grade::Ordinary,
            Self::Reinspect { result, .. } => *result == ReinspectResult::Pass,
            Self::Implement { achieved, .. } => *achieved,
            Self::Accept {}
            | Self::Return { .. }
            | Self::Order { .. }
            | Self::Assign { .. }
            | Self::Close { .. }
            | Self::Delist { .. }
            | Self::DecideExtension { .. }
            | Self::OfferTransfer { .. }
            | Self::DecideDuplicate { .. }
            | Self::Void { .. } => true,
            _ => false,
        }
    }

    /// Whether what it may do depends on the unit it is said from.
    pub(super) fn is_of_unit(&self) -> bool {
        self.is_of_charge() || self.is_transfer()
    }

    /// Whether it counts from any unit's office, because it makes the record stricter.
    pub(super) fn is_stricter(&self) -> bool {
        match self {
            Self::Judge { grade, .. } => *grade == Grade::Major,
            Self::Reinspect { result, .. } => *result != ReinspectResult::Pass,
            Self::Observe { danger, .. } => *danger,
            Self::Order { .. } | Self::List { .. } => true,
            _ => false,
        }
    }

    /// Whether it hands the record from unit to unit.
    pub(super) fn is_transfer(&self) -> bool {
        matches!(
            self,
            Self::OfferTransfer { .. } | Self::AcceptTransfer { .. } | Self::RefuseTransfer { .. }
        )
    }
}

impl<'a> Charge<'a> {
    /// Follows a record of `home` from unit to unit.
    pub(super) fn of(history: &History<'a>, unverified: &Unverified, home: Division) -> Self {
        let counts = |fact: &&Fact| OFFICES.contains(&fact.role) && !unverified.contains(fact.id);
        let moves = |fact: &&Fact| Act::of(fact).is_some_and(Act::is_transfer);
        let moves: Vec<&Fact> = history.facts().filter(moves).filter(counts).collect();
        let mut charge =
            Self { home, most: moves.len(), taken: vec![], handed_on: vec![], agreed: vec![] };
        let mut offers: Vec<&Fact> = Vec::new();
        for fact in &moves {
            match Act::of(fact) {
                Some(Act::OfferTransfer { .. }) if charge.had(history, fact) => offers.push(fact),
                Some(Act::AcceptTransfer { offer }) => {
                    let made = offers.iter().find(|made| made.id == *offer);
                    made.into_iter().for_each(|made| charge.accept(history, &moves, made, fact));
                }
                _ => {}
            }
        }
        charge
    }

    /// Whether a unit in charge, or one above it, said this: it was in charge by all its author had
    /// seen, and no other unit agreed to take the record from it without knowing of this word.
    pub(super) fn decides(&self, history: &History<'_>, fact: &Fact) -> bool {
        let Some(unit) = unit_of(fact) else { return true };
        let loses = |agreed: &Agreed<'_>| {
            history.apart(agreed.acceptance.id, fact.id)
                && !unit.covers(agreed.to)
                && agreed.from.iter().any(|owner| unit.covers(*owner))
        };
        self.had(history, fact) && !self.agreed.iter().any(loses)
    }

    /// Whether a unit that was in charge by all its author had seen, or one above it, said this.
    pub(super) fn had(&self, history: &History<'_>, fact: &Fact) -> bool {
        let Some(unit) = unit_of(fact) else { return true };
        self.owners_seen(history, fact).iter().any(|owner| unit.covers(*owner))
    }

    /// The units that answer for it: several after several acceptances.
    pub(super) fn owners(&self) -> Vec<Division> {
        self.owners_after(&self.those(|_| true))
    }

    /// The acceptances nobody handed on.
    pub(super) fn last(&self) -> impl Iterator<Item = &Taken<'a>> {
        let all = self.those(|_| true);
        let is_last = move |place: &usize| !self.is_handed_on(*place, &all);
        (0..self.taken.len()).filter(is_last).map(|place| &self.taken[place])
    }

    /// The unit an offer was made to, or one above it, takes what it had seen offered. That counts
    /// when it saw every refusal, and no counting acceptance of another that the offer did not
    /// already know of.
    ///
    /// They are weighed in causal order: whoever had another's acceptance before them comes after.
    fn accept(
        &mut self,
        history: &History<'a>,
        moves: &[&'a Fact],
        offer: &'a Fact,
        acceptance: &'a Fact,
    ) {
        let Some(to) = offered_to(offer).filter(|to| speaks_for(acceptance, *to)) else { return };
        if !history.saw(acceptance.id, offer.id) {
            return;
        }
        let from = self.owners_seen(history, offer);
        self.agreed.push(Agreed { acceptance, to, from });
        let late = |rival: &Taken<'_>| {
            rival.offer.id == offer.id
                || (history.saw(acceptance.id, rival.acceptance.id)
                    && !history.saw(offer.id, rival.acceptance.id))
        };
        let refusals: Vec<&Fact> = (moves.iter())
            .filter(|fact| is_refusal_of(fact, offer.id) && speaks_for(fact, to))
            .filter(|fact| unit_of(fact).is_none() || history.saw(fact.id, offer.id))
            .copied()
            .collect();
        if history.having_seen(&refusals)(acceptance) && !self.taken.iter().any(late) {
            self.push(history, Taken { offer, acceptance, to });
        }
    }

    /// Whoever offers it on, having taken it over, is no longer in charge once that is taken.
    fn push(&mut self, history: &History<'a>, taken: Taken<'a>) {
        let place = self.taken.len();
        for (earlier, by) in self.taken.iter().zip(&mut self.handed_on) {
            if history.saw(taken.offer.id, earlier.acceptance.id) {
                by.insert(place);
            }
        }
        self.taken.push(taken);
        self.handed_on.push(Places::none(self.most));
    }

    fn those(&self, wanted: impl Fn(&Taken<'a>) -> bool) -> Places {
        let mut those = Places::none(self.most);
        let wanted = |(_, one): &(usize, &Taken<'a>)| wanted(one);
        let places = self.taken.iter().enumerate().filter(wanted).map(|(place, _)| place);
        places.for_each(|place| those.insert(place));
        those
    }

    /// Who answered for it by what the author of `fact` had seen.
    fn owners_seen(&self, history: &History<'_>, fact: &Fact) -> Vec<Division> {
        self.owners_after(&self.those(|one| history.saw(fact.id, one.acceptance.id)))
    }

    /// Who answers for it after these acceptances alone.
    fn owners_after(&self, after: &Places) -> Vec<Division> {
        let last = after.iter().filter(|place| !self.is_handed_on(*place, after));
        let mut owners: Vec<Division> = last.map(|place| self.taken[place].to).collect();
        owners.sort();
        owners.dedup();
        if owners.is_empty() { vec![self.home] } else { owners }
    }

    fn is_handed_on(&self, place: usize, after: &Places) -> bool {
        self.handed_on.get(place).is_some_and(|by| by.meets(after))
    }
}

/// Whether the unit a fact was said from is this division's, or above it.
pub(super) fn speaks_for(fact: &Fact, division: Division) -> bool {
    unit_of(fact).is_none_or(|unit| unit.covers(division))
}

/// The unit an act of office was said from; `None` for other words, and for acts from before
/// offices said it, which count as they did.
pub(super) fn unit_of(fact: &Fact) -> Option<Scope> {
    fact.post.filter(|_| OFFICES.contains(&fact.role))
}

/// To whom an offer was made.
pub(super) fn offered_to(offer: &Fact) -> Option<Division> {
    match Act::of(offer) {
        Some(Act::OfferTransfer { to, .. }) => Some(*to),
        _ => None,
    }
}

fn is_refusal_of(fact: &Fact, offer: FactId) -> bool {
    matches!(Act::of(fact), Some(Act::RefuseTransfer { offer: id, .. }) if *id == offer)
}

#[cfg(test)]
mod tests {
    use fangxian_protocol::id::FactId;
    use fangxian_protocol::scalar::Scalar;

    use crate::domain::fact::{Body, Fact};
    use crate::domain::hazard::{HazardAct, Mode, State};
    use crate::domain::person::Role;
    use crate::domain::review::ReviewAct;
    use crate::domain::testing::{Story, kinds};
    use crate::domain::view::NoticeKind;

    const A: &str = "990101101";
    const B: &str = "990101102";

    /// A hazard of a village of A that A offered to B.
    fn offered() -> (Story, FactId) {
        let mut story = Story::hazard();
        let to = "990101102000".parse().unwrap();
        let offer = HazardAct::OfferTransfer { to, reason: "属地".into() };
        let offer = story.township("p-3").of(A).says(offer);
        (story, offer)
    }

    fn owners(story: &Story) -> Vec<String> {
        story.hazard_view().owners.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn situation_43_only_the_unit_it_was_offered_to_or_one_above_takes_it_over() {
        for (role_of, scope, taken) in [("p-4", "990101103", false), ("p-5", B, true)] {
            let (mut story, offer) = offered();
            story.township(role_of).of(scope).says(HazardAct::AcceptTransfer { offer });
            assert_eq!(owners(&story) == ["990101102000"], taken, "{scope}");
            assert_eq!(story.hazard_view().face.proposals.len(), usize::from(!taken));
        }
        let (mut story, offer) = offered();
        story.district("p-7").of("990101").says(HazardAct::AcceptTransfer { offer });
        assert_eq!(owners(&story), ["990101102000"]);
    }

    #[test]
    fn situation_43_a_close_counts_from_the_unit_in_charge_alone() {
        let (mut story, offer) = offered();
        story.township("p-5").of(B).closes();
        let view = story.hazard_view();
        assert_eq!((view.state, view.face.proposals.len()), (State::Reported, 1));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::OtherUnit]);
        story.township("p-5").of(B).says(HazardAct::AcceptTransfer { offer });
        assert_eq!(story.hazard_view().state, State::Reported, "45: not by itself");
        story.township("p-3").of(A).closes();
        assert_eq!(story.hazard_view().state, State::Reported, "no longer in charge");
        story.township("p-5").of(B).closes();
        let view = story.hazard_view();
        assert_eq!((view.state, view.face.proposals.len()), (State::Closed, 0));
    }

    #[test]
    fn situation_43_a_unit_that_took_over_finds_what_was_decided_before_as_it_was() {
        let (mut story, offer) = offered();
        let before = story.screen();
        story.township("p-3").of(A).closes();
        let mut aware = story.clone();
        aware.township("p-5").of(B).says(HazardAct::AcceptTransfer { offer });
        assert_eq!(aware.hazard_view().state, State::Closed);
        story.township("p-5").of(B).on(&before).says(HazardAct::AcceptTransfer { offer });
        assert_eq!(story.hazard_view().state, State::Reported, "it had not heard of the close");
    }

    #[test]
    fn situation_43_an_outsiders_order_counts_where_it_is_stricter_and_moves_nothing() {
        let (mut story, _) = offered();
        story.township("p-3").of(A).orders(Mode::ByDeadline, Some("2026-11-25"));
        let day = |story: &Story| story.hazard_view().deadline.unwrap().day.to_string();
        story.township("p-5").of(B).orders(Mode::ByDeadline, Some("2026-11-28"));
        assert_eq!(
            (day(&story).as_str(), story.hazard_view().face.proposals.len()),
            ("2026-11-25", 1)
        );
        story.township("p-5").of(B).orders(Mode::ByDeadline, Some("2026-11-22"));
        let view = story.hazard_view();
        assert_eq!((day(&story).as_str(), view.face.proposals.len()), ("2026-11-22", 1));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::OtherUnit; 2]);
        story.township("p-3").of(A).orders(Mode::ByDeadline, Some("2026-11-26"));
        let view = story.hazard_view();
        assert_eq!((day(&story).as_str(), view.face.notices.len()), ("2026-11-26", 0));
    }

    #[test]
    fn situation_43_a_unit_not_in_charge_answers_no_proposal() {
        let (mut story, _) = offered();
        let proposal = story.village("p-8").closes();
        let decline = || {
            let reason = "未改好".into();
            Body::Review(ReviewAct::DeclineProposal { proposal, reason })
        };
        story.township("p-5").of(B).body(decline());
        assert_eq!(story.hazard_view().face.proposals.len(), 2);
        story.township("p-3").of(A).body(decline());
        assert!(story.hazard_view().face.proposals.is_empty());
    }

    #[test]
    fn a_unit_reads_back_and_facts_without_one_count_as_they_did() {
        let (mut story, offer) = offered();
        let fact = &story.record.facts[&offer];
        let back = Fact::from_props(&story.record.kind, offer, fact.to_props());
        assert_eq!(back.as_ref(), Ok(fact));
        let mut props = fact.to_props();
        props.insert("post".into(), "somewhere".into());
        let bad = Fact::from_props(&story.record.kind, offer, props).unwrap_err();
        assert_eq!(bad.property, "post");
        let known = (Scalar::from("department"), Role::Department);
        let strange = [Scalar::from("of next year"), 7.into(), Scalar::Bytes(vec![7])];
        let strange = strange.map(|said| (said, Role::District));
        for (said, read) in [known].into_iter().chain(strange) {
            let mut props = fact.to_props();
            props.insert("asked".into(), said.clone());
            let back = Fact::from_props(&story.record.kind, offer, props.clone()).unwrap();
            assert_eq!(back.asked, Some(read), "an office nobody knows here is a high one");
            assert_eq!(back.to_props(), props, "and is said again as it was");
        }
        story.township("p-9").says(HazardAct::AcceptTransfer { offer });
        assert_eq!(owners(&story), ["990101102000"]);
        story.township("p-9").closes();
        assert_eq!(story.hazard_view().state, State::Closed);
    }
}
