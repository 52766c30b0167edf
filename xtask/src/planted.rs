//! `cargo xtask planted`: breaks each principle of the merge on purpose, in a copy of the
//! checkout, and says which property and which scenario noticed.

mod faults;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use crate::repository;
use faults::{FAULTS, PlantedFault};

/// What to plant.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only the faults of this principle, such as P3.
    #[arg(long, value_name = "PRINCIPLE")]
    only: Option<String>,
    /// Print one JSON object for machines.
    #[arg(long)]
    json: bool,
}

/// Who noticed a fault.
struct Noticed {
    fault: &'static PlantedFault,
    properties: Vec<String>,
    scenarios: Vec<String>,
    seconds: f64,
}

/// Plants every fault in turn; fails when one goes unnoticed by all properties or all scenarios.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let wanted = |fault: &&PlantedFault| {
        options.only.as_deref().is_none_or(|only| only.eq_ignore_ascii_case(fault.principle))
    };
    let faults: Vec<&PlantedFault> = FAULTS.iter().filter(wanted).collect();
    if faults.is_empty() {
        return Err("no such principle; there are P1 to P10 and 43 to 50".into());
    }
    let (copy, target) = copy()?;
    let mut all = Vec::new();
    for (index, fault) in faults.iter().enumerate() {
        if !options.json {
            println!("[{}/{}] {}: {}", index + 1, faults.len(), fault.principle, fault.what);
        }
        let noticed = plant(fault, &copy, &target)?;
        if !options.json {
            println!("        {}", noticed.told());
        }
        all.push(noticed);
    }
    if options.json {
        let rows: Vec<Value> = all.iter().map(Noticed::to_json).collect();
        let shown = serde_json::to_string_pretty(&json!({ "planted": rows }));
        println!("{}", shown.map_err(|error| error.to_string())?);
    }
    let missed: Vec<&str> =
        all.iter().filter(|one| !one.by_both()).map(|one| one.fault.principle).collect();
    match missed.is_empty() {
        true => Ok(()),
        false => Err(format!("not noticed by a property and a scenario: {}", missed.join(", "))),
    }
}

impl Noticed {
    fn by_both(&self) -> bool {
        !self.properties.is_empty() && !self.scenarios.is_empty()
    }

    fn told(&self) -> String {
        let Self { properties, scenarios, seconds, .. } = self;
        format!(
            "{} properties and {} scenarios noticed, {seconds:.0} s: {}; {}",
            properties.len(),
            scenarios.len(),
            some(properties),
            some(scenarios),
        )
    }

    fn to_json(&self) -> Value {
        json!({
            "principle": self.fault.principle,
            "what": self.fault.what,
            "file": self.fault.file,
            "properties": self.properties,
            "scenarios": self.scenarios,
            "seconds": self.seconds,
        })
    }
}

/// The first few names.
fn some(names: &[String]) -> String {
    const SHOWN_MAX: usize = 3;
    let shown: Vec<&str> = names.iter().take(SHOWN_MAX).map(String::as_str).collect();
    match shown.is_empty() {
        true => "none".into(),
        false => shown.join(", "),
    }
}

/// A copy of the checkout, and where it is built: kept between runs, so that only what changed is
/// built again.
fn copy() -> Result<(PathBuf, PathBuf), String> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let place = target.unwrap_or_else(|| repository::root().join("target")).join("planted");
    let copy = place.join("checkout");
    for file in repository::files()? {
        put(&repository::root().join(&file), &copy.join(&file))?;
    }
    Ok((copy, place.join("target")))
}

/// Copies a file unless the copy says the same already: builds go by when files changed.
fn put(from: &Path, to: &Path) -> Result<(), String> {
    let Ok(bytes) = fs::read(from) else { return Ok(()) };
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    write(to, &bytes)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let unwritable = |error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(unwritable)?;
    }
    fs::write(path, bytes).map_err(unwritable)
}

fn plant(fault: &'static PlantedFault, copy: &Path, target: &Path) -> Result<Noticed, String> {
    let began = Instant::now();
    let file = copy.join(fault.file);
    let sound = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", fault.file))?;
    if sound.matches(fault.old).count() != 1 {
        let (principle, file) = (fault.principle, fault.file);
        return Err(format!("{principle} no longer applies to {file}: mend the list of faults"));
    }
    write(&file, sound.replace(fault.old, fault.new).as_bytes())?;
    let noticed = (|| {
        let laws = ["test", "-p", "fangxian", "--no-default-features", "--lib", "laws"];
        let properties = failing(copy, target, &laws, |line| {
            let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
            name.rsplit("::").next().map(str::to_owned)
        })?;
        let play = ["run", "--quiet", "-p", "fangxian-tests", "--bin", "scenarios"];
        let scenarios = failing(copy, target, &play, |line| {
            let (_, said) = line.split_once("] ")?;
            said.strip_prefix("FAILED")?.split_whitespace().next().map(str::to_owned)
        })?;
        let seconds = began.elapsed().as_secs_f64();
        Ok(Noticed { fault, properties, scenarios, seconds })
    })();
    write(&file, sound.as_bytes())?;
    noticed
}

/// What failed of what cargo ran, as `name` reads it from each line.
fn failing(
    copy: &Path,
    target: &Path,
    words: &[&str],
    name: impl Fn(&str) -> Option<String>,
) -> Result<Vec<String>, String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    let output = cargo
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", target)
        .args(words)
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let mut failed: Vec<String> = said.lines().filter_map(name).collect();
    failed.dedup();
    let errors = String::from_utf8_lossy(&output.stderr);
    if failed.is_empty() && errors.contains("could not compile") {
        return Err(format!("the planted fault does not compile:\n{errors}"));
    }
    Ok(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_fault_still_applies_and_each_principle_has_one() {
        for fault in FAULTS {
            let text = fs::read_to_string(repository::root().join(fault.file)).unwrap_or_default();
            let (principle, file) = (fault.principle, fault.file);
            assert_eq!(text.matches(fault.old).count(), 1, "{principle} in {file}: mend the list");
        }
        for number in 1..=10 {
            let principle = format!("P{number}");
            assert!(FAULTS.iter().any(|fault| fault.principle == principle), "{principle}");
        }
    }

    #[test]
    fn the_names_of_what_failed_are_read_from_what_cargo_prints() {
        let noticed = Noticed {
            fault: &FAULTS[0],
            properties: vec!["one_law".into()],
            scenarios: vec![],
            seconds: 1.0,
        };
        assert!(!noticed.by_both());
        assert!(
            noticed.told().starts_with("1 properties and 0 scenarios noticed, 1 s: one_law; none")
        );
    }
}
