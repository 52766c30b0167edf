//! Entries that were accepted before a database was damaged are taken in again as they were
//! judged then: whoever has lost a post since had it when they spoke.

use std::collections::BTreeSet;

use fangxian::crdt::Applied;
use fangxian::domain::centre::Reason;
use fangxian_protocol::entry::{Arrival, Entry};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{ArrivalTag, EvidenceHash, RecordId};
use fangxian_protocol::message::RefusalCode;

use super::entering::{Entering, told_by};
use super::{Judge, begun, sharing};
use crate::centre::standing::Fault;
use crate::registry::Roster;
use crate::storage::StorageError;

impl Judge<'_> {
    /// Looks up at once which of these records there are.
    pub(in crate::centre) fn look_for(
        &mut self,
        records: impl Iterator<Item = RecordId>,
    ) -> Result<(), StorageError> {
        let records: Vec<RecordId> = BTreeSet::from_iter(records).into_iter().collect();
        self.existing.extend(self.storage.existing(&records)?);
        Ok(())
    }

    /// Takes an entry in again that came at `at_ms` and was doubted or not. Nothing is said about
    /// it: what was said then comes in like everything else.
    ///
    /// Refused when its device is not known, or what it follows was lost.
    ///
    /// # Errors
    /// [`StorageError`]; then nothing more may be committed.
    pub(in crate::centre) fn readmit(
        &mut self,
        roster: &Roster,
        (entry, bytes): (&Entry, &[u8]),
        (doubt, at_ms): (Option<Reason>, i64),
    ) -> Result<Result<(), Fault>, StorageError> {
        let envelope = match entry {
            Entry::Word(envelope) => envelope,
            Entry::Arrival(arrival) => {
                let evidence = self.still_here(arrival)?;
                if evidence.is_empty() {
                    return Ok(Err((RefusalCode::MissingDependency, "evidence")));
                }
                self.arrived(arrival.record, evidence, at_ms);
                return Ok(Ok(()));
            }
        };
        let header = &envelope.header;
        let Some(device) = roster.device(header.device) else {
            return Ok(Err((RefusalCode::DeviceNotValid, "unknown")));
        };
        if envelope.verify(&device.certificate.key).is_err() {
            return Ok(Err((RefusalCode::BadSignature, "signature")));
        }
        let mut fresh = None;
        let existing = self.existing.contains(&header.record);
        let open = match self.documents.get(header.record, existing)? {
            Some(open) => open,
            None => fresh.insert(begun(header, self.voice.device())),
        };
        let (facts, evidence) = match open.document.take(header, &envelope.change) {
            Ok(Applied::New { facts, evidence }) => (facts, evidence),
            Ok(Applied::Known) => return Ok(Ok(())),
            Err(refused) => return Ok(Err((refused.code, refused.detail))),
        };
        let told = told_by(&facts);
        let links = if doubt.is_none() { sharing::links(&facts) } else { Vec::new() };
        let entering = Entering { facts, evidence, doubt, at_ms };
        let named = (Envelope::hash(bytes), bytes);
        let (accepted, routes, authors) = entering.let_in((roster, open), envelope, named);
        let begins = fresh.is_some();
        if let Some(open) = fresh {
            self.begin(header, open);
            self.existing.insert(header.record);
        }
        self.append(roster, accepted, (&routes, &authors));
        self.tell(header.record, told.into_iter());
        self.share(roster, header.record, (links, begins, !routes.is_empty()))?;
        Ok(Ok(()))
    }

    /// The attachments that an arrival speaks of, as far as their record came back and they are
    /// still known to be here.
    fn still_here(&mut self, arrival: &Arrival) -> Result<Vec<EvidenceHash>, StorageError> {
        let existing = self.existing.contains(&arrival.record);
        let Some(open) = self.documents.get(arrival.record, existing)? else {
            return Ok(Vec::new());
        };
        let Ok(record) = open.document.hydrate(&|_| None) else { return Ok(Vec::new()) };
        let mut here = Vec::new();
        for hash in record.evidence.into_keys() {
            let said = arrival.tags.contains(&ArrivalTag::of(&arrival.record, &hash));
            if said && self.storage.attachment(hash)?.is_some() {
                here.push(hash);
            }
        }
        Ok(here)
    }
}
