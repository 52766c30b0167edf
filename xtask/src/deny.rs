//! `cargo xtask deny`: licences, sources and duplicates of what we depend on (`deny.toml`).

use std::process::Command;

use crate::bindings::tools;
use crate::repository;

/// The version `deny.toml` is written for.
const VERSION: &str = "0.20.2";

/// Runs cargo-deny, which is built once, outside the checkout.
pub(crate) fn run() -> Result<(), String> {
    let mut deny = Command::new(tools::cargo_tool("cargo-deny", VERSION)?);
    deny.current_dir(repository::root());
    deny.args(["--workspace", "check", "licenses", "bans", "sources"]);
    tools::run(&mut deny).map_err(|error| format!("{error}. A new licence or source is a decision"))
}
