//! Kotlin: the skin as a Maven project, JUnit on the JVM.

use std::process::Command;

use super::build::{Language, build};
use super::tally::{Tally, counted, number_after};
use super::{mismatch, plans, snippets, tools};
use crate::repository;

const PROGRAMS: [(&str, &str); 2] = [("javac", "-version"), ("mvn", "--version")];
const PACKAGES: [&str; 2] = ["default-jdk-headless", "maven"];

/// Compiles the skin against fresh sources, and tests it.
pub(super) fn test(tally: &mut Tally) -> Result<(), String> {
    tools::require(&PROGRAMS, &PACKAGES)?;
    let built = build()?;
    built.generate(Language::Kotlin)?;
    let plans = plans::write(&built)?;
    snippets::kotlin()?;
    let mut maven = maven("test");
    maven.arg(format!("-Dnative.dir={}", built.folder.display()));
    maven.env("FANGXIAN_SERVER_BIN", built.program("fangxian-server")).env("FANGXIAN_PLANS", plans);
    maven.env("FANGXIAN_OTHER_BUILDS", mismatch::write(&built)?);
    counted(&mut maven, tally, |line| {
        // Each class says as much with its name behind; the last line sums up.
        if !line.contains("Tests run:") || line.contains("Time elapsed") {
            return None;
        }
        let number = |word| number_after(line, word).unwrap_or(0);
        let failed = number("Failures:") + number("Errors:");
        Some(Tally { passed: number("Tests run:") - failed - number("Skipped:"), failed })
    })
}

/// Maven on the skin's project, with nothing but what matters on the screen.
pub(super) fn maven(goal: &str) -> Command {
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--no-transfer-progress", "--file"]);
    maven.arg(repository::root().join("bindings/kotlin/pom.xml")).arg(goal);
    maven
}
