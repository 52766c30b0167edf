//! Supervision (挂牌): every listing stands until its issuer or higher, having seen all, ends it.

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::act::{HazardAct as Act, ListingLevel};
use super::acts::Acts;
use super::danger;
use super::view::Listing;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::offices::at_least;
use crate::domain::sentence::Sentence;
use crate::domain::speech::who_when;
use crate::domain::view::{Flag, NoticeKind};

/// Supervision in force, highest first.
pub(super) fn listings(acts: &Acts<'_>, findings: &mut Findings) -> Vec<Listing> {
    let standing = standing(acts);
    let reports = must_have_seen(acts);
    for (_, listing) in &standing {
        if let Some(delist) = delists(acts, listing).last() {
            let missed = acts.history.missed(delist.id, &reports);
            delist_missed(delist, &missed, findings);
        }
    }
    higher_governs(acts, &standing, findings);
    findings.flag(Flag::Listed, !standing.is_empty());
    (standing.iter())
        .map(|(level, fact)| Listing { fact: fact.id, level: *level, issuer: fact.role })
        .collect()
}

/// What put it under supervision that nobody ended having seen all, highest first.
pub(super) fn standing<'a>(acts: &Acts<'a>) -> Vec<(ListingLevel, &'a Fact)> {
    let reports = must_have_seen(acts);
    let saw_all = acts.history.having_seen(&reports);
    let mut standing: Vec<(ListingLevel, &Fact)> = Vec::new();
    for fact in acts.done(|act| matches!(act, Act::List { .. })) {
        if let Some(Act::List { level, .. }) = Act::of(fact)
            && !delists(acts, fact).iter().any(|delist| saw_all(delist))
        {
            standing.push((*level, fact));
        }
    }
    standing.sort_by(|(a, x), (b, y)| (b, x.id).cmp(&(a, y.id)));
    standing
}

/// The listings that one of `delists` ended, having seen all.
pub(super) fn ended_by(acts: &Acts<'_>, delists: &[&Fact]) -> BTreeSet<FactId> {
    let reports = must_have_seen(acts);
    let saw_all = acts.history.having_seen(&reports);
    let ended = delists.iter().filter(|fact| acts.is_effective(fact) && saw_all(fact));
    ended.filter_map(|fact| ends(fact)).collect()
}

fn ends(delist: &Fact) -> Option<FactId> {
    match Act::of(delist) {
        Some(Act::Delist { listing, .. }) => Some(*listing),
        _ => None,
    }
}

/// What would end this one.
fn delists<'a>(acts: &Acts<'a>, listing: &Fact) -> Vec<&'a Fact> {
    acts.done(|act| matches!(act, Act::Delist { listing: id, .. } if *id == listing.id))
}

/// Every word of danger and every progress report; other listings do not matter.
fn must_have_seen<'a>(acts: &Acts<'a>) -> Vec<&'a Fact> {
    let mut facts = danger::dangers(acts);
    facts.retain(|fact| !matches!(Act::of(fact), Some(Act::Order { .. })));
    facts.extend(acts.said(|act| matches!(act, Act::Progress { .. })));
    facts
}

fn higher_governs(acts: &Acts<'_>, standing: &[(ListingLevel, &Fact)], findings: &mut Findings) {
    let Some((highest, first)) = standing.first() else {
        return;
    };
    let rivals = standing
        .iter()
        .filter(|(level, fact)| level != highest && acts.history.apart(fact.id, first.id));
    let mut facts = vec![*first];
    facts.extend(rivals.map(|(_, fact)| *fact));
    if facts.len() == 1 {
        return;
    }
    let (zh, en) = (highest.zh(), highest.en());
    let said = Sentence::of_all(&facts, "分别列为上级盯办", "listed it at different levels")
        .then("都算数", "both stand")
        .then(format!("按{zh}的要求办"), format!("the {en} one governs"));
    findings.notice(NoticeKind::ListingHolds, &facts, said);
}

fn delist_missed(delist: &Fact, missed: &[&Fact], findings: &mut Findings) {
    let Some(last) = missed.last() else { return };
    let who = who_when(last);
    let said = Sentence::by(
        delist,
        &format!("结束盯办时没看到 {} 的情况", who.zh),
        &format!("ended supervision without having seen what {} said", who.en),
    )
    .then("先继续盯办", "it continues")
    .asks(&at_least(delist.role), "看过后再定", "look and decide again");
    let mut facts = vec![delist];
    facts.extend(missed);
    findings.notice(NoticeKind::ListingHolds, &facts, said);
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{HazardAct, ListingLevel, ReinspectResult};
    use crate::domain::testing::{Story, kinds};
    use crate::domain::view::{Flag, NoticeKind};
    use fangxian_protocol::id::FactId;

    fn list(level: ListingLevel) -> HazardAct {
        HazardAct::List { level, doc_no: None, deadline: None }
    }

    fn delist(listing: FactId) -> HazardAct {
        HazardAct::Delist { listing, doc_no: None }
    }

    #[test]
    fn situation_9_both_listings_stand_and_the_higher_governs() {
        let mut story = Story::hazard();
        let before = story.screen();
        let low = story.township("p-3").says(list(ListingLevel::Township));
        let high = story.district("p-7").on(&before).says(list(ListingLevel::District));
        let view = story.hazard_view();
        assert_eq!(view.listings.iter().map(|l| l.fact).collect::<Vec<_>>(), [high, low]);
        assert_eq!(kinds(&view.face.notices), [NoticeKind::ListingHolds]);
        story.township("p-3").says(delist(high));
        assert_eq!(story.hazard_view().listings.len(), 2, "only the issuer or higher ends it");
        story.district("p-7").says(delist(high));
        assert_eq!(story.hazard_view().listings.len(), 1);
    }

    #[test]
    fn situation_10_a_failed_reinspection_unseen_by_the_delisting_keeps_it_listed() {
        let mut story = Story::hazard();
        let listing = story.district("p-7").says(list(ListingLevel::District));
        let before = story.screen();
        story.district("p-7").says(delist(listing));
        assert!(story.hazard_view().listings.is_empty());
        story.department("p-6").on(&before).reinspects(ReinspectResult::Fail);
        let view = story.hazard_view();
        assert!(view.face.flags.contains(&Flag::Listed));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::ListingHolds]);
        story.district("p-7").says(delist(listing));
        assert!(story.hazard_view().listings.is_empty());
    }
}
