//! `cargo xtask bindings`: makes the sources of other languages, tests them for real, and weighs
//! the library.

mod aar;
mod build;
mod kotlin;
mod mismatch;
mod parts;
mod plans;
mod python;
mod size;
mod snippets;
mod suite;

pub(crate) mod android;
pub(crate) mod ios;
pub(crate) mod swift;
mod tally;
pub(crate) mod tools;

pub(crate) use suite::Suite;
pub(crate) use tally::Tally;

use clap::{Args, Subcommand};

/// What to do with the bindings.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Test the skins against the real library and a real centre; all of them when none is named.
    Test {
        /// Which languages.
        #[arg(value_enum)]
        languages: Vec<Suite>,
    },
    /// Weigh the library as phones get it: stripped and compressed, against its budget.
    Size,
    /// Make an installable Python wheel.
    Wheel,
}

/// Makes the sources of all languages, or does what was asked.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    match &options.what {
        None => build::generate_all(),
        Some(What::Test { languages }) => test(languages),
        Some(What::Size) => size::weigh(),
        Some(What::Wheel) => python::wheel(),
    }
}

fn test(languages: &[Suite]) -> Result<(), String> {
    let languages = if languages.is_empty() { &Suite::ALL } else { languages };
    let mut broken = Vec::new();
    for language in languages {
        let mut tally = Tally::default();
        let tested = language.test(&mut tally);
        println!("{}: {} passed, {} failed", language.name(), tally.passed, tally.failed);
        if let Err(reason) = tested {
            eprintln!("{reason}");
            broken.push(language.name());
        }
    }
    match broken.is_empty() {
        true => Ok(()),
        false => Err(format!("failed: {}", broken.join(", "))),
    }
}
