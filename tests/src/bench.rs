//! Figures, each side by side with a raw SQLite baseline measured in the same run.

mod child;
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

/// Measures everything.
///
/// # Errors
/// When a step fails.
pub async fn measure(folder: &std::path::Path, sizes: Sizes) -> Outcome<Vec<Figure>> {
    let centre = Centre::start(&folder.join("centre"), "bench")?;
    centre.import(&tables())?;
    let mut figures = vec![save::save_hazard(&centre, &folder.join("save"), sizes.saves).await?];
    figures.extend(wire::push_and_pull(&folder.join("wire"), sizes.records).await?);
    let (short, long) = (folder.join("short"), folder.join("long"));
    figures.extend(list::open_list(&centre, &short, sizes.records, "10k").await?);
    figures.extend(list::open_list(&centre, &long, sizes.many_records, "100k").await?);
    figures.push(load::changes_per_second(&folder.join("load"), sizes.devices).await?);
    Ok(figures)
}

/// The time by this machine's clock, milliseconds since 1970 UTC.
fn now_ms() -> i64 {
    SystemClock.now_ms()
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
