//! `cargo xtask demo`, `scenarios`, `crash` and the others: builds what they need, then runs them.

use std::process::Command;

use crate::repository;

/// Builds as users get it.
const RELEASE: &str = "--release";

/// What is handed on to the program; `--help` lists what it takes.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Options {
    /// Options of the program itself.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Tells the five-minute story with a real centre and real phones.
pub(crate) fn demo(options: &Options) -> Result<(), String> {
    run("demo", &[], &options.words)
}

/// Plays the scenario files and says which promises hold.
pub(crate) fn scenarios(options: &Options) -> Result<(), String> {
    run("scenarios", &[], &options.words)
}

/// Looks into a phone's folder, rebuilds and compares it.
pub(crate) fn ledger(options: &Options) -> Result<(), String> {
    run("ledger", &[], &options.words)
}

/// Loses power wherever something is written.
pub(crate) fn crash(options: &Options) -> Result<(), String> {
    run("crash", &[], &options.words)
}

/// Simulates towns of phones on bad lines.
pub(crate) fn simulate(options: &Options) -> Result<(), String> {
    run("simulate", &[], &options.words)
}

/// Attacks the gates of the centre and of a phone.
pub(crate) fn hostile(options: &Options) -> Result<(), String> {
    run("hostile", &[], &options.words)
}

/// Opens files that a drive has damaged.
pub(crate) fn damage(options: &Options) -> Result<(), String> {
    run("damage", &[], &options.words)
}

/// What every test run asks of crashes, simulated towns, attacks and damaged files: always the
/// same, in about a quarter of an hour of two cores. More, and other seeds, are for the commands.
const SAFETY: [(&str, &[&str]); 4] = [
    ("crash", &["--points", "200000", "--kills", "10", "--seed", "1"]),
    ("simulate", &["--runs", "2000", "--seed", "1"]),
    ("hostile", &["--execs", "1000000", "--honest", "50000", "--uploads", "50000", "--seed", "1"]),
    ("damage", &["--tries", "400", "--records", "300", "--seed", "1"]),
];

/// Runs them all, each from its seed.
pub(crate) fn safety() -> Result<(), String> {
    for (program, words) in SAFETY {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        run(program, &[], &words)?;
    }
    Ok(())
}

/// Measures the figures, built for release or, when asked, as phones get the library.
pub(crate) fn bench(options: &Options) -> Result<(), String> {
    let phone = options.words.iter().any(|word| word == "--phone");
    run("bench", if phone { &["--profile", "phone"] } else { &[RELEASE] }, &options.words)
}

/// Measures very little of everything, as the tests were built: a figure that is not run rots.
pub(crate) fn small_bench() -> Result<(), String> {
    run("bench", &[], &["--small".to_owned()])
}

/// Builds a program with the features the tests of the workspace have, else much is built twice;
/// then runs it.
fn run(program: &str, profile: &[&str], words: &[String]) -> Result<(), String> {
    let build =
        ["build", "--workspace", "--bin", "fangxian-server", "--bin", "centre", "--bin", program];
    cargo(&[&build[..], profile].concat())?;
    let folder = repository::built(match profile {
        [] => "debug",
        [.., name] => name.trim_start_matches('-'),
    })?;
    let mut command = Command::new(repository::program(&folder, program));
    let status = command.current_dir(repository::root()).args(words).status();
    let status = status.map_err(|error| format!("{program}: {error}"))?;
    status.success().then_some(()).ok_or_else(|| format!("failed: {program} {}", words.join(" ")))
}

fn cargo(words: &[&str]) -> Result<(), String> {
    let status = repository::cargo().args(words).status();
    let status = status.map_err(|error| format!("cargo cannot be run: {error}"))?;
    status.success().then_some(()).ok_or_else(|| format!("failed: cargo {}", words.join(" ")))
}
