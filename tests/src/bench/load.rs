//! Many devices at once: how much the centre takes a second, and how long each of a crowd waits.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use fangxian::ledger::{HazardDraft, Ledger, Options};
use fangxian::sync::Cancel;
use fangxian::sync::Outcome as Ended;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::figure::{Figure, ms_since, part};
use super::make;
use crate::harness::{Centre, Outcome, once};

const CHANGES_EACH: usize = 500;
/// What each of a crowd has to say in the morning.
const CROWD_CHANGES_EACH: usize = 5;
/// How many of a crowd synchronise at the same moment.
const AT_ONCE: usize = 200;
/// Phones tell how far they are when so many were made.
const TELL_EACH: usize = 500;

/// Many phones, each of a village of its own, push what they gathered, all at once.
pub(super) async fn changes_per_second(folder: &Path, devices: usize) -> Outcome<Figure> {
    eprintln!("load: {devices} devices with {CHANGES_EACH} changes each …");
    let (_centre, phones) = phones(folder, devices, CHANGES_EACH, |_, ledger| ledger).await?;
    let began = Instant::now();
    let push = |phone: Ledger| {
        tokio::spawn(async move { phone.sync_with(once(), Cancel::default()).await })
    };
    let pushes: Vec<_> = phones.into_iter().map(push).collect();
    let mut pushed = 0;
    for push in pushes {
        pushed += push.await??.pushed;
    }
    let seconds = began.elapsed().as_secs_f64();
    if pushed != (devices * CHANGES_EACH) as u64 {
        return Err(format!("only {pushed} changes were taken").into());
    }
    Ok(Figure::alone("centre_changes_per_s", pushed as f64 / seconds, "changes/s"))
}

/// A crowd of phones synchronises, so many at the same moment, trying again as an app does. None
/// should be left over.
pub(super) async fn crowd(folder: &Path, devices: usize) -> Outcome<Vec<Figure>> {
    eprintln!("crowd: {devices} devices with {CROWD_CHANGES_EACH} changes each …");
    let closed = |folder, _| folder;
    let (_centre, folders) = phones(folder, devices, CROWD_CHANGES_EACH, closed).await?;
    let doors = Arc::new(Semaphore::new(AT_ONCE));
    let mut syncs = JoinSet::new();
    let began = Instant::now();
    for folder in folders {
        let doors = doors.clone();
        syncs.spawn(async move {
            let _door = doors.acquire_owned().await?;
            let (ledger, _) = Ledger::open(&folder, Options::default())?;
            let began = Instant::now();
            let report = ledger.sync(Cancel::default()).await?;
            Outcome::Ok((ms_since(began), report))
        });
    }
    let (mut took, mut left_over) = (Vec::new(), 0);
    while let Some(one) = syncs.join_next().await {
        let (ms, report) = one??;
        took.push(ms);
        let all = report.pushed == CROWD_CHANGES_EACH as u64;
        if !all || report.outcome != Ended::UpToDate {
            if left_over == 0 {
                eprintln!("  the first that did not come to its end: {report:?}");
            }
            left_over += 1;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    Ok(vec![
        Figure::alone("crowd_p50_ms", part(took.clone(), 50), "ms"),
        Figure::alone("crowd_p99_ms", part(took, 99), "ms"),
        Figure::alone("crowd_phones_per_s", devices as f64 / seconds, "phones/s"),
        Figure::alone("crowd_left_over", left_over as f64, "phones"),
    ])
}

/// A centre and so many enrolled phones, each of a village of its own and with something to say;
/// what is `kept` of each, by its folder and its ledger.
async fn phones<T>(
    folder: &Path,
    devices: usize,
    changes: usize,
    kept: impl Fn(PathBuf, Ledger) -> T,
) -> Outcome<(Centre, Vec<T>)> {
    let centre = Centre::start(&folder.join("centre"), "bench")?;
    centre.import(&district(&folder.join("tables"), devices)?)?;
    let mut phones = Vec::new();
    for number in 0..devices {
        let place = folder.join(format!("phone-{number}"));
        let (ledger, _) = Ledger::open(&place, Options::default())?;
        let code = centre.enrolment_code(&format!("w-{number:04}"))?;
        ledger.enrol(&centre.endpoint()?, &code).await?;
        let mut rng = ChaCha8Rng::seed_from_u64(number as u64);
        let hazard = |number| HazardDraft { home: None, ..make::hazard(&mut rng, number, 0) };
        ledger.report_hazards(&(0..changes).map(hazard).collect::<Vec<_>>())?;
        phones.push(kept(place, ledger));
        if phones.len() % TELL_EACH == 0 {
            eprintln!("  {} of {devices} phones are ready", phones.len());
        }
    }
    Ok((centre, phones))
}

/// A district with one worker in each of so many villages.
fn district(folder: &Path, villages: usize) -> Outcome<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let mut tables = [
        "division,grid,name\n990101000000,,望川区\n".to_owned(),
        "person,name,phone\n".to_owned(),
        "person,role,scope,title\n".to_owned(),
    ];
    for number in 0..villages {
        let village = 990_101_100_201_u64 + (number as u64 / 99) * 1_000 + number as u64 % 99;
        tables[0] += &format!("{village},,村{number}\n");
        tables[1] += &format!("w-{number:04},示例{number},\n");
        tables[2] += &format!("w-{number:04},grid,{village},网格员\n");
    }
    for (name, table) in ["units.csv", "people.csv", "posts.csv"].iter().zip(&tables) {
        std::fs::write(folder.join(name), table)?;
    }
    Ok(folder.to_owned())
}
