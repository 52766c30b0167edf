//! How a new device starts: one immutable file a village, up to a position of its log (D10).
//!
//! A file is a row of blocks. A block is its length as four big-endian bytes, then a
//! [frame](crate::codec::frame) around a [batch](crate::batch::Batch) of entries in log order. The
//! manifest, signed by the centre, names the file by the hash of its bytes.

use sha2::{Digest, Sha256};

use crate::batch::Batch;
use crate::codec::{self, Malformed, Reader, Wire, Writer, frame, unframe};
use crate::id::Division;
use crate::key::{CannotSign, Forged, PublicKey, Signature, Signer};
use crate::limits::{PULL_ENTRIES_MAX, SNAPSHOT_BLOCK_BYTES_MAX};
use crate::log::Cursor;

const DOMAIN: &[u8] = b"fangxian/snapshot/1\0";

/// What a snapshot file holds, vouched for by the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Whose log, up to which position.
    pub through: Cursor,
    /// How many entries.
    pub entries: u64,
    /// Length of the file.
    pub file_bytes: u64,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// The centre's signature over the rest.
    pub signature: Signature,
}

/// A block of a snapshot file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block(pub Batch);

impl Manifest {
    /// Describes a file and signs the description.
    ///
    /// # Errors
    /// [`CannotSign`] when the centre's key store does not answer.
    pub fn of_file(
        (through, entries): (Cursor, u64),
        file: &[u8],
        centre: &dyn Signer,
    ) -> Result<Self, CannotSign> {
        let named = (file.len() as u64, Sha256::digest(file).into());
        Self::of((through, entries), named, centre)
    }

    /// Describes a file of so many bytes, with this SHA-256, and signs the description.
    ///
    /// # Errors
    /// [`CannotSign`] when the centre's key store does not answer.
    pub fn of(
        (through, entries): (Cursor, u64),
        (file_bytes, sha256): (u64, [u8; 32]),
        centre: &dyn Signer,
    ) -> Result<Self, CannotSign> {
        let signature = Signature([0; 64]);
        let mut manifest = Self { through, entries, file_bytes, sha256, signature };
        manifest.signature = centre.sign(&manifest.signed_bytes())?;
        Ok(manifest)
    }

    /// The name the file is fetched by.
    pub fn file_name(&self) -> String {
        format!("{}-{}.fxs", self.through.village, self.through.position)
    }

    /// The village and the position that the name of a file states.
    pub fn of_file_name(name: &str) -> Option<(Division, u64)> {
        let (village, position) = name.strip_suffix(".fxs")?.split_once('-')?;
        Some((village.parse().ok()?, position.parse().ok()?))
    }

    /// Checks the centre's signature.
    ///
    /// # Errors
    /// [`Forged`] when it does not hold.
    pub fn verify(&self, centre: &PublicKey) -> Result<(), Forged> {
        centre.verify(&self.signed_bytes(), &self.signature)
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let unsigned = Self { signature: Signature([0; 64]), ..self.clone() };
        [DOMAIN, &codec::encode(&unsigned)].concat()
    }
}

impl Block {
    /// The bytes of the block in a file, its length first. The writer of a file cuts its blocks
    /// so that each stays within the limits; a larger one could not be read back.
    pub fn to_bytes(&self) -> Vec<u8> {
        let framed = frame(&codec::encode(self));
        let len = u32::try_from(framed.len()).unwrap_or(u32::MAX);
        [&len.to_be_bytes(), framed.as_slice()].concat()
    }

    /// Takes the next block off the front of `file`; `None` at its end.
    ///
    /// # Errors
    /// [`Malformed`] when what is there is no block.
    pub fn take(file: &mut &[u8]) -> Result<Option<Self>, Malformed> {
        let short = Malformed { field: "block", at_byte: 0, fault: codec::Fault::Unexpected };
        if file.is_empty() {
            return Ok(None);
        }
        let (len, rest) = file.split_first_chunk::<4>().ok_or(short)?;
        let len = usize::try_from(u32::from_be_bytes(*len)).map_err(|_| short)?;
        let (framed, rest) = rest.split_at_checked(len).ok_or(short)?;
        *file = rest;
        let body = unframe("block", framed, SNAPSHOT_BLOCK_BYTES_MAX)?;
        codec::decode("block", &body, SNAPSHOT_BLOCK_BYTES_MAX).map(Some)
    }
}

impl Wire for Manifest {
    fn write(&self, writer: &mut Writer) {
        writer.array(5);
        self.through.write(writer);
        writer.u64(self.entries).u64(self.file_bytes).bytes(&self.sha256).bytes(&self.signature.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("manifest", 5)?;
        Ok(Self {
            through: Cursor::read(reader)?,
            entries: reader.u64("manifest.entries")?,
            file_bytes: reader.u64("manifest.file_bytes")?,
            sha256: reader.fixed("manifest.sha256")?,
            signature: Signature(reader.fixed("manifest.signature")?),
        })
    }
}

impl Wire for Block {
    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Batch::read_of(reader, "block", PULL_ENTRIES_MAX).map(Self)
    }
}
