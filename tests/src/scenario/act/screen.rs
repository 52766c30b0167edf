//! A look at the screen that later acts may rest on.

use super::Deed;
use crate::harness::Outcome;
use crate::scenario::stage::{Screen, World};

/// Remembers what a phone shows of a record.
pub(super) fn read(world: &mut World, deed: &Deed<'_>) -> Outcome<()> {
    let record = deed.record.ok_or("the record does not exist yet")?;
    let view = deed.ledger.view(record)?;
    let screen =
        Screen { version: view.face().version.clone(), conflicts: view.face().conflicts.to_vec() };
    world.screens.insert(deed.args.needed("as")?.to_owned(), screen);
    Ok(())
}
