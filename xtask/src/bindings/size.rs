//! How much the library weighs on a phone.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::tools::run;
use crate::repository;

/// What the library may weigh as it is sent to a phone: stripped, then compressed.
const BUDGET_BYTES: u64 = 5_000_000;
/// What it may take on the phone's drive: above this something was let in by mistake.
const STRIPPED_BYTES_MAX: u64 = 10_500_000;

/// What is weighed: each feature set of the library.
const FEATURES: [(&str, &[&str]); 1] = [("everything", &[])];

/// Builds the library as phones get it and weighs it; too heavy is a failure.
pub(super) fn weigh() -> Result<(), String> {
    let mut heavy = Vec::new();
    println!("{:<12} {:>12} {:>12}", "features", "stripped", "gzip");
    for (name, words) in FEATURES {
        let mut cargo = repository::cargo();
        cargo.args(["build", "--quiet", "--profile", "phone", "-p", "fangxian-bindings"]);
        run(cargo.args(words))?;
        let library = library()?;
        let bytes = std::fs::metadata(&library).map_err(|error| error.to_string())?.len();
        let sent_bytes = compressed(&library)?;
        println!("{name:<12} {bytes:>12} {sent_bytes:>12}");
        if sent_bytes > BUDGET_BYTES || bytes > STRIPPED_BYTES_MAX {
            heavy.push(name);
        }
    }
    match heavy.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "over {BUDGET_BYTES} bytes compressed, or {STRIPPED_BYTES_MAX} stripped: {}",
            heavy.join(", ")
        )),
    }
}

fn library() -> Result<std::path::PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| format!("where am I: {error}"))?;
    let target = this.parent().and_then(Path::parent).ok_or("where am I: no folder")?;
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    Ok(target.join("phone").join(format!("{prefix}fangxian_bindings{suffix}")))
}

/// How many bytes remain after `gzip -9`: about what an app store sends.
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
