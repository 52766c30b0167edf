//! What can be judged of an envelope before the gate: its shape, its device, its signature. Done
//! beside the gate and on two cores, because signatures are what costs most.

use std::sync::Arc;
use std::thread;

use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::EnvelopeHash;
use fangxian_protocol::message::RefusalCode;

use super::auth::Caller;
use super::name_of;
use crate::registry::Device;
use crate::storage::DeviceState;

/// Fewer than this are not worth a second thread.
const SPLIT_MIN: usize = 64;

/// An envelope on its way to the gate.
pub(super) struct Prepared {
    /// Its name.
    pub(super) hash: EnvelopeHash,
    /// Itself, as it came.
    pub(super) bytes: Vec<u8>,
    /// What it says, when it can be read.
    pub(super) envelope: Option<Envelope>,
    /// Its device, or why it need not go on.
    pub(super) device: Result<Arc<Device>, (RefusalCode, &'static str)>,
}

/// Prepares envelopes a caller brought, in order.
pub(super) fn prepare(caller: &Caller, envelopes: &[Vec<u8>]) -> Vec<Prepared> {
    let each = |bytes: &Vec<u8>| prepare_one(caller, bytes);
    if envelopes.len() < SPLIT_MIN {
        return envelopes.iter().map(each).collect();
    }
    let (front, back) = envelopes.split_at(envelopes.len() / 2);
    thread::scope(|scope| {
        let back_thread = scope.spawn(|| back.iter().map(each).collect::<Vec<_>>());
        let mut prepared: Vec<_> = front.iter().map(each).collect();
        let back = back_thread.join().unwrap_or_else(|_| back.iter().map(each).collect());
        prepared.extend(back);
        prepared
    })
}

fn prepare_one(caller: &Caller, bytes: &[u8]) -> Prepared {
    let (envelope, device) = match Envelope::from_bytes(bytes) {
        Ok(envelope) => {
            let device = check(caller, &envelope);
            (Some(envelope), device)
        }
        Err(malformed) => (None, Err((RefusalCode::Malformed, malformed.field))),
    };
    Prepared { hash: name_of(bytes), bytes: bytes.to_vec(), envelope, device }
}

/// The envelope may be another device's: the caller is then its courier.
fn check(caller: &Caller, envelope: &Envelope) -> Result<Arc<Device>, (RefusalCode, &'static str)> {
    let header = &envelope.header;
    if i64::try_from(header.counter).is_err() || header.counter == 0 {
        return Err((RefusalCode::Malformed, "header.counter"));
    }
    let not_valid = |why| (RefusalCode::DeviceNotValid, why);
    let device = caller.roster.device(header.device).ok_or(not_valid("unknown"))?;
    if !caller.is_valid() && header.device != caller.id {
        return Err(not_valid("courier"));
    }
    match device.state {
        DeviceState::Locked => return Err(not_valid("locked")),
        // What it wrote while it did not know becomes a proposal.
        DeviceState::Active | DeviceState::Revoked => {}
    }
    let signed = envelope.verify(&device.certificate.key);
    signed.map_err(|_| (RefusalCode::BadSignature, "signature"))?;
    Ok(device.clone())
}
