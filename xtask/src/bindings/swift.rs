//! Swift: SwiftPM and Swift Testing. On Debian the compiler is laid over the system in a mount
//! namespace of its own, so that nothing is installed and nothing stays mounted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::build::{Built, Language, build};
use super::tally::{Tally, counted, number_before};
use super::tools::{self, run};
use super::{mismatch, plans, snippets};
use crate::repository;

/// Debian's release that has Swift 6.0.3: stable, so the version stays.
const RELEASE: &str = "trixie";

/// Unpacks the compiler into a folder.
const FETCH: &str = include_str!("swift-fetch.sh");
/// Runs a command with the compiler laid over the system.
const WITHIN: &str = include_str!("swift-within.sh");

/// Compiles the skin against fresh sources, and tests it.
pub(super) fn test(tally: &mut Tally) -> Result<(), String> {
    let built = fresh()?;
    let plans = plans::write(&built)?;
    snippets::swift()?;
    let mut swift = package(&built, "bindings/swift", "swift-build")?;
    swift.env("FANGXIAN_PLANS", plans).env("FANGXIAN_OTHER_BUILDS", mismatch::write(&built)?);
    passed(&mut swift, tally)
}

/// Compiles another package of the repository, which stands on the skin, and tests it.
pub(crate) fn test_package(folder: &str, tally: &mut Tally) -> Result<(), String> {
    let scratch = format!("{folder}-build");
    passed(&mut package(&fresh()?, folder, &scratch)?, tally)
}

/// Runs a part of the compiler: `-frontend`, `format` and others.
pub(crate) fn run_swift(words: &[&str], files: &[PathBuf]) -> Result<(), String> {
    run(swift(&tools::folder()?)?.current_dir(repository::root()).args(words).args(files))
}

/// What is built, with fresh sources beside it.
fn fresh() -> Result<Built, String> {
    let built = build()?;
    built.generate(Language::Swift)?;
    Ok(built)
}

/// SwiftPM testing a package; what it makes stays out of the checkout.
fn package(built: &Built, folder: &str, scratch: &str) -> Result<Command, String> {
    let mut swift = swift(&tools::folder()?)?;
    swift.args(["test", "--no-parallel", "--package-path"]).arg(repository::root().join(folder));
    swift.arg("--scratch-path").arg(built.folder.join(scratch));
    swift.env("FANGXIAN_LIBRARY", &built.folder);
    swift.env("FANGXIAN_SERVER_BIN", built.program("fangxian-server"));
    Ok(swift)
}

/// Counts what Swift Testing says at its end.
fn passed(swift: &mut Command, tally: &mut Tally) -> Result<(), String> {
    counted(swift, tally, |line| {
        let ended = line.contains("Test run with");
        let ran = number_before(line, " tests").filter(|_| ended)?;
        let failed = number_before(line, " issue").map_or(0, |issues| issues.min(ran));
        Some(Tally { passed: ran - failed, failed })
    })
}

/// The Swift compiler: the machine's own, or Debian's, fetched and laid over the system.
fn swift(tools: &Path) -> Result<Command, String> {
    if tools::answers("swift", "--version") {
        return Ok(Command::new("swift"));
    }
    if !tools::is_debian() {
        return Err("missing: swift 6 or later. Install it from https://swift.org".into());
    }
    let tree = tools.join(format!("swift-{RELEASE}"));
    if !tree.join("ready").is_file() {
        println!("  fetching Swift once: half a gigabyte, into {}", tree.display());
        fs::create_dir_all(tools).map_err(|error| format!("{}: {error}", tools.display()))?;
        let fetch = script(tools, "swift-fetch.sh", FETCH)?;
        run(Command::new("bash").arg(fetch).arg(&tree).arg(RELEASE))?;
    }
    let mut command = Command::new("bash");
    command.arg(script(tools, "swift-within.sh", WITHIN)?).arg(&tree).arg("swift");
    Ok(command)
}

/// A script of ours as a file beside the tools.
fn script(tools: &Path, name: &str, text: &str) -> Result<PathBuf, String> {
    let path = tools.join(name);
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}
