//! `cargo xtask fuzz`: gives the decoders inputs that coverage guides, from those that are kept.

mod kept;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::bindings::tools;
use crate::repository;

/// The version the options below are of.
const VERSION: &str = "0.13.2";

/// What one input may cost: five seconds under the sanitizer, 64 MiB at once, 2 GiB in all. Tests
/// hold the kept inputs to less, without the sanitizer.
const COSTS_MAX: [&str; 4] =
    ["-timeout=5", "-malloc_limit_mb=64", "-rss_limit_mb=2048", "-max_len=65536"];

/// Adds what reaches new code, the fewest and shortest inputs that do.
const KEEP: [&str; 2] = ["-set_cover_merge=1", "-use_counters=0"];

/// What to explore.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// One decoder, such as envelope; without it all of them, one after another.
    decoder: Option<String>,
    /// So long each.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Then add what reaches code no kept input does to the kept inputs.
    #[arg(long)]
    keep: bool,
    /// Only add this input of the decoder to the kept ones, under the name of its file: what it
    /// broke.
    #[arg(long, value_name = "FILE", requires = "decoder")]
    add: Option<PathBuf>,
}

/// Explores all decoders, or one, and says which broke.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let all = decoders()?;
    let wanted = |name: &&String| options.decoder.as_ref().is_none_or(|one| one == *name);
    let wanted: Vec<&String> = all.iter().filter(wanted).collect();
    if wanted.is_empty() {
        return Err(format!("no such decoder; there are {}", all.join(", ")));
    }
    if let (Some(input), [name]) = (&options.add, wanted.as_slice()) {
        let kept = repository::built("fuzz-kept")?.join(name);
        kept::unpack(name, &kept)?;
        let called = input.file_name().ok_or("--add: not a file")?;
        let into = kept.join(called);
        if kept::is_made(&called.to_string_lossy()) || into.exists() {
            return Err("--add: call the file by what it broke, and by no name that is kept".into());
        }
        fs::copy(input, into).map_err(|error| format!("{}: {error}", input.display()))?;
        return kept::pack(name, &kept);
    }
    nightly()?;
    let program = tools::cargo_tool("cargo-fuzz", VERSION)?;
    let mut broken = Vec::new();
    for name in wanted {
        if let Err(error) = explore(&program, name, options) {
            eprintln!("{error}");
            broken.push(name.as_str());
        }
    }
    match broken.is_empty() {
        true => Ok(()),
        false => Err(format!("broken: {}. The inputs are in fuzz/artifacts", broken.join(", "))),
    }
}

fn explore(program: &Path, name: &str, options: &Options) -> Result<(), String> {
    let found = repository::built("fuzz")?.join(name);
    let kept = repository::built("fuzz-kept")?.join(name);
    kept::unpack(name, &kept)?;
    fs::create_dir_all(&found).map_err(|error| format!("{}: {error}", found.display()))?;
    // What is new goes into the first folder, what was there before comes from both.
    let mut explore = fuzz(program, name, [&found, &kept]);
    explore.arg(format!("-max_total_time={}", options.seconds)).args(COSTS_MAX);
    tools::run(&mut explore)?;
    if options.keep {
        tools::run(fuzz(program, name, [&kept, &found]).args(KEEP))?;
        kept::pack(name, &kept)?;
    }
    Ok(())
}

/// cargo-fuzz under the nightly compiler, up to where libFuzzer's own options begin.
fn fuzz(program: &Path, name: &str, folders: [&PathBuf; 2]) -> Command {
    let mut command = Command::new("rustup");
    command.current_dir(repository::root()).env_remove("CARGO");
    command.args(["run", "nightly"]).arg(program).args(["run", name]).args(folders).arg("--");
    command
}

fn nightly() -> Result<(), String> {
    let mut asked = Command::new("rustup");
    let quiet = asked.args(["run", "nightly", "rustc", "--version"]).stdout(Stdio::null());
    let missing = "fuzzing needs a nightly compiler. Next: rustup toolchain install nightly";
    tools::run(quiet.stderr(Stdio::null())).map_err(|_| missing.to_owned())
}

/// The decoders there are targets for.
fn decoders() -> Result<Vec<String>, String> {
    let folder = repository::root().join("fuzz/fuzz_targets");
    let entries =
        fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let stem = |path: PathBuf| path.file_stem()?.to_str().map(str::to_owned);
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| stem(entry.path())).collect();
    names.sort_unstable();
    Ok(names)
}
