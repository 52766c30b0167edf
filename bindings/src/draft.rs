//! What an app fills in before a record begins. What is left out has a default.

use std::collections::{BTreeMap, HashMap};

use fangxian::ledger::{self, Attachment};
use fangxian_protocol::id::Division;
use fangxian_protocol::scalar::Scalar;

use crate::across::{Across, mirror, unchanged};
use crate::ids::Position;
use crate::kind::Act;

mirror! {
    /// A record to begin (新建): of the kind that its first act begins.
    from NewRecord of ledger::NewRecord {
        /// What happened: first the act that begins a record of its kind.
        acts: Vec<Act>,
        /// What it is called and how it is described, field by field.
        #[uniffi(default)]
        fields: HashMap<String, Scalar>,
        /// Where it was recorded, on the map.
        #[uniffi(default = None)]
        position: Option<Position>,
        /// The village; may be left out when the person has only one.
        #[uniffi(default = None)]
        home: Option<Division>,
        /// Photos and voice notes, on disk before the record that lists them.
        #[uniffi(default = [])]
        attachments: Vec<Attachment>,
    }
}

/// A photo, voice note or document (附件).
#[uniffi::remote(Record)]
pub struct Attachment {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type, such as `image/jpeg`.
    pub mime: String,
    /// What it shows: `before`, `after`, `paper`, `document` or `voice`.
    pub role: String,
}

unchanged!(Attachment);

/// Always in the same order, so that the same is written.
impl Across<Vec<(String, Scalar)>> for HashMap<String, Scalar> {
    fn across(self) -> Vec<(String, Scalar)> {
        self.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect()
    }
}
