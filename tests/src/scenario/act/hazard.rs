//! What anyone may say of a hazard, and how records are described.

use fangxian::domain::hazard::Source;
use fangxian::ledger::{Attachment, HazardDraft, ImplementDraft, Observation, Saved};
use fangxian_protocol::scalar::Scalar;

use super::{Deed, Refused};
use crate::scenario::stage::World;

/// What came of it; `None` when the verb is carried out elsewhere.
pub(super) type Done = Option<Result<Saved, Refused>>;

/// Carries out the verb when it is one of these.
pub(super) fn perform(world: &mut World, deed: &Deed<'_>) -> Done {
    Some(match deed.verb.word {
        "reports" => report(world, deed),
        "observes" => observe(deed),
        "suspects" => deed
            .record()
            .and_then(|record| Ok(deed.ledger.suspect_major(record, deed.args.owned("clause"))?)),
        "implements" => implement(world, deed),
        "plans" => plan(deed),
        "claims" => deed.record().and_then(|record| {
            let measures = deed.args.text("measures").unwrap_or_default();
            Ok(deed.ledger.claim(record, measures, deed.args.fen("yuan"))?)
        }),
        "progresses" => deed.record().and_then(|record| {
            Ok(deed.ledger.report_progress(record, deed.args.needed("text")?)?)
        }),
        "asks_extension" => ask(deed),
        "suspects_same" => same(world, deed),
        "decides_same" => same(world, deed),
        "serves" => deed.record().and_then(|record| {
            let order = deed.fact(world, "order")?;
            Ok(deed.ledger.serve_order(record, order, deed.args.yes("refused"))?)
        }),
        "describes" => deed.record().and_then(|record| {
            let value = Scalar::from(deed.args.needed("value")?);
            Ok(deed.ledger.describe(record, deed.args.needed("field")?, value)?)
        }),
        "settles" => settle(world, deed),
        "adds_photo" => deed.record().and_then(|record| {
            let mut photo = photo(deed.args.needed("photo")?);
            photo.role = deed.args.owned("role").unwrap_or(photo.role);
            Ok(deed.ledger.add_evidence(record, &photo)?)
        }),
        _ => return None,
    })
}

fn report(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let text = |word: &str| args.owned(word).unwrap_or_default();
    let source = match args.text("source") {
        Some(_) => args.word("source")?,
        None => Source::Patrol,
    };
    let home = args.text("village").map(|name| world.units.find(name)).transpose()?;
    Ok(deed.ledger.report_hazard(&HazardDraft {
        title: text("title"),
        description: text("description"),
        sector: text("sector"),
        place: text("place"),
        position: args.number("lat").zip(args.number("lon")),
        site: None,
        home,
        source,
        suspect_major: args.yes("suspect_major"),
        attachments: args.text("photo").map(photo).into_iter().collect(),
    })?)
}

fn observe(deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let photo = args.text("photo").map(photo);
    let seen = Observation { danger: args.yes("danger"), note: args.owned("note"), photo };
    Ok(deed.ledger.observe(deed.record()?, &seen)?)
}

fn implement(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let draft = ImplementDraft {
        item: args.word("item")?,
        achieved: args.yes("achieved"),
        content: args.owned("content"),
        amount_fen: args.fen("yuan"),
        due: args.day("due")?,
    };
    Ok(deed.ledger.implement(deed.record()?, &deed.shown(world)?, draft)?)
}

fn plan(deed: &Deed<'_>) -> Result<Saved, Refused> {
    let item = deed.args.word("item")?;
    Ok(deed.ledger.plan(deed.record()?, item, deed.args.needed("text")?)?)
}

fn ask(deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let until = args.day("until")?.ok_or_else(|| Refused::Scenario("until which day?".into()))?;
    let text = |word: &str, usual: &str| args.text(word).unwrap_or(usual).to_owned();
    let (reason, controls) = (text("reason", "等配件"), text("controls", "拉警戒线"));
    Ok(deed.ledger.ask_extension(deed.record()?, until, &reason, &controls)?)
}

fn same(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let name = deed.args.needed("of")?;
    let of = world.records.get(name).copied();
    let of = of.ok_or_else(|| Refused::Scenario(format!("no record `{name}`")))?;
    let record = deed.record()?;
    if deed.verb.word == "suspects_same" {
        return Ok(deed.ledger.suspect_duplicate(record, of, deed.args.number("distance"))?);
    }
    let shown = deed.shown(world)?;
    Ok(deed.ledger.decide_duplicate(record, &shown, of, deed.args.yes("same"))?)
}

fn settle(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let (record, field) = (deed.record()?, deed.args.needed("field")?);
    let conflicts = match deed.args.text("seeing") {
        Some(name) => world.screens.get(name).map(|screen| screen.conflicts.clone()),
        None => Some(deed.ledger.conflicts(record)?),
    };
    let shown = conflicts.unwrap_or_default().into_iter().find(|one| one.field == field);
    let shown = shown.ok_or_else(|| Refused::Scenario(format!("`{field}` has one value")))?;
    Ok(deed.ledger.settle(record, &shown, Scalar::from(deed.args.needed("value")?))?)
}

/// A photo of something: its bytes are its caption.
pub(super) fn photo(caption: &str) -> Attachment {
    Attachment {
        bytes: caption.as_bytes().to_vec(),
        mime: "image/jpeg".into(),
        role: "before".into(),
    }
}
