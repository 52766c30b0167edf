//! What the centre says of what it received: facts like any other, in a role only it may use.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::{EvidenceHash, FactId, PersonId};

use super::fact::{Body, Fact};
use super::id_text;
use super::offices::{HIGH_OFFICES, OFFICES, Verdict};
use super::person::Role;
use super::record::Record;
use super::spoken::Spoken;
use super::spoken::spoken;

/// The person the centre speaks as. It has a card like everyone, with the centre's name.
pub const CENTRE: &str = "centre";

/// Something the centre knows of a record (中心的话).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CentreAct {
    /// 未核实: these facts came from someone who no longer held the post. They are proposals.
    Unverified {
        /// Which.
        #[serde(with = "id_text::many")]
        facts: Vec<FactId>,
        /// Why.
        reason: Reason,
    },
    /// 时间存疑: these facts were here before the time their device gives them: its clock is ahead.
    ClockAhead {
        /// Which.
        #[serde(with = "id_text::many")]
        facts: Vec<FactId>,
    },
    /// 已收到: an attachment was at the centre. Earlier centres said it so; still read, said no more.
    Arrived {
        /// Which.
        #[serde(with = "id_text")]
        evidence: EvidenceHash,
    },
}

/// Why a word is unverified (未核实原因).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 手机已注销
    Revoked,
    /// 手机登记已过期
    Expired,
    /// 岗位已结束
    PostEnded,
    /// 没写明单位: an act of office on a record of several units that does not say from which.
    UnitUnsaid,
}

impl Reason {
    /// The reason of a [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        let mut all = [Self::Revoked, Self::Expired, Self::PostEnded, Self::UnitUnsaid].into_iter();
        all.find(|reason| reason.code() == code)
    }

    /// Its stable name, for machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::PostEnded => "post_ended",
            Self::UnitUnsaid => "unit_unsaid",
        }
    }
}

spoken!(Reason {
    Revoked => "写的手机已注销", "the phone it was written on was revoked";
    Expired => "写的手机登记已过期", "the enrolment of the phone it was written on had expired";
    PostEnded => "写的人岗位已结束", "its author's post had ended";
    UnitUnsaid => "没写明是替哪个单位写的", "it did not say for which unit";
});

/// The facts of a record that are unverified, each with the reason (未核实的话).
#[derive(Debug, Clone, Default)]
pub struct Unverified(BTreeMap<FactId, Reason>);

impl CentreAct {
    /// The deed, without who and when.
    pub(crate) fn deed(&self) -> Spoken {
        match self {
            Self::Unverified { facts, reason } => Spoken::new(
                format!("标明有 {} 句话未核实:{}", facts.len(), reason.zh()),
                format!("marked {} statements as unverified: {}", facts.len(), reason.en()),
            ),
            Self::ClockAhead { facts } => Spoken::new(
                format!("标明有 {} 句话的时间比收到的时间还晚,手机时间存疑", facts.len()),
                format!("marked {} statements as timed later than they were received", facts.len()),
            ),
            Self::Arrived { .. } => {
                Spoken::new("收到了一份照片或材料", "received a photo or document")
            }
        }
    }
}

impl Unverified {
    /// What the centre says of the facts of `record`.
    pub fn of(record: &Record) -> Self {
        let mut unverified = Self::default();
        for fact in record.facts.values().filter(|fact| is_centre(fact)) {
            if let Body::Centre(CentreAct::Unverified { facts, reason }) = &fact.body {
                for id in facts {
                    let held = unverified.0.entry(*id).or_insert(*reason);
                    *held = (*held).min(*reason);
                }
            }
        }
        unverified
    }

    /// Why a fact is unverified; `None` when it is not.
    pub fn reason(&self, fact: FactId) -> Option<Reason> {
        self.0.get(&fact).copied()
    }

    /// Whether a fact is unverified.
    pub(crate) fn contains(&self, fact: FactId) -> bool {
        self.0.contains_key(&fact)
    }

