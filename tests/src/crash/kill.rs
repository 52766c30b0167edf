//! The centre is killed under load, again and again; whatever it acknowledged must be found.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fangxian_server::registry::Registry;
use rand::RngExt;

use super::scene::accepted;
use crate::harness::{Centre, Outcome, Phone, tables};
use crate::town::{Deed, MORNING_MS, chance, perform, scratch};

/// Who may speak in the tables of the demo.
const PEOPLE: [&str; 4] = ["p-0001", "p-0002", "p-0003", "p-0006"];

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Killed {
    /// How often it was killed.
    pub kills: u64,
    /// Envelopes that phones were told to be accepted.
    pub acknowledged: u64,
    /// Those of them that were not found.
    pub lost: u64,
}

/// Kills a real centre `kills` times while four phones save and synchronise without pause.
///
/// # Errors
/// When the stage cannot be set.
pub async fn killed_under_load(kills: u64, seed: u64) -> Outcome<Killed> {
    let folder = scratch("fangxian-kill-")?;
    let data = folder.path().join("centre");
    let mut centre = Centre::start(&data, "kill")?;
    centre.import(&tables())?;
    let over = Arc::new(AtomicBool::new(false));
    let (mut workers, mut links, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (number, person) in PEOPLE.iter().enumerate() {
        let place = folder.path().join(format!("phone-{number}"));
        let phone = Phone::enrolled(&centre, &place, person, MORNING_MS).await?;
        links.push(phone.link.clone());
        places.push(place);
        let (over, chance) = (over.clone(), chance(seed, number as u64));
        workers.push(tokio::spawn(work(phone, over, chance)));
    }
    let mut chance = chance(seed, 99);
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(chance.random_range(50..400))).await;
        centre.kill()?;
        centre = Centre::start(&data, "kill")?;
        links.iter().for_each(|link| link.point_at(centre.address()));
    }
    over.store(true, Ordering::SeqCst);
    for worker in workers {
        worker.await??;
    }
    centre.kill()?;
    let mut acknowledged = BTreeMap::new();
    for place in &places {
        acknowledged.extend(accepted(place)?);
    }
    let registry = Registry::open(&data)?;
    let numbers: Vec<_> = acknowledged.keys().copied().collect();
    let held = registry.storage().envelope_hashes(&numbers)?;
    let is_lost = |(number, hash): &(&_, &_)| held.get(*number).is_none_or(|h| !h.contains(hash));
    let lost = acknowledged.iter().filter(is_lost);
    Ok(Killed { kills, acknowledged: acknowledged.len() as u64, lost: lost.count() as u64 })
}

async fn work(
    phone: Phone,
    over: Arc<AtomicBool>,
    mut chance: rand_chacha::ChaCha8Rng,
) -> Outcome<()> {
    while !over.load(Ordering::SeqCst) {
        for _ in 0..chance.random_range(1..8) {
            perform(&phone.ledger, Deed::Report, &mut chance)?;
        }
        phone.sync().await?;
    }
    Ok(())
}
