//! A centre's database that a drive has damaged is noticed, and nothing false is served from it.
//! What is intact in it is saved, and phones bring back the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fangxian::sync::Outcome as Ended;
use fangxian_protocol::id::Division;
use fangxian_server::Centre;
use fangxian_server::centre::salvage;
use fangxian_tests::harness::{HandClock, Outcome, copy_folder};
use fangxian_tests::town::{
    Deed, MORNING_MS, Phone, Town, VILLAGES, any_seed, chance, perform, whole_log,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

const FILE: &str = "centre.sqlite";
const PAGE_BYTES: usize = 4096;
const DEEDS: usize = 150;
const TRIES: usize = 120;
const SALVAGES: usize = 24;
const PEOPLE: usize = 12;

type Logs = BTreeMap<Division, Vec<Vec<u8>>>;

/// What a centre serves; an error when it says that it cannot.
fn served(centre: &Centre) -> Outcome<Logs> {
    let mut logs = Logs::new();
    for village in VILLAGES {
        let village: Division = village.parse()?;
        let page = whole_log(centre.registry().storage().as_ref(), village)?;
        logs.insert(village, page.envelopes);
    }
    Ok(logs)
}

/// Breaks a file in one of the ways drives do.
fn damage(bytes: &mut Vec<u8>, chance: &mut ChaCha8Rng) -> &'static str {
    let pages = bytes.len() / PAGE_BYTES;
    let page = chance.random_range(0..pages) * PAGE_BYTES;
    match chance.random_range(0..4) {
        0 => {
            let place = chance.random_range(0..bytes.len());
            bytes[place] ^= 1 << chance.random_range(0..8);
            "a bit is flipped"
        }
        1 => {
            bytes[page..page + PAGE_BYTES].fill(0);
            "a page is zero"
        }
        2 => {
            let other = chance.random_range(0..pages) * PAGE_BYTES;
            let kept = bytes[page..page + PAGE_BYTES].to_vec();
            bytes.copy_within(other..other + PAGE_BYTES, page);
            bytes[other..other + PAGE_BYTES].copy_from_slice(&kept);
            "two pages are swapped"
        }
        _ => {
            bytes.truncate(page.max(PAGE_BYTES));
            "the end is missing"
        }
    }
}

/// A centre that people wrote to, with the phone of one of them beside it.
async fn lived(folder: &Path, seed: u64) -> Outcome<Logs> {
    let town = Town::found(folder, PEOPLE, seed)?;
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let place = folder.join("phone");
    let phone = Phone::open(&place, clock, seed)?;
    town.enrol(&phone.ledger, 0).await?;
    let mut chance = chance(seed, 1);
    for _ in 0..DEEDS {
        perform(&phone.ledger, Deed::any(&mut chance), &mut chance)?;
    }
    phone.sync(town.line()).await?;
    let logs = served(&town.centre)?;
    town.centre.close();
    Ok(logs)
}

#[tokio::test]
async fn a_damaged_centre_says_so_or_serves_nothing_that_was_not_said() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let before = folder.path().join("before");
    let logs = lived(&before, seed).await?;
    let whole = fs::read(before.join(FILE))?;
    let mut chance = chance(seed, 2);
    let (mut refused, mut harmless) = (0, 0);
    for number in 0..TRIES {
        let place = folder.path().join(format!("try-{number}"));
        fs::create_dir(&place)?;
        for key in ["centre.key", "voice.key"] {
            fs::copy(before.join(key), place.join(key))?;
        }
        let mut bytes = whole.clone();
        let how = damage(&mut bytes, &mut chance);
        fs::write(place.join(FILE), bytes)?;
        let found = Centre::open(&place).map_err(Into::into).and_then(|centre| served(&centre));
        match found {
            Err(error) => {
                refused += 1;
                // The version is a number in the file, too.
                let said = error.to_string();
                let next_move = said.contains("backup") || said.contains("use that version");
                assert!(next_move, "{how}: no next move in: {error}");
            }
            Ok(found) => {
                harmless += 1;
                assert!(found == logs, "{how}: served as if nothing had happened");
            }
        }
        fs::remove_dir_all(&place)?;
    }
    println!("{refused} refused, {harmless} harmless");
    assert!(refused > 0, "some damage is found");
    Ok(())
}

#[tokio::test]
async fn a_salvaged_centre_has_what_is_intact_and_hears_the_rest_from_phones() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let before = folder.path().join("before");
    let logs = lived(&before, seed).await?;
    let said: BTreeSet<&Vec<u8>> = logs.values().flatten().collect();
    let whole = fs::read(before.join(FILE))?;
    let mut chance = chance(seed, 3);
    let (mut kept, mut brought, mut unlike) = (0, 0, 0);
    for number in 0..SALVAGES {
        let place = folder.path().join(format!("try-{number}"));
        copy_folder(&before, &place)?;
        let mut bytes = whole.clone();
        let damages = if number == 0 { 0 } else { chance.random_range(1..6) };
        let how: Vec<&str> = (0..damages).map(|_| damage(&mut bytes, &mut chance)).collect();
        fs::write(place.join(FILE), &bytes)?;
        let report = salvage(&place, &mut |_, _| {})?;
        assert_eq!(fs::read(&report.set_aside)?, bytes, "the damaged file is as it was");
        let town = Town::at(&place, MORNING_MS)?;
        let found = served(&town.centre)?;
        if number == 0 {
            assert_eq!((report.waiting, report.lost, report.gaps.len()), (0, 0, 0), "{report:?}");
            assert_eq!(found, logs, "a sound database is salvaged as it is");
        }
        kept += report.kept;
        assert!(found.values().flatten().all(|one| said.contains(one)), "{how:?}: invented");
        // The phone may have to enrol again, when even that was lost. It forgets nothing.
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let phone = Phone::open(&place.join("phone"), clock, seed ^ 1)?;
        town.import(PEOPLE)?;
        let synced = phone.sync(town.line()).await?;
        assert_eq!(synced.outcome, Ended::UpToDate, "{how:?}: {report:?}");
        let after: Logs = served(&town.centre)?;
        brought += synced.pushed;
        unlike += u64::from(after != logs);
        let after: BTreeSet<&Vec<u8>> = after.values().flatten().collect();
        let missing = said.difference(&after).count();
        assert_eq!(missing, 0, "{how:?}: {missing} words never came back: {report:?}");
        assert_eq!(phone.ledger.compare()?, []);
        town.centre.registry().storage().check_sound()?;
        town.centre.close();
        fs::remove_dir_all(&place)?;
    }
    println!("{kept} kept, {brought} brought back, {unlike} in another order");
    assert!(kept > 0 && brought > 0);
    Ok(())
}

#[tokio::test]
async fn a_row_whose_number_is_damaged_does_not_keep_a_salvage_counting() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let place = folder.path().join("centre");
    let logs = lived(&place, seed).await?;
    let file = Connection::open(place.join(FILE))?;
    let far =
        "UPDATE envelope SET id = 9000000000000000000 WHERE id = (SELECT max(id) FROM envelope)";
    file.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; {far}; PRAGMA wal_checkpoint(TRUNCATE)"
    ))?;
    drop(file);
    assert!(Centre::open(&place).is_err(), "a log names an envelope that is not there");
    let report = salvage(&place, &mut |_, _| {})?;
    let all = logs.values().flatten().count() as u64;
    assert_eq!((report.kept, report.waiting), (all, 0), "{report:?}");
    Ok(())
}
