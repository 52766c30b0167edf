//! No decoder panics, reads one thing as another or is dear, whatever arrives.

use std::collections::BTreeSet;
use std::fs;

use fangxian_tests::fuzz::{TARGETS, Target, folder, kept, seeds};
use fangxian_tests::harness::Outcome;
use fangxian_tests::hostile::{Counting, Weight, peak_bytes, weights, worked_ms};
use fangxian_tests::town::chance;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Fixed, so that this is the same run everywhere; `fuzz/` explores.
const SEED: u64 = 20_261_124;
const INPUTS: usize = 20_000;
/// Each import writes a database, and each change at the gate opens a record.
const SLOW: [(&str, usize); 2] = [("import", 60), ("gate", 2_000)];
/// What one input may cost, and beside that each KiB of it: what is long may take longer, in step.
const COST_MS_MAX: f64 = 50.0;
const COST_MS_PER_KIB_MAX: f64 = 0.5;
const COST_BYTES_MAX: usize = 64 * 1024 * 1024;

#[test]
fn an_open_record_says_what_it_holds() -> Outcome<()> {
    for weight in weights(SEED)? {
        let Weight { of, held, told } = weight;
        println!("{of}: holds {held} bytes, says {told}");
        assert!(held > 0 && told * 10 >= held * 9, "{of}: holds {held}, says only {told}");
        assert!(told <= held * 5, "{of}: holds {held}, says {told}");
    }
    Ok(())
}

#[test]
fn no_decoder_panics_or_reads_one_thing_as_another_or_is_dear() -> Outcome<()> {
    let seeds = seeds()?;
    for (number, target) in TARGETS.iter().enumerate() {
        let name = target.0;
        let sound = seeds.iter().filter(|(of, _)| *of == name).map(|(_, bytes)| bytes.clone());
        let own: Vec<Vec<u8>> = sound.chain(kept(name)?).collect();
        // What is made once is made now, and is not the cost of an input.
        target.1(&own[0]);
        own.iter().for_each(|bytes| give(*target, bytes));
        let mut chance = chance(SEED, number as u64);
        let slow = SLOW.iter().find(|(slow, _)| *slow == name);
        for _ in 0..slow.map_or(INPUTS, |(_, inputs)| *inputs) {
            give(*target, &bent(&own[chance.random_range(0..own.len())], &mut chance));
        }
    }
    Ok(())
}

#[test]
fn every_decoder_is_explored_from_kept_inputs() -> Outcome<()> {
    let stems = |path: &std::path::Path| -> Outcome<BTreeSet<String>> {
        let entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
        let stem = |path: std::path::PathBuf| path.file_stem()?.to_str().map(str::to_owned);
        Ok(entries.into_iter().filter_map(|entry| stem(entry.path())).collect())
    };
    let decoders: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(stems(&folder())?, decoders);
    assert_eq!(stems(&folder().join("../fuzz_targets"))?, decoders);
    Ok(())
}

/// Gives a decoder an input and holds it to what an input may cost.
fn give((name, target): Target, bytes: &[u8]) {
    let before = worked_ms();
    let ((), peak) = peak_bytes(|| target(bytes));
    let cost_ms = worked_ms() - before;
    let may_cost_ms = COST_MS_MAX + COST_MS_PER_KIB_MAX * bytes.len() as f64 / 1024.0;
    let dear = cost_ms > may_cost_ms || peak > COST_BYTES_MAX;
    assert!(!dear, "{name}: {cost_ms:.1} ms and {peak} bytes for {} bytes", bytes.len());
}

fn bent(sound: &[u8], chance: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for _ in 0..chance.random_range(1..6) {
        let place = chance.random_range(0..bytes.len().max(1)).min(bytes.len());
        match chance.random_range(0..6) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, chance.random()),
            2 => bytes.extend_from_within(place..),
            _ if bytes.is_empty() => {}
            3 => {
                let place = place.min(bytes.len() - 1);
                bytes[place] = chance.random();
            }
            _ => {
                let place = place.min(bytes.len() - 1);
                bytes[place] ^= 1 << chance.random_range(0..8);
            }
        }
    }
    bytes
}
