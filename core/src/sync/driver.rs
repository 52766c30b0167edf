//! Pumps a session between the store and the centre.

use std::time::Duration;

use fangxian_protocol::batch::Batch;
use fangxian_protocol::codec::encode;
use fangxian_protocol::id::EnvelopeHash;
use fangxian_protocol::message::{
    Chain, RENEW_PATH, RenewRequest, RenewResponse, SYNC_PATH, SyncRequest, SyncResponse,
};
use fangxian_protocol::problem::ProblemCode;
use rand::rngs::StdRng;

use super::effect::{Collect, Effect};
use super::event::{Event, Failure, Outgoing};
use super::heard::Ingested;
use super::ingest::{logs_of, take_answer};
pub use super::outside::Outside;
use super::outside::{ask, blocking, random};
use super::present;
use super::rename::{NewName, take_new_name, waiting};
use super::report::SyncReport;
use super::session::Session;
use super::snapshot;
use super::transport::{Transport, TransportError};
use super::upload;
use crate::crdt::pack;
use crate::store::{Attachments, DueAttachments, due_attachments};

/// Runs a session to its end.
pub async fn run<T: Transport>(mut session: Session, outside: &Outside<T>) -> SyncReport {
    let mut rng: StdRng = rand::make_rng();
    let mut event = Event::Start;
    loop {
        session.hold_off(outside.transport.wait_ms());
        let effects = session.handle(outside.clock.now_ms(), &mut rng, event);
        let mut next = None;
        for effect in effects {
            match effect {
                Effect::Tell(progress) => (outside.watch)(progress),
                Effect::Finish(report) => return *report,
                work => next = Some(work),
            }
        }
        // A session that is not over always asks for one thing; none means a fault in it.
        event = match next {
            None => Event::Cancel,
            Some(_) if outside.cancel.is_cancelled() => Event::Cancel,
            Some(work) => perform_unless_cancelled(outside, work).await,
        };
    }
}

async fn perform_unless_cancelled<T: Transport>(outside: &Outside<T>, work: Effect) -> Event {
    tokio::select! {
        biased;
        () = outside.cancel.asked() => Event::Cancel,
        event = perform(outside, work) => event.unwrap_or_else(Event::Failed),
    }
}

async fn perform<T: Transport>(outside: &Outside<T>, work: Effect) -> Result<Event, Failure> {
    Ok(match work {
        Effect::Collect(collect) => Event::Collected(outgoing(outside, collect).await?),
        Effect::Send(request) => Event::Answered(Box::new(send(outside, *request).await?)),
        Effect::Apply { response, pushed } => {
            let ingested = apply(outside, response, pushed).await?;
            (outside.heard)(&ingested);
            Event::Applied(ingested)
        }
        Effect::Fetch(manifest) => {
            let ingested = snapshot::fetch(outside, *manifest).await?;
            (outside.heard)(&ingested);
            Event::Applied(ingested)
        }
        Effect::Upload(work) => Event::Upload(upload::perform(outside, work).await?),
        Effect::Renew => {
            let ingested = renew(outside).await?;
            (outside.heard)(&ingested);
            Event::Renewed
        }
        Effect::Present => {
            present::present_own(outside).await?;
            Event::Presented
        }
        Effect::HearAgain => {
            present::present_all(outside).await?;
            let now_ms = outside.clock.now_ms();
            blocking(outside, move |store| {
                let attachments = Attachments::of(store.folder());
                attachments.wait_again()?;
                let waiting = attachments.waiting()?;
                store.write(|writing| {
                    writing.attachments_wait(&attachments, &waiting, now_ms)?;
                    writing.hear_again()
                })
            })
            .await?;
            Event::HearingAgain
        }
        Effect::StopHearing => {
            blocking(outside, |store| store.write(|writing| writing.stop_hearing())).await?;
            Event::NotHearing
        }
        Effect::Wait { until_ms } => {
            let wait_ms = until_ms.saturating_sub(outside.clock.now_ms()).max(0);
            tokio::time::sleep(Duration::from_millis(wait_ms.unsigned_abs())).await;
            Event::Woke
        }
        Effect::Tell(_) | Effect::Finish(_) => Event::Cancel,
    })
}

