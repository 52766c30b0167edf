//! Where the repository is, which files it holds, and how to run cargo in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder that holds the root manifest: of the checkout cargo runs in now, which may not be
/// the one this program was built in when two share a target directory.
pub(crate) fn root() -> PathBuf {
    let running = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let xtask = running.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    xtask.parent().map_or(xtask.clone(), Path::to_path_buf)
}

/// The cargo that runs us, at the root.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.current_dir(root());
    command
}

/// The folder cargo puts programs and libraries of a profile in; this program lies in that of
/// `debug`.
pub(crate) fn built(profile: &str) -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| format!("where am I: {error}"))?;
    let target = this.parent().and_then(Path::parent).ok_or("where am I: no folder")?;
    Ok(target.join(profile))
}

/// A program as the system calls it.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Every file git would keep, relative to the root; in a copy without git every file that is not
/// a build's.
pub(crate) fn files() -> Result<Vec<String>, String> {
    let listed = Command::new("git")
        .current_dir(root())
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output();
    let mut files = match listed {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .split('\0')
            .filter(|path| !path.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => walk(&root(), "")?,
    };
    files.sort_unstable();
    files.dedup();
    Ok(files)
}

fn walk(folder: &Path, prefix: &str) -> Result<Vec<String>, String> {
    const BUILT: [&str; 4] = ["target", ".git", "build", ".gradle"];
    let unreadable = |error| format!("{}: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if !entry.file_type().map_err(unreadable)?.is_dir() {
            found.push(path);
        } else if !BUILT.contains(&name.as_str()) {
            found.extend(walk(&entry.path(), &format!("{path}/"))?);
        }
    }
    Ok(found)
}
