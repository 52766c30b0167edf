//! A digest of what a document says. Saved bytes differ between replicas that agree; this does
//! not.

use fangxian_protocol::scalar::Scalar;
use sha2::{Digest, Sha256};

use super::contents::{About, EVIDENCE, FACTS, FIELDS};
use super::engine::{Engine, Failed};
use super::hydrate::merged;

/// What is hashed with the state, so that this digest can never pass for another's.
const DOMAIN: &str = "fangxian/state/1";

/// The digest of a document.
pub(super) fn digest(engine: &Engine, about: &About) -> Result<[u8; 32], Failed> {
    let mut sum = Sum(Sha256::new());
    sum.bytes(DOMAIN.as_bytes());
    sum.bytes(&about.record.0);
    sum.bytes(about.kind.as_str().as_bytes());
    sum.bytes(&about.home.as_u64().to_be_bytes());
    sum.bytes(&about.schema.to_be_bytes());
    if engine.changes() > 0 {
        fields(engine, &mut sum)?;
        for key in [FACTS, EVIDENCE] {
            maps(engine, key, &mut sum)?;
        }
    }
    Ok(sum.0.finalize().into())
}

fn fields(engine: &Engine, sum: &mut Sum) -> Result<(), Failed> {
    let fields = engine.map(FIELDS)?;
    let names = engine.keys(&fields);
    sum.count(names.len());
    for name in names {
        let standing = engine.standing(&fields, &name)?;
        sum.bytes(name.as_bytes());
        sum.count(standing.len());
        for found in standing {
            sum.scalar(&found.value);
            sum.bytes(&found.change.0);
        }
    }
    Ok(())
}

fn maps(engine: &Engine, key: &str, sum: &mut Sum) -> Result<(), Failed> {
    let map = engine.map(key)?;
    let names = engine.keys(&map);
    sum.count(names.len());
    for name in names {
        let props = merged(engine, &map, &name)?;
        sum.bytes(name.as_bytes());
        sum.count(props.len());
        for (property, value) in &props {
            sum.bytes(property.as_bytes());
            sum.scalar(value);
        }
    }
    Ok(())
}

/// Hashes parts with their lengths, so that no two states read the same.
struct Sum(Sha256);

impl Sum {
    fn count(&mut self, count: usize) {
        self.0.update((count as u64).to_be_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.0.update(bytes);
    }

    fn scalar(&mut self, value: &Scalar) {
        match value {
            Scalar::Null => self.0.update([0]),
            Scalar::Bool(flag) => self.0.update([1, u8::from(*flag)]),
            Scalar::Int(number) => {
                self.0.update([2]);
                self.0.update(number.to_be_bytes());
            }
            Scalar::Text(text) => {
                self.0.update([3]);
                self.bytes(text.as_bytes());
            }
            Scalar::Bytes(bytes) => {
                self.0.update([4]);
                self.bytes(bytes);
            }
        }
    }
}
