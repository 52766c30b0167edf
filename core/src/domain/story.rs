//! What a fact says, as one sentence for a record's history.

mod hazard;
mod site;
mod training;

use super::speech::Spoken;

use super::fact::{Body, Fact};
use super::speech::who_when;

/// One sentence: who, when, what.
pub fn tell(fact: &Fact) -> Spoken {
    let (who, deed) = (who_when(fact), deed(fact));
    Spoken { zh: format!("{} {}。", who.zh, deed.zh), en: format!("{} {}.", who.en, deed.en) }
}

/// What the fact says was done, without who and when: to stand inside a sentence.
pub fn deed(fact: &Fact) -> Spoken {
    match &fact.body {
        Body::Hazard(act) => hazard::deed(act),
        Body::Training(act) => training::deed(act),
        Body::Site(act) => site::deed(act),
        Body::Unknown { .. } => Spoken::new(
            "写了新版应用才能看懂的内容",
            "wrote something only a newer version understands",
        ),
    }
}
