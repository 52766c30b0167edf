//! What happened to a record: who, what, when by their clock, on which device.

use std::collections::BTreeSet;

use fangxian_protocol::change::Written;
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{ChangeHash, DeviceId, FactId, PersonId, RecordId};

use super::error::LedgerError;
use super::names;
use super::open::Ledger;
use crate::crdt::facts_of;
use crate::domain::day::Day;
use crate::domain::fact::Fact;
use crate::domain::history::History;
use crate::domain::person::Role;
use crate::domain::{Spoken, doubtful, field, story};
use crate::store::{Place, Reading, StoreError};

/// One step of a record's history (经过).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The change that brought it.
    pub change: ChangeHash,
    /// The fact it states; `None` for a change of description or evidence.
    pub fact: Option<FactId>,
    /// Who; `None` while the device's certificate has not arrived.
    pub person: Option<PersonId>,
    /// In which role, for facts.
    pub role: Option<Role>,
    /// On which device.
    pub device: DeviceId,
    /// What that device's clock said, milliseconds since 1970 UTC: a claim.
    pub wall_ms: i64,
    /// The order of events contradicts that claim; the sentences say so too.
    pub doubtful: bool,
    /// Where this step is: only here, sent, accepted.
    pub place: Place,
    /// What happened, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl Ledger {
    /// The story of a record in order of causality: a step comes after everything it followed.
    /// Steps that did not know of each other stand in a fixed order, the same on every device.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn history(&self, record: RecordId) -> Result<Vec<Story>, LedgerError> {
        let told = self.look(record, |reading, whole| {
            let told = Told {
                reading,
                history: &History::of(&whole),
                doubtful: doubtful(&whole),
                today: self.0.today(),
            };
            let mut steps = Vec::new();
            for kept in reading.envelopes_of(&record)? {
                // A row that cannot be read is found and reported when the store is opened.
                let Ok(envelope) = Envelope::from_bytes(&kept.bytes) else { continue };
                let order = (envelope.change.start_op, envelope.header.change);
                steps.push((order, told.stories(&envelope, kept.place)?));
            }
            steps.sort_by_key(|(order, _)| *order);
            let mut told = BTreeSet::new();
            let steps = steps.into_iter().flat_map(|(_, stories)| stories);
            // What a phone said again under a new name is told once.
            let once = steps.filter(|step| step.fact.is_none_or(|fact| told.insert(fact)));
            Ok(once.collect::<Vec<_>>())
        })?;
        // A document that was built from envelopes none of which can be read any more.
        (!told.is_empty()).then_some(told).ok_or(LedgerError::NotFound { what: "record" })
    }
}

/// What the steps of one record are told with.
struct Told<'a> {
    reading: &'a Reading<'a>,
    history: &'a History<'a>,
    doubtful: BTreeSet<FactId>,
    today: Day,
}

impl Told<'_> {
    /// What one envelope says: a step for each fact, and one when only the description changed.
    fn stories(&self, envelope: &Envelope, place: Place) -> Result<Vec<Story>, StoreError> {
        let header = &envelope.header;
        let person = self.reading.person_of(&header.device)?;
        let step = |fact: Option<&Fact>, spoken: Spoken| -> Result<Story, StoreError> {
            let doubtful = fact.is_some_and(|fact| self.doubtful.contains(&fact.id));
            let mut spoken = names::spell(self.reading, spoken, self.today)?;
            if doubtful {
                spoken.zh.push_str("(手机时间存疑。)");
                spoken.en.push_str(" (Device clock doubtful.)");
            }
            Ok(Story {
                change: header.change,
                fact: fact.map(|fact| fact.id),
                person: person.clone(),
                role: fact.map(|fact| fact.role),
                device: header.device,
                wall_ms: header.wall_ms,
                doubtful,
                place,
                zh: spoken.zh,
                en: spoken.en,
            })
        };
        let facts = facts_of(&header.kind, &envelope.change).unwrap_or_default();
        if facts.is_empty() {
            return Ok(vec![step(None, described(envelope, person.as_ref()))?]);
        }
        facts.iter().map(|fact| step(Some(fact), story::tell(self.history, fact))).collect()
    }
}

/// What a change that states no fact did: it described the record anew, or added evidence.
fn described(envelope: &Envelope, person: Option<&PersonId>) -> Spoken {
    let kind = envelope.header.kind.as_str();
    let ops = envelope.change.ops.iter();
    let labels: Vec<Spoken> = ops
        .filter(|op| matches!(op.written, Written::Value(_)) && field::known(kind, &op.key))
        .map(|op| field::label(kind, &op.key))
        .collect();
    let (zh, en): (Vec<_>, Vec<_>) = labels.into_iter().map(|one| (one.zh, one.en)).unzip();
    let who = person.map_or_else(|| "(姓名不详)".to_owned(), |person| format!("{{{person}}}"));
    let who_en = person.map_or_else(|| "Someone".to_owned(), |person| format!("{{{person}}}"));
    if zh.is_empty() {
        return Spoken::new(
            format!("{who} 补充了照片或材料。"),
            format!("{who_en} added evidence."),
        );
    }
    Spoken::new(
        format!("{who} 修改了{}。", zh.join("、")),
        format!("{who_en} rewrote {}.", en.join(", ")),
    )
}
