//! `cargo xtask simulate`: whole towns of phones on bad lines, from a seed.

use std::process::ExitCode;

use clap::Parser;
use fangxian_tests::harness::Outcome;
use fangxian_tests::harness::command::{Common, Spent, end};
use fangxian_tests::simulation::{self, Plan, Tally};
use serde_json::json;

const RUNS_USUAL: u64 = 100;

/// Simulates towns of phones that crash and speak over bad lines; then all heals and must agree.
#[derive(Debug, Parser)]
struct Options {
    /// So many runs, from consecutive seeds; 100 when neither they nor minutes are given.
    #[arg(long)]
    runs: Option<u64>,
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
    let effort = options.common.start(options.runs, RUNS_USUAL)?;
    let spent = Spent::begin();
    let tally = simulation::simulate(&effort, &|runs| spent.tell(runs, "runs"))?;
    spent.end(tally.runs, "runs");
    tell_first(&tally);
    let sound = tally.violations == 0 && tally.repeated.1 == 0;
    if options.common.json {
        let failed: Vec<_> = tally.broken.iter().map(|run| (run.seed, &run.broken)).collect();
        let said = json!({"seed": effort.seed, "spent": spent.to_json(tally.runs),
                          "runs": tally.runs,
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
