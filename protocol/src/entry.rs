//! What a village's log consists of: words that people signed, and what the centre says of its own
//! storage. That a photo's bytes are there is no word of anyone: it changes no record, and is
//! forgotten with the storage it speaks of. It needs no signature of its own, as the centre signs
//! every answer and every file that it travels in.

use std::collections::BTreeSet;

use crate::codec::{self, Malformed, Reader, Wire, Writer};
use crate::envelope::Envelope;
use crate::id::{ArrivalTag, EvidenceHash, RecordId};
use crate::limits::{ARRIVAL_BYTES_MAX, EVIDENCE_PER_CHANGE_MAX};

/// An envelope has three members, an arrival two.
const ARRIVAL_MEMBERS: usize = 2;
const ENTRY_MEMBERS_MAX: usize = 3;

/// One entry of a village's log (日志条目).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// What someone said.
    Word(Box<Envelope>),
    /// What is here.
    Arrival(Arrival),
}

/// Attachments that a record names and whose bytes the centre has (已收到).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrival {
    /// The record that names them.
    pub record: RecordId,
    /// Which, each by its tag.
    pub tags: BTreeSet<ArrivalTag>,
}

impl Entry {
    /// Reads one entry.
    ///
    /// # Errors
    /// [`Malformed`] when the bytes are not exactly one canonical entry within the limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        match Arrival::is_in(bytes) {
            true => Arrival::from_bytes(bytes).map(Self::Arrival),
            false => Envelope::from_bytes(bytes).map(|word| Self::Word(Box::new(word))),
        }
    }

    /// The record it is about.
    pub fn record(&self) -> RecordId {
        match self {
            Self::Word(envelope) => envelope.header.record,
            Self::Arrival(arrival) => arrival.record,
        }
    }
}

impl Arrival {
    /// That these attachments of a record are there.
    pub fn of(record: RecordId, evidence: &[EvidenceHash]) -> Self {
        let tags = evidence.iter().map(|hash| ArrivalTag::of(&record, hash));
        Self { record, tags: tags.collect() }
    }

    /// Whether these bytes, when they are an entry at all, are an arrival.
    pub fn is_in(bytes: &[u8]) -> bool {
        let members = Reader::new(bytes).count("entry", ENTRY_MEMBERS_MAX);
        members.is_ok_and(|members| members == ARRIVAL_MEMBERS)
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`Malformed`] when the bytes are not exactly one canonical arrival within the limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        codec::decode("arrival", bytes, ARRIVAL_BYTES_MAX)
    }

    /// The bytes that are stored and carried.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }
}

impl Wire for Arrival {
    fn write(&self, writer: &mut Writer) {
        let bytes: Vec<u8> = self.tags.iter().flat_map(|one| one.0).collect();
        writer.array(ARRIVAL_MEMBERS).bytes(&self.record.0).bytes(&bytes);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        const TAGS: &str = "arrival.tags";
        reader.array("arrival", ARRIVAL_MEMBERS)?;
        let record = RecordId(reader.fixed("arrival.record")?);
        let max = EVIDENCE_PER_CHANGE_MAX * ArrivalTag::LEN_BYTES;
        let (each, rest) = reader.bytes(TAGS, max)?.as_chunks();
        let tags: Vec<ArrivalTag> = each.iter().copied().map(ArrivalTag).collect();
        if tags.is_empty() || !rest.is_empty() {
            return Err(reader.bad(TAGS));
        }
        reader.ascending(TAGS, &tags, |one| *one)?;
        Ok(Self { record, tags: tags.into_iter().collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(evidence: &[u8]) -> Arrival {
        let evidence: Vec<_> = evidence.iter().map(|byte| EvidenceHash([*byte; 32])).collect();
        Arrival::of(RecordId([7; 16]), &evidence)
    }

    #[test]
    fn an_arrival_is_forty_bytes_and_each_more_of_its_record_sixteen() {
        assert!(arrival(&[1]).to_bytes().len() <= 40);
        let more = arrival(&[1, 2]).to_bytes().len() - arrival(&[1]).to_bytes().len();
        assert!(more <= 17, "{more}");
    }

    #[test]
    fn what_a_record_names_beside_a_photo_shares_no_tag_with_it_however_alike() {
        let (photo, record) = (EvidenceHash([7; 32]), RecordId([7; 16]));
        let mut forged = photo;
        forged.0[31] = 0;
        let tag = ArrivalTag::of(&record, &photo);
        assert_ne!(tag, ArrivalTag::of(&record, &forged));
        assert_ne!(tag, ArrivalTag::of(&RecordId([8; 16]), &photo));
    }

    #[test]
    fn an_entry_reads_back_what_it_is() {
        let one = arrival(&[2, 1]);
        let read = Entry::from_bytes(&one.to_bytes());
        assert_eq!(read, Ok(Entry::Arrival(one.clone())));
        assert!(Entry::from_bytes(&arrival(&[]).to_bytes()).is_err(), "of nothing");
        let mut twice = one.to_bytes();
        let at = twice.len() - 32;
        twice.copy_within(at + 16.., at);
        assert!(Entry::from_bytes(&twice).is_err(), "twice the same");
        assert!(Entry::from_bytes(&[0x83]).is_err() && Entry::from_bytes(&[]).is_err());
    }
}
