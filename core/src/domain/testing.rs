//! Histories in few lines, for tests: who says what, with what on the screen.

pub(crate) mod random;
mod trial;

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{
    ChangeHash, DeviceId, EvidenceHash, FactId, PersonId, RecordId, Scope,
};
use fangxian_protocol::scalar::Scalar;

pub(crate) use self::trial::{Trial, Tried, trial};
use super::centre::{self, CENTRE, CentreAct, Reason};
use super::fact::{Body, Fact};
use super::person::Role;
use super::record::{Author, Evidence, FieldValue, Props, Record};
use super::view::{Flag, Notice, NoticeKind, Version};
use super::{authorize, derive, field, seen_for};

/// 2026-11-20 08:00 in China.
pub(crate) const MORNING_MS: i64 = 1_795_132_800_000;
pub(crate) const MINUTE_MS: i64 = 60_000;

/// A record under construction.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) record: Record,
    minutes: i64,
}

/// Someone about to speak, with what they have on the screen.
pub(crate) struct Speaker<'a> {
    story: &'a mut Story,
    person: PersonId,
    role: Role,
    post: Option<Scope>,
    screen: Version,
    at_ms: i64,
}

impl Story {
    pub(crate) fn of(kind: &str) -> Self {
        let record = Record {
            id: RecordId([7; 16]),
            kind: kind.parse().unwrap(),
            home: "990101101204".parse().unwrap(),
            schema: 1,
            fields: BTreeMap::new(),
            facts: BTreeMap::new(),
            evidence: BTreeMap::new(),
        };
        Self { record, minutes: 0 }
    }

    /// A record of this kind that grid worker p-1 began.
    pub(crate) fn begun(kind: &str) -> Self {
        let mut story = Self::of(kind);
        story.grid("p-1").body((trial(kind).first)());
        story
    }

    /// What is on a screen that shows everything so far.
    pub(crate) fn screen(&self) -> Version {
        Version::of(&self.record)
    }

    pub(crate) fn speaker(&mut self, role: Role, person: &str) -> Speaker<'_> {
        self.minutes += 1;
        let (screen, at_ms) = (self.screen(), MORNING_MS + self.minutes * MINUTE_MS);
        let person = person.parse().unwrap();
        Speaker { person, role, post: None, screen, at_ms, story: self }
    }

    pub(crate) fn grid(&mut self, person: &str) -> Speaker<'_> {
        self.speaker(Role::Grid, person)
    }

    pub(crate) fn village(&mut self, person: &str) -> Speaker<'_> {
        self.speaker(Role::Village, person)
    }

    pub(crate) fn township(&mut self, person: &str) -> Speaker<'_> {
        self.speaker(Role::Township, person)
    }

    pub(crate) fn department(&mut self, person: &str) -> Speaker<'_> {
        self.speaker(Role::Department, person)
    }

    pub(crate) fn district(&mut self, person: &str) -> Speaker<'_> {
        self.speaker(Role::District, person)
    }

    pub(crate) fn enterprise(&mut self, person: &str) -> Speaker<'_> {
        self.speaker(Role::Enterprise, person)
    }

    /// Adds one more value to a field, as a writer who had not seen the others.
    pub(crate) fn field(&mut self, name: &str, value: impl Into<Scalar>, person: &str) {
        let values = self.record.fields.entry(name.into()).or_default();
        self.minutes += 1;
        let author = Author {
            person: person.parse().unwrap(),
            device: DeviceId([1; 16]),
            wall_ms: MORNING_MS,
        };
        values.push(FieldValue {
            value: value.into(),
            change: ChangeHash([self.minutes as u8; 32]),
            author: Some(author),
        });
    }

    /// Somebody fills in every field of its kind.
    pub(crate) fn describe(&mut self) {
        let examples: Vec<_> = field::examples(self.record.kind.as_str()).collect();
        for (name, value) in examples {
            if !self.record.fields.contains_key(name) {
                self.field(name, value, "p-1");
            }
        }
    }

    pub(crate) fn evidence(&mut self) {
        self.minutes += 1;
        let hash = EvidenceHash([self.minutes as u8; 32]);
        self.record.evidence.insert(hash, Evidence::default());
    }

    /// Someone adds a photo.
    pub(crate) fn photo(&mut self, role: &str) -> EvidenceHash {
        self.minutes += 1;
        let hash = EvidenceHash([self.minutes as u8; 32]);
        let props = [("role".to_owned(), Scalar::from(role))].into_iter().collect();
        self.record.evidence.insert(hash, Evidence { props, arrived: false });
        hash
    }

    /// A photo arrives at the centre.
    pub(crate) fn arrives(&mut self, evidence: EvidenceHash) {
        self.centre_says(CentreAct::Arrived { evidence });
        centre::mark_arrived(&mut self.record);
    }

    /// The centre calls facts unverified.
    pub(crate) fn centre_doubts(&mut self, facts: &[FactId], reason: Reason) -> FactId {
        self.centre_says(CentreAct::Unverified { facts: facts.to_vec(), reason })
    }

    pub(crate) fn centre_says(&mut self, act: CentreAct) -> FactId {
        self.speaker(Role::Centre, CENTRE).body(Body::Centre(act))
    }

    /// Whether `person`, in `role`, may do this to what is on a screen that shows everything.
    pub(crate) fn may(&self, role: Role, person: &str, body: &Body) -> bool {
        let (person, view) = (person.parse().unwrap(), derive(&self.record));
        authorize((role, None), &person, body, &view).is_allowed()
    }
}