    /// What a fact may do, given what each role may: unverified, it waits for an office that may.
    pub(crate) fn judge(&self, fact: &Fact, verdict: impl Fn(Role) -> Verdict) -> Verdict {
        if !self.contains(fact.id) {
            return verdict(fact.role);
        }
        let mut needs = OFFICES.to_vec();
        needs.retain(|office| verdict(*office).is_allowed());
        if needs.is_empty() {
            needs = HIGH_OFFICES.to_vec();
        }
        Verdict::Proposal { needs }
    }
}

/// Whether the centre says it: nobody else may use its role.
pub(crate) fn is_centre(fact: &Fact) -> bool {
    fact.role == Role::Centre
}

/// The attachments the centre says it has, among these facts (已传到).
pub(crate) fn arrived<'a>(
    facts: impl IntoIterator<Item = &'a Fact>,
) -> impl Iterator<Item = EvidenceHash> {
    facts.into_iter().filter(|fact| is_centre(fact)).filter_map(|fact| match &fact.body {
        Body::Centre(CentreAct::Arrived { evidence }) => Some(*evidence),
        _ => None,
    })
}

/// Notes on each attachment of a record what the centre says of it.
pub(crate) fn mark_arrived(record: &mut Record) {
    let arrived: Vec<EvidenceHash> = arrived(record.facts.values()).collect();
    for hash in arrived {
        if let Some(evidence) = record.evidence.get_mut(&hash) {
            evidence.arrived = true;
        }
    }
}

