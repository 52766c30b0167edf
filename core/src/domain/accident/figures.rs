//! Figures that differ (39): the gravest is shown, the official one is an office's last word.

use super::act::{AccidentAct as Act, Figures};
use super::view::{Level, Statement};
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::judged::Judged;
use crate::domain::offices::{OFFICES, rank};
use crate::domain::sentence::Sentence;
use crate::domain::view::{Flag, NoticeKind};

const YUAN_FEN: i64 = 100;
const WAN_FEN: i64 = 10_000 * YUAN_FEN;

/// What is said of the figures (伤亡说法).
pub(super) struct Told {
    /// The gravest of what stands, number by number.
    pub(super) figures: Figures,
    /// The last word of an office.
    pub(super) official: Option<Statement>,
    /// Everything said, earliest first.
    pub(super) statements: Vec<Statement>,
}

/// Sorts out what `said` says: all statements, earliest first.
pub(super) fn told(judged: &Judged<'_>, said: &[&Fact], findings: &mut Findings) -> Told {
    let settles = |later: &Fact, earlier: &Fact| {
        is_official(judged, later)
            && judged.history.saw(later.id, earlier.id)
            && rank(later.role) >= rank(earlier.role)
    };
    let standing: Vec<&Fact> = (said.iter())
        .filter(|fact| !said.iter().any(|later| settles(later, fact)))
        .copied()
        .collect();
    let stated = |fact: &&Fact| statement(fact);
    let differ = standing.iter().filter_map(|fact| figures_of(fact)).collect::<Vec<_>>();
    if differ.windows(2).any(|two| two[0] != two[1]) {
        let words = Sentence::of_all(&standing, "报的伤亡和损失不同", "told different figures")
            .then("都留着", "all are kept")
            .then("先按较重的显示", "the gravest is shown")
            .asks(&OFFICES, "核实后补报", "check and supplement");
        findings.flag(Flag::Disputed, true);
        findings.notice(NoticeKind::FiguresDiffer, &standing, words);
    }
    let mut official = standing.iter().filter(|fact| is_official(judged, fact)).filter_map(stated);
    let first = official.next();
    Told {
        figures: differ.into_iter().fold(Figures::default(), Figures::gravest),
        official: first.filter(|_| official.next().is_none()),
        statements: said.iter().filter_map(stated).collect(),
    }
}

impl Figures {
    /// The larger of each number.
    pub fn gravest(self, other: Self) -> Self {
        Self {
            dead: self.dead.max(other.dead),
            missing: self.missing.max(other.missing),
            serious: self.serious.max(other.serious),
            minor: self.minor.max(other.minor),
            loss_fen: self.loss_fen.max(other.loss_fen),
        }
    }

    /// The level these figures make (事故等级, 国务院令第493号 art 3): "以上" includes the number,
    /// "以下" does not.
    pub fn level(self) -> Level {
        let by = |value: i64, large: i64, major: i64, gravest: i64| match value {
            _ if value >= gravest => Level::ExtraordinarilyMajor,
            _ if value >= major => Level::Major,
            _ if value >= large => Level::Large,
            _ => Level::Ordinary,
        };
        by(self.dead, 3, 10, 30).max(by(self.serious, 10, 50, 100)).max(by(
            self.loss_fen,
            1_000 * WAN_FEN,
            5_000 * WAN_FEN,
            10_000 * WAN_FEN,
        ))
    }
}

/// An office's supplement: the kind of word that may replace others.
fn is_official(judged: &Judged<'_>, fact: &Fact) -> bool {
    let supplement = matches!(Act::of(fact), Some(Act::Supplement { .. }));
    supplement && OFFICES.contains(&fact.role) && judged.is_effective(fact)
}

fn statement(fact: &Fact) -> Option<Statement> {
    let figures = figures_of(fact)?;
    Some(Statement { fact: fact.id, by: fact.by.clone(), role: fact.role, figures })
}

