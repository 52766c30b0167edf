//! Does what is to be done about attachments: reads files, asks and sends (tus 1.0 core).

use std::io;

use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::message::{ATTACHMENT_PATH, Claim};

use super::effect::UploadWork;
use super::event::{Failure, UploadDone};
use super::outside::{Outside, blocking, next_number};
use super::transport::{Held, Transport, TransportError, UploadStep};
use crate::clock::Stopwatch;
use crate::store::{AttachmentTrouble, Attachments, due_attachments};

/// Does one thing.
///
/// # Errors
/// [`Failure`] of this phone's store or key; what the centre answers is no error here.
pub(super) async fn perform<T: Transport>(
    outside: &Outside<T>,
    work: UploadWork,
) -> Result<UploadDone, Failure> {
    let now_ms = outside.clock.now_ms();
    match work {
        UploadWork::List => {
            let due = blocking(outside, move |store| due_attachments(&store, now_ms)).await?;
            Ok(UploadDone::Listed(due.due))
        }
        UploadWork::Ask(hash) => ask(outside, hash, UploadStep::Ask).await,
        UploadWork::Check(hash) => {
            let checked =
                blocking(outside, move |store| Ok(Attachments::of(store.folder()).intact(&hash)));
            Ok(match checked.await? {
                Ok(true) => UploadDone::Checked(None),
                Ok(false) => UploadDone::Checked(Some(AttachmentTrouble::Damaged)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    UploadDone::Checked(Some(AttachmentTrouble::Missing))
                }
                Err(_) => UploadDone::Unreadable,
            })
        }
        UploadWork::Piece { hash, offset, total, bytes_max } => {
            let piece = blocking(outside, move |store| {
                Ok(Attachments::of(store.folder()).piece(&hash, offset, bytes_max))
            });
            match piece.await? {
                Ok(bytes) if bytes.is_empty() && offset < total => Ok(UploadDone::Unreadable),
                Ok(bytes) => ask(outside, hash, UploadStep::Piece { offset, total, bytes }).await,
                Err(_) => Ok(UploadDone::Unreadable),
            }
        }
        UploadWork::Sent(hash) => {
            blocking(outside, move |store| {
                Attachments::of(store.folder()).sent(&hash)?;
                store.write(|writing| writing.attachment_arrived(&hash))
            })
            .await?;
            Ok(UploadDone::Sent)
        }
        UploadWork::Note { hash, trouble } => {
            let set_aside = blocking(outside, move |store| {
                store.write(|writing| writing.attachment_tried(&hash, trouble, now_ms))
            });
            Ok(UploadDone::Noted { set_aside: set_aside.await? })
        }
    }
}

async fn ask<T: Transport>(
    outside: &Outside<T>,
    hash: EvidenceHash,
    step: UploadStep,
) -> Result<UploadDone, Failure> {
    let path = format!("{ATTACHMENT_PATH}{hash}");
    let number = next_number(outside).await?;
    let claim = Claim::sign(&path, number, outside.signer()?.as_ref());
    let claim = claim.map_err(|_| Failure::CannotSign)?;
    let sent = match &step {
        UploadStep::Ask => 0,
        UploadStep::Piece { bytes, .. } => bytes.len(),
    };
    let watch = Stopwatch::start();
    let held: Result<Held, TransportError> =
        outside.transport.upload(&path, claim.to_string(), step).await;
    let took_ms = u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(UploadDone::Answered { held, sent, took_ms })
}