/// Everyone who spoke in a record; the centre is not one of them.
pub(crate) fn people(record: &Record) -> BTreeSet<PersonId> {
    let spoke = record.facts.values().filter(|fact| !is_centre(fact));
    let people: BTreeSet<&PersonId> = spoke.map(|fact| &fact.by).collect();
    people.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hazard::{Grade, HazardAct, ListingLevel, Mode, ReinspectResult, State};
    use crate::domain::site::{SiteAct, SiteStatus};
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::training::TrainingAct;
    use crate::domain::view::{Flag, NoticeKind};

    #[test]
    fn situation_38_an_unverified_close_closes_nothing_and_is_shown_with_its_reason() {
        let mut story = Story::hazard();
        let close = story.township("p-3").closes();
        assert_eq!(story.hazard_view().state, State::Closed);
        story.centre_doubts(&[close], Reason::PostEnded);
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported);
        assert_eq!(view.face.flags, flags([Flag::ProposalWaiting]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::Unverified]);
        assert_eq!(view.face.proposals[0].unverified, Some(Reason::PostEnded));
        assert_eq!(view.face.proposals[0].needs, OFFICES);
        assert!(view.face.proposals[0].zh.starts_with("(未核实)"));
        assert_eq!(view.face.people.len(), 2, "the centre is nobody");
    }

    #[test]
    fn situation_38_no_unverified_act_of_office_takes_effect() {
        let acts: [fn(&mut Story) -> FactId; 6] = [
            |story| story.department("p-6").orders(Mode::StopWork, None),
            |story| story.department("p-6").judges(Grade::Ordinary),
            |story| story.township("p-3").says(HazardAct::Accept {}),
            |story| story.township("p-3").reinspects(ReinspectResult::Pass),
            |story| story.township("p-3").voids(),
            |story| {
                let (level, deadline) = (ListingLevel::District, "2026-11-24".parse().ok());
                story.district("p-7").says(HazardAct::List { level, doc_no: None, deadline })
            },
        ];
        for act in acts {
            let mut story = Story::hazard();
            let before = story.hazard_view();
            let fact = act(&mut story);
            story.centre_doubts(&[fact], Reason::Revoked);
            let view = story.hazard_view();
            let decided = (view.state, view.mode, view.deadline, view.grade, view.listings);
            let expected =
                (before.state, before.mode, before.deadline, before.grade, before.listings);
            assert_eq!(decided, expected);
            assert_eq!(view.face.proposals.len(), 1);
        }
    }

    #[test]
    fn situation_38_an_unverified_word_of_danger_still_counts_as_danger() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").closes();
        let danger = story.grid("p-2").on(&before).sees_danger();
        story.centre_doubts(&[danger], Reason::Revoked);
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported);
        assert_eq!(view.dangers, [danger]);
        assert_eq!(view.face.proposals.len(), 1);
        let mut story = Story::hazard();
        let suspicion = story.department("p-6").judges(Grade::Major);
        story.centre_doubts(&[suspicion], Reason::Revoked);
        assert!(story.hazard_view().grade.suspected_major, "it counts as a suspicion");
    }

    #[test]
    fn situation_38_an_office_that_saw_it_and_does_the_like_accepts_it() {
        let mut story = Story::hazard();
        let before = story.screen();
        let danger = story.grid("p-2").sees_danger();
        story.centre_doubts(&[danger], Reason::Revoked);
        story.grid("p-1").sees_danger();
        story.township("p-3").on(&before).sees_danger();
        assert_eq!(story.hazard_view().face.proposals.len(), 1, "not an office, and not seen");
        story.township("p-3").sees_danger();
        let view = story.hazard_view();
        assert!(view.face.proposals.is_empty() && view.face.flags.is_empty());
    }

    #[test]
    fn situation_38_a_record_opened_by_an_unverified_report_is_answered_by_taking_it_on() {
        let mut story = Story::hazard();
        let report = *story.record.facts.keys().next().unwrap();
        story.centre_doubts(&[report], Reason::Revoked);
        assert_eq!(story.hazard_view().face.proposals.len(), 1);
        story.township("p-3").says(HazardAct::Accept {});
        let view = story.hazard_view();
        assert_eq!((view.state, view.face.proposals.len()), (State::Accepted, 0));
    }

    #[test]
    fn nobody_but_the_centre_makes_anything_unverified() {
        let mut story = Story::hazard();
        let close = story.township("p-3").closes();
        let act = CentreAct::Unverified { facts: vec![close], reason: Reason::Revoked };
        story.district("p-7").body(Body::Centre(act));
        assert_eq!(story.hazard_view().state, State::Closed);
    }

    #[test]
    fn unverified_words_about_sessions_and_sites_wait_as_well() {
        let mut story = Story::of("training");
        let archive = story.village("p-5").says(TrainingAct::Archive {});
        story.centre_doubts(&[archive], Reason::PostEnded);
        let view = story.training_view();
        assert_eq!(
            (view.face.proposals.len(), view.face.flags.contains(&Flag::UnknownContent)),
            (1, false)
        );
        let mut story = Story::of("site");
        let gone = story.village("p-5").says(SiteAct::SetStatus { status: SiteStatus::Gone });
        story.centre_doubts(&[gone], Reason::PostEnded);
        assert_eq!(story.site_view().status, SiteStatus::Operating);
        let seen = story.grid("p-1").says(SiteAct::Patrol { working: true });
        story.centre_doubts(&[seen], Reason::Revoked);
        let closed = story.township("p-3");
        closed.blind().says(SiteAct::SetStatus { status: SiteStatus::Suspended });
        assert!(story.site_view().working_while_closed, "seen working is a word of danger");
    }

    #[test]
    fn a_reason_reads_back_from_its_code() {
        for reason in [Reason::Revoked, Reason::Expired, Reason::PostEnded, Reason::UnitUnsaid] {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
        }
        assert_eq!((Reason::Revoked.code(), Reason::from_code("other")), ("revoked", None));
    }

    #[test]
    fn a_word_of_the_centre_reads_back_from_the_map_that_holds_it() {
        let mut story = Story::hazard();
        let ids: Vec<FactId> = (0..3).map(|n| FactId([n; 8])).collect();
        story.centre_doubts(&ids, Reason::Revoked);
        story.centre_says(CentreAct::ClockAhead { facts: ids });
        story.centre_says(CentreAct::Arrived { evidence: EvidenceHash([7; 32]) });
        for fact in story.record.facts.values() {
            let back = Fact::from_props(&story.record.kind, fact.id, fact.to_props());
            assert_eq!(back.as_ref(), Ok(fact));
        }
    }
}
