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
use list::Held;

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
            figures.extend(save::save(&centre, &folder.join("save"), sizes.saves).await?);
        }
        if wanted(Part::List) {
            let Sizes { records, many_records, .. } = sizes;
            let short = Held { hazards: records, accidents: records, name: "10k" };
            let long = Held { hazards: many_records, accidents: 0, name: "100k" };
            for held in [short, long] {
                figures.extend(list::list(&centre, &folder.join(held.name), held).await?);
            }
        }
    }
    if wanted(Part::Wire) {
        figures.extend(wire::push_and_pull(&folder.join("wire"), sizes.records).await?);
    }
    if wanted(Part::Photos) {
        figures.extend(wire::photos(&folder.join("photos"), sizes.saves).await?);
    }
    if wanted(Part::Load) {
        figures.push(load::changes_per_second(&folder.join("load"), sizes.devices).await?);
    }
    if wanted(Part::Crowd) {
        figures.extend(load::crowd(&folder.join("crowd"), sizes.crowd).await?);
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
    /// What photos add to the words that are pulled.
    Photos,
    /// Some devices that push much at once.
    Load,
    /// Very many devices that push a little.
    Crowd,
}

/// How much to measure with.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Hazards saved one by one; records with photos.
    pub saves: usize,
    /// Records pushed, pulled and listed.
    pub records: usize,
    /// Records of the long list.
    pub many_records: usize,
    /// Devices that push at once.
    pub devices: usize,
    /// Devices of a crowd, each with a few words.
    pub crowd: usize,
}

impl Sizes {
    /// So few that it only shows that everything can still be measured.
    pub const SMALL: Self =
        Self { saves: 10, records: 60, many_records: 600, devices: 3, crowd: 12 };
}
