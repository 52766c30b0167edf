//! `cargo xtask test`: exactly what decides whether a change is good; `cargo xtask check`: the part
//! of it that is quick.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::bindings::{Suite, Tally, android};
use crate::failures::{self, Failures};
use crate::{ios, program, repository, tidy};

/// How to check.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run only this step.
    #[arg(long, value_name = "STEP")]
    only: Option<String>,
    /// List the steps and do nothing.
    #[arg(long)]
    list: bool,
}

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&mut Tally) -> Result<(), String>,
}

const STEPS: [Step; 12] = [
    Step {
        name: "prerequisites",
        what: "Rust and a C compiler are there",
        run: |_| prerequisites(),
    },
    Step {
        name: "fmt",
        what: "the code is formatted",
        run: |_| cargo(&["fmt", "--all", "--check"], "cargo fmt --all"),
    },
    Step { name: "clippy", what: "no warning anywhere", run: |_| clippy() },
    Step { name: "tidy", what: "the laws of the code hold", run: |_| tidy::run() },
    Step {
        name: "tests",
        what: "every test of the workspace passes",
        run: |tally| tests(&[], tally),
    },
    Step {
        name: "bench",
        what: "every figure can still be measured",
        run: |_| program::small_bench(),
    },
    Step {
        name: "safety",
        what: "nothing is lost in crashes, simulated towns and attacks",
        run: |_| program::some_safety(),
    },
    Step {
        name: "python",
        what: "the Python wheel keeps its promises",
        run: |tally| skin(Suite::Python, tally),
    },
    Step {
        name: "kotlin",
        what: "the Kotlin skin keeps its promises",
        run: |tally| skin(Suite::Kotlin, tally),
    },
    Step {
        name: "swift",
        what: "the Swift skin keeps its promises",
        run: |tally| skin(Suite::Swift, tally),
    },
    Step {
        name: "android",
        what: "the Android demo app compiles, and its models and screens keep their promises",
        run: |tally| on_linux("android test", tally, android::test),
    },
    Step {
        name: "ios",
        what: "the iOS app's models keep their promises, and its views are Swift",
        run: |tally| on_linux("ios test", tally, ios::test),
    },
];

/// What is quick, the quickest first.
const QUICK: [Step; 4] = [
    Step {
        name: "fmt",
        what: "the code is formatted",
        run: |_| cargo(&["fmt", "--all", "--check"], "cargo fmt --all"),
    },
    Step { name: "tidy", what: "the laws of the code hold", run: |_| tidy::run() },
    Step { name: "clippy", what: "no warning anywhere", run: |_| clippy() },
    Step {
        name: "units",
        what: "every unit test passes",
        run: |tally| tests(&["--lib", "--bins"], tally),
    },
];

/// Runs what is quick.
pub(crate) fn check() -> Result<(), String> {
    run_all(&QUICK.iter().collect::<Vec<_>>())
}

/// Runs the steps asked for.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    if options.list {
        STEPS.iter().for_each(|step| println!("{:<14} {}", step.name, step.what));
        return Ok(());
    }
    let wanted = |step: &&Step| options.only.as_deref().is_none_or(|only| only == step.name);
    let steps: Vec<&Step> = STEPS.iter().filter(wanted).collect();
    if steps.is_empty() {
        let names = STEPS.map(|step| step.name).join(", ");
        return Err(format!("no such step; there are: {names}"));
    }
    run_all(&steps)
}

/// Runs the steps, all of them even when one fails, and sums up.
fn run_all(steps: &[&Step]) -> Result<(), String> {
    let (mut tally, mut broken) = (Tally::default(), Vec::new());
    for (index, step) in steps.iter().enumerate() {
        println!("[{}/{}] {}: {}", index + 1, steps.len(), step.name, step.what);
        let started = Instant::now();
        let mut counted = Tally::default();
        let result = (step.run)(&mut counted);
        tally.passed += counted.passed;
        tally.failed += counted.failed;
        let seconds = started.elapsed().as_secs_f64();
        let word = if result.is_ok() { "ok" } else { "FAILED" };
        println!("[{}/{}] {} {word} {seconds:.1} s", index + 1, steps.len(), step.name);
        if let Err(reason) = result {
            eprintln!("{reason}");
            broken.push(step.name);
            if step.name == "prerequisites" {
                break;
            }
        }
    }
    if !broken.is_empty() {
        failures::say();
    }
    if tally != Tally::default() {
        println!("{} passed, {} failed", tally.passed, tally.failed);
    }
    match broken.is_empty() {
        true => Ok(()),
        false => Err(format!("failed: {}", broken.join(", "))),
    }
}

