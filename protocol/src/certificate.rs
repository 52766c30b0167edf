//! What the centre vouches for: this key is this person's device, in these posts, for this long.

use crate::codec::{self, Malformed, Reader, Wire, Writer};
use crate::id::{DeviceId, PersonId, Scope};
use crate::key::{CannotSign, Forged, PublicKey, Signature, Signer};
use crate::limits::{CERTIFICATE_BYTES_MAX, KIND_BYTES_MAX, PERSON_ID_BYTES_MAX, POSTS_MAX};

const DOMAIN: &[u8] = b"fangxian/certificate/1\0";

/// A post (岗位): a role and where it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Post {
    /// The code of the role, such as `grid` or `township`.
    pub role: String,
    /// Where it holds.
    pub scope: Scope,
}

/// A device certificate (设备证书), signed by the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The device's key; the device id follows from it.
    pub key: PublicKey,
    /// Whose device it is.
    pub person: PersonId,
    /// The posts that person holds.
    pub posts: Vec<Post>,
    /// Valid from, milliseconds since 1970 UTC by the centre's clock.
    pub from_ms: i64,
    /// Valid until, likewise.
    pub until_ms: i64,
    /// The centre's signature over the rest.
    pub signature: Signature,
}

impl Certificate {
    /// Issues a certificate.
    ///
    /// # Errors
    /// [`CannotSign`] when the centre's key store does not answer, or nobody could read what was
    /// asked for.
    pub fn issue(
        key: PublicKey,
        person: PersonId,
        posts: Vec<Post>,
        (from_ms, until_ms): (i64, i64),
        centre: &dyn Signer,
    ) -> Result<Self, CannotSign> {
        let signature = Signature([0; 64]);
        let mut certificate = Self { key, person, posts, from_ms, until_ms, signature };
        certificate.signature = centre.sign(&certificate.signed_bytes())?;
        match Self::from_bytes(&certificate.to_bytes()) {
            Ok(_) => Ok(certificate),
            Err(unreadable) => Err(CannotSign(unreadable.to_string())),
        }
    }

    /// The device it is for.
    pub fn device(&self) -> DeviceId {
        self.key.device()
    }

    /// Whether one of the posts has this role and covers this division.
    pub fn holds(&self, role: &str, division: crate::id::Division) -> bool {
        self.posts.iter().any(|post| post.role == role && post.scope.covers(division))
    }

    /// Checks the centre's signature.
    ///
    /// # Errors
    /// [`Forged`] when the centre did not issue it.
    pub fn verify(&self, centre: &PublicKey) -> Result<(), Forged> {
        centre.verify(&self.signed_bytes(), &self.signature)
    }

    /// Reads one certificate.
    ///
    /// # Errors
    /// [`Malformed`] when the bytes are not exactly one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        codec::decode("certificate", bytes, CERTIFICATE_BYTES_MAX)
    }

    /// The bytes that are stored and carried.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let unsigned = Self { signature: Signature([0; 64]), ..self.clone() };
        [DOMAIN, &codec::encode(&unsigned)].concat()
    }
}

impl Wire for Post {
    fn write(&self, writer: &mut Writer) {
        writer.array(2).text(&self.role).text(&self.scope.to_string());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("post", 2)?;
        Ok(Self {
            role: reader.text("post.role", KIND_BYTES_MAX)?.to_owned(),
            scope: reader.parse("post.scope", 12)?,
        })
    }
}

impl Wire for Certificate {
    fn write(&self, writer: &mut Writer) {
        writer.array(6);
        self.key.write(writer);
        writer.text(self.person.as_str()).list(&self.posts);
        writer.i64(self.from_ms).i64(self.until_ms).bytes(&self.signature.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("certificate", 6)?;
        Ok(Self {
            key: PublicKey::read(reader)?,
            person: reader.parse("certificate.person", PERSON_ID_BYTES_MAX)?,
            posts: reader.list("certificate.posts", POSTS_MAX)?,
            from_ms: reader.i64("certificate.from_ms")?,
            until_ms: reader.i64("certificate.until_ms")?,
            signature: Signature(reader.fixed("certificate.signature")?),
        })
    }
}
