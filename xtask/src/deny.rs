//! `cargo xtask deny`: licences, sources and duplicates of what we depend on (`deny.toml`).

use crate::repository;

/// Runs cargo-deny, or says how to install it.
pub(crate) fn run() -> Result<(), String> {
    let installed = repository::cargo().args(["deny", "--version"]).output();
    if !installed.is_ok_and(|output| output.status.success()) {
        return Err("cargo-deny is not installed: cargo install cargo-deny --locked".into());
    }
    let status = repository::cargo()
        .args(["deny", "--workspace", "check", "licenses", "bans", "sources"])
        .status()
        .map_err(|error| format!("cargo deny: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err("cargo deny: see above; a new licence or source is a decision".into()),
    }
}
