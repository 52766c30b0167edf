//! Facts as the flat maps a document holds, and back.

use std::collections::BTreeSet;

use fangxian_protocol::id::{FactId, Kind};
use fangxian_protocol::scalar::Scalar;

use super::flat::TYPE;
use super::{BadFact, Body, Fact, Props, door, flatten, unflatten};
use crate::domain::person::Role;

const AT: &str = "at";
const BY: &str = "by";
const ROLE: &str = "role";
const POST: &str = "post";
const ASKED: &str = "asked";
const SEEN: &str = "seen";

impl Fact {
    /// The flat map that holds this fact in a document.
    pub fn to_props(&self) -> Props {
        let mut props = self.body.to_props();
        props.insert(AT.into(), Scalar::Int(self.at_ms));
        props.insert(BY.into(), Scalar::Text(self.by.to_string()));
        // A role of a newer version is still among what the fact says.
        props.entry(ROLE.into()).or_insert_with(|| Scalar::Text(self.role.code().into()));
        if let Some(post) = self.post {
            props.insert(POST.into(), Scalar::Text(post.to_string()));
        }
        if let Some(asked) = self.asked {
            props.entry(ASKED.into()).or_insert_with(|| Scalar::Text(asked.code().into()));
        }
        if !self.seen.is_empty() {
            let bytes = self.seen.iter().flat_map(|id| id.0).collect();
            props.insert(SEEN.into(), Scalar::Bytes(bytes));
        }
        props.extend(self.more.clone());
        props
    }

    /// Reads a fact of a record of `kind` from its map, its text as it may be shown.
    ///
    /// # Errors
    /// As [`verbatim`](Self::verbatim).
    pub fn from_props(kind: &Kind, id: FactId, props: Props) -> Result<Self, BadFact> {
        Self::verbatim(kind, id, door::cleaned(props))
    }

    /// Reads a fact of a record of `kind` from its map word for word, so that it can be said again.
    ///
    /// A type this version does not know becomes [`Body::Unknown`], and so does everything said in
    /// a role it does not know.
    ///
    /// # Errors
    /// [`BadFact`] when who, when, in which role or what was seen cannot be read.
    pub fn verbatim(kind: &Kind, id: FactId, mut props: Props) -> Result<Self, BadFact> {
        let bad = |property| BadFact { id, property };
        let Some(Scalar::Int(at_ms)) = props.remove(AT) else {
            return Err(bad(AT));
        };
        let by = take_text(&mut props, BY).and_then(|text| text.parse().ok()).ok_or(bad(BY))?;
        let code = take_text(&mut props, ROLE).ok_or(bad(ROLE))?;
        let post = match props.remove(POST) {
            None => None,
            Some(Scalar::Text(text)) => Some(text.parse().map_err(|_| bad(POST))?),
            Some(_) => return Err(bad(POST)),
        };
        let asked = asked(&mut props);
        let seen = match props.remove(SEEN) {
            None => BTreeSet::new(),
            Some(Scalar::Bytes(bytes)) => read_seen(&bytes).ok_or(bad(SEEN))?,
            Some(_) => return Err(bad(SEEN)),
        };
        let name = take_text(&mut props, TYPE).ok_or(bad(TYPE))?;
        let (role, body) = match Role::from_code(&code) {
            Some(role) => (role, Body::known(kind.as_str(), &name, &props)),
            None => {
                props.insert(ROLE.into(), Scalar::Text(code));
                (Role::Other, None)
            }
        };
        let (body, more) = match body {
            Some(body) => {
                let read = body.to_props();
                props.retain(|name, value| read.get(name) != Some(value));
                (body, props)
            }
            None => (Body::Unknown { name, props }, Props::new()),
        };
        Ok(Self { id, by, role, post, asked, at_ms, seen, body, more })
    }
}

impl Body {
    /// The same with these properties.
    pub(in crate::domain) fn with_props(&self, mut props: Props) -> Self {
        let kind = self.flat().map_or("", |(kind, _)| kind);
        let name = take_text(&mut props, TYPE).unwrap_or_default();
        Self::known(kind, &name, &props).unwrap_or(Self::Unknown { name, props })
    }

    pub(in crate::domain) fn to_props(&self) -> Props {
        match self {
            Self::Review(act) => flatten(act),
            Self::Centre(act) => flatten(act),
            Self::Unknown { name, props } => {
                let mut props = props.clone();
                props.insert(TYPE.into(), Scalar::Text(name.clone()));
                props
            }
            of_kind => of_kind.flat().map(|(_, props)| props).unwrap_or_default(),
        }
    }

    /// What this version knows of what is said; `None` when it does not know the act.
    fn known(kind: &str, name: &str, props: &Props) -> Option<Self> {
        let any = || unflatten(name, props).ok().map(Self::Review);
        let centre = || unflatten(name, props).ok().map(Self::Centre);
        let of_kind = Self::of_kind(kind, name, props).and_then(Result::ok);
        of_kind.or_else(any).or_else(centre)
    }
}

/// Which office is asked. One of a newer version is above all that this one knows, and stays among
/// what is said.
fn asked(props: &mut Props) -> Option<Role> {
    let known = match props.get(ASKED)? {
        Scalar::Text(code) => Role::from_code(code),
        _ => None,
    };
    if known.is_some() {
        props.remove(ASKED);
    }
    Some(known.unwrap_or(Role::District))
}

fn take_text(props: &mut Props, key: &str) -> Option<String> {
    match props.remove(key) {
        Some(Scalar::Text(text)) => Some(text),
        _ => None,
    }
}

fn read_seen(bytes: &[u8]) -> Option<BTreeSet<FactId>> {
    let chunks = bytes.chunks_exact(FactId::LEN_BYTES);
    if !chunks.remainder().is_empty() {
        return None;
    }
    chunks.map(|chunk| FactId::from_slice(chunk).ok()).collect()
}
