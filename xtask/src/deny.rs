//! `cargo xtask deny`: licences, sources and duplicates of what we depend on (`deny.toml`).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::tools::{self, run as done};
use crate::repository;

/// The version `deny.toml` is written for.
const VERSION: &str = "0.20.2";

/// Runs cargo-deny, which is built once, outside the checkout.
pub(crate) fn run() -> Result<(), String> {
    let mut deny = Command::new(program(&tools::folder()?)?);
    deny.current_dir(repository::root());
    deny.args(["--workspace", "check", "licenses", "bans", "sources"]);
    done(&mut deny).map_err(|error| format!("{error}. A new licence or source is a decision"))
}

/// The program among the tools; built there when it is missing.
fn program(tools: &Path) -> Result<PathBuf, String> {
    let folder = tools.join(format!("cargo-deny-{VERSION}"));
    let program = folder.join(format!("bin/cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        println!("  building cargo-deny {VERSION} once: some minutes, into {}", folder.display());
        let mut install = repository::cargo();
        install.args(["install", "--locked", "--quiet", "cargo-deny", "--version", VERSION]);
        done(install.arg("--root").arg(&folder))?;
    }
    Ok(program)
}
