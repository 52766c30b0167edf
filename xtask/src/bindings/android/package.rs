//! The library for four kinds of phones, and an AAR that holds it.

use std::path::PathBuf;
use std::process::Command;

use crate::bindings::build::{Language, build};
use crate::bindings::tools::run;
use crate::bindings::{aar, kotlin, tools};
use crate::repository;

/// Rust's name of each kind of phone, and Android's.
const ABIS: [(&str, &str); 4] = [
    ("aarch64-linux-android", "arm64-v8a"),
    ("armv7-linux-androideabi", "armeabi-v7a"),
    ("x86_64-linux-android", "x86_64"),
    ("i686-linux-android", "x86"),
];
/// The oldest Android: 8.0, which has `java.time`.
const PLATFORM: &str = "26";

/// Builds the AAR, or says everything that is missing.
pub(super) fn aar() -> Result<(), String> {
    let missing = missing();
    if !missing.is_empty() {
        return Err(format!("an AAR cannot be built here:\n  {}", missing.join("\n  ")));
    }
    let built = build()?;
    built.generate(Language::Kotlin)?;
    let target = repository::root().join("target/android");
    let abis = target.join("abis");
    let _ = std::fs::remove_dir_all(&target);
    let mut ndk = repository::cargo();
    ndk.args(["ndk", "--platform", PLATFORM, "--output-dir"]).arg(&abis);
    ndk.args(ABIS.iter().flat_map(|(_, abi)| ["--target", abi]));
    run(ndk.args(["build", "--profile", "phone", "-p", "fangxian-bindings"]))?;
    run(kotlin::maven("package").arg("-DskipTests"))?;
    let classes = jar()?;
    let aar = target.join("fangxian.aar");
    aar::pack(&target.join("staging"), &classes, &abis, &aar)?;
    println!("{}", aar.display());
    Ok(())
}

/// Everything that must be installed first, each with the next move.
fn missing() -> Vec<String> {
    let mut missing = Vec::new();
    let ndk = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT"].map(std::env::var_os);
    if !ndk.iter().flatten().any(|folder| PathBuf::from(folder).is_dir()) {
        missing.push("the NDK: install it by sdkmanager and name its folder in ANDROID_NDK_HOME");
    }
    let ndk = repository::cargo().args(["ndk", "--version"]).output();
    if !ndk.is_ok_and(|output| output.status.success()) {
        missing.push("cargo-ndk: cargo install cargo-ndk --locked");
    }
    if !tools::answers("mvn", "--version") || !tools::answers("jar", "--version") {
        missing.push("a JDK and Maven: apt-get install default-jdk-headless maven");
    }
    let mut missing: Vec<String> = missing.into_iter().map(str::to_owned).collect();
    let installed = installed_targets();
    let wanted = ABIS.iter().map(|(target, _)| *target);
    let lacking: Vec<&str> =
        wanted.filter(|target| !installed.lines().any(|line| line == *target)).collect();
    if !lacking.is_empty() {
        let lacking = lacking.join(" ");
        missing.push(format!("Rust for these phones: rustup target add {lacking}"));
    }
    missing
}

/// What `rustup` has, one a line.
pub(in crate::bindings) fn installed_targets() -> String {
    let listed = Command::new("rustup").args(["target", "list", "--installed"]).output();
    listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

fn jar() -> Result<PathBuf, String> {
    let target = repository::root().join("bindings/kotlin/target");
    let version = env!("CARGO_PKG_VERSION");
    let jar = target.join(format!("fangxian-{version}.jar"));
    jar.is_file().then_some(jar).ok_or_else(|| "maven packed no jar".into())
}
