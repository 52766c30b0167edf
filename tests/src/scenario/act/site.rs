//! Sites: registered, visited, closed.

use fangxian::ledger::{CheckDraft, Saved, SiteDraft};

use super::hazard::Done;
use super::{Deed, Refused};
use crate::scenario::stage::World;

/// Carries out the verb when it is one of these.
pub(super) fn perform(world: &mut World, deed: &Deed<'_>) -> Done {
    Some(match deed.verb.word {
        "registers" => register(world, deed),
        "sets_status" => status(world, deed),
        "patrols" => deed
            .record()
            .and_then(|record| Ok(deed.ledger.patrol_site(record, deed.args.yes("working"))?)),
        "inspects" => inspect(world, deed),
        _ => return None,
    })
}

fn register(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let text = |word: &str| args.owned(word).unwrap_or_default();
    let home = args.text("village").map(|name| world.units.find(name)).transpose()?;
    Ok(deed.ledger.register_site(&SiteDraft {
        name: text("name"),
        category: text("category"),
        place: text("place"),
        position: None,
        home,
    })?)
}

fn status(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let status = deed.args.word("status")?;
    Ok(deed.ledger.set_site_status(deed.record()?, &deed.shown(world)?, status)?)
}

fn inspect(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let (item, result) = (args.needed("item")?.to_owned(), args.word("result")?);
    let answer = CheckDraft { item, result, note: args.owned("note") };
    let shown = deed.shown(world)?;
    Ok(deed.ledger.check_site(deed.record()?, &shown, args.text("template"), &[answer])?)
}
