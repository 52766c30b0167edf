//! Pushing and pulling records over HTTP through a counting link.

use std::path::Path;
use std::time::Instant;

use fangxian::ledger::HazardDraft;
use fangxian::sync::Outcome as Ended;
use fangxian_protocol::id::RecordId;
use fangxian_protocol::scalar::Scalar;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::figure::{Figure, ms_since};
use super::make;
use super::save::raw_database;
use crate::harness::{Centre, Outcome, Phone, Traffic, tables};

const TOGETHER: usize = 500;
/// Photos of a hazard that has many.
const PHOTOS: usize = 5;

/// Pushes, pulls on a fresh phone, reconnects with nothing new, and edits one field.
pub(super) async fn push_and_pull(folder: &Path, records: usize) -> Outcome<Vec<Figure>> {
    eprintln!("push and pull: making {records} records …");
    let (centre, [one, two]) = two_phones(folder).await?;
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let drafts: Vec<_> = (0..records).map(|number| make::hazard(&mut rng, number, 0)).collect();
    let last = report(&one, &drafts)?;
    let raw_ms = raw_insert(&folder.join("raw.sqlite"), records)?;
    eprintln!("push …");
    let (push_ms, push) = timed_sync(&one, records as u64, 0).await?;
    eprintln!("snapshot and pull …");
    centre.admin(&["snapshot"])?;
    let (pull_ms, pull) = timed_sync(&two, 0, records as u64).await?;
    let (_, noop) = timed_sync(&two, 0, 0).await?;
    one.ledger.describe(last, "place", Scalar::from("三棵槐加油站北侧"))?;
    let (_, pushed) = timed_sync(&one, 1, 0).await?;
    let (_, pulled) = timed_sync(&two, 0, 1).await?;
    Ok(vec![
        Figure::beside("push_10k_ms", push_ms, "ms", raw_ms),
        Figure::alone("push_10k_bytes", total(push), "bytes"),
        Figure::alone("push_10k_turns", push.turns as f64, "turns"),
        Figure::beside("pull_10k_ms", pull_ms, "ms", raw_ms),
        Figure::alone("pull_10k_bytes", total(pull), "bytes"),
        Figure::alone("pull_10k_turns", pull.turns as f64, "turns"),
        Figure::alone("noop_sync_bytes", total(noop), "bytes"),
        Figure::alone("edit_sync_bytes", total(pushed) + total(pulled), "bytes"),
    ])
}

/// What a record costs whoever hears of it, pulled over the log: bytes and time, without photos and
/// with five; the photos themselves are not fetched.
pub(super) async fn photos(folder: &Path, records: usize) -> Outcome<Vec<Figure>> {
    eprintln!("photos: {records} records without and {records} with {PHOTOS} …");
    let (_centre, [one, two]) = two_phones(folder).await?;
    two.sync().await?;
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut figures = Vec::new();
    for photos in [0, PHOTOS] {
        let hazard = |number| make::hazard(&mut rng, number, photos);
        report(&one, &(0..records).map(hazard).collect::<Vec<_>>())?;
        let sent = one.sync().await?;
        if sent.outcome != Ended::UpToDate || sent.attachments_waiting > 0 {
            return Err(format!("not everything was sent: {sent:?}").into());
        }
        two.link.take_traffic();
        let began = Instant::now();
        let heard = two.sync().await?;
        let (ms, pull) = (ms_since(began), total(two.link.take_traffic()));
        if heard.outcome != Ended::UpToDate || heard.pulled < records as u64 {
            return Err(format!("not everything was heard: {heard:?}").into());
        }
        let each = |of: f64| of / records as f64;
        figures.push(Figure::alone(format!("log_{photos}_photos_bytes"), each(pull), "B/record"));
        figures.push(Figure::alone(format!("log_{photos}_photos_ms"), each(ms), "ms/record"));
    }
    Ok(figures)
}

async fn two_phones(folder: &Path) -> Outcome<(Centre, [Phone; 2])> {
    let centre = Centre::start(&folder.join("centre"), "bench")?;
    centre.import(&tables())?;
    let now_ms = super::now_ms();
    let one = Phone::enrolled(&centre, &folder.join("one"), "p-0001", now_ms).await?;
    let two = Phone::enrolled(&centre, &folder.join("two"), "p-0002", now_ms).await?;
    one.sync().await?;
    Ok((centre, [one, two]))
}

/// Reports them; the last one's id.
fn report(phone: &Phone, drafts: &[HazardDraft]) -> Outcome<RecordId> {
    let mut last = None;
    for batch in drafts.chunks(TOGETHER) {
        last = phone.ledger.report_hazards(batch)?.last().copied();
    }
    Ok(last.ok_or("no records were made")?)
}

fn total(traffic: Traffic) -> f64 {
    (traffic.up_bytes + traffic.down_bytes) as f64
}

async fn timed_sync(phone: &Phone, pushed: u64, pulled: u64) -> Outcome<(f64, Traffic)> {
    phone.link.take_traffic();
    let began = Instant::now();
    let report = phone.sync().await?;
    let took = ms_since(began);
    let told = (report.pushed, report.pulled, report.outcome == Ended::UpToDate);
    if told != (pushed, pulled, true) {
        return Err(format!("expected {pushed} pushed and {pulled} pulled: {report:?}").into());
    }
    Ok((took, phone.link.take_traffic()))
}

fn raw_insert(path: &Path, records: usize) -> Outcome<f64> {
    let raw = raw_database(path)?;
    let began = Instant::now();
    raw.execute_batch("BEGIN")?;
    for number in 0..records {
        let bytes = vec![0xa5; 700];
        raw.execute(
            "INSERT INTO record (id, bytes) VALUES (?1, ?2)",
            (number.to_be_bytes().as_slice(), &bytes),
        )?;
    }
    raw.execute_batch("COMMIT")?;
    Ok(ms_since(began))
}
