//! `cargo xtask bench`: the figures, as a table on standard error and JSON on standard output.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use fangxian_tests::bench::{self, Part, Sizes};
use fangxian_tests::harness::Outcome;

/// Measures saving, synchronising, opening and the centre, beside raw SQLite in the same run.
#[derive(Debug, Parser)]
struct Options {
    /// Records pushed, pulled and listed (the figures named 10k).
    #[arg(long, default_value_t = 10_000)]
    records: usize,
    /// Records of the long list (the figures named 100k).
    #[arg(long, default_value_t = 100_000)]
    many_records: usize,
    /// Hazards saved one by one.
    #[arg(long, default_value_t = 500)]
    saves: usize,
    /// Devices that push at once.
    #[arg(long, default_value_t = 40)]
    devices: usize,
    /// Measure only this part.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Opens the ledger in this folder and prints what that took; used by the program itself.
    #[arg(long, hide = true)]
    child: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Outcome<()> {
    if let Some(folder) = &options.child {
        return bench::open_and_list(folder);
    }
    let &Options { saves, records, many_records, devices, .. } = options;
    let folder = tempfile::Builder::new().prefix("fangxian-bench-").tempdir()?;
    let sizes = Sizes { saves, records, many_records, devices };
    let figures = bench::measure(folder.path(), sizes, options.only).await?;
    bench::print_table(&figures);
    println!("{}", serde_json::to_string_pretty(&figures)?);
    Ok(())
}
