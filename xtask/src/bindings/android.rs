//! `cargo xtask android`: the AAR, and the demo app compiled, tested and photographed without an
//! Android SDK.

mod demo;
mod kotlinc;
mod libraries;
mod package;
mod resources;

pub(crate) use demo::test;
pub(super) use package::installed_targets;

use clap::{Args, Subcommand};

use super::tally::Tally;

/// What to do for Android.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Build the AAR that apps embed; needs the NDK.
    Aar,
    /// Compile the demo app, run its models and its screens against a real centre.
    Test,
    /// Photograph every screen into android-demo/screenshots.
    Screenshots,
}

/// Does what was asked; the AAR when nothing was.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    match options.what {
        None | Some(What::Aar) => package::aar(),
        Some(What::Test) => {
            let mut tally = Tally::default();
            let tested = test(&mut tally);
            println!("android: {} passed, {} failed", tally.passed, tally.failed);
            tested
        }
        Some(What::Screenshots) => demo::screenshots(),
    }
}
