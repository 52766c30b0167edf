//! Acts of office on a hazard.

use fangxian::domain::hazard::{CloseKind, Mode};
use fangxian::ledger::{CloseDraft, ListDraft, OrderDraft, Saved};
use fangxian_protocol::id::PersonId;

use super::hazard::Done;
use super::{Deed, Refused};
use crate::scenario::stage::World;

/// Carries out the verb when it is one of these.
pub(super) fn perform(world: &mut World, deed: &Deed<'_>) -> Done {
    Some(match deed.verb.word {
        "accepts" => deed.record().and_then(|record| Ok(deed.ledger.accept(record)?)),
        "returns" => deed.record().and_then(|record| {
            Ok(deed.ledger.return_for_more(record, deed.args.needed("reason")?)?)
        }),
        "judges" => judge(world, deed),
        "orders" => order(world, deed),
        "assigns" => assign(world, deed),
        "reinspects" => reinspect(world, deed),
        "closes" => close(world, deed),
        "lists" => list(world, deed),
        "delists" => delist(world, deed),
        "grants" | "denies" => decide(world, deed),
        "hands_over" | "takes_over" | "declines" => transfer(world, deed),
        "declines_proposal" => decline(world, deed),
        "voids" => void(world, deed),
        _ => return None,
    })
}

fn judge(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (grade, clause) = (deed.args.word("grade")?, deed.args.owned("clause"));
    Ok(deed.ledger.judge(deed.record()?, &deed.shown(world)?, grade, clause)?)
}

fn order(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let mode = match args.text("mode") {
        Some(_) => args.word("mode")?,
        None => Mode::ByDeadline,
    };
    let draft = OrderDraft { mode, deadline: args.day("deadline")?, doc_no: args.owned("doc") };
    Ok(deed.ledger.order(deed.record()?, &deed.shown(world)?, draft)?)
}

fn assign(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let person: Option<PersonId> =
        deed.args.text("person").map(|name| world.person(name)).transpose()?;
    let unit = deed.args.owned("unit");
    Ok(deed.ledger.assign(deed.record()?, &deed.shown(world)?, person, unit)?)
}

fn reinspect(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (result, opinion) = (deed.args.word("result")?, deed.args.owned("opinion"));
    Ok(deed.ledger.reinspect(deed.record()?, &deed.shown(world)?, result, opinion)?)
}

fn close(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let kind = match deed.args.text("kind") {
        Some(_) => deed.args.word("kind")?,
        None => CloseKind::Rectified,
    };
    let basis = match deed.args.text("basis") {
        Some(_) => Some(deed.fact(world, "basis")?),
        None => None,
    };
    let draft = CloseDraft { kind, basis, doc_no: deed.args.owned("doc") };
    Ok(deed.ledger.close(deed.record()?, &deed.shown(world)?, draft)?)
}

fn list(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let (level, deadline) = (args.word("level")?, args.day("deadline")?);
    let draft = ListDraft { level, doc_no: args.owned("doc"), deadline };
    Ok(deed.ledger.list(deed.record()?, &deed.shown(world)?, draft)?)
}

fn delist(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let listing = deed.fact(world, "listing")?;
    let doc = deed.args.owned("doc");
    Ok(deed.ledger.delist(deed.record()?, &deed.shown(world)?, listing, doc)?)
}

fn decide(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let ask = deed.fact(world, "ask")?;
    let granted = deed.verb.word == "grants";
    let until = deed.args.day("until")?;
    if granted && until.is_none() {
        return Err(Refused::Scenario("`grants` needs `until`".into()));
    }
    Ok(deed.ledger.decide_extension(deed.record()?, &deed.shown(world)?, ask, until)?)
}

fn transfer(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (record, args) = (deed.record()?, deed.args);
    let reason = args.text("reason").unwrap_or("不归本单位管");
    Ok(match deed.verb.word {
        "hands_over" => {
            let to = world.units.find(args.needed("to")?)?;
            deed.ledger.offer_transfer(record, to, reason)?
        }
        "takes_over" => {
            let offer = deed.fact(world, "offer")?;
            deed.ledger.accept_transfer(record, &deed.shown(world)?, offer)?
        }
        _ => deed.ledger.refuse_transfer(record, deed.fact(world, "offer")?, reason)?,
    })
}

fn decline(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (record, shown) = (deed.record()?, deed.shown(world)?);
    let reason = deed.args.text("reason").unwrap_or("不采纳");
    Ok(deed.ledger.decline_proposal(record, &shown, deed.fact(world, "of")?, reason)?)
}

/// One verb for every kind of record.
fn void(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    use fangxian::domain::View;
    let (record, shown) = (deed.record()?, deed.shown(world)?);
    let reason = deed.args.text("reason").unwrap_or("报错了");
    Ok(match deed.ledger.view(record)? {
        View::Training(_) => deed.ledger.void_training(record, &shown, reason)?,
        View::Site(_) => deed.ledger.void_site(record, &shown, reason)?,
        View::Accident(_) => deed.ledger.void_accident(record, &shown, reason)?,
        _ => deed.ledger.void_hazard(record, &shown, reason)?,
    })
}