impl Speaker<'_> {
    /// Speaks with only this on the screen: concurrently with whatever else happened.
    pub(crate) fn on(mut self, screen: &Version) -> Self {
        self.screen = screen.clone();
        self
    }

    /// Speaks from a post of this scope.
    pub(crate) fn of(mut self, scope: &str) -> Self {
        self.post = Some(scope.parse().unwrap());
        self
    }

    /// Speaks from this post, if any.
    pub(crate) fn from(mut self, post: Option<Scope>) -> Self {
        self.post = post;
        self
    }

    /// Speaks having seen nothing at all.
    pub(crate) fn blind(mut self) -> Self {
        self.screen = Version::default();
        self
    }

    /// Speaks with the device clock at this time.
    pub(crate) fn at(mut self, at_ms: i64) -> Self {
        self.at_ms = at_ms;
        self
    }

    pub(crate) fn says(self, act: impl Into<Body>) -> FactId {
        self.body(act.into())
    }

    /// Something only a newer version understands.
    pub(crate) fn says_something_new(self) -> FactId {
        self.body(Body::Unknown { name: "teleport".into(), props: BTreeMap::new() })
    }

    pub(crate) fn body(self, body: Body) -> FactId {
        let record = &mut self.story.record;
        let seen = seen_for(&body, &self.screen, record);
        let id = fact_id(record.facts.len());
        let (by, role, post, at_ms) = (self.person, self.role, self.post, self.at_ms);
        let fact = Fact { id, by, role, post, asked: None, at_ms, seen, body, more: Props::new() };
        record.facts.insert(id, fact);
        id
    }
}

/// Ids that look random, so that no rule can lean on their order.
fn fact_id(nth: usize) -> FactId {
    let mixed = (nth as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    FactId(mixed.to_be_bytes())
}

/// Which notices of a kind there are.
pub(crate) fn of_kind(notices: &[Notice], kind: NoticeKind) -> Vec<&Notice> {
    notices.iter().filter(|notice| notice.kind == kind).collect()
}

/// The kinds of all notices, in order.
pub(crate) fn kinds(notices: &[Notice]) -> Vec<NoticeKind> {
    notices.iter().map(|notice| notice.kind).collect()
}

/// A set of flags.
pub(crate) fn flags<const N: usize>(flags: [Flag; N]) -> BTreeSet<Flag> {
    BTreeSet::from(flags)
}
