//! Swift: SwiftPM and Swift Testing. On Debian the compiler is laid over the system in a mount
//! namespace of its own, so that nothing is installed and nothing stays mounted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::build::{Language, build};
use super::suite::{Tally, counted, number_before};
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
    let built = build()?;
    built.generate(Language::Swift)?;
    let plans = plans::write(&built)?;
    snippets::swift()?;
    let package = repository::root().join("bindings/swift");
    let scratch = built.folder.join("swift-build");
    let mut swift = swift(&tools::folder()?)?;
    swift.args(["test", "--no-parallel", "--package-path"]).arg(package);
    swift.arg("--scratch-path").arg(scratch);
    swift.env("FANGXIAN_LIBRARY", &built.folder).env("FANGXIAN_PLANS", plans);
    swift.env("FANGXIAN_SERVER_BIN", built.program("fangxian-server"));
    swift.env("FANGXIAN_OTHER_BUILDS", mismatch::write(&built)?);
    counted(&mut swift, tally, |line| {
        let ended = line.contains("Test run with");
        let ran = number_before(line, " tests").filter(|_| ended)?;
        let failed = number_before(line, " issue").map_or(0, |issues| issues.min(ran));
        Some(Tally { passed: ran - failed, failed })
    })
}

/// The Swift compiler: the machine's own, or Debian's, fetched and laid over the system.
pub(super) fn swift(tools: &Path) -> Result<Command, String> {
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
