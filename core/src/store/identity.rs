//! Who this phone is, whom it answers to, and where its chain of envelopes stands.

use std::fmt;

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::id::EnvelopeHash;
use fangxian_protocol::key::{PublicKey, Suite};
use rusqlite::{Row, params};

use super::envelope::{as_i64, damaged};
use super::{Reading, StoreError, Writing, meta};

/// The alias beside what makes a key only together with the host's secret.
const SECRET: &str = "secret";

/// Who this phone is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Where its key is.
    pub key: KeyHolder,
    /// What the centre vouches for; `None` before enrolment.
    pub certificate: Option<Certificate>,
    /// Whom it answers to; `None` before enrolment.
    pub centre: Option<Centre>,
    /// How many envelopes it wrote: the counter of the last.
    pub counter: u64,
    /// The last envelope it wrote; zeros for none.
    pub previous: EnvelopeHash,
    /// The number of its last signed request.
    pub request_number: u64,
    /// What the centre's clock said when last heard, milliseconds since 1970 UTC.
    pub server_time_ms: Option<i64>,
}

/// Where the key of this phone is.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyHolder {
    /// Here: the seed of a software key.
    Seed([u8; 32]),
    /// Made of this and of a secret the host keeps.
    WithSecret([u8; 32]),
    /// In hardware of the host's: the device it makes.
    External(String),
}

/// The centre this phone is enrolled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre {
    /// Its key, pinned at enrolment.
    pub key: PublicKey,
    /// Where it answers.
    pub url: String,
    /// What it is called.
    pub name: String,
    /// The only authorities its TLS certificate may come from (PEM); `None` for the device's.
    pub private_ca_pem: Option<Vec<u8>>,
}

impl Identity {
    /// A phone that has a key and nothing else.
    pub fn new(key: KeyHolder) -> Self {
        Self {
            key,
            certificate: None,
            centre: None,
            counter: 0,
            previous: EnvelopeHash([0; EnvelopeHash::LEN_BYTES]),
            request_number: 0,
            server_time_ms: None,
        }
    }
}

/// A seed is a secret: it is never shown.
impl fmt::Debug for KeyHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seed(_) => "Seed(…)",
            Self::WithSecret(_) => "WithSecret(…)",
            Self::External(_) => "External(…)",
        })
    }
}

impl Reading<'_> {
    /// Who this phone is; `None` before a key was made.
    ///
    /// # Errors
    /// Those of the store.
    pub fn identity(&self) -> Result<Option<Identity>, StoreError> {
        let sql = "SELECT key_seed, key_alias, certificate, centre_key, centre_url, centre_name,
                          counter, previous, request_number, server_time_ms, centre_ca
                   FROM identity";
        self.first(sql, [], read)
    }

    /// Whether the centre no longer takes this phone at its word, and it has to enrol again.
    ///
    /// # Errors
    /// Those of the store.
    pub fn is_dismissed(&self) -> Result<bool, StoreError> {
        Ok(self.meta(meta::DISMISSED)? == Some(1))
    }
}

impl Writing<'_> {
    /// Keeps who this phone is, in place of what was kept before.
    ///
    /// # Errors
    /// Those of the store.
    pub fn put_identity(&self, identity: &Identity) -> Result<(), StoreError> {
        let (seed, alias) = match &identity.key {
            KeyHolder::Seed(seed) => (Some(seed), None),
            KeyHolder::WithSecret(part) => (Some(part), Some(SECRET)),
            KeyHolder::External(alias) => (None, Some(alias.as_str())),
        };
        let centre = identity.centre.as_ref();
        let sql = "INSERT OR REPLACE INTO identity (id, key_seed, key_alias, certificate,
                       centre_key, centre_url, centre_name, counter, previous, request_number,
                       server_time_ms, centre_ca)
                   VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let values = params![
            seed,
            alias,
            identity.certificate.as_ref().map(Certificate::to_bytes),
            centre.map(|centre| centre.key.bytes),
            centre.map(|centre| &centre.url),
            centre.map(|centre| &centre.name),
            as_i64(identity.counter),
            identity.previous.0,
            as_i64(identity.request_number),
            identity.server_time_ms,
            centre.map(|centre| &centre.private_ca_pem),
        ];
        self.run(sql, values).map(drop)
    }

    /// Notes the last envelope written here; belongs in the transaction that appends it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn set_chain(&self, counter: u64, previous: &EnvelopeHash) -> Result<(), StoreError> {
        let sql = "UPDATE identity SET counter = ?1, previous = ?2";
        self.run(sql, params![as_i64(counter), previous.0]).map(drop)
    }

    /// The key this phone is about to go on with, made the first time and kept until it does: so
    /// that a lost answer can be asked for again. `fresh` is what to make it of.
    ///
    /// # Errors
    /// Those of the store.
    pub fn successor(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
        self.run("INSERT OR IGNORE INTO successor (id, key_seed) VALUES (1, ?1)", [fresh])?;
        self.value("SELECT key_seed FROM successor", [])?.ok_or(damaged("successor"))
    }

    /// The phone goes on with it now.
    ///
    /// # Errors
    /// Those of the store.
    pub fn forget_successor(&self) -> Result<(), StoreError> {
        self.run("DELETE FROM successor", []).map(drop)
    }

    /// Takes the next request number, `at_least` this: never the same twice, whatever becomes of
    /// the request.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when this phone has no identity yet.
    pub fn next_request_number(&self, at_least: u64) -> Result<u64, StoreError> {
        let sql = "UPDATE identity SET request_number = max(request_number + 1, ?1)
                   RETURNING request_number";
        self.value(sql, [as_i64(at_least)])?.ok_or(damaged("identity"))
    }

    /// Notes whether the centre no longer takes this phone at its word.
    ///
    /// # Errors
    /// Those of the store.
    pub fn set_dismissed(&self, dismissed: bool) -> Result<(), StoreError> {
        self.set_meta(meta::DISMISSED, i64::from(dismissed))
    }

    /// Notes what the centre's clock said, milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// Those of the store.
    pub fn set_server_time(&self, server_time_ms: i64) -> Result<(), StoreError> {
        self.run("UPDATE identity SET server_time_ms = ?1", [server_time_ms]).map(drop)
    }
}

fn read(row: &Row<'_>) -> Result<Identity, StoreError> {
    let key = match (row.get(0)?, row.get(1)?) {
        (Some(seed), None) => KeyHolder::Seed(seed),
        (Some(part), Some(alias)) if alias == SECRET => KeyHolder::WithSecret(part),
        (None, Some(alias)) => KeyHolder::External(alias),
        _ => return Err(damaged("identity.key")),
    };
    let certificate: Option<Vec<u8>> = row.get(2)?;
    let certificate = certificate.map(|bytes| Certificate::from_bytes(&bytes)).transpose();
    let centre = match (row.get(3)?, row.get(4)?, row.get(5)?) {
        (Some(bytes), Some(url), Some(name)) => {
            let key = PublicKey { suite: Suite::Ed25519, bytes };
            Some(Centre { key, url, name, private_ca_pem: row.get(10)? })
        }
        _ => None,
    };
    Ok(Identity {
        key,
        certificate: certificate.map_err(|_| damaged("identity.certificate"))?,
        centre,
        counter: row.get(6)?,
        previous: EnvelopeHash(row.get(7)?),
        request_number: row.get(8)?,
        server_time_ms: row.get(9)?,
    })
}
