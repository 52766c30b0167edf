//! `cargo xtask scenarios`: plays scenario files and says which promises hold.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use fangxian_tests::harness;
use fangxian_tests::scenario::plan::Scenario;
use fangxian_tests::scenario::stage::Transports;
use fangxian_tests::scenario::{Outcome, Played, Shuffle, play_all, random, report};

/// Plays scenario files: who does what offline, and what every phone must then show.
#[derive(Debug, Parser)]
struct Options {
    /// Files or folders; every file of the project when none is given.
    paths: Vec<PathBuf>,
    /// Print one JSON object for machines.
    #[arg(long)]
    json: bool,
    /// How phones reach the centre.
    #[arg(long, value_enum, default_value_t)]
    transport: Transports,
    /// Play each file in so many other delivery orders and sync interleavings.
    #[arg(long, value_name = "N", default_value_t = 0)]
    shuffle: u64,
    /// The first seed of those orders; a random one when none is given.
    #[arg(long)]
    seed: Option<u64>,
    /// Play so many files made by chance from --seed on; those that fail are shortened and kept.
    #[arg(long, value_name = "N", conflicts_with_all = ["paths", "shuffle"])]
    random: Option<u64>,
    /// Write the scenarios as data, and the tables of everyone in them, into this folder.
    #[arg(long, value_name = "FOLDER")]
    plans: Option<PathBuf>,
    /// Write docs/merge-rules.md, docs/scenarios.md and tests/scenarios/schema.json anew.
    #[arg(long)]
    docs: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    harness::command::end("scenarios", run(&Options::parse()).await)
}

async fn run(options: &Options) -> harness::Outcome<bool> {
    if options.docs {
        for (path, text) in report::documents()? {
            std::fs::write(&path, text)?;
            println!("{}", path.display());
        }
        return Ok(true);
    }
    let seed = options.seed.unwrap_or_else(|| rand::random_range(0..1_000_000_000));
    if let Some(count) = options.random {
        return by_chance((count, seed), options).await;
    }
    let scenarios = read(&options.paths)?;
    if let Some(folder) = &options.plans {
        report::write_plans(&scenarios, folder)?;
        return Ok(true);
    }
    let shuffle = (options.shuffle > 0).then_some(Shuffle { times: options.shuffle, seed });
    if let (Some(shuffle), false) = (shuffle, options.json) {
        println!("{} orders of each file from seed {}", shuffle.times, shuffle.seed);
    }
    let tell = |index: usize, played: &Played| {
        if !options.json {
            let said = report::line(&scenarios[index], played);
            println!("[{}/{}] {said}", index + 1, scenarios.len());
        }
    };
    let all = play_all(&scenarios, options.transport, shuffle, tell).await;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report::to_json(&all))?);
    } else {
        println!("{}", report::summary(&all));
    }
    Ok(all.iter().all(|one| matches!(one.outcome, Outcome::Passed | Outcome::Pending)))
}

/// Plays files made by chance.
async fn by_chance((count, seed): (u64, u64), options: &Options) -> harness::Outcome<bool> {
    let (mut failed, json) = (Vec::new(), options.json);
    let tell = |seed: u64, broken: &[String]| {
        if !broken.is_empty() {
            failed.push(serde_json::json!({"seed": seed, "broken": broken}));
        }
        if !json {
            let word = if broken.is_empty() { "ok" } else { "FAILED" };
            println!("seed {seed} {word}");
            broken.iter().for_each(|line| println!("        {line}"));
        }
    };
    let kept = random::look((count, seed), options.transport, tell).await?;
    if options.json {
        let told = serde_json::json!({"played": count, "seed": seed, "failed": failed});
        println!("{}", serde_json::to_string_pretty(&told)?);
    } else {
        println!("{count} played from seed {seed}, {} failed", kept.len());
        kept.iter().for_each(|path| println!("kept: {}", path.display()));
    }
    Ok(kept.is_empty())
}

/// Reads every file before the first is played; shows every fault, not just the first.
fn read(paths: &[PathBuf]) -> harness::Outcome<Vec<Arc<Scenario>>> {
    let usual = [report::folder()];
    let paths: &[PathBuf] = if paths.is_empty() { &usual } else { paths };
    let files: Vec<PathBuf> = paths
        .iter()
        .map(|path: &PathBuf| report::find(Path::new(path)))
        .collect::<harness::Outcome<Vec<_>>>()?
        .concat();
    let (mut scenarios, mut faults) = (Vec::new(), Vec::new());
    for file in &files {
        match report::load(file) {
            Ok(scenario) => scenarios.push(Arc::new(scenario)),
            Err(fault) => faults.push(fault.to_string()),
        }
    }
    if faults.is_empty() { Ok(scenarios) } else { Err(faults.join("\n").into()) }
}
