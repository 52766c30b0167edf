//! What must hold of every scenario, without being asked for.

use std::collections::BTreeMap;

use fangxian::domain::View;
use fangxian::domain::view::Version;
use fangxian::ledger::Ledger;
use fangxian_protocol::id::{FactId, RecordId};

use super::Broken;
use super::names::Names;
use crate::harness::Outcome;
use crate::scenario::stage::World;

/// Phones that have everything must show the same (I2).
///
/// # Errors
/// When a phone cannot be looked at.
pub fn agree(world: &World) -> Outcome<Vec<Broken>> {
    let mut broken = Vec::new();
    for (name, id) in &world.records {
        let mut seen: BTreeMap<_, Vec<(&String, View)>> = BTreeMap::new();
        for (phone, device) in &world.phones {
            let ledger = device.ledger()?;
            if let Ok(view) = ledger.view(*id) {
                seen.entry(known(ledger, &view)).or_default().push((phone, view));
            }
        }
        for same in seen.values() {
            let Some(((first, view), others)) = same.split_first() else { continue };
            let differs = |one: &View| one != view && without_years(one) != without_years(view);
            for (other, different) in others.iter().filter(|(_, one)| differs(one)) {
                let what = format!(
                    "{first} and {other} know the same of {name} and show it differently: \
                     {view:?} / {different:?}"
                );
                broken.push(Broken { line: 1, what });
            }
            let told = steps(world, first, *id)?;
            for (other, _) in others {
                if steps(world, other, *id)? != told {
                    let what =
                        format!("{first} and {other} tell the history of {name} in another order");
                    broken.push(Broken { line: 1, what });
                }
            }
        }
    }
    Ok(broken)
}

/// A view without the years its sentences name: whoever's clock is off by a year holds another one
/// to be this year, and says the year of the same day.
fn without_years(view: &View) -> String {
    let said = format!("{view:?}");
    let told = said.split('年').map(|part| {
        let rest = part.trim_end_matches(|c: char| c.is_ascii_digit());
        if part.len() - rest.len() == 4 { rest } else { part }
    });
    told.collect()
}

/// The steps of a history, in the order a phone tells them.
fn steps(world: &World, phone: &str, id: RecordId) -> Outcome<Vec<Option<FactId>>> {
    let steps = world.phone(phone)?.ledger()?.history(id)?;
    Ok(steps.into_iter().map(|step| step.fact).collect())
}

/// What lists and search show must be what the envelopes say (I2).
///
/// # Errors
/// When a phone cannot be looked at.
pub fn projected(world: &World) -> Outcome<Vec<Broken>> {
    let mut broken = Vec::new();
    for (phone, device) in &world.phones {
        for difference in device.ledger()?.compare()? {
            let name = Names::of(world).name(&difference.record.to_string());
            let what = format!("{phone} · {name}: {:?} is not what follows", difference.part);
            broken.push(Broken { line: 1, what });
        }
    }
    Ok(broken)
}

/// What a view follows from: what is known of the record, and of those found to be the same.
fn known(ledger: &Ledger, view: &View) -> Vec<Version> {
    let twins: &[RecordId] = match view {
        View::Hazard(hazard) => &hazard.same_as,
        _ => &[],
    };
    let version = |id: &RecordId| ledger.view(*id).map(|twin| twin.face().version.clone());
    let twins = twins.iter().map(|id| version(id).unwrap_or_default());
    std::iter::once(view.face().version.clone()).chain(twins).collect()
}
