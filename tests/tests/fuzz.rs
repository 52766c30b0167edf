//! No decoder panics or reads one thing as another, whatever arrives.

use fangxian_tests::fuzz::{TARGETS, seeds};
use fangxian_tests::harness::Outcome;
use fangxian_tests::town::chance;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Fixed, so that this is the same run everywhere; `fuzz/` explores.
const SEED: u64 = 20_261_124;
const INPUTS: usize = 20_000;
/// Each import writes a database.
const IMPORTS: usize = 60;

#[test]
fn no_decoder_panics_or_reads_one_thing_as_another() -> Outcome<()> {
    let seeds = seeds()?;
    for (number, (name, target)) in TARGETS.iter().enumerate() {
        let own: Vec<&Vec<u8>> =
            seeds.iter().filter(|(of, _)| of == name).map(|(_, b)| b).collect();
        own.iter().for_each(|bytes| target(bytes));
        let mut chance = chance(SEED, number as u64);
        let count = if *name == "import" { IMPORTS } else { INPUTS };
        for _ in 0..count {
            let bytes = match own.is_empty() {
                true => (0..chance.random_range(0..200)).map(|_| chance.random()).collect(),
                false => bent(own[chance.random_range(0..own.len())], &mut chance),
            };
            target(&bytes);
        }
    }
    Ok(())
}

/// Writes the corpora `fuzz/` begins with.
#[test]
#[ignore = "run by hand when the protocol changes"]
fn corpora_are_written() -> Outcome<()> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for (number, (name, bytes)) in seeds()?.into_iter().enumerate() {
        std::fs::create_dir_all(folder.join(name))?;
        std::fs::write(folder.join(name).join(format!("sound-{number}")), bytes)?;
    }
    Ok(())
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
