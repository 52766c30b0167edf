//! The grammar of a sentence: who, when, did or wants what; what follows; whose move is next.

use super::fact::Fact;
use super::person::Role;
use super::speech::{Deed, Spoken, office, people, who_when};

/// A sentence being put together (句子): clauses, and at the end whom it asks for what.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    clauses: Vec<Spoken>,
    ask: Option<Spoken>,
}

impl Sentence {
    /// A sentence that begins with this clause.
    pub(crate) fn of(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { clauses: vec![clause(zh, en)], ask: None }
    }

    /// Who did what, and when by their clock.
    pub(crate) fn did(fact: &Fact, deed: &Deed) -> Self {
        Self::by(fact, &deed.did.zh, &deed.did.en)
    }

    /// Who would like what, and when they said so: for what is only proposed.
    pub(crate) fn wants(fact: &Fact, deed: &Deed) -> Self {
        Self::by(fact, &deed.wants.zh, &deed.wants.en)
    }

    /// Who, when, and what is said of them.
    pub(crate) fn by(fact: &Fact, zh: &str, en: &str) -> Self {
        let who = who_when(fact);
        Self::of(format!("{} {zh}", who.zh), format!("{} {en}", who.en))
    }

    /// What is said of several people at once.
    pub(crate) fn of_all(facts: &[&Fact], zh: &str, en: &str) -> Self {
        let who = people(facts);
        Self::of(format!("{} {zh}", who.zh), format!("{} {en}", who.en))
    }

    /// What someone wrote themselves, after what they did.
    pub(crate) fn quoting(mut self, words: &str) -> Self {
        if let Some(last) = self.clauses.last_mut() {
            let words = without_stop(words);
            *last = Spoken::new(format!("{}:{words}", last.zh), format!("{}: {words}", last.en));
        }
        self
    }

    /// One more clause: what follows.
    pub(crate) fn then(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.clauses.push(clause(zh, en));
        self
    }

    /// Whose move is next, and what it is: the lowest of the offices that may.
    pub(crate) fn asks(self, roles: &[Role], zh: &str, en: &str) -> Self {
        let whom = office(roles);
        self.pleads(&format!("请{}{zh}", whom.zh), &format!("{} is asked to {en}", whom.en))
    }

    /// What is asked of whoever it concerns.
    pub(crate) fn pleads(mut self, zh: &str, en: &str) -> Self {
        self.ask = Some(clause(zh, en));
        self
    }

    /// The same sentence asking for nothing: for what has ended.
    pub(crate) fn asking_nothing(self) -> Self {
        Self { ask: None, ..self }
    }

    /// The sentence, with its full stop.
    pub(crate) fn spoken(self) -> Spoken {
        let clauses = self.clauses.into_iter().chain(self.ask);
        let (zh, en): (Vec<_>, Vec<_>) = clauses.map(|one| (one.zh, one.en)).unzip();
        Spoken { zh: zh.join(",") + "。", en: en.join("; ") + "." }
    }
}

impl From<Spoken> for Sentence {
    /// A sentence that stands already: its full stop is set again at the end.
    fn from(said: Spoken) -> Self {
        Self::of(said.zh, said.en)
    }
}

/// A clause never brings its own full stop, nor what someone typed at the end of theirs.
fn clause(zh: impl Into<String>, en: impl Into<String>) -> Spoken {
    Spoken::new(without_stop(&zh.into()), without_stop(&en.into()))
}

fn without_stop(text: &str) -> String {
    text.trim_end_matches(|c: char| c.is_whitespace() || "。.;;,,、".contains(c)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::offices::HIGH_OFFICES;

    #[test]
    fn a_sentence_has_one_full_stop_whatever_its_clauses_bring() {
        let said = Sentence::of("还在渗水。。", "still leaking. ").then("先不算办结,", "open;");
        let spoken = said.asks(&HIGH_OFFICES, "复查。", "reinspect.").spoken();
        assert_eq!(spoken.zh, "还在渗水,先不算办结,请主管部门复查。");
        assert_eq!(spoken.en, "still leaking; open; the department is asked to reinspect.");
    }

    #[test]
    fn what_has_ended_is_told_and_asks_for_nothing() {
        let said = Sentence::of("期限不同", "the days differ").pleads("请看一下", "please look");
        assert_eq!(said.asking_nothing().spoken().zh, "期限不同。");
    }
}
