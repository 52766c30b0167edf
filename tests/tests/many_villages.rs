//! More villages than one request may name: heard, said and settled all the same.
//!
//! `FANGXIAN_VILLAGES=10000 cargo test --test many_villages -- --nocapture` measures with as many.

use std::path::Path;
use std::time::Instant;

use fangxian::ledger::HazardDraft;
use fangxian::store::HazardQuery;
use fangxian_protocol::id::Division;
use fangxian_protocol::limits::CURSORS_MAX;
use fangxian_tests::harness::{Centre, Outcome, Phone, is_done, leak, sees, tables};

const NOON_MS: i64 = 1_794_801_600_000;
/// Whoever covers the whole county.
const COUNTY: &str = "p-0005";

/// The villages of a county, the first of which has a phone of its own.
fn village(number: usize) -> Outcome<Division> {
    let code = 990_101_101_204 + number as u64;
    Ok(Division::from_u64(code)?)
}

fn villages() -> usize {
    let asked = std::env::var("FANGXIAN_VILLAGES").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(CURSORS_MAX + 1)
}

async fn town(folder: &Path) -> Outcome<(Centre, Phone)> {
    let centre = Centre::start(&folder.join("centre"), "test")?;
    centre.import(&tables())?;
    let county = Phone::enrolled(&centre, &folder.join("county"), COUNTY, NOON_MS).await?;
    for number in 0..villages() {
        let draft = HazardDraft { home: Some(village(number)?), ..leak() };
        county.ledger.report_hazard(&draft)?;
    }
    Ok((centre, county))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_with_more_villages_than_a_request_may_name_hears_and_says_everything()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (centre, county) = town(folder.path()).await?;
    let many = villages() as u64;
    let watch = Instant::now();
    let report = county.sync().await?;
    assert!(is_done(&report) && report.pushed == many, "{report:?}");
    let first = (watch.elapsed(), county.link.take_traffic(), report.rounds);

    let watch = Instant::now();
    let report = county.sync().await?;
    assert!(is_done(&report), "{report:?}");
    let idle = (watch.elapsed(), county.link.take_traffic(), report.rounds);
    assert_eq!(report.rounds, 1, "nothing differs");

    // A grid worker of the first village, who has one village, and the county across all of them.
    let grid = Phone::enrolled(&centre, &folder.path().join("grid"), "p-0001", NOON_MS).await?;
    grid.sync().await?;
    let hazards = HazardQuery::default();
    let record = grid.ledger.hazards(&hazards)?.rows.first().ok_or("nothing heard")?.record;
    sees(&grid.ledger, record, "还在漏")?;
    assert!(is_done(&grid.sync().await?));
    let watch = Instant::now();
    let last = HazardDraft { home: Some(village(villages() - 1)?), ..leak() };
    county.ledger.report_hazard(&last)?;
    let report = county.sync().await?;
    assert!(is_done(&report), "{report:?}");
    assert_eq!((report.pushed, report.pulled), (1, 1));
    let two = (watch.elapsed(), county.link.take_traffic(), report.rounds);
    assert_eq!(county.sync().await?.rounds, 1);

    // A new phone of the county hears all of it.
    let watch = Instant::now();
    let other = Phone::enrolled(&centre, &folder.path().join("other"), COUNTY, NOON_MS).await?;
    let report = other.sync().await?;
    assert!(is_done(&report), "{report:?}");
    assert_eq!(other.ledger.count_hazards(&hazards)?, many + 1);
    let anew = (watch.elapsed(), other.link.take_traffic(), report.rounds);
    assert_eq!(other.sync().await?.rounds, 1);
    println!("{many} villages\nfirst {first:?}\nidle {idle:?}\ntwo changed {two:?}\nnew {anew:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_put_back_hears_again_from_a_phone_of_many_villages() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (centre, county) = town(folder.path()).await?;
    let backup = folder.path().join("backup");
    assert!(is_done(&county.sync().await?));
    centre.admin(&["backup", "--to", &backup.display().to_string()])?;
    let lost = HazardDraft { home: Some(village(7)?), ..leak() };
    county.ledger.report_hazard(&lost)?;
    assert!(is_done(&county.sync().await?));
    centre.kill()?;
    let centre = Centre::start(&backup, "test")?;
    county.link.point_at(centre.address());
    let report = county.sync().await?;
    assert!(is_done(&report) && report.heard_again, "{report:?}");
    let other = Phone::enrolled(&centre, &folder.path().join("other"), COUNTY, NOON_MS).await?;
    assert!(is_done(&other.sync().await?));
    assert_eq!(other.ledger.count_hazards(&HazardQuery::default())?, villages() as u64 + 1);
    Ok(())
}