fn figures_of(fact: &Fact) -> Option<Figures> {
    match Act::of(fact)? {
        Act::Report { figures, .. } | Act::Supplement { figures, .. } => Some(*figures),
        Act::Void { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::accident::AccidentAct;
    use crate::domain::centre::Reason;
    use crate::domain::testing::{MORNING_MS, Story, kinds};

    fn dead(dead: i64) -> Figures {
        Figures { dead, ..Figures::default() }
    }

    fn report(figures: Figures) -> AccidentAct {
        AccidentAct::Report { occurred_ms: MORNING_MS, figures }
    }

    fn supplement(figures: Figures) -> AccidentAct {
        AccidentAct::Supplement { figures, doc_no: None }
    }

    #[test]
    fn situation_39_the_gravest_is_shown_beside_all_and_an_office_that_saw_them_decides() {
        let mut story = Story::of("accident");
        let before = story.screen();
        story.village("p-5").says(report(dead(1)));
        story.township("p-3").on(&before).says(report(dead(2)));
        let view = story.accident_view();
        assert_eq!((view.figures.dead, view.statements.len()), (2, 2));
        assert!(view.official.is_none());
        assert_eq!(kinds(&view.face.notices), [NoticeKind::FiguresDiffer]);
        story.department("p-6").says(supplement(dead(1)));
        let view = story.accident_view();
        assert_eq!(view.figures.dead, 1);
        assert_eq!(view.official.map(|one| one.by.to_string()).as_deref(), Some("p-6"));
        assert!(view.face.notices.is_empty() && view.face.flags.is_empty());
    }

    #[test]
    fn situation_39_a_death_the_supplement_had_not_seen_is_shown_beside_the_official_figure() {
        let mut story = Story::of("accident");
        story.village("p-5").says(report(dead(1)));
        let before = story.screen();
        story.department("p-6").says(supplement(dead(1)));
        story.village("p-5").on(&before).says(supplement(dead(2)));
        let view = story.accident_view();
        assert_eq!((view.figures.dead, view.official.unwrap().figures.dead), (2, 1));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::FiguresDiffer]);
    }

    #[test]
    fn situation_39_two_supplements_made_apart_leave_no_official_figure() {
        let mut story = Story::of("accident");
        story.village("p-5").says(report(dead(1)));
        let before = story.screen();
        story.department("p-6").says(supplement(dead(1)));
        story.township("p-3").on(&before).says(supplement(dead(3)));
        let view = story.accident_view();
        assert!(view.official.is_none());
        assert_eq!((view.figures.dead, view.level), (3, Level::Large));
    }

    #[test]
    fn a_village_and_a_lower_office_replace_no_higher_word() {
        let mut story = Story::of("accident");
        story.department("p-6").says(supplement(dead(2)));
        story.village("p-5").says(supplement(dead(0)));
        story.township("p-3").says(supplement(dead(1)));
        assert_eq!(story.accident_view().figures.dead, 2);
    }

    #[test]
    fn situation_38_an_unverified_supplement_is_not_official_but_its_dead_count() {
        let mut story = Story::of("accident");
        story.village("p-5").says(report(dead(1)));
        let late = story.department("p-6").says(supplement(dead(2)));
        story.centre_doubts(&[late], Reason::PostEnded);
        let view = story.accident_view();
        assert_eq!((view.figures.dead, view.official), (2, None));
        assert_eq!(view.face.proposals.len(), 1);
    }

    #[test]
    fn levels_are_those_of_the_decree_and_a_boundary_belongs_to_the_graver() {
        let levels = [(0, 0, 0), (2, 9, 999), (3, 0, 0), (0, 10, 0), (0, 0, 1_000), (10, 0, 0)]
            .into_iter()
            .chain([(0, 50, 0), (0, 0, 5_000), (30, 0, 0), (0, 100, 0), (0, 0, 10_000)])
            .map(|(dead, serious, wan)| {
                Figures { dead, serious, loss_fen: wan * WAN_FEN, ..Figures::default() }.level()
            });
        use Level::{ExtraordinarilyMajor, Large, Major, Ordinary};
        let expected = [
            [Ordinary, Ordinary].as_slice(),
            &[Large, Large, Large, Major, Major, Major],
            &[ExtraordinarilyMajor, ExtraordinarilyMajor, ExtraordinarilyMajor],
        ];
        assert_eq!(levels.collect::<Vec<_>>(), expected.concat());
    }
}
