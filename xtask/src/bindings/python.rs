//! Python: the wheel, installed into an environment of its own, and pytest on it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::build::{Built, build};
use super::tally::{Tally, counted, number_before};
use super::tools::{self, run};
use super::{mismatch, plans, snippets};
use crate::repository;

/// Installs the wheel as pip would, and tests it.
pub(super) fn test(tally: &mut Tally) -> Result<(), String> {
    let environment = environment()?;
    let built = build()?;
    let plans = plans::write(&built)?;
    let snippets = snippets::python(&built)?;
    let wheels = built.folder.join("wheels");
    make_wheel(&built, &environment, &wheels, &["--quiet"])?;
    install(&environment, &wheels)?;
    // The program and not the module: that would look into this folder before the installed wheel.
    let mut pytest = Command::new(environment.join("bin/pytest"));
    pytest.current_dir(folder());
    pytest.env("FANGXIAN_SERVER_BIN", built.program("fangxian-server"));
    pytest.env("FANGXIAN_PLANS", plans).env("FANGXIAN_SNIPPETS", snippets);
    pytest.env("FANGXIAN_OTHER_BUILDS", mismatch::write(&built)?).env("FANGXIAN_WHEELS", wheels);
    pytest.env("PYTHONDONTWRITEBYTECODE", "1");
    counted(&mut pytest, tally, |line| {
        let passed = number_before(line, " passed");
        let failed = number_before(line, " failed").or(number_before(line, " error"));
        let ended = line.contains(" in ") && (passed.is_some() || failed.is_some());
        ended.then(|| Tally { passed: passed.unwrap_or(0), failed: failed.unwrap_or(0) })
    })
}

/// Makes a wheel for others to install.
pub(super) fn wheel() -> Result<(), String> {
    let environment = environment()?;
    let built = build()?;
    let into = repository::root().join("target/wheels");
    // The sources are made from the library's names, so those stay in.
    let phone = ["--profile", "phone", "--", "-C", "strip=debuginfo"];
    make_wheel(&built, &environment, &into, &phone)?;
    println!("{}", into.display());
    Ok(())
}

/// Makes a wheel in an emptied folder; `words` say how.
fn make_wheel(
    built: &Built,
    environment: &Path,
    into: &Path,
    words: &[&str],
) -> Result<(), String> {
    let _ = fs::remove_dir_all(into);
    // What testing left among the sources would be packed twice.
    let _ = fs::remove_dir_all(folder().join("fangxian/generated"));
    run(maturin(built, environment)?.arg("build").arg("--out").arg(into).args(words))
}

/// Installs the wheel of a folder, whatever was there before.
fn install(environment: &Path, wheels: &Path) -> Result<(), String> {
    let entries = fs::read_dir(wheels).map_err(|error| format!("{}: {error}", wheels.display()))?;
    let mut pip = Command::new(environment.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]);
    run(pip.arg("--force-reinstall").args(entries.flatten().map(|entry| entry.path())))
}

/// Calls our generator without the settings maturin names: it finds those of the crate by itself,
/// and takes named ones for those of all crates.
const GENERATOR: &str = r#"#!/bin/sh
for word do
    shift
    case "$named$word" in
        --config) named=settings: ;;
        settings:*) named= ;;
        *) set -- "$@" "$word" ;;
    esac
done
exec "$FANGXIAN_BINDGEN" "$@"
"#;

/// maturin, which finds our generator under the name it looks for.
fn maturin(built: &Built, environment: &Path) -> Result<Command, String> {
    let named = built.folder.join("bindgen");
    let generator = named.join("uniffi-bindgen");
    fs::create_dir_all(&named)
        .and_then(|()| fs::write(&generator, GENERATOR))
        .and_then(|()| fs::set_permissions(&generator, Permissions::from_mode(0o755)))
        .map_err(|error| format!("{}: {error}", generator.display()))?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(named).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(path).map_err(|error| format!("PATH: {error}"))?;
    let mut command = Command::new(environment.join("bin/maturin"));
    command.current_dir(folder()).env("PATH", path);
    command.env("FANGXIAN_BINDGEN", built.program("fangxian-bindgen"));
    Ok(command)
}

fn folder() -> PathBuf {
    repository::root().join("bindings/python")
}

/// An environment with the tools `requirements-dev.txt` pins.
fn environment() -> Result<PathBuf, String> {
    tools::require(&[("python3", "--version")], &["python3", "python3-venv"])?;
    let pinned = folder().join("requirements-dev.txt");
    let wanted = fs::read_to_string(&pinned).map_err(|error| error.to_string())?;
    let environment = tools::folder()?.join("python");
    let note = environment.join("installed.txt");
    if fs::read_to_string(&note).is_ok_and(|installed| installed == wanted) {
        return Ok(environment);
    }
    let mut make = Command::new("python3");
    make.args(["-m", "venv", "--clear"]).arg(&environment);
    if run(&mut make).is_err() {
        // Debian keeps the module in a package of its own.
        tools::require(&[("false", "python3-venv")], &["python3-venv"]).ok();
        run(&mut make)?;
    }
    let mut pip = Command::new(environment.join("bin/pip"));
    run(pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&pinned))?;
    fs::write(&note, wanted).map_err(|error| error.to_string())?;
    Ok(environment)
}
