//! Figures, each side by side with a raw SQLite baseline measured in the same run.

mod child;
mod derive;
mod figure;
mod list;
mod load;
mod make;
mod save;
mod wire;

pub use child::open_and_list;
pub use figure::{Figure, print_table};

use fangxian::clock::{Clock, SystemClock};

use crate::harness::{Centre, Outcome, tables};

/// Measures everything, or only one part of it.
///
/// # Errors
/// When a step fails.
pub async fn measure(
    folder: &std::path::Path,
    sizes: Sizes,
    only: Option<Part>,
) -> Outcome<Vec<Figure>> {
    let wanted = |part| only.is_none_or(|only| only == part);
    let mut figures = Vec::new();
    if wanted(Part::Derive) {
        figures.push(derive::derive_500()?);
    }
    if wanted(Part::Save) || wanted(Part::List) {
        let centre = Centre::start(&folder.join("centre"), "bench")?;
        centre.import(&tables())?;
        if wanted(Part::Save) {
            figures.push(save::save_hazard(&centre, &folder.join("save"), sizes.saves).await?);
        }
        if wanted(Part::List) {
            let (short, long) = (folder.join("short"), folder.join("long"));
            figures.extend(list::open_list(&centre, &short, sizes.records, "10k").await?);
            figures.extend(list::open_list(&centre, &long, sizes.many_records, "100k").await?);
        }
    }
    if wanted(Part::Wire) {
        figures.extend(wire::push_and_pull(&folder.join("wire"), sizes.records).await?);
    }
    if wanted(Part::Load) {
        figures.push(load::changes_per_second(&folder.join("load"), sizes.devices).await?);
    }
    Ok(figures)
}

/// The time by this machine's clock, milliseconds since 1970 UTC.
fn now_ms() -> i64 {
    SystemClock.now_ms()
}

/// One part of what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Saying what follows from a record of 500 facts.
    Derive,
    /// Saving hazards one by one.
    Save,
    /// Opening a full phone.
    List,
    /// Pushing and pulling.
    Wire,
    /// Many devices at once.
    Load,
}

/// How much to measure with.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Hazards saved one by one.
    pub saves: usize,
    /// Records pushed, pulled and listed.
    pub records: usize,
    /// Records of the long list.
    pub many_records: usize,
    /// Devices that push at once.
    pub devices: usize,
}
