//! How every verb saves: authorise, write the smallest edit, sign, commit, tell.

use std::collections::BTreeSet;

use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{Division, EvidenceHash, FactId, Kind, RecordId, Scope};
use fangxian_protocol::scalar::Scalar;

use super::enrol::Me;
use super::error::LedgerError;
use super::names;
use super::observer::News;
use super::open::{Inner, Ledger};
use crate::crdt::{Document, Edit};
use crate::domain::View;
use crate::domain::fact::{Body, Fact};
use crate::domain::field::BadField;
use crate::domain::person::Role;
use crate::domain::reach::{self, reaches};
use crate::domain::record::{FieldValue, Props, Record};
use crate::domain::view::{Conflict, Version};
use crate::domain::{Verdict, asked_of, authorize, derive, door, field, post_of, seen_for};
use crate::store::{Attachments, Place, Writing, projecting};

/// The vocabulary version this build writes.
const SCHEMA: i64 = 1;

/// What was saved, fsynced before the call returned.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The record.
    pub record: RecordId,
    /// The fact that was added, if one was.
    pub fact: Option<FactId>,
    /// What follows from everything now known.
    pub view: View,
    /// Not empty when the act was beyond the person's role: it is kept as a proposal these roles
    /// may decide.
    pub needs: Vec<Role>,
}

/// What a verb adds to a record.
#[derive(Debug, Clone, Default)]
pub(super) struct Deed {
    pub(super) fields: Vec<(String, Scalar)>,
    pub(super) bodies: Vec<Body>,
    pub(super) evidence: Vec<(EvidenceHash, Props)>,
    /// The conflict the person saw and now settles.
    pub(super) settles: Option<Conflict>,
}

