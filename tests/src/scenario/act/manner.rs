//! What people do to a record of any kind that is more than saying an act, and a look at it.

use fangxian::ledger::{Attachment, Observation, Saved};
use fangxian_protocol::scalar::Scalar;

use super::{Deed, Refused, fact, record};
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

/// Looks again, with the photo of it in the same change.
pub(super) fn observe(deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let photo = args.text("photo").map(photo);
    let seen = Observation { danger: args.yes("danger"), note: args.owned("note"), photo };
    Ok(deed.ledger.observe(deed.record()?, &seen)?)
}

/// Decides on both records whether they are the same.
pub(super) fn decide_same(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (mine, of) = (deed.record()?, record(world, deed.args.needed("of")?)?);
    let shown = deed.shown(world)?;
    Ok(deed.ledger.decide_duplicate(mine, &shown, of, deed.args.yes("same"))?)
}

/// Declines a proposal.
pub(super) fn decline(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (record, shown) = (deed.record()?, deed.shown(world)?);
    let proposal = fact(world, deed.args.needed("of")?)?;
    let reason = deed.args.text("reason").unwrap_or("不采纳");
    Ok(deed.ledger.decline_proposal(record, &shown, proposal, reason)?)
}

/// Writes a field.
pub(super) fn describe(deed: &Deed<'_>) -> Result<Saved, Refused> {
    let value = Scalar::from(deed.args.needed("value")?);
    Ok(deed.ledger.describe(deed.record()?, deed.args.needed("field")?, value)?)
}

/// Settles a field on which people differ.
pub(super) fn settle(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (record, field) = (deed.record()?, deed.args.needed("field")?);
    let conflicts = match deed.args.text("seeing") {
        Some(name) => world.screens.get(name).map(|screen| screen.conflicts.clone()),
        None => Some(deed.ledger.conflicts(record)?),
    };
    let shown = conflicts.unwrap_or_default().into_iter().find(|one| one.field == field);
    let shown = shown.ok_or_else(|| Refused::Scenario(format!("`{field}` has one value")))?;
    Ok(deed.ledger.settle(record, &shown, Scalar::from(deed.args.needed("value")?))?)
}

/// Adds a photo.
pub(super) fn add_photo(deed: &Deed<'_>) -> Result<Saved, Refused> {
    let mut photo = photo(deed.args.needed("photo")?);
    photo.role = deed.args.owned("role").unwrap_or(photo.role);
    Ok(deed.ledger.add_evidence(deed.record()?, &photo)?)
}

/// A photo of something: its bytes are its caption.
pub(super) fn photo(caption: &str) -> Attachment {
    Attachment {
        bytes: caption.as_bytes().to_vec(),
        mime: "image/jpeg".into(),
        role: "before".into(),
    }
}
