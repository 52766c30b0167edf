//! A change with its origin: who, on which device, about which record, signed (D5).

use sha2::{Digest, Sha256};

use crate::change::Change;
use crate::codec::{self, Malformed, Reader, Wire, Writer};
use crate::id::{ChangeHash, DeviceId, Division, EnvelopeHash, Kind, RecordId};
use crate::key::{CannotSign, Forged, PublicKey, Signature, Signer, Suite};
use crate::limits::{CHANGE_BYTES_MAX, ENVELOPE_BYTES_MAX, HEADER_BYTES_MAX, KIND_BYTES_MAX};

/// What is signed with an envelope, so that its signature can never pass for another's.
const DOMAIN: &[u8] = b"fangxian/envelope/1\0";

/// Where a change comes from and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// How it is signed.
    pub suite: Suite,
    /// The device that says it.
    pub device: DeviceId,
    /// The how-manieth envelope of that device, from 1 without gaps.
    pub counter: u64,
    /// The envelope of that device before this one; zeros for the first.
    pub previous: EnvelopeHash,
    /// What the device's clock said, in milliseconds since 1970 UTC. Evidence, never an order.
    pub wall_ms: i64,
    /// What the record is about.
    pub kind: Kind,
    /// The village the record belongs to.
    pub home: Division,
    /// Which record.
    pub record: RecordId,
    /// The hash the change must have once rebuilt.
    pub change: ChangeHash,
}

/// A signed change (信封): the unit that is stored, carried and acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Its origin.
    pub header: Header,
    /// What it changes.
    pub change: Change,
    /// The device's signature over both.
    pub signature: Signature,
}

impl Envelope {
    /// Signs a change.
    ///
    /// # Errors
    /// [`CannotSign`] when the key store does not answer.
    pub fn sign(header: Header, change: Change, signer: &dyn Signer) -> Result<Self, CannotSign> {
        let signature = signer.sign(&signed_bytes(&header, &change))?;
        Ok(Self { header, change, signature })
    }

    /// Reads one envelope.
    ///
    /// # Errors
    /// [`Malformed`] when the bytes are not exactly one canonical envelope within the limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        codec::decode("envelope", bytes, ENVELOPE_BYTES_MAX)
    }

    /// The bytes that are stored and carried.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// The name of an envelope of these bytes.
    pub fn hash(bytes: &[u8]) -> EnvelopeHash {
        let digest = Sha256::digest(bytes);
        let mut hash = [0; EnvelopeHash::LEN_BYTES];
        hash.copy_from_slice(&digest[..EnvelopeHash::LEN_BYTES]);
        EnvelopeHash(hash)
    }

    /// Checks that `key` is the device's and signed exactly this.
    ///
    /// # Errors
    /// [`Forged`] when it did not.
    pub fn verify(&self, key: &PublicKey) -> Result<(), Forged> {
        if key.device() != self.header.device || key.suite != self.header.suite {
            return Err(Forged);
        }
        key.verify(&signed_bytes(&self.header, &self.change), &self.signature)
    }
}

fn signed_bytes(header: &Header, change: &Change) -> Vec<u8> {
    [DOMAIN, &codec::encode(header), &codec::encode(change)].concat()
}

impl Wire for Header {
    fn write(&self, writer: &mut Writer) {
        writer.array(9).u64(self.suite.number()).bytes(&self.device.0).u64(self.counter);
        writer.bytes(&self.previous.0).i64(self.wall_ms).text(self.kind.as_str());
        writer.u64(self.home.as_u64()).bytes(&self.record.0).bytes(&self.change.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("header", 9)?;
        let suite = reader.u64("header.suite")?;
        Ok(Self {
            suite: Suite::from_number(suite).ok_or(reader.bad("header.suite"))?,
            device: DeviceId(reader.fixed("header.device")?),
            counter: reader.positive("header.counter")?,
            previous: EnvelopeHash(reader.fixed("header.previous")?),
            wall_ms: reader.i64("header.wall_ms")?,
            kind: reader.parse("header.kind", KIND_BYTES_MAX)?,
            home: Division::from_u64(reader.u64("header.home")?)
                .map_err(|_| reader.bad("header.home"))?,
            record: RecordId(reader.fixed("header.record")?),
            change: ChangeHash(reader.fixed("header.change")?),
        })
    }
}

impl Wire for Envelope {
    fn write(&self, writer: &mut Writer) {
        writer.array(3).bytes(&codec::encode(&self.header)).bytes(&codec::encode(&self.change));
        writer.bytes(&self.signature.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("envelope", 3)?;
        let header = reader.bytes("envelope.header", HEADER_BYTES_MAX)?;
        let change = reader.bytes("envelope.change", CHANGE_BYTES_MAX)?;
        Ok(Self {
            header: codec::decode("header", header, HEADER_BYTES_MAX)?,
            change: codec::decode("change", change, CHANGE_BYTES_MAX)?,
            signature: Signature(reader.fixed("envelope.signature")?),
        })
    }
}
