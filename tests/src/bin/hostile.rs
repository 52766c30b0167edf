//! `cargo xtask hostile`: attacks the gates of the centre and of a phone.

use std::process::ExitCode;

use clap::Parser;
use fangxian_tests::harness::Outcome;
use fangxian_tests::harness::command::{Common, Spent, end};
use fangxian_tests::harness::effort::Effort;
use fangxian_tests::hostile::{self, Beside, Cost, Counting};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const EXECS_USUAL: u64 = 100_000;

/// What any input of an ordinary size may cost.
const COST_MS_MAX: f64 = 50.0;
const COST_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Attacks the gates of the centre and of a phone with an enrolled device's valid signature.
#[derive(Debug, Parser)]
struct Options {
    /// So many inputs; 100,000 when neither they nor minutes are given.
    #[arg(long)]
    execs: Option<u64>,
    /// So many honest changes, of which none may be refused.
    #[arg(long, default_value_t = 10_000)]
    honest: u64,
    /// So many requests for photos that are being sent.
    #[arg(long, default_value_t = 10_000)]
    uploads: u64,
    /// Play only the neighbours who wish ill beside honest phones.
    #[arg(long)]
    only_neighbours: bool,
    #[command(flatten)]
    common: Common,
}

fn main() -> ExitCode {
    end("hostile", run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<bool> {
    let effort = options.common.start(options.execs, EXECS_USUAL)?;
    let beside = hostile::neighbours(effort.seed)?;
    beside.iter().for_each(|one| eprintln!("{one}"));
    let peaceful = beside.iter().all(Beside::is_sound);
    if options.only_neighbours {
        if options.common.json {
            let beside: Vec<_> = beside.iter().map(Beside::to_json).collect();
            println!("{}", serde_json::to_string_pretty(&beside)?);
        }
        return Ok(peaceful);
    }
    let rates = hostile::rates(effort.seed)?;
    let costs = hostile::costs(effort.seed)?;
    costs.iter().for_each(|cost| eprintln!("{}", told(cost)));
    let dear = costs.iter().filter(|cost| is_dear(cost)).count();
    let honest = hostile::honest_histories(&Effort { amount: options.honest, ..effort })?;
    eprintln!("{honest:?}");
    let asked = Effort { amount: options.uploads, ..effort };
    let uploads = hostile::attack_uploads(&asked, &|_| {})?;
    eprintln!("{} requests for photos, {} answered", uploads.execs, uploads.taken);
    let spent = Spent::begin();
    let tally = hostile::attack(&effort, &|execs| spent.tell(execs, "inputs"))?;
    spent.end(tally.execs, "inputs");
    uploads.broken.iter().chain(&tally.broken).for_each(|what| eprintln!("✘ {what}"));
    if dear > 0 {
        eprintln!("✘ {dear} inputs cost more than {COST_MS_MAX} ms or {COST_BYTES_MAX} bytes");
    }
    let violations = tally.violations + uploads.violations;
    let honest_pass = honest.refused == 0 && honest.differing == 0;
    let sound = violations == 0 && honest_pass && dear == 0 && peaceful;
    if options.common.json {
        let costs: Vec<_> = costs
            .iter()
            .map(|one| {
                json!({"input": one.name, "bytes": one.bytes,
            "gate_ms": one.gate_ms, "after_ms": one.after_ms, "peak_bytes": one.peak_bytes,
            "taken": one.taken})
            })
            .collect();
        let beside: Vec<_> = beside.iter().map(Beside::to_json).collect();
        let said = json!({"seed": effort.seed, "neighbours": beside,
             "spent": spent.to_json(tally.execs),
            "execs": tally.execs, "taken": tally.taken,
            "refused": tally.refused, "violations": tally.violations,
            "first_violations": tally.broken, "dearest_batch_us_each": tally.dearest_us,
            "uploads": {"execs": uploads.execs, "taken": uploads.taken,
                        "refused": uploads.refused, "violations": uploads.violations,
                        "first_violations": uploads.broken},
            "honest": {"changes": honest.changes, "refused": honest.refused,
                       "differing": honest.differing, "seconds": honest.seconds},
            "honest_per_second_per_core": {"gate": rates.gate, "signatures": rates.signatures},
            "costs": costs, "too_dear": dear});
        println!("{}", serde_json::to_string_pretty(&said)?);
    } else {
        println!("{}: {violations} violations", if sound { "ok" } else { "FAILED" });
    }
    Ok(sound)
}

fn is_dear(cost: &Cost) -> bool {
    cost.gate_ms > COST_MS_MAX || cost.peak_bytes > COST_BYTES_MAX
}

fn told(cost: &Cost) -> String {
    let Cost { name, bytes, gate_ms, after_ms, peak_bytes, taken } = cost;
    let mib = *peak_bytes as f64 / 1_048_576.0;
    format!("{name}: {bytes} B, gate {gate_ms:.1} ms {mib:.1} MiB, then {after_ms:.1} ms, {taken}")
}
