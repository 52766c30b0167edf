//! Random scenario files: what a few people may say in any order, with an ending that must hold
//! whatever came before. One that fails is made as short as it can be and kept as a file.

use std::path::{Path, PathBuf};

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::plan::parse;
use super::play::{Outcome as Came, play};
use super::report;
use super::stage::{Transports, zero};
use crate::harness::Outcome;

const PEOPLE: &str = "  甲: {role: grid, unit: 三棵槐村}
  乙: {role: grid, unit: 三棵槐村}
  辛: {role: village, unit: 三棵槐村}
  丁: {role: enterprise, unit: 三棵槐村}
  丙: {role: township, unit: 石鲤镇}
  戊: {role: department, unit: 望川区}
";
const NAMES: [&str; 6] = ["甲", "乙", "辛", "丁", "丙", "戊"];
const STEPS_MAX: usize = 24;

/// What anyone may say of the hazard, sensible or not.
const DEEDS: &[&str] = &[
    "observes 漏水: {danger: yes}",
    "observes 漏水: {danger: yes, note: 仍在渗水}",
    "observes 漏水: {danger: no}",
    "suspects 漏水",
    "accepts 漏水",
    "returns 漏水: {reason: 写清楚在哪}",
    "judges 漏水: {grade: ordinary}",
    "judges 漏水: {grade: major}",
    "orders 漏水: {deadline: day+3}",
    "orders 漏水: {deadline: day+7}",
    "orders 漏水: {mode: stop_work}",
    "assigns 漏水: {person: 丁}",
    "assigns 漏水: {unit: 粮站}",
    "implements 漏水: {item: funds, achieved: yes, yuan: 5000}",
    "implements 漏水: {item: funds, achieved: no}",
    "claims 漏水: {measures: 换了水管}",
    "reinspects 漏水: {result: pass}",
    "reinspects 漏水: {result: fail}",
    "closes 漏水",
    "closes 漏水: {kind: false_alarm}",
    "lists 漏水: {level: district}",
    "voids 漏水: {reason: 报错了}",
    "describes 漏水: {field: title, value: 变压器渗水}",
    "adds_photo 漏水: {photo: 墙角, role: before}",
    "adds_photo 漏水: {photo: 修好了, role: after}",
];

/// What may happen to a phone.
const EVENTS: &[&str] =
    &["syncs", "offline", "online", "metered", "wifi", "restarts", "sets_clock: {days: -2}"];

/// How a file ends, and what must hold then.
#[derive(Debug, Clone, Copy)]
enum Ending {
    /// One closes it while another, apart, sees danger.
    Apart(&'static str),
    /// The department closes it, having seen everything and the photo.
    Seen,
}

/// An ending, as a file says it.
struct Told {
    zh: &'static str,
    en: &'static str,
    steps: Vec<String>,
    expected: &'static str,
}

impl Ending {
    fn told(self) -> Told {
        match self {
            Self::Apart(closer) => Told {
                zh: "不管先前发生过什么,办结时没看到的“仍危险”让它开着",
                en: "Whatever came before, a danger the close had not seen keeps it open",
                steps: vec![
                    "everyone offline".into(),
                    "乙 observes 漏水: {danger: yes}".into(),
                    format!("{closer} closes 漏水: {{proposal: maybe}}"),
                    "everyone online".into(),
                    "everyone syncs".into(),
                ],
                expected: "{state_not: closed, flags: [disputed]}",
            },
            Self::Seen => Told {
                zh: "不管先前发生过什么,全看过的办结算数",
                en: "Whatever came before, a close that saw everything counts",
                steps: vec![
                    "丁 adds_photo 漏水: {photo: 整改后, role: after}".into(),
                    "everyone syncs".into(),
                    "戊 closes 漏水".into(),
                    "everyone syncs".into(),
                ],
                expected: "{state: closed}",
            },
        }
    }
}

/// A scenario file made by chance.
#[derive(Debug, Clone)]
pub struct RandomFile {
    seed: u64,
    steps: Vec<String>,
    ending: Ending,
}

/// One of them, which may be beyond whoever does it.
fn deed(rng: &mut ChaCha8Rng) -> String {
    let deed = DEEDS.choose(rng).unwrap_or(&"suspects 漏水");
    match deed.strip_suffix('}') {
        Some(begun) => format!("{begun}, proposal: maybe}}"),
        None => format!("{deed}: {{proposal: maybe}}"),
    }
}

impl RandomFile {
    /// The file of a seed, always the same.
    pub fn of(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut steps = Vec::new();
        for _ in 0..rng.random_range(4..STEPS_MAX) {
            let name = NAMES.choose(&mut rng).unwrap_or(&"甲");
            steps.push(match rng.random_range(0..10) {
                0..6 => format!("{name} {}", deed(&mut rng)),
                6..9 => format!("{name} {}", EVENTS.choose(&mut rng).unwrap_or(&"syncs")),
                _ => "everyone syncs".to_owned(),
            });
        }
        let ending = match rng.random_bool(0.5) {
            true => Ending::Apart(["丙", "戊"].choose(&mut rng).unwrap_or(&"丙")),
            false => Ending::Seen,
        };
        Self { seed, steps, ending }
    }

