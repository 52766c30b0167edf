//! What other languages' tests need of the machine: installed or fetched once, outside the
//! checkout, by the ordinary clients.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::repository;

/// Where fetched tools are kept. `FANGXIAN_TOOLS` names another place.
pub(crate) fn folder() -> Result<PathBuf, String> {
    let named = |name| std::env::var_os(name).map(PathBuf::from);
    let cache = named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")));
    let folder = named("FANGXIAN_TOOLS").or_else(|| Some(cache?.join("fangxian").join("tools")));
    folder.ok_or_else(|| "no HOME: name a folder for tools in FANGXIAN_TOOLS".into())
}

/// A program of cargo's among the tools; built there when it is missing.
pub(crate) fn cargo_tool(name: &str, version: &str) -> Result<PathBuf, String> {
    let folder = folder()?.join(format!("{name}-{version}"));
    let program = folder.join(format!("bin/{name}{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        println!("  building {name} {version} once: some minutes, into {}", folder.display());
        let mut install = repository::cargo();
        install.args(["install", "--locked", "--quiet", name, "--version", version]);
        run(install.arg("--root").arg(&folder))?;
    }
    Ok(program)
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let said = spelled(command);
    let status = command.status().map_err(|error| format!("{said}: {error}"))?;
    status.success().then_some(()).ok_or_else(|| format!("failed: {said}"))
}

/// Whether a program can be run at all.
pub(super) fn answers(program: &str, version: &str) -> bool {
    let mut command = Command::new(program);
    let quiet = command.arg(version).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Whether this is Debian or one of its children.
pub(super) fn is_debian() -> bool {
    Path::new("/etc/debian_version").is_file()
}

/// Makes sure of programs, installing Debian's packages when they are missing and we may.
pub(super) fn require(programs: &[(&str, &str)], packages: &[&str]) -> Result<(), String> {
    let missing = || programs.iter().filter(|(program, version)| !answers(program, version));
    let names: Vec<&str> = missing().map(|(program, _)| *program).collect();
    if names.is_empty() {
        return Ok(());
    }
    let (names, packages_named) = (names.join(", "), packages.join(" "));
    if !is_debian() {
        return Err(format!("missing: {names}. Install them, then run this again"));
    }
    println!("  missing: {names}; installing {packages_named}");
    let get = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq").args(words);
        run(command.stdout(Stdio::null()))
    };
    let install = [&["-y", "--no-install-recommends", "install"], packages].concat();
    let installed = get(&["update"]).and_then(|()| get(&install));
    installed.map_err(|error| format!("{error}. Next: apt-get install {packages_named}"))?;
    match missing().next() {
        None => Ok(()),
        Some((program, _)) => Err(format!("{program} is still missing after installing")),
    }
}

fn spelled(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