/// What opens a record: its kind, its village, and its first facts.
pub(super) type Beginning = (&'static str, Option<Division>, Deed);

/// What the person had before them when they decided.
#[derive(Debug, Clone, Copy)]
pub(super) enum Basis<'a> {
    /// What this device knows: for acts that only add.
    Latest,
    /// What was on the screen: for acts that can silence danger or replace a decision.
    Shown(&'a Version),
}

impl Deed {
    pub(super) fn of(body: Body) -> Self {
        Self { bodies: vec![body], ..Self::default() }
    }

    /// The same as it will stand: its text cleaned.
    fn admitted(&self, before: &Record) -> Result<Self, LedgerError> {
        let kind = before.kind.as_str();
        if self.bodies.iter().any(|body| body.kind().is_some_and(|of| of != kind)) {
            return Err(LedgerError::BadInput {
                field: "act",
                next: "this cannot be said of a record of this kind",
                next_zh: "这类记录没有这种操作。",
            });
        }
        let field =
            |(name, value): &(String, Scalar)| Ok((name.clone(), field::admit(kind, name, value)?));
        let body = |body: &Body| {
            let body = door::admit(body.clone())?;
            let is_listed = |photo: &EvidenceHash| {
                let here = self.evidence.iter().any(|(hash, _)| hash == photo);
                here || before.evidence.contains_key(photo)
            };
            if body.shows().is_some_and(|photo| !is_listed(&photo)) {
                let (next, next_zh) =
                    ("add the photo to the record first", "请先把照片加到这条上。");
                return Err(BadField::new("photo", next, next_zh));
            }
            body.check(before.id).map(|()| body)
        };
        let fields = self.fields.iter().map(field).collect::<Result<_, BadField>>()?;
        let bodies = self.bodies.iter().map(body).collect::<Result<_, BadField>>()?;
        Ok(Self { fields, bodies, ..self.clone() })
    }

    /// A field on which people differ is written only by someone who saw exactly these values.
    /// The same value from two people is one value: nobody's word is lost with it.
    fn may_write(&self, name: &str, before: &Record) -> Result<(), LedgerError> {
        let said = |values: &[FieldValue]| -> BTreeSet<Scalar> {
            values.iter().map(|value| value.value.clone()).collect()
        };
        let standing = before.fields.get(name).map(|values| said(values)).unwrap_or_default();
        let seen = self.settles.as_ref().filter(|shown| shown.field == name);
        let fits = match seen {
            Some(shown) => said(&shown.values) == standing,
            None => standing.len() <= 1,
        };
        fits.then_some(()).ok_or(LedgerError::Changed { what: "field" })
    }
}

impl Ledger {
    /// Adds to a record that is here.
    pub(super) fn act(
        &self,
        record: RecordId,
        deed: Deed,
        basis: Basis<'_>,
    ) -> Result<Saved, LedgerError> {
        let saved = self.0.store.write(|writing| -> Result<Saved, LedgerError> {
            let me = Me::read(writing)?;
            let actor = self.0.actor(record, &me.device)?;
            let document = projecting::open(writing, &record, actor)?;
            let document = document.ok_or(LedgerError::NotFound { what: "record" })?;
            self.0.save(writing, &me, document, &deed, basis)
        })?;
        self.tell(std::slice::from_ref(&saved));
        Ok(saved)
    }

    /// Opens several records in one commit.
    pub(super) fn open_records(&self, deeds: Vec<Beginning>) -> Result<Vec<Saved>, LedgerError> {
        let saved = self.0.store.write(|writing| -> Result<Vec<Saved>, LedgerError> {
            let me = Me::read(writing)?;
            let open = |(kind, home, deed): &Beginning| {
                let unknown = |_| LedgerError::NotFound { what: kind };
                let kind: Kind = kind.parse().map_err(unknown)?;
                let (record, home) = (RecordId(self.0.random()?), me.home(*home)?);
                let actor = self.0.actor(record, &me.device)?;
                let document = Document::open(record, &kind, home, SCHEMA, actor);
                self.0.save(writing, &me, document, deed, Basis::Latest)
            };
            deeds.iter().map(open).collect()
        })?;
        self.tell(&saved);
        Ok(saved)
    }

    fn tell(&self, saved: &[Saved]) {
        let records = saved.iter().map(|saved| saved.record).collect();
        self.0.observers.tell(&News::Records(records));
        self.0.observers.tell(&News::Outbox);
    }
}

impl Inner {
    fn save(
        &self,
        writing: &mut Writing<'_>,
        me: &Me,
        mut document: Document,
        deed: &Deed,
        basis: Basis<'_>,
    ) -> Result<Saved, LedgerError> {
        let before = projecting::hydrated(writing, &mut document)?;
        let deed = &deed.admitted(&before)?;
        for (name, _) in &deed.fields {
            deed.may_write(name, &before)?;
        }
        let own = derive(&before);
        let view = writing.handled_together(own.clone(), &before)?;
        let mut places = reach::places(&before);
        // Only who hears of it through another record asks for those.
        if !me.posts.iter().all(|(_, scope)| reaches(*scope, places.iter().copied())) {
            places = writing.places(&before)?;
        }
        if !me.posts.iter().any(|(_, scope)| reaches(*scope, places.iter().copied())) {
            return Err(LedgerError::OutOfScope);
        }
        let (facts, needs) = self.facts((me, &places), deed, basis, &before, (&own, &view))?;
        let fact = facts.last().map(|fact| fact.id);
        let edit = Edit { fields: deed.fields.clone(), facts, evidence: deed.evidence.clone() };
        let Some(written) = document.reconcile(&edit)? else {
            let view = names::shown(writing, view, self.today())?;
            return Ok(Saved { record: before.id, fact: None, view, needs });
        };
        let chain = writing.identity()?.ok_or(LedgerError::NotEnrolled)?;
        let signer = self.signer_of(&chain)?;
        let now_ms = self.clock.now_ms();
        let header = Header {
            suite: signer.public_key().suite,
            device: signer.public_key().device(),
            counter: chain.counter + 1,
            previous: chain.previous,
            wall_ms: now_ms,
            kind: before.kind.clone(),
            home: before.home,
            record: before.id,
            change: written.hash,
        };
        let envelope = Envelope::sign(header, written.change, signer.as_ref())?;
        let bytes = envelope.to_bytes();
        writing.append(&envelope, &bytes, (Place::OnlyHere, true), now_ms)?;
        writing.set_chain(envelope.header.counter, &Envelope::hash(&bytes))?;
        self.note_waiting(writing, deed, now_ms)?;
        let view = projecting::refresh(writing, &mut document)?;
        let view = names::shown(writing, view, self.today())?;
        Ok(Saved { record: before.id, fact, view, needs })
    }

    /// Attachments that a deed names and the centre does not have count as waiting from now on.
    fn note_waiting(
        &self,
        writing: &Writing<'_>,
        deed: &Deed,
        now_ms: i64,
    ) -> Result<(), LedgerError> {
        let attachments = Attachments::of(&self.folder);
        for (hash, _) in &deed.evidence {
            if let Some(bytes) = attachments.waiting_bytes(hash) {
                writing.attachment_waits(hash, bytes, now_ms)?;
            }
        }
        Ok(())
    }

    /// The facts a deed states, and whose decision it needs when it is beyond the person's role.
    fn facts(
        &self,
        (me, places): (&Me, &BTreeSet<Division>),
        deed: &Deed,
        basis: Basis<'_>,
        before: &Record,
        (own, together): (&View, &View),
    ) -> Result<(Vec<Fact>, Vec<Role>), LedgerError> {
        let known = Version::of(before);
        let shown = match basis {
            Basis::Latest => known,
            Basis::Shown(version) => {
                let missing = version.0.difference(&known.0).next();
                if missing.is_some() {
                    return Err(LedgerError::Changed { what: "version" });
                }
                version.clone()
            }
        };
        let mut facts = Vec::new();
        let mut needs = BTreeSet::new();
        for body in &deed.bodies {
            let view = if body.stands_alone() { own } else { together };
            let (role, post, verdict) = me.best_post(places, body, view)?;
            let mut asked = None;
            if let Verdict::Proposal { needs: roles } = verdict {
                asked = asked_of(&roles);
                needs.extend(roles);
            }
            facts.push(Fact {
                id: FactId(self.random()?),
                by: me.person.clone(),
                role,
                post,
                asked,
                at_ms: self.clock.now_ms(),
                seen: seen_for(body, &shown, before),
                body: body.clone(),
                more: Default::default(),
            });
        }
        Ok((facts, needs.into_iter().collect()))
    }
}

impl Me {
    /// The person's role for an act on a record of these places, and the unit an office speaks for:
    /// a post that may do it, else any that covers one of them.
    fn best_post(
        &self,
        places: &BTreeSet<Division>,
        body: &Body,
        view: &View,
    ) -> Result<(Role, Option<Scope>, Verdict), LedgerError> {
        let mut beyond = None;
        for (role, scope) in &self.posts {
            if !reaches(*scope, places.iter().copied()) {
                continue;
            }
            let post = post_of(*role, *scope);
            match authorize((*role, post), &self.person, body, view) {
                Verdict::Allowed => return Ok((*role, post, Verdict::Allowed)),
                verdict => beyond = beyond.or(Some((*role, post, verdict))),
            }
        }
        beyond.ok_or(LedgerError::OutOfScope)
    }
}