fn prerequisites() -> Result<(), String> {
    let answers = |command: &mut Command| {
        let output = command.arg("--version").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then(|| text.lines().next().unwrap_or_default().to_owned())
    };
    let cargo = answers(&mut repository::cargo())
        .ok_or("cargo does not answer. Install Rust: https://rustup.rs")?;
    println!("  {cargo}");
    let compiler = std::env::var_os("CC").unwrap_or("cc".into());
    let compiler = answers(&mut Command::new(compiler)).ok_or(
        "no C compiler, which SQLite and zstd need. Install gcc or clang (on Debian and Ubuntu: \
         apt install build-essential; on macOS: xcode-select --install)",
    )?;
    println!("  {compiler}");
    Ok(())
}

/// Tests the skin of a language.
fn skin(suite: Suite, tally: &mut Tally) -> Result<(), String> {
    on_linux("bindings test", tally, |tally| suite.test(tally))
}

/// Runs what sets its tools up on Linux alone; elsewhere the step is skipped, and says so.
fn on_linux(
    command: &str,
    tally: &mut Tally,
    test: impl FnOnce(&mut Tally) -> Result<(), String>,
) -> Result<(), String> {
    if std::env::consts::OS != "linux" {
        println!("skipped: this is tested on Linux; here run cargo xtask {command}");
        return Ok(());
    }
    test(tally)
}

fn clippy() -> Result<(), String> {
    let all = ["clippy", "--workspace", "--all-targets", "--features", "fangxian/client"];
    cargo(&[&all, ["--", "-D", "warnings"].as_slice()].concat(), "mend the warnings above")?;
    // The centre as it ships: with the engine, without the phone's half.
    let centre = ["clippy", "--package", "fangxian-server"];
    cargo(&[&centre, ["--", "-D", "warnings"].as_slice()].concat(), "mend the warnings above")
}

fn cargo(arguments: &[&str], next: &str) -> Result<(), String> {
    let status =
        repository::cargo().args(arguments).status().map_err(|error| format!("cargo: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("cargo {} failed. Next: {next}", arguments.join(" "))),
    }
}

/// Runs all tests, or those of some targets, shows what they say and counts.
fn tests(targets: &[&str], tally: &mut Tally) -> Result<(), String> {
    let mut child = repository::cargo()
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(targets)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cargo test: {error}"))?;
    let mut failures = Failures::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.map_err(|error| format!("cargo test: {error}"))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            failures.hear(&line);
            count(tally, &line);
        }
    }
    let status = child.wait().map_err(|error| format!("cargo test: {error}"))?;
    match (status.success(), *tally) {
        (true, Tally { passed: 0, .. }) => Err("no test ran at all".into()),
        (true, Tally { failed: 0, .. }) => Ok(()),
        _ => {
            failures.keep();
            Err("cargo test failed. Next: see the first failure above".into())
        }
    }
}

/// Adds what a test binary says at its end.
fn count(tally: &mut Tally, line: &str) {
    let Some(result) = line.strip_prefix("test result: ") else {
        return;
    };
    let number = |word: &str| {
        let (before, _) = result.split_once(word)?;
        before.split_whitespace().last()?.parse::<u64>().ok()
    };
    tally.passed += number(" passed;").unwrap_or(0);
    tally.failed += number(" failed;").unwrap_or(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_adds_up_what_the_test_binaries_say() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 10 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            "test a::b ... ok",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out",
        ] {
            count(&mut tally, line);
        }
        assert_eq!((tally.passed, tally.failed), (12, 3));
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_names_of_the_steps() {
        let options = Options { only: Some("nothing".into()), list: false };
        let told = run(&options).unwrap_err();
        assert!(told.contains("prerequisites, fmt, clippy, tidy, tests, bench, safety, python"));
    }
}
