//! What happened to a record, step by step.

use fangxian::domain::person::Role;
use fangxian::ledger;
use fangxian::store::Place;
use fangxian_protocol::id::{ChangeHash, DeviceId, FactId, PersonId};

use crate::across::mirror;
use crate::ids::Moment;

mirror! {
    /// One step of a record's history (经过).
    to HistoryStep of ledger::Story {
        /// The change that brought it.
        change: ChangeHash,
        /// The fact it states; nothing for a change of description or evidence.
        fact: Option<FactId>,
        /// Who; nothing while the device's certificate has not arrived.
        person: Option<PersonId>,
        /// In which role, for facts.
        role: Option<Role>,
        /// On which device.
        device: DeviceId,
        /// What that device's clock said: a claim.
        #[uniffi(name = "wall")]
        wall_ms: Moment,
        /// The order of events contradicts that claim.
        doubtful: bool,
        /// Where this step is: only here, sent, accepted.
        place: Place,
        /// What happened, in plain words.
        zh: String,
        /// The same in English.
        en: String,
    }
}
