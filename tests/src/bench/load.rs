//! How many changes a second the centre verifies, gates and fsyncs from many devices at once.

use std::path::{Path, PathBuf};
use std::time::Instant;

use fangxian::ledger::HazardDraft;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::figure::Figure;
use super::make;
use crate::harness::{Centre, Outcome, Phone};

const CHANGES_EACH: usize = 500;

/// Many phones, each of a village of its own, push what they gathered, all at once.
pub(super) async fn changes_per_second(folder: &Path, devices: usize) -> Outcome<Figure> {
    eprintln!("centre: {devices} devices with {CHANGES_EACH} changes each …");
    let centre = Centre::start(&folder.join("centre"), "bench")?;
    centre.import(&district(&folder.join("tables"), devices)?)?;
    let mut phones = Vec::new();
    for number in 0..devices {
        let place = folder.join(format!("phone-{number}"));
        let person = format!("w-{number:04}");
        let phone = Phone::enrolled(&centre, &place, &person, super::now_ms()).await?;
        let mut rng = ChaCha8Rng::seed_from_u64(number as u64);
        let drafts: Vec<_> = (0..CHANGES_EACH)
            .map(|number| HazardDraft { home: None, ..make::hazard(&mut rng, number) })
            .collect();
        phone.ledger.report_hazards(&drafts)?;
        phones.push(phone);
    }
    eprintln!("centre: pushing …");
    let began = Instant::now();
    let push = |phone: Phone| tokio::spawn(async move { phone.sync().await });
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
