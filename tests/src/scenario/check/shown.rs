//! What a phone shows, as one tree that paths lead through.

use fangxian::domain::hazard::State;
use fangxian::ledger::{Ledger, LedgerError};
use fangxian::store::{HazardQuery, Place};
use fangxian_protocol::id::RecordId;
use serde_json::{Value, json};

use crate::harness::Outcome;
use crate::scenario::stage::World;

/// What `phone` shows of a record: its view, and beside it what else there is to see of it. Of the
/// phone as a whole when `name` is empty.
///
/// # Errors
/// When the phone cannot be looked at.
pub fn shown(world: &World, phone: &str, name: &str) -> Outcome<Value> {
    let ledger = world.phone(phone)?.ledger()?;
    if name.is_empty() {
        return whole(ledger);
    }
    let Some(id) = world.records.get(name).copied() else {
        return Err(format!("no record `{name}` yet").into());
    };
    let view = match ledger.view(id) {
        Err(LedgerError::NotFound { .. }) => return Ok(json!({"here": false})),
        view => view.map_err(|error| format!("{phone} · {name}: {error}"))?,
    };
    let mut shown = serde_json::to_value(&view)?;
    shown["here"] = json!(true);
    beside(ledger, id, &mut shown)?;
    Ok(shown)
}

/// What the centre shows.
pub(super) fn centre(world: &World) -> Outcome<Value> {
    Ok(json!({"quarantined": world.centre.quarantined()?}))
}

fn whole(ledger: &Ledger) -> Outcome<Value> {
    let count = |open: Option<bool>| -> Outcome<u64> {
        let all = HazardQuery { open, ..HazardQuery::default() };
        let void = HazardQuery { states: vec![State::Void], ..all.clone() };
        Ok(ledger.count_hazards(&all)? - ledger.count_hazards(&void)?)
    };
    let outbox = ledger.outbox()?;
    Ok(json!({
        "hazards": count(None)?,
        "open_hazards": count(Some(true))?,
        "waiting": outbox.pending(),
        "refused": outbox.quarantined,
        "unverified": outbox.unverified,
    }))
}

/// What the ledger says of a record that is not in its view.
fn beside(ledger: &Ledger, id: RecordId, shown: &mut Value) -> Outcome<()> {
    let told: Vec<String> = ledger.history(id)?.into_iter().map(|step| step.zh).collect();
    shown["history"] = json!(told);
    shown["explained"] = json!(ledger.explain(id)?.zh);
    shown["place"] = json!(match ledger.place(id)? {
        Place::OnlyHere => "only_here",
        Place::Sent => "sent",
        Place::Accepted => "accepted",
        Place::Quarantined => "quarantined",
    });
    let evidence = ledger.evidence(id)?;
    shown["evidence"] = json!(evidence.len());
    shown["photos_waiting"] = json!(evidence.values().filter(|photo| !photo.arrived).count());
    let near = match ledger.likely_duplicates(id) {
        // Only some kinds are likely to be recorded twice.
        Err(LedgerError::NotFound { .. }) => Vec::new(),
        near => near?.iter().map(|one| one.record.to_string()).collect(),
    };
    shown["near"] = json!(near);
    Ok(())
}
