//! `cargo xtask ios`: packages the library for iPhones, and tests the demo app: its models for
//! real, its views as far as it goes without Apple's frameworks.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::bindings::{self, Tally, swift};
use crate::repository;

/// Where the app is.
const APP: &str = "ios-demo";

/// What to do for iOS.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Build the XCFramework the Swift package takes in; needs a Mac. Done when nothing is named.
    Xcframework,
    /// Test the demo app: models with the real ledger and a real centre; views, strings, project.
    Test,
}

/// Does what was asked.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    match options.what {
        None | Some(What::Xcframework) => bindings::ios::package(),
        Some(What::Test) => {
            let mut tally = Tally::default();
            let tested = test(&mut tally);
            println!("ios: {} passed, {} failed", tally.passed, tally.failed);
            tested
        }
    }
}

/// Parses and lints every file, then compiles the package, its views against the outline of
/// SwiftUI, and tests it.
pub(crate) fn test(tally: &mut Tally) -> Result<(), String> {
    let files = swift_files()?;
    // What stands under `#if canImport(UIKit)` is parsed too, though it is never compiled here.
    let inside =
        |folder| files.iter().filter(move |path| path.starts_with(Path::new(APP).join(folder)));
    let app: Vec<PathBuf> = inside("Sources").chain(inside("App")).cloned().collect();
    swift::run_swift(&["-frontend", "-parse", "-swift-version", "6"], &app)
        .map_err(|_| "a file of the app is no Swift. Next: see the first error above")?;
    let configuration = format!("{APP}/.swift-format");
    let lint = ["format", "lint", "--strict", "--parallel", "--configuration", &configuration];
    swift::run_swift(&lint, &files).map_err(|_| {
        format!("not as it should look. Next: swift format -i --configuration {configuration}")
    })?;
    println!("  {} files parse and are formatted", files.len());
    swift::test_package(APP, tally)
}

/// Every Swift file of the app that is in the repository.
fn swift_files() -> Result<Vec<PathBuf>, String> {
    let ours = |path: &String| path.starts_with(APP) && path.ends_with(".swift");
    let files: Vec<PathBuf> =
        repository::files()?.into_iter().filter(ours).map(PathBuf::from).collect();
    let real = |path: &PathBuf| !repository::root().join(path).is_symlink();
    let files: Vec<PathBuf> = files.into_iter().filter(real).collect();
    match files.iter().any(|path| path.starts_with(Path::new(APP).join("Sources"))) {
        true => Ok(files),
        false => Err(format!("no Swift in {APP}: is it in this checkout?")),
    }
}
