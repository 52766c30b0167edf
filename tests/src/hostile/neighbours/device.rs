//! Enrolled devices that wish ill, over real sockets.

use std::time::Duration;

use fangxian_protocol::codec::{self, frame, unframe};
use fangxian_protocol::key::SoftwareKey;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::message::{ENROL_PATH, EnrolRequest, EnrolResponse, SYNC_PATH};
use rand::RngExt;
use tokio::io::AsyncWriteExt;

use super::super::edit;
use super::caller::{ask, head};
use super::street::Stage;
use crate::harness::Outcome;
use crate::town::{Handset, chance};

/// Connections over which one device asks for everything and reads nothing.
const UNREAD: usize = 150;
/// Envelopes of some size, so that an answer is large.
const WORDS: usize = 40;
pub(super) const VILLAGE: &str = "990101101204";

/// Enrols a device by hand, from the address of a neighbour.
///
/// # Errors
/// When the centre refuses.
pub(super) async fn enrol(stage: &Stage, neighbour: u8, part: u64) -> Outcome<Handset> {
    let mut chance = chance(stage.seed, part);
    let key = SoftwareKey::from_seed(&chance.random());
    let request = EnrolRequest::new(&stage.code()?, &key)?;
    let mut line = stage.connect(neighbour).await?;
    let (status, body) = ask(&mut line, ENROL_PATH, &frame(&codec::encode(&request))).await?;
    if status != 200 {
        return Err(format!("enrolment was answered {status}").into());
    }
    let message = unframe("answer", &body, MESSAGE_BYTES_MAX)?;
    let answer: EnrolResponse = codec::decode("answer", &message, MESSAGE_BYTES_MAX)?;
    Ok(Handset::of(key, answer.certificate, chance))
}

/// Fills a village, then asks for all of it over many connections and reads none of the answers.
pub(super) async fn answers_unread(stage: Stage) -> Outcome<()> {
    let mut handset = enrol(&stage, 5, 500).await?;
    let mut line = stage.connect(5).await?;
    let mut texts = chance(stage.seed, 501);
    for _ in 0..2 {
        let mut push = Vec::new();
        for _ in 0..WORDS {
            let mut paper = handset.paper("hazard", VILLAGE)?;
            let mut edit = edit::opening(&mut handset, &mut texts)?;
            edit.fields.extend(long(&mut texts));
            push.push(handset.write(&mut paper, &edit)?.to_bytes());
        }
        let body = handset.request(push, Vec::new())?;
        let (status, _) = ask(&mut line, SYNC_PATH, &body).await?;
        if status != 200 {
            return Err(format!("a push was answered {status}").into());
        }
    }
    stage.begin();
    let mut lines = Vec::new();
    for _ in 0..UNREAD {
        let body = handset.request(Vec::new(), Vec::new())?;
        if let Ok(mut line) = stage.connect(5).await {
            line.write_all(head("POST", SYNC_PATH, body.len()).as_bytes()).await.ok();
            line.write_all(&body).await.ok();
            lines.push(line);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    std::future::pending().await
}

/// Seven texts as long as they may be, that no compression makes short.
fn long(chance: &mut rand_chacha::ChaCha8Rng) -> Vec<(String, fangxian_protocol::scalar::Scalar)> {
    let text = |chance: &mut rand_chacha::ChaCha8Rng| -> String {
        (0..2_700).map(|_| chance.random_range('一'..'龥')).collect()
    };
    (0..7).map(|number| (format!("f{number:04}"), text(chance).as_str().into())).collect()
}
