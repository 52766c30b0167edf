//! Sends attachments the centre does not have yet, each from where it stopped (tus 1.0 core).

use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::limits::ATTACHMENT_PIECE_BYTES_MAX;
use fangxian_protocol::message::{ATTACHMENT_PATH, Claim};
use fangxian_protocol::problem::ProblemCode;

use super::driver::{Outside, blocking, next_number};
use super::event::{Failure, Uploaded};
use super::transport::{Held, Transport, TransportError, UploadStep};
use crate::store::Attachments;

/// What became of one attachment.
enum Fate {
    Sent,
    /// It waits: nothing that was said names it, or the centre wants it later.
    Waits,
    /// So do all others: the host or the centre wants none now.
    AllWait,
}

/// Sends what waits.
///
/// # Errors
/// [`Failure`]; what was sent stays sent.
pub(super) async fn upload<T: Transport>(outside: &Outside<T>) -> Result<Uploaded, Failure> {
    let files = Attachments::of(outside.store.folder());
    let listed = files.clone();
    let waiting = blocking(outside, move |_| Ok(listed.waiting()?)).await?;
    let mut done = Uploaded { sent: 0, waiting: waiting.len() as u64 };
    for (hash, bytes) in waiting {
        match send(outside, &files, hash, bytes).await? {
            Fate::Sent => {
                let moved = files.clone();
                blocking(outside, move |store| {
                    moved.sent(&hash)?;
                    store.write(|writing| writing.attachment_arrived(&hash))
                })
                .await?;
                done.sent += 1;
                done.waiting -= 1;
            }
            Fate::Waits => {}
            Fate::AllWait => break,
        }
    }
    Ok(done)
}

async fn send<T: Transport>(
    outside: &Outside<T>,
    files: &Attachments,
    hash: EvidenceHash,
    total: u64,
) -> Result<Fate, Failure> {
    let (mut step, mut sent_from) = (UploadStep::Ask, None);
    loop {
        let offset = match ask(outside, hash, step).await? {
            Ok(held) if held.whole => return Ok(Fate::Sent),
            // Each piece must carry it on, or it would be sent for ever.
            Ok(held) if sent_from >= Some(held.offset) => return Err(Failure::NotTheCentre),
            Ok(held) => held.offset,
            Err(TransportError::HeldBack) => return Ok(Fate::AllWait),
            Err(TransportError::Refused(code)) => match code {
                ProblemCode::UploadsFull | ProblemCode::AttachmentsFull => {
                    return Ok(Fate::AllWait);
                }
                ProblemCode::Unavailable | ProblemCode::DeviceNotValid => {
                    return Err(Failure::Refused(code));
                }
                _ => return Ok(Fate::Waits),
            },
            Err(error) => return Err(error.into()),
        };
        let reading = files.clone();
        let bytes = blocking(outside, move |_| {
            Ok(reading.piece(&hash, offset, ATTACHMENT_PIECE_BYTES_MAX)?)
        })
        .await?;
        (step, sent_from) = (UploadStep::Piece { offset, total, bytes }, Some(offset));
    }
}

async fn ask<T: Transport>(
    outside: &Outside<T>,
    hash: EvidenceHash,
    step: UploadStep,
) -> Result<Result<Held, TransportError>, Failure> {
    let path = format!("{ATTACHMENT_PATH}{hash}");
    let number = next_number(outside).await?;
    let claim = Claim::sign(&path, number, outside.signer()?.as_ref());
    let claim = claim.map_err(|_| Failure::CannotSign)?;
    Ok(outside.transport.upload(&path, claim.to_string(), step).await)
}