    /// Its name, once it is kept.
    pub fn name(&self) -> String {
        format!("p01-random-{}.yaml", self.seed)
    }

    /// It, as text.
    pub fn text(&self) -> String {
        let Told { zh, en, steps: end, expected } = self.ending.told();
        let mut steps = vec!["甲 reports: {as: 漏水, title: 配电房渗水}", "everyone syncs"];
        steps.extend(self.steps.iter().map(String::as_str));
        steps.extend(["everyone online", "everyone wifi", "everyone syncs"]);
        steps.extend(end.iter().map(String::as_str));
        let steps: String = steps.iter().map(|step| format!("  - {step}\n")).collect();
        format!(
            "# 随机生成的情景,种子 {seed} · made by chance from seed {seed}\npromise: {zh}\n\
             promise_en: {en}\nprinciple: 1\npeople:\n{PEOPLE}steps:\n{steps}expect:\n  \
             everyone:\n    漏水: {expected}\n",
            seed = self.seed,
        )
    }

    /// Plays it; what does not hold, one line each.
    ///
    /// # Errors
    /// When it is no scenario file.
    pub async fn play(&self, transports: Transports) -> Outcome<Vec<String>> {
        let name = self.name();
        let scenario = parse(&name, &self.text(), zero()?).map_err(|f| format!("{name}: {f}"))?;
        let played = play(&scenario, transports, None).await;
        let broken = played.broken.iter().map(|one| format!("line {}: {}", one.line, one.what));
        Ok(if played.outcome == Came::Passed { Vec::new() } else { broken.collect() })
    }

    /// The shortest file that still fails, taking away one step after the other.
    ///
    /// # Errors
    /// As [`play`](Self::play).
    pub async fn shrunk(mut self, transports: Transports) -> Outcome<Self> {
        let mut place = self.steps.len();
        while place > 0 {
            place -= 1;
            let mut shorter = self.clone();
            shorter.steps.remove(place);
            if !shorter.play(transports).await?.is_empty() {
                self = shorter;
            }
        }
        Ok(self)
    }

    /// Keeps it among the project's scenarios, where it is played from now on.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self, folder: &Path) -> Outcome<PathBuf> {
        let path = folder.join(self.name());
        std::fs::write(&path, self.text())?;
        Ok(path)
    }
}

/// Plays `count` random files from a seed on; keeps each that fails, shortened, and returns where.
///
/// # Errors
/// When one cannot be played or kept at all.
pub async fn look(
    (count, seed): (u64, u64),
    transports: Transports,
    mut tell: impl FnMut(u64, &[String]),
) -> Outcome<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for seed in seed..seed.saturating_add(count) {
        let file = RandomFile::of(seed);
        let broken = file.play(transports).await?;
        tell(seed, &broken);
        if !broken.is_empty() {
            kept.push(file.shrunk(transports).await?.keep(&report::folder())?);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_random_file_is_a_scenario_file_and_its_seed_makes_it_again() {
        for seed in 0..200 {
            let (file, again) = (RandomFile::of(seed), RandomFile::of(seed));
            assert_eq!(file.text(), again.text());
            let read = parse(&file.name(), &file.text(), zero().unwrap());
            assert!(read.is_ok(), "{:?}\n{}", read.err(), file.text());
        }
    }
}
