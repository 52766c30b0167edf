//! How much the library weighs on a phone, and what it is made of.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::parts::parts;
use super::tools::run;
use crate::repository;

/// What is weighed: its goal, and the budget that holds now. Above the budget something was let in
/// by mistake.
struct Scale {
    what: &'static str,
    goal_bytes: u64,
    budget_bytes: u64,
}

const ON_THE_DRIVE: Scale =
    Scale { what: "stripped", goal_bytes: 5_000_000, budget_bytes: 8_200_000 };
/// About what an app store sends.
const ON_THE_LINE: Scale =
    Scale { what: "gzip -9", goal_bytes: 2_500_000, budget_bytes: 3_900_000 };

impl Scale {
    /// Says the weight, and whether it keeps the budget.
    fn weigh(&self, bytes: u64) -> bool {
        let Self { what, goal_bytes, budget_bytes } = self;
        let missed = match bytes.checked_sub(*goal_bytes) {
            Some(over @ 1..) => format!("missed by {over}"),
            _ => "reached".to_owned(),
        };
        println!("{what:<10} {bytes:>10}   budget {budget_bytes}, goal {goal_bytes}: {missed}");
        bytes <= *budget_bytes
    }
}

/// Builds the library as phones get it, weighs it and takes it apart; too heavy is a failure.
pub(super) fn weigh() -> Result<(), String> {
    let mut cargo = repository::cargo();
    cargo.args(["rustc", "--quiet", "--profile", "phone", "-p", "fangxian-bindings", "--lib"]);
    // The names of functions say whose they are; what is weighed has none.
    run(cargo.args(["--crate-type", "cdylib", "--", "-C", "strip=none"]))?;
    let named = library()?;
    let stripped = named.with_extension("stripped");
    run(Command::new("strip").args(["--strip-all", "-o"]).arg(&stripped).arg(&named))?;
    let bytes = std::fs::metadata(&stripped).map_err(|error| error.to_string())?.len();
    let kept = [ON_THE_DRIVE.weigh(bytes), ON_THE_LINE.weigh(compressed(&stripped)?)];
    println!();
    for (part, part_bytes) in parts(&named, bytes)? {
        println!("{part_bytes:>10}   {part}");
    }
    match kept {
        [true, true] => Ok(()),
        _ => Err("over the budget. Next: find out what let it grow in the table above".into()),
    }
}

fn library() -> Result<PathBuf, String> {
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    Ok(repository::built("phone")?.join(format!("{prefix}fangxian_bindings{suffix}")))
}

/// How many bytes remain after `gzip -9`.
fn compressed(library: &Path) -> Result<u64, String> {
    let bytes = std::fs::read(library).map_err(|error| error.to_string())?;
    let mut gzip = Command::new("gzip")
        .args(["-9", "-c"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("gzip: {error}"))?;
    let mut input = gzip.stdin.take().ok_or("gzip takes no input")?;
    let feeding = std::thread::spawn(move || input.write_all(&bytes));
    let output = gzip.wait_with_output().map_err(|error| format!("gzip: {error}"))?;
    feeding.join().map_err(|_| "gzip: feeding it failed")?.map_err(|error| error.to_string())?;
    Ok(output.stdout.len() as u64)
}
