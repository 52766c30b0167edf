//! The engine, contained: it is handed only what the gate let through, and a panic in it ends the
//! operation, never the document or the process.

use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{
    Automerge, ExpandedChange, LoadOptions, ObjId, ObjType, OnPartialLoad, ROOT, ReadDoc,
    SaveOptions, ScalarValue, StringMigration, TextEncoding, Value, VerificationMode,
};

use fangxian_protocol::change::Written;
use fangxian_protocol::id::{Actor, ChangeHash};
use fangxian_protocol::scalar::Scalar;

use super::commit::{Commit, Id, Put};

/// What an empty document holds in memory.
const ENGINE_BYTES_MIN: usize = 16 * 1024;
/// What an operation costs the engine in memory.
const ENGINE_OP_BYTES: usize = 64;
/// What a built change holds in memory beside its bytes.
const BUILT_BYTES_MIN: usize = 1024;

/// The engine failed or holds what the vocabulary does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failed;

/// A change as the engine spells it.
pub(super) struct Built(pub(super) automerge::Change);

/// A map in the document, by its place there.
#[derive(Clone)]
pub(super) struct Map(ObjId);

/// One value at a key, and the change that wrote it.
pub(super) struct Standing {
    pub(super) value: Scalar,
    pub(super) change: ChangeHash,
}

/// One document as the engine keeps it.
pub(super) struct Engine(pub(super) Automerge);

impl Built {
    /// Spells a change for the engine; time, message and author stay empty.
    pub(super) fn new(commit: &Commit) -> Result<Self, Failed> {
        let start_op = NonZeroU64::new(commit.start_op).ok_or(Failed)?;
        let expanded = ExpandedChange {
            operations: commit.puts.iter().map(op).collect(),
            actor_id: actor_id(commit.actor),
            hash: None,
            seq: commit.seq,
            start_op,
            time: 0,
            message: None,
            deps: commit.deps.iter().map(hash_in).collect(),
            extra_bytes: Vec::new(),
            author: None,
        };
        contained(|| Ok(automerge::Change::from(expanded))).map(Self)
    }

    /// About how many bytes of memory it holds.
    pub(super) fn held_bytes(&self) -> usize {
        BUILT_BYTES_MIN + 2 * self.0.raw_bytes().len()
    }

    /// The hash that names it.
    pub(super) fn hash(&self) -> ChangeHash {
        ChangeHash(self.0.hash().0)
    }
}

impl Engine {
    /// An empty document.
    pub(super) fn new() -> Self {
        Self(Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint))
    }

    /// Reads what [`save`](Self::save) wrote.
    pub(super) fn load(bytes: &[u8]) -> Result<Self, Failed> {
        let options = LoadOptions::new()
            .on_partial_load(OnPartialLoad::Error)
            .verification_mode(VerificationMode::Check)
            .migrate_strings(StringMigration::NoMigration)
            .text_encoding(TextEncoding::UnicodeCodePoint);
        contained(|| Automerge::load_with_options(bytes, options).map_err(|_| Failed)).map(Self)
    }

    /// Folds the history into bytes.
    pub(super) fn save(&self) -> Result<Vec<u8>, Failed> {
        let options = SaveOptions { deflate: true, retain_orphans: false };
        contained(|| Ok(self.0.save_with_options(options)))
    }

    /// Takes changes that passed the gate, in order. On failure the document is as it was.
    ///
    /// Several at once cost little more than one: the engine walks the document once.
    pub(super) fn apply(&mut self, built: Vec<Built>) -> Result<(), Failed> {
        let mut heads: BTreeSet<_> = self.0.get_heads().into_iter().collect();
        for Built(change) in &built {
            for dep in change.deps() {
                heads.remove(dep);
            }
            heads.insert(change.hash());
        }
        let next = contained(|| {
            let changes: Vec<_> = built.into_iter().map(|built| built.0).collect();
            let mut next = self.0.clone();
            next.apply_changes(changes).map_err(|_| Failed)?;
            let reached: BTreeSet<_> = next.get_heads().into_iter().collect();
            (reached == heads).then_some(next).ok_or(Failed)
        })?;
        self.0 = next;
        Ok(())
    }

    /// The changes nothing follows, ascending.
    pub(super) fn heads(&self) -> Vec<ChangeHash> {
        let mut heads: Vec<_> = self.0.get_heads().iter().map(|h| ChangeHash(h.0)).collect();
        heads.sort_unstable();
        heads
    }

    /// Whether it has a change.
    pub(super) fn contains(&self, hash: &ChangeHash) -> bool {
        let found = contained(|| Ok(self.0.get_change_meta_by_hash(&hash_in(hash)).is_some()));
        found.unwrap_or(false)
    }

    /// How many changes it has.
    pub(super) fn changes(&self) -> usize {
        usize::try_from(self.0.stats().num_changes).unwrap_or(usize::MAX)
    }

    /// About how many bytes of memory it holds beside what the bookkeeping counts: the bytes of
    /// keys and values, which are there once more.
    pub(super) fn held_bytes(&self) -> usize {
        let ops = usize::try_from(self.0.stats().num_ops).unwrap_or(usize::MAX);
        ENGINE_BYTES_MIN.saturating_add(ops.saturating_mul(ENGINE_OP_BYTES))
    }

    /// Every change with its hash, each after those it follows.
    pub(super) fn history(&self) -> Result<Vec<(ChangeHash, Commit)>, Failed> {
        contained(|| self.0.get_changes(&[]).iter().map(read_change).collect())
    }

    /// A value at the root.
    pub(super) fn root(&self, key: &str) -> Result<Scalar, Failed> {
        match self.0.get(ROOT, key) {
            Ok(Some((Value::Scalar(value), _))) => scalar(&value),
            _ => Err(Failed),
        }
    }

    /// A map at the root.
    pub(super) fn map(&self, key: &str) -> Result<Map, Failed> {
        match self.0.get(ROOT, key) {
            Ok(Some((Value::Object(ObjType::Map), id))) => Ok(Map(id)),
            _ => Err(Failed),
        }
    }

    /// The keys of a map, ascending.
    pub(super) fn keys(&self, map: &Map) -> Vec<String> {
        self.0.keys(&map.0).collect()
    }

    /// Every map standing at a key, the earliest operation first.
    pub(super) fn maps(&self, map: &Map, key: &str) -> Result<Vec<Map>, Failed> {
        let found = self.0.get_all(&map.0, key).map_err(|_| Failed)?;
        let maps = found.into_iter().map(|(value, id)| match value {
            Value::Object(ObjType::Map) => Ok(Map(id)),
            _ => Err(Failed),
        });
        maps.collect()
    }

    /// Every value standing at a key, the earliest operation first.
    pub(super) fn standing(&self, map: &Map, key: &str) -> Result<Vec<Standing>, Failed> {
        let found = self.0.get_all(&map.0, key).map_err(|_| Failed)?;
        let values = found.into_iter().map(|(value, id)| match value {
            Value::Scalar(value) => Ok(Standing {
                value: scalar(&value)?,
                change: ChangeHash(self.0.hash_for_opid(&id).ok_or(Failed)?.0),
            }),
            Value::Object(_) => Err(Failed),
        });
        values.collect()
    }

    /// The keys and values of a map of scalars.
    pub(super) fn scalars(&self, map: &Map) -> Result<Vec<(String, Scalar)>, Failed> {
        let range = self.0.map_range(&map.0, ..);
        let entries = range.map(|item| match item.value.into_value() {
            Value::Scalar(value) => Ok((item.key.into_owned(), scalar(&value)?)),
            Value::Object(_) => Err(Failed),
        });
        entries.collect()
    }
}

