//! `cargo xtask ios xcframework`: the library for iPhones and simulators, as an XCFramework beside
//! the Swift package, which takes it as its binary target.

use std::path::Path;
use std::process::Command;

use super::android::installed_targets;
use super::build::{Language, build};
use super::tools::{self, run};
use crate::repository;

const PHONE: &str = "aarch64-apple-ios";
const SIMULATORS: [&str; 2] = ["aarch64-apple-ios-sim", "x86_64-apple-ios"];
const LIBRARY: &str = "libfangxian_bindings.a";

/// Builds the XCFramework, or says everything that is missing.
pub(crate) fn package() -> Result<(), String> {
    let missing = missing();
    if !missing.is_empty() {
        return Err(format!("an XCFramework cannot be built here:\n  {}", missing.join("\n  ")));
    }
    let built = build()?;
    built.generate(Language::Swift)?;
    let target = built.folder.parent().ok_or("where am I: no folder")?.to_path_buf();
    let work = target.join("ios");
    let headers = work.join("headers");
    let module = ["--module-name", "FangxianFFI", "--modulemap-filename", "module.modulemap"];
    let what = [&["--headers", "--modulemap", "--xcframework"], &module[..]].concat();
    built.swift(&what, &headers)?;
    for rust in std::iter::once(PHONE).chain(SIMULATORS) {
        let mut cargo = repository::cargo();
        cargo.args(["build", "--profile", "phone", "-p", "fangxian-bindings", "--target", rust]);
        run(cargo.env("IPHONEOS_DEPLOYMENT_TARGET", "15.0"))?;
    }
    let library = |rust: &str| target.join(rust).join("phone").join(LIBRARY);
    let simulator = work.join(LIBRARY);
    let mut lipo = Command::new("lipo");
    lipo.arg("-create").args(SIMULATORS.map(library)).arg("-output").arg(&simulator);
    run(&mut lipo)?;
    let framework = repository::root().join("bindings/swift/FangxianFFI.xcframework");
    let _ = std::fs::remove_dir_all(&framework);
    run(&mut create(&library(PHONE), &simulator, &headers, &framework))?;
    println!("{}", framework.display());
    Ok(())
}

fn create(phone: &Path, simulator: &Path, headers: &Path, framework: &Path) -> Command {
    let mut command = Command::new("xcodebuild");
    command.arg("-create-xcframework");
    for library in [phone, simulator] {
        command.arg("-library").arg(library).arg("-headers").arg(headers);
    }
    command.arg("-output").arg(framework);
    command
}

/// Everything that must be installed first, each with the next move.
fn missing() -> Vec<String> {
    let mut missing = Vec::new();
    if std::env::consts::OS != "macos" {
        missing.push("a Mac: Apple's linker and xcodebuild run nowhere else".to_owned());
    } else if !tools::answers("xcodebuild", "-version") {
        missing.push("Xcode: install it from the App Store, then run xcode-select".to_owned());
    }
    let installed = installed_targets();
    let wanted = std::iter::once(PHONE).chain(SIMULATORS);
    let lacking: Vec<&str> =
        wanted.filter(|target| !installed.lines().any(|line| line == *target)).collect();
    if !lacking.is_empty() {
        missing.push(format!("Rust for these phones: rustup target add {}", lacking.join(" ")));
    }
    missing
}
