//! Enrolled devices that make records heavy, and name many photos in them.

use std::time::Duration;

use fangxian::crdt::Edit;
use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::limits::EVIDENCE_PER_CHANGE_MAX;
use fangxian_protocol::message::{ATTACHMENT_PATH, SYNC_PATH};
use fangxian_protocol::scalar::Scalar;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::super::edit;
use super::caller::ask;
use super::device::{VILLAGE, enrol};
use super::street::Stage;
use crate::harness::Outcome;
use crate::town::{Handset, Paper, chance};

/// Changes of a record, and fields in each: as many operations as a record may hold.
const CHANGES: usize = 24;
const FIELDS: usize = 1_990;
/// Names of one phone.
const NAMES: u64 = 9;
/// More records than can stay open.
const WIDE: usize = 12;
/// Photos that are at the centre before a change names them.
const PHOTOS: usize = 16;
/// When the centre says that it is asked too much.
const LATER: Duration = Duration::from_millis(50);

/// Changes a record of tens of thousands of operations again and again.
pub(super) async fn heavy(stage: Stage) -> Outcome<()> {
    let mut handset = enrol(&stage, 6, 600).await?;
    let made = grown(&mut handset, 1)?;
    stage.begin();
    change(stage, handset, made).await
}

/// The same under nine names at once, each with a record of its own.
pub(super) async fn nine_names(stage: Stage) -> Outcome<()> {
    let mut names = Vec::new();
    for name in 0..NAMES {
        let mut handset = enrol(&stage, 7, 610 + name).await?;
        let made = grown(&mut handset, 1)?;
        names.push((handset, made));
    }
    stage.begin();
    let mut all = tokio::task::JoinSet::new();
    for (handset, made) in names {
        all.spawn(change(stage.clone(), handset, made));
    }
    while let Some(ended) = all.join_next().await {
        ended??;
    }
    Ok(())
}

/// Records of as many fields as fit, and all of them again and again.
pub(super) async fn wide(stage: Stage) -> Outcome<()> {
    let mut handset = enrol(&stage, 8, 630).await?;
    let made: Outcome<Vec<_>> = (0..WIDE).map(|part| grown(&mut handset, part)).collect();
    let mut line = stage.connect(8).await?;
    stage.begin();
    let mut papers = Vec::new();
    for (paper, push) in made? {
        papers.push(paper);
        push_all(&mut line, &mut handset, push).await?;
    }
    loop {
        for paper in &mut papers {
            let push = vec![observed(&mut handset, paper)?];
            push_all(&mut line, &mut handset, push).await?;
        }
    }
}

/// Names photos that are there, as many as a change may, in records that are heavy.
pub(super) async fn photos(stage: Stage) -> Outcome<()> {
    let mut handset = enrol(&stage, 9, 640).await?;
    let (mut first, mut push) = grown(&mut handset, 1)?;
    push.push(named(&mut handset, &mut first)?);
    let mut line = stage.connect(9).await?;
    push_all(&mut line, &mut handset, push).await?;
    for number in 0..PHOTOS {
        send(&mut line, &mut handset, number).await?;
    }
    let mut more = Vec::new();
    for part in 0..4 {
        let (mut paper, mut push) = grown(&mut handset, part)?;
        push.push(named(&mut handset, &mut paper)?);
        more.push(push);
    }
    let mut line = stage.connect(9).await?;
    stage.begin();
    for push in more {
        push_all(&mut line, &mut handset, push).await?;
    }
    std::future::pending().await
}

async fn change(
    stage: Stage,
    mut handset: Handset,
    (mut paper, push): (Paper, Vec<Vec<u8>>),
) -> Outcome<()> {
    let mut line = stage.connect(7).await?;
    push_all(&mut line, &mut handset, push).await?;
    loop {
        let push = vec![observed(&mut handset, &mut paper)?];
        push_all(&mut line, &mut handset, push).await?;
    }
}

/// A record with as many operations as it may hold but a few, and all its envelopes.
fn grown(handset: &mut Handset, part: usize) -> Outcome<(Paper, Vec<Vec<u8>>)> {
    let mut paper = handset.paper("hazard", VILLAGE)?;
    let opening = edit::opening(handset, &mut chance(1, part as u64))?;
    let mut push = vec![handset.write(&mut paper, &opening)?.to_bytes()];
    for change in 1..CHANGES {
        let field = |n| (format!("{part:x}-{change:x}-{n:x}"), Scalar::Int(1));
        let edit = Edit { fields: (0..FIELDS).map(field).collect(), ..Edit::default() };
        push.push(handset.write(&mut paper, &edit)?.to_bytes());
    }
    Ok((paper, push))
}

/// One more change of it, which is small.
fn observed(handset: &mut Handset, paper: &mut Paper) -> Outcome<Vec<u8>> {
    let fields = vec![("title".to_owned(), Scalar::Int(handset.counter() as i64))];
    let edit = Edit { fields, ..Edit::default() };
    // Writing in such a record takes long, and others speak on the same threads.
    Ok(tokio::task::block_in_place(|| handset.write(paper, &edit))?.to_bytes())
}

/// A change that names photos, those that are at the centre first.
fn named(handset: &mut Handset, paper: &mut Paper) -> Outcome<Vec<u8>> {
    let photos = (0..EVIDENCE_PER_CHANGE_MAX).map(|number| (photo(number).0, Default::default()));
    let edit = Edit { evidence: photos.collect(), ..Edit::default() };
    Ok(handset.write(paper, &edit)?.to_bytes())
}

fn photo(number: usize) -> (EvidenceHash, Vec<u8>) {
    let bytes = format!("a photo of nothing, {number}").into_bytes();
    (EvidenceHash(Sha256::digest(&bytes).into()), bytes)
}

/// Pushes until everything was judged, however often the centre wants it to come again.
async fn push_all(line: &mut TcpStream, handset: &mut Handset, push: Vec<Vec<u8>>) -> Outcome<()> {
    loop {
        let body = handset.request(push.clone(), Vec::new())?;
        match ask(line, SYNC_PATH, &body).await? {
            (200, _) => return Ok(()),
            (429 | 503, _) => tokio::time::sleep(LATER).await,
            (status, _) => return Err(format!("a push was answered {status}").into()),
        }
    }
}

async fn send(line: &mut TcpStream, handset: &mut Handset, number: usize) -> Outcome<()> {
    let (hash, bytes) = photo(number);
    let path = format!("{ATTACHMENT_PATH}{hash}");
    let (claim, length) = (handset.claim(&path)?, bytes.len());
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: centre\r\nauthorization: {claim}\r\nupload-offset: 0\r\n\
         upload-length: {length}\r\ncontent-length: {length}\r\n\r\n"
    );
    line.write_all(head.as_bytes()).await?;
    line.write_all(&bytes).await?;
    let mut answer = vec![0; 1024];
    let read = line.read(&mut answer).await?;
    match answer[..read].starts_with(b"HTTP/1.1 204") {
        true => Ok(()),
        false => Err("a photo was not taken".into()),
    }
}