/// Runs engine code and turns a panic in it into [`Failed`].
///
/// Everything handed in is either only read or thrown away on failure, so nothing half-changed
/// is ever looked at again.
pub(super) fn contained<T>(work: impl FnOnce() -> Result<T, Failed>) -> Result<T, Failed> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failed))
}

fn op(put: &Put) -> Op {
    Op {
        action: match &put.written {
            Written::Map => OpType::Make(ObjType::Map),
            Written::Value(value) => OpType::Put(scalar_in(value)),
        },
        obj: put.object.map_or(ObjectId::Root, |id| ObjectId::Id(op_id(id))),
        key: Key::from(put.key.as_str()),
        pred: put.replaces.iter().map(|id| op_id(*id)).collect(),
        insert: false,
    }
}

fn op_id(id: Id) -> OpId {
    OpId(id.counter, actor_id(id.actor))
}

fn actor_id(actor: Actor) -> automerge::ActorId {
    automerge::ActorId::from(actor.0)
}

fn hash_in(hash: &ChangeHash) -> automerge::ChangeHash {
    automerge::ChangeHash(hash.0)
}

fn scalar_in(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Null => ScalarValue::Null,
        Scalar::Bool(flag) => ScalarValue::Boolean(*flag),
        Scalar::Int(number) => ScalarValue::Int(*number),
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
    }
}

fn scalar(value: &ScalarValue) -> Result<Scalar, Failed> {
    match value {
        ScalarValue::Null => Ok(Scalar::Null),
        ScalarValue::Boolean(flag) => Ok(Scalar::Bool(*flag)),
        ScalarValue::Int(number) => Ok(Scalar::Int(*number)),
        ScalarValue::Str(text) => Ok(Scalar::Text(text.to_string())),
        ScalarValue::Bytes(bytes) => Ok(Scalar::Bytes(bytes.clone())),
        _ => Err(Failed),
    }
}

/// Reads a change as the engine spells it.
pub(super) fn read_change(change: &automerge::Change) -> Result<(ChangeHash, Commit), Failed> {
    let expanded = change.decode();
    let plain = expanded.time == 0 && expanded.message.is_none() && expanded.extra_bytes.is_empty();
    if !plain {
        return Err(Failed);
    }
    let puts = expanded.operations.iter().map(read_op);
    let commit = Commit {
        actor: actor(&expanded.actor_id)?,
        seq: expanded.seq,
        start_op: expanded.start_op.get(),
        deps: expanded.deps.iter().map(|dep| ChangeHash(dep.0)).collect(),
        puts: puts.collect::<Result<_, _>>()?,
    };
    Ok((ChangeHash(change.hash().0), commit))
}

fn read_op(op: &Op) -> Result<Put, Failed> {
    let Key::Map(key) = &op.key else {
        return Err(Failed);
    };
    Ok(Put {
        object: match &op.obj {
            ObjectId::Root => None,
            ObjectId::Id(found) => Some(id(found)?),
        },
        key: key.to_string(),
        written: match &op.action {
            OpType::Make(ObjType::Map) => Written::Map,
            OpType::Put(value) => Written::Value(scalar(value)?),
            _ => return Err(Failed),
        },
        replaces: op.pred.iter().map(id).collect::<Result<_, _>>()?,
    })
}

fn id(found: &OpId) -> Result<Id, Failed> {
    Ok(Id { counter: found.counter(), actor: actor(found.actor())? })
}

fn actor(found: &automerge::ActorId) -> Result<Actor, Failed> {
    Actor::from_slice(found.to_bytes()).map_err(|_| Failed)
}