async fn outgoing<T>(outside: &Outside<T>, collect: Collect) -> Result<Outgoing, Failure> {
    let now_ms = outside.clock.now_ms();
    blocking(outside, move |store| {
        let DueAttachments { due, set_aside } = due_attachments(&store, now_ms)?;
        let outgoing = store.read(|reading| {
            let identity = reading.identity()?;
            let certificate = identity.as_ref().and_then(|one| one.certificate.as_ref());
            let acknowledged = certificate.map(|one| reading.acknowledged(&one.device()));
            Ok(Outgoing {
                envelopes: reading.pending(
                    collect.after,
                    collect.envelopes_max,
                    collect.bytes_max,
                )?,
                waiting: reading.outbox()?.pending(),
                lost: reading.lost()?,
                hearing_again: reading.is_hearing_again()?,
                to_hear_again: reading.is_to_hear_again()?,
                cursors: reading.cursors()?,
                attachments: due.len() as u64,
                attachments_set_aside: set_aside,
                directory: reading.directory_version()?,
                acknowledged: acknowledged.transpose()?.unwrap_or_default(),
                chain: identity.map_or_else(Chain::default, |identity| Chain {
                    counter: identity.counter,
                    last: identity.previous,
                }),
                push: Batch::default(),
            })
        })?;
        // It takes as long as there is much, and nobody waits for the store meanwhile.
        let push = pack(outgoing.envelopes.iter().map(|one| &one.bytes));
        Ok(Outgoing { push, ..outgoing })
    })
    .await
}

async fn send<T: Transport>(
    outside: &Outside<T>,
    request: SyncRequest,
) -> Result<SyncResponse, Failure> {
    ask(outside, SYNC_PATH, &encode(&request)).await
}

/// Takes a new name: asks for a certificate with the old key, then says again what waits.
async fn renew<T: Transport>(outside: &Outside<T>) -> Result<Ingested, Failure> {
    let old = outside.signer()?.public_key().device();
    let (fresh, chance) = (random(outside).await?, random(outside).await?);
    let (identity, seed, waiting) = blocking(outside, move |store| {
        store.write(|writing| {
            Ok((writing.identity()?, writing.successor(fresh)?, waiting(writing)?))
        })
    })
    .await?;
    // A key in hardware is the host's to replace.
    let key = outside.keys.renewed(seed).ok_or(Failure::Refused(ProblemCode::DeviceCopied))?;
    let (Some(identity), Some(new)) = (identity, outside.keys.held(&key)) else {
        return Err(Failure::CannotSign);
    };
    let request = RenewRequest::new(old, waiting, new.as_ref()).map_err(|_| Failure::CannotSign)?;
    let answer: RenewResponse = ask(outside, RENEW_PATH, &encode(&request)).await?;
    let RenewResponse { certificate, held, .. } = answer;
    let pinned = identity.centre.as_ref().is_some_and(|one| certificate.verify(&one.key).is_ok());
    let same = identity.certificate.as_ref().map(|held| &held.person) == Some(&certificate.person);
    if !pinned || !same || certificate.key != new.public_key() {
        return Err(Failure::NotTheCentre);
    }
    let now_ms = outside.clock.now_ms();
    blocking(outside, move |store| {
        let name = NewName { key, signer: new.as_ref(), chance, certificate: &certificate };
        store.write(|writing| take_new_name(writing, name, held, now_ms))
    })
    .await
}

async fn apply<T>(
    outside: &Outside<T>,
    response: Box<SyncResponse>,
    pushed: Vec<EnvelopeHash>,
) -> Result<Ingested, Failure> {
    let (keys, now_ms) = (outside.keys.clone(), outside.clock.now_ms());
    let taken = blocking(outside, move |store| {
        let Ok(logs) = logs_of(&response) else { return Ok(None) };
        store.write(|writing| {
            take_answer(writing, (&response, &logs), &pushed, (&keys, now_ms)).map(Some)
        })
    });
    taken.await?.ok_or(Failure::NotTheCentre)
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NoConnection | TransportError::HeldBack => Self::NoConnection,
            TransportError::Refused(code) => Self::Refused(code),
            TransportError::Behind { .. } => Self::Refused(ProblemCode::Replayed),
            TransportError::NotTheCentre => Self::NotTheCentre,
            TransportError::Certificate(fault) => Self::Certificate(fault),
            TransportError::Blocked(barrier) => Self::Blocked(barrier),
        }
    }
}
