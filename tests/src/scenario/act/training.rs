//! Training sessions: who came, when, and what people said of it.

use fangxian::domain::training::SignMethod;
use fangxian::ledger::{Saved, TrainingDraft};
use fangxian_protocol::id::FactId;

use super::hazard::Done;
use super::{Deed, Refused};
use crate::scenario::stage::World;

/// Carries out the verb when it is one of these.
pub(super) fn perform(world: &mut World, deed: &Deed<'_>) -> Done {
    Some(match deed.verb.word {
        "opens" => open(world, deed),
        "signs_in" => sign_in(world, deed),
        "signs_out" => sign_out(world, deed),
        "examines" => examine(world, deed),
        "disputes" => dispute(world, deed),
        "decides_attendance" => decide(world, deed),
        "declares" => declare(deed),
        "archives" => deed
            .record()
            .and_then(|record| Ok(deed.ledger.archive_training(record, &deed.shown(world)?)?)),
        _ => return None,
    })
}

fn open(world: &World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let args = deed.args;
    let text = |word: &str| args.owned(word).unwrap_or_default();
    let home = args.text("village").map(|name| world.units.find(name)).transpose()?;
    Ok(deed.ledger.open_training(&TrainingDraft {
        title: text("title"),
        place: text("place"),
        topic: text("topic"),
        home,
        start_ms: args.number("from").unwrap_or_default(),
        end_ms: args.number("to").unwrap_or_default(),
    })?)
}

fn sign_in(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let session = deed.record()?;
    let method = match deed.args.text("method") {
        Some(_) => deed.args.word("method")?,
        None => SignMethod::DynamicCode,
    };
    let at_ms = deed.args.number("at").unwrap_or_default();
    let mut last = None;
    for name in deed.args.texts("who") {
        let person = world.person(&name)?;
        let saved = deed.ledger.sign_in(session, person.clone(), method, at_ms)?;
        if let Some(fact) = saved.fact {
            world.sign_ins.insert((deed.phone.to_owned(), session, person), fact);
        }
        last = Some(saved);
    }
    last.ok_or_else(|| Refused::Scenario("nobody is named".into()))
}

fn sign_out(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let session = deed.record()?;
    let at_ms = deed.args.number("at").unwrap_or_default();
    let mut facts: Vec<FactId> = Vec::new();
    for name in deed.args.texts("who") {
        let key = (deed.phone.to_owned(), session, world.person(&name)?);
        let missing = || Refused::Scenario(format!("this phone did not sign {name} in"));
        facts.push(world.sign_ins.get(&key).copied().ok_or_else(missing)?);
    }
    Ok(deed.ledger.sign_out(session, &facts, at_ms)?)
}

fn examine(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let who = world.person(deed.args.needed("who")?)?;
    let paper = deed.args.text("paper").unwrap_or("A");
    let score = deed.args.number("score").unwrap_or_default();
    Ok(deed.ledger.examine(deed.record()?, who, paper, score, deed.args.yes("passed"))?)
}

fn dispute(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let who = world.person(deed.args.needed("who")?)?;
    let reason = deed.args.text("reason").unwrap_or("签名不像本人");
    Ok(deed.ledger.dispute_attendance(deed.record()?, who, reason)?)
}

fn decide(world: &mut World, deed: &Deed<'_>) -> Result<Saved, Refused> {
    let who = world.person(deed.args.needed("who")?)?;
    let (record, valid) = (deed.record()?, deed.args.yes("valid"));
    Ok(deed.ledger.decide_attendance(record, &deed.shown(world)?, who, valid)?)
}

fn declare(deed: &Deed<'_>) -> Result<Saved, Refused> {
    let count = deed.args.number("count").unwrap_or_default();
    let method = deed.args.text("method").unwrap_or("counted");
    Ok(deed.ledger.declare_headcount(deed.record()?, count, method)?)
}
