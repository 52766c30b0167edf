//! A document from the envelopes of its record.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::change::Change;
use fangxian_protocol::envelope::Header;
use fangxian_protocol::id::{Actor, ChangeHash, RecordId};

use super::Document;
use crate::crdt::refused::Refused;

/// Applies every change, each after those it follows, otherwise in the order given.
pub(super) fn replay(
    record: RecordId,
    changes: Vec<(&Header, &Change)>,
    actor: Actor,
) -> (Option<Document>, Vec<(ChangeHash, Refused)>) {
    let mut refused = Vec::new();
    let mut rest = in_order(&changes).into_iter().map(|place| changes[place]);
    let mut opened = None;
    for (header, change) in rest.by_ref() {
        let mut document = Document::empty(record, &header.kind, header.home, actor);
        match document.apply(header, change) {
            Ok(_) => {
                opened = Some(document);
                break;
            }
            Err(why) => refused.push((header.change, why)),
        }
    }
    if let Some(document) = &mut opened {
        let rest: Vec<_> = rest.collect();
        let taken = document.apply_all(rest.iter().copied());
        let failed = rest.iter().zip(taken);
        refused.extend(failed.filter_map(|((h, _), taken)| Some((h.change, taken.err()?))));
    }
    (opened, refused)
}

/// Places in an order that respects what follows what; what waits in vain comes last.
fn in_order(changes: &[(&Header, &Change)]) -> Vec<usize> {
    let here: BTreeSet<ChangeHash> = changes.iter().map(|(header, _)| header.change).collect();
    let mut waiting: BTreeMap<ChangeHash, Vec<usize>> = BTreeMap::new();
    let mut missing: Vec<usize> = vec![0; changes.len()];
    let mut ready: BTreeSet<usize> = BTreeSet::new();
    for (place, (_, change)) in changes.iter().enumerate() {
        let deps: BTreeSet<_> = change.deps.iter().filter(|dep| here.contains(dep)).collect();
        missing[place] = deps.len();
        if deps.is_empty() {
            ready.insert(place);
        }
        for dep in deps {
            waiting.entry(*dep).or_default().push(place);
        }
    }
    let mut order = Vec::with_capacity(changes.len());
    while let Some(place) = ready.pop_first() {
        order.push(place);
        for next in waiting.remove(&changes[place].0.change).unwrap_or_default() {
            missing[next] -= 1;
            if missing[next] == 0 {
                ready.insert(next);
            }
        }
    }
    let stuck = (0..changes.len()).filter(|place| missing[*place] > 0);
    order.extend(stuck);
    order
}
