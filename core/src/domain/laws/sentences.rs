//! Laws of the sentences: whole, without codes, no proposal told as done, asked of who may.

use std::convert::Infallible;

use fangxian_protocol::id::{Division, PersonId};

use crate::domain::View;
use crate::domain::day::Day;
use crate::domain::fact::Body;
use crate::domain::hazard::{FiveItem, Grade, HazardAct as Act, ReinspectResult, State};
use crate::domain::history::History;
use crate::domain::person::Role;
use crate::domain::speech::Spoken;
use crate::domain::spelling::{Language, Names, spell};
use crate::domain::testing::Story;
use crate::domain::testing::random::{every_kind, for_random};
use crate::domain::view::{Notice, NoticeKind};
use crate::domain::{authorize, derive, explain, story};

/// Everybody has a card here, so that whatever looks like a code afterwards was never a mark.
struct Everyone;

impl Names for Everyone {
    type Error = Infallible;

    fn person(&self, _: &PersonId) -> Result<Option<String>, Infallible> {
        Ok(Some("某某".into()))
    }

    fn unit(&self, _: Division) -> Result<Option<String>, Infallible> {
        Ok(Some("某镇".into()))
    }
}

fn read(said: &Spoken, today: Day) -> [String; 2] {
    let Ok(zh) = spell(&said.zh, Language::Zh, today, &Everyone);
    let Ok(en) = spell(&said.en, Language::En, today, &Everyone);
    [zh, en]
}

/// Everything the app may show of a record in sentences.
fn sentences(story: &Story, view: &View, today: Day) -> Vec<Spoken> {
    let notices = view.face().notices.iter().map(|one| Spoken::new(&*one.zh, &*one.en));
    let proposals = view.face().proposals.iter().map(|one| Spoken::new(&*one.zh, &*one.en));
    let history = History::of(&story.record);
    let told = story.record.facts.values().map(|fact| story::tell(&history, fact));
    let mut said: Vec<Spoken> = notices.chain(proposals).chain(told).collect();
    said.push(explain(&story.record, view, today));
    if let View::Hazard(view) = view {
        said.push(Spoken::new(&*view.next.zh, &*view.next.en));
        said.push(view.grade.why.clone());
        said.extend(view.deadline.iter().map(|deadline| deadline.why.clone()));
    }
    said
}

#[test]
fn every_sentence_ends_with_a_full_stop_and_shows_no_code() {
    let today: Day = "2027-03-01".parse().unwrap();
    for kind in every_kind() {
        for_random(kind, |_, story| {
            let view = derive(&story.record);
            for said in sentences(story, &view, today) {
                let [zh, en] = read(&said, today);
                assert!(zh.ends_with('。') && en.ends_with('.'), "{zh} / {en}");
                for broken in ["。。", ",。", ",,", ";。", ":。", "。,", "  "] {
                    assert!(!zh.contains(broken), "{broken}: {zh}");
                }
                for text in [&zh, &en] {
                    assert!(!text.contains(['{', '}']), "{text}");
                    assert!(!has_code(text), "{text}");
                }
                for month in zh.split("月").skip(1).zip(zh.split("月")).map(|(_, before)| before)
                {
                    let dated = month.trim_end_matches(|c: char| c.is_ascii_digit());
                    assert!(dated == month || dated.ends_with("2026年"), "no year: {zh}");
                }
            }
        });
    }
}

/// Whether a text holds what only machines read: an id, or a unit's code.
fn has_code(text: &str) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let code = |word: &str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let person = word.starts_with("p-") || word.starts_with("v-");
        (person && digits > 0) || digits >= 9
    };
    words.into_iter().any(code)
}

#[test]
fn what_is_only_proposed_is_never_told_as_done() {
    for kind in every_kind() {
        for_random(kind, |_, story| {
            let view = derive(&story.record);
            let history = History::of(&story.record);
            for proposal in &view.face().proposals {
                let fact = &story.record.facts[&proposal.fact];
                let deed = story::deed(&history, fact);
                if deed.did == deed.wants {
                    continue;
                }
                let kinds = [NoticeKind::ActBeyondRole, NoticeKind::Unverified];
                let about =
                    |notice: &&Notice| kinds.contains(&notice.kind) && notice.facts == [fact.id];
                let told = view.face().notices.iter().filter(about).map(|one| (&one.zh, &one.en));
                for (zh, en) in told.chain([(&proposal.zh, &proposal.en)]) {
                    assert!(zh.contains(&deed.wants.zh) && en.contains(&deed.wants.en), "{zh}");
                    assert!(!zh.contains(&format!("}} {}", deed.did.zh)), "{zh}");
                }
            }
        });
    }
}

#[test]
fn whoever_is_asked_may_do_it_and_what_is_over_asks_nothing() {
    let today: Day = "2026-11-22".parse().unwrap();
    for_random("hazard", |_, story| {
        let view = story.hazard_view();
        let whole = View::Hazard(view.clone());
        for notice in &view.face.notices {
            let (Some(role), Some(body)) = (asked(&notice.zh), settles(notice)) else { continue };
            let person = "p-0".parse().unwrap();
            assert!(authorize((role, None), &person, &body, &whole).is_allowed(), "{notice:?}");
        }
        let told = explain(&story.record, &whole, today).zh;
        let asks = ["请镇里", "请主管部门", "请区里"].iter().any(|ask| told.contains(ask));
        assert!(!asks || !told.contains("不用再做什么"), "{told}");
        let ended = matches!(view.state, State::Closed | State::Void);
        for notice in view.face.notices.iter().filter(|one| ended && !one.kind.outlives_the_end()) {
            assert_eq!(asked(&notice.zh), None, "{}", notice.zh);
        }
    });
}

/// The office a sentence asks, if it asks one.
fn asked(zh: &str) -> Option<Role> {
    let offices =
        [("请镇里", Role::Township), ("请主管部门", Role::Department), ("请区里", Role::District)];
    offices.into_iter().find(|(ask, _)| zh.contains(ask)).map(|(_, role)| role)
}

/// What would settle what a notice tells of.
fn settles(notice: &Notice) -> Option<Body> {
    let act = match notice.kind {
        NoticeKind::CloseMissedDanger | NoticeKind::ClaimUnderOrder => look(),
        NoticeKind::StatementsDiffer if notice.zh.contains("复查") => look(),
        NoticeKind::GraverGradeHolds => Act::Judge { grade: Grade::Major, clause: None },
        NoticeKind::EarlierDeadlineHolds => {
            Act::DecideExtension { ask: notice.facts[0], granted: true, until: None }
        }
        NoticeKind::TwoResponsible => Act::Assign { person: None, unit: None },
        NoticeKind::NotAchieved => Act::Implement {
            item: FiveItem::Funds,
            achieved: true,
            content: None,
            amount_fen: None,
            due: None,
        },
        NoticeKind::VoidContested => Act::Accept {},
        _ => return None,
    };
    Some(Body::Hazard(act))
}

fn look() -> Act {
    Act::Reinspect { result: ReinspectResult::Fail, opinion: None }
}
