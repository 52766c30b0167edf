//! Running a suite, and what it says at its end.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::failures::Failures;

/// How many tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

/// Runs a suite, shows what it says and counts with `count`, which reads one line.
pub(super) fn counted(
    command: &mut Command,
    tally: &mut Tally,
    count: fn(&str) -> Option<Tally>,
) -> Result<(), String> {
    let what = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| format!("{what}: {error}"))?;
    let mut failures = Failures::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.map_err(|error| format!("{what}: {error}"))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            failures.hear(&line);
            if let Some(counted) = count(&line) {
                tally.passed += counted.passed;
                tally.failed += counted.failed;
            }
        }
    }
    let status = child.wait().map_err(|error| format!("{what}: {error}"))?;
    match (status.success(), *tally) {
        (true, Tally { passed: 0, .. }) => Err("no test ran at all".into()),
        (true, Tally { failed: 0, .. }) => Ok(()),
        _ => {
            failures.keep();
            Err(format!("{what}: tests failed. Next: see the first failure above"))
        }
    }
}

/// The number before `word`, as in `12 passed`.
pub(super) fn number_before(line: &str, word: &str) -> Option<u64> {
    let (before, _) = line.split_once(word)?;
    before.split(|letter: char| !letter.is_ascii_digit()).rfind(|it| !it.is_empty())?.parse().ok()
}

/// The number after `word`, as in `Failures: 3`.
pub(super) fn number_after(line: &str, word: &str) -> Option<u64> {
    let (_, after) = line.split_once(word)?;
    after.trim_start().split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}
