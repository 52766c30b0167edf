//! `cargo xtask crash`: loses power, kills and lets calls fail wherever something is written.

use std::process::ExitCode;

use clap::Parser;
use fangxian_tests::crash::{self, Plan, Planted};
use fangxian_tests::harness::Outcome;
use fangxian_tests::harness::command::{Common, Spent, end};
use fangxian_tests::harness::effort::{Effort, Figures, was_stopped};
use serde_json::json;

const POINTS_USUAL: u64 = 20_000;

/// Loses power, kills and lets calls fail wherever a phone or the centre writes.
#[derive(Debug, Parser)]
struct Options {
    /// So many crash points; 20,000 when neither they nor minutes are given.
    #[arg(long)]
    points: Option<u64>,
    /// A bug to be noticed: then finding none is the failure.
    #[arg(long, value_enum, default_value_t)]
    plant: Planted,
    /// Kill a real centre under load so often.
    #[arg(long, default_value_t = 10)]
    kills: u64,
    /// Play only scenes with photos and snapshot files.
    #[arg(long)]
    only_photos: bool,
    #[command(flatten)]
    common: Common,
}

fn main() -> ExitCode {
    end("crash", run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<bool> {
    let effort = options.common.start(options.points, POINTS_USUAL)?;
    let Options { plant: planted, only_photos, .. } = *options;
    let plan = Plan { effort, planted, only_photos };
    let spent = Spent::begin();
    let tally = crash::run(&plan, &|points| spent.tell(points, "points"))?;
    spent.end(tally.points(), "points");
    tally.broken.iter().for_each(|one| eprintln!("✘ {}: {}", one.place, one.what));
    let mut said = json!({"seed": effort.seed, "spent": spent.to_json(tally.points()),
                          "crash": tally.to_json()});
    let mut sound = tally.violations() == 0;
    if planted == Planted::None && !was_stopped() {
        sound &= other_failures(options, &effort, &mut said)?;
    } else if planted != Planted::None {
        sound = !sound;
        said["noticed"] = sound.into();
    }
    if options.common.json {
        println!("{}", serde_json::to_string_pretty(&said)?);
    } else {
        println!("{}: {} violations", if sound { "ok" } else { "FAILED" }, tally.violations());
    }
    Ok(sound)
}

/// Calls that fail, and a centre killed under load.
fn other_failures(
    options: &Options,
    &Effort { seed, threads, .. }: &Effort,
    said: &mut serde_json::Value,
) -> Outcome<bool> {
    let mut failing = crash::failing_photo_calls(seed)?;
    if !options.only_photos {
        failing.add(crash::failing_calls(seed, threads)?);
    }
    failing.broken.iter().for_each(|one| eprintln!("✘ {}: {}", one.place, one.what));
    eprintln!("{} failing calls: {} violations", failing.points(), failing.violations());
    said["failing_calls"] = failing.to_json();
    let mut sound = failing.violations() == 0;
    if options.kills > 0 && !options.only_photos {
        let runtime = tokio::runtime::Runtime::new()?;
        let killed = runtime.block_on(crash::killed_under_load(options.kills, seed))?;
        eprintln!("{killed:?}");
        said["centre_killed"] = json!({"kills": killed.kills,
                                       "acknowledged": killed.acknowledged, "lost": killed.lost});
        sound &= killed.lost == 0 && killed.acknowledged > 0;
    }
    Ok(sound)
}
