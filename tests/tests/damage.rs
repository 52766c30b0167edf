//! A centre's database that a drive has damaged is noticed, and nothing false is served from it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::Division;
use fangxian_server::Centre;
use fangxian_server::registry::Registry;
use fangxian_tests::harness::{HandClock, Outcome};
use fangxian_tests::town::{
    Deed, MORNING_MS, Phone, Town, VILLAGES, any_seed, chance, perform, whole_log,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

const FILE: &str = "centre.sqlite";
const PAGE_BYTES: usize = 4096;
const DEEDS: usize = 150;
const TRIES: usize = 120;

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

fn is_signed(bytes: &[u8], registry: &Registry) -> Outcome<bool> {
    let Ok(envelope) = Envelope::from_bytes(bytes) else { return Ok(false) };
    let roster = registry.roster()?;
    let device = roster.device(envelope.header.device);
    Ok(device.is_some_and(|device| envelope.verify(&device.certificate.key).is_ok()))
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

async fn lived(folder: &Path, seed: u64) -> Outcome<Logs> {
    let town = Town::found(folder, 12, seed)?;
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
    let registry = Registry::open(&before)?;
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
                for (village, log) in &logs {
                    assert_eq!(found[village].len(), log.len(), "{how}: words are missing");
                    let altered = found[village].iter().zip(log).filter(|(now, then)| now != then);
                    for (now, _) in altered {
                        // Phones check it: what it says now, nobody signed.
                        assert!(
                            !is_signed(now, &registry)?,
                            "{how}: another envelope in its place"
                        );
                    }
                }
            }
        }
        fs::remove_dir_all(&place)?;
    }
    println!("{refused} refused, {harmless} harmless");
    assert!(refused > 0, "some damage is found");
    Ok(())
}
