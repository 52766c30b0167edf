//! What an act must say it has seen, so that the merge can tell "after" from "without knowing".

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::centre::Unverified;
use super::fact::{Body, Fact};
use super::record::Record;
use super::view::Version;
use super::{accident, hazard, proposals, site, training};

/// The ids out of `version` that `body` must name in its `seen`: small, but enough for every rule.
///
/// Empty for acts that only add, unless they take up something unverified. A void names everything:
/// all facts, field values and evidence.
pub fn seen_for(body: &Body, version: &Version, record: &Record) -> BTreeSet<FactId> {
    if body.is_void() {
        let all = Version::of(record);
        return all.0.intersection(&version.0).copied().collect();
    }
    let unverified = Unverified::of(record);
    let relevant = |fact: &&Fact| {
        let must = match (body, &fact.body) {
            (Body::Hazard(act), Body::Hazard(earlier)) => hazard::must_see(act, earlier),
            (Body::Training(act), Body::Training(earlier)) => {
                training::must_see(act, earlier, record)
            }
            (Body::Site(act), Body::Site(earlier)) => site::must_see(act, earlier),
            (Body::Accident(act), Body::Accident(earlier)) => accident::must_see(act, earlier),
            (Body::Review(act), _) => act.proposal() == fact.id,
            _ => false,
        };
        must || (unverified.contains(fact.id) && proposals::answers_to(body, &fact.body))
    };
    let shown = record.facts.values().filter(|fact| version.contains(fact.id));
    shown.filter(relevant).map(|fact| fact.id).collect()
}
