//! `cargo xtask damage`: opens files of real size that a drive has damaged.

use std::process::ExitCode;

use clap::Parser;
use fangxian_tests::damage::{self, Plan};
use fangxian_tests::harness::Outcome;
use fangxian_tests::harness::command::{Common, Spent, end};
use serde_json::json;

const TRIES_USUAL: u64 = 400;

/// Opens the files of a phone and of a centre that a drive has damaged.
#[derive(Debug, Parser)]
struct Options {
    /// So many damaged files; 400 when neither they nor minutes are given.
    #[arg(long)]
    tries: Option<u64>,
    /// So many records in each file, about.
    #[arg(long, default_value_t = 1_000)]
    records: usize,
    #[command(flatten)]
    common: Common,
}

fn main() -> ExitCode {
    end("damage", run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<bool> {
    let effort = options.common.start(options.tries, TRIES_USUAL)?;
    let plan = Plan { effort, records: options.records };
    let spent = Spent::begin();
    let tally = damage::run(&plan, &|tries| spent.tell(tries, "damaged files"))?;
    spent.end(tally.tries, "damaged files");
    tally.outcomes.iter().for_each(|(what, count)| eprintln!("{count:>6} {what}"));
    tally.broken.iter().for_each(|what| eprintln!("✘ {what}"));
    let sound = tally.violations == 0;
    if options.common.json {
        let said = json!({"seed": effort.seed, "spent": spent.to_json(tally.tries),
                          "records": options.records, "tries": tally.tries,
                          "outcomes": tally.outcomes, "violations": tally.violations,
                          "first_violations": tally.broken});
        println!("{}", serde_json::to_string_pretty(&said)?);
    } else {
        println!("{}: {} violations", if sound { "ok" } else { "FAILED" }, tally.violations);
    }
    Ok(sound)
}
