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
    /// Hazards saved one by one, and records with photos.
    #[arg(long, default_value_t = 500)]
    saves: usize,
    /// Devices that push at once.
    #[arg(long, default_value_t = 40)]
    devices: usize,
    /// Devices of a crowd, each with a few words.
    #[arg(long, default_value_t = 1_000)]
    crowd: usize,
    /// Call the figures those of the phone's library: `cargo xtask bench --phone` builds it so.
    #[arg(long)]
    phone: bool,
    /// Only show that everything can still be measured, with very little of it.
    #[arg(long)]
    small: bool,
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
    let &Options { saves, records, many_records, devices, crowd, .. } = options;
    let folder = tempfile::Builder::new().prefix("fangxian-bench-").tempdir()?;
    let asked = Sizes { saves, records, many_records, devices, crowd };
    let sizes = if options.small { Sizes::SMALL } else { asked };
    let mut figures = bench::measure(folder.path(), sizes, options.only).await?;
    if options.phone {
        figures.iter_mut().for_each(|one| one.figure += "_phone");
    }
    bench::print_table(&figures);
    println!("{}", serde_json::to_string_pretty(&figures)?);
    Ok(())
}
