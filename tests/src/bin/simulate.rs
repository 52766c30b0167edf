//! `cargo xtask simulate`: whole towns of phones on bad lines, from a seed.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use fangxian_tests::harness::Outcome;
use fangxian_tests::harness::command::{Common, end};
use fangxian_tests::simulation::{self, Plan, Tally};
use serde_json::json;

/// Simulates towns of phones that crash and speak over bad lines; then all heals and must agree.
#[derive(Debug, Parser)]
struct Options {
    /// So many runs, from consecutive seeds.
    #[arg(long, default_value_t = 100)]
    runs: u64,
    /// Play one seed and print what happens, a line each.
    #[arg(long, value_name = "SEED")]
    trace: Option<u64>,
    #[command(flatten)]
    common: Common,
}

fn main() -> ExitCode {
    end("simulate", run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<bool> {
    if let Some(seed) = options.trace {
        let run = simulation::play(&Plan::from_seed(seed));
        run.trace.iter().for_each(|line| println!("{line}"));
        println!("{:016x}", run.digest());
        return Ok(run.broken.is_none());
    }
    let (seed, threads) = options.common.start();
    let started = Instant::now();
    let tally =
        simulation::simulate(options.runs, seed, threads, &|runs| eprint!("\r{runs} runs"))?;
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("\r{} runs in {seconds:.1} s", tally.runs);
    tell_first(&tally);
    let sound = tally.violations == 0 && tally.repeated.1 == 0;
    if options.common.json {
        let failed: Vec<_> = tally.broken.iter().map(|run| (run.seed, &run.broken)).collect();
        let said = json!({"seed": seed, "seconds": seconds, "runs": tally.runs,
                          "runs_per_second": tally.runs as f64 / seconds,
                          "violations": tally.violations, "first_violations": failed,
                          "figures": tally.figures, "played_twice": tally.repeated.0,
                          "went_otherwise": tally.repeated.1});
        println!("{}", serde_json::to_string_pretty(&said)?);
    } else {
        println!("{}: {} violations", if sound { "ok" } else { "FAILED" }, tally.violations);
    }
    Ok(sound)
}

/// Shortens the first failing run and tells it.
fn tell_first(tally: &Tally) {
    for run in &tally.broken {
        eprintln!("✘ seed {}: {}", run.seed, run.broken.as_deref().unwrap_or_default());
    }
    let Some(first) = tally.broken.first() else { return };
    let plan = Plan::from_seed(first.seed);
    let (shorter, run) = simulation::shortened(&plan, first.clone());
    eprintln!("seed {} in {} steps of {}:", plan.seed, shorter.steps.len(), plan.steps.len());
    run.trace.iter().for_each(|line| eprintln!("  {line}"));
}
