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

/// What is asked of crashes, simulated towns, attacks and damaged files, always from seed 1: by
/// every test run, in about a quarter of an hour of two cores, and by the whole of it, three times
/// as much, for when something they stand on has changed. Other seeds are for the commands.
const SAFETY: [(&str, [&[&str]; 2]); 4] = [
    ("crash", [&["--points", "70000", "--kills", "5"], &["--points", "200000", "--kills", "10"]]),
    ("simulate", [&["--runs", "700"], &["--runs", "2000"]]),
    (
        "hostile",
        [
            &["--execs", "350000", "--honest", "20000", "--uploads", "20000"],
            &["--execs", "1000000", "--honest", "50000", "--uploads", "50000"],
        ],
    ),
    ("damage", [&["--tries", "150", "--records", "300"], &["--tries", "400", "--records", "300"]]),
];

/// Runs them all as every test run does.
pub(crate) fn some_safety() -> Result<(), String> {
    all_of_safety(0)
}

/// Runs the whole of them.
pub(crate) fn safety() -> Result<(), String> {
    all_of_safety(1)
}

fn all_of_safety(amount: usize) -> Result<(), String> {
    for (program, amounts) in SAFETY {
        let words = amounts[amount].iter().chain(&["--seed", "1"]);
        let words: Vec<String> = words.map(|word| (*word).to_owned()).collect();
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
