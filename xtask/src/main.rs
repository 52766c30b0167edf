//! Every developer command: `cargo xtask <command>`, listed by `cargo xtask --help`.

mod bindings;
mod deny;
mod failures;
mod fuzz;
mod ios;
mod planted;
mod program;
mod repository;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Developer commands of Fangxian.
#[derive(Parser)]
#[command(name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tell the five-minute story with a real centre, real phones and real HTTP.
    Demo(program::Options),
    /// Look into a phone's folder: status, list, history, compare, rebuild.
    Ledger(program::Options),
    /// Measure the figures beside raw SQLite; a table on standard error, JSON on standard output.
    Bench(program::Options),
    /// Play the scenario files: who does what offline, and what every phone must then show.
    Scenarios(program::Options),
    /// Break each principle of the merge on purpose and see which tests notice.
    Planted(planted::Options),
    /// Lose power, kill and let calls fail wherever a phone or the centre writes.
    Crash(program::Options),
    /// Simulate towns of phones on bad lines, from a seed.
    Simulate(program::Options),
    /// Attack the gates of the centre and of a phone.
    Hostile(program::Options),
    /// Open files of a phone and of a centre that a drive has damaged.
    Damage(program::Options),
    /// Lose power, simulate, attack and damage three times as much as every test run does.
    Safety,
    /// Give the decoders inputs that coverage guides; needs a nightly compiler.
    Fuzz(fuzz::Options),
    /// Check what changes break first, before a commit: format, laws, lints, unit tests.
    Check,
    /// Check everything: prerequisites, format, lints, laws, tests.
    Test(test::Options),
    /// Make the Kotlin, Swift and Python sources; test the skins; weigh the library.
    Bindings(bindings::Options),
    /// Build the AAR for Android; test and photograph the Android demo app.
    Android(bindings::android::Options),
    /// Build the XCFramework for iOS; test the demo app as far as it goes without a Mac.
    Ios(ios::Options),
    /// Check the laws of the code: sizes, arrows, words, links.
    Tidy,
    /// Check licences, sources and duplicates of what we depend on.
    Deny,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Demo(options) => program::demo(&options),
        Command::Ledger(options) => program::ledger(&options),
        Command::Bench(options) => program::bench(&options),
        Command::Scenarios(options) => program::scenarios(&options),
        Command::Planted(options) => planted::run(&options),
        Command::Crash(options) => program::crash(&options),
        Command::Simulate(options) => program::simulate(&options),
        Command::Hostile(options) => program::hostile(&options),
        Command::Damage(options) => program::damage(&options),
        Command::Safety => program::safety(),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Check => test::check(),
        Command::Test(options) => test::run(&options),
        Command::Bindings(options) => bindings::run(&options),
        Command::Android(options) => bindings::android::run(&options),
        Command::Ios(options) => ios::run(&options),
        Command::Tidy => tidy::run(),
        Command::Deny => deny::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
