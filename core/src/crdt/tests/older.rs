//! What older versions let through is still read, shown clean, and said again word for word.

use fangxian_protocol::id::FactId;
use fangxian_protocol::scalar::Scalar;

use super::support::{kind, open};
use crate::crdt::{Document, Edit, edit_of};
use crate::domain::fact::{Body, Fact};
use crate::domain::hazard::HazardAct;
use crate::domain::person::Role;

#[test]
fn text_that_was_taken_before_there_was_a_door_is_shown_clean() {
    let mut document = open(1);
    let foul = "\u{202e}配电房\n渗水\u{1b}[2J\u{0}";
    let act = HazardAct::Claim { measures: "\u{200b}".into(), cost_fen: Some(-5) };
    let claim = Fact {
        id: FactId([1; 8]),
        by: "p-0001".parse().unwrap(),
        role: Role::Grid,
        post: None,
        asked: None,
        more: Default::default(),
        at_ms: 1,
        seen: Default::default(),
        body: Body::Hazard(act),
    };
    let fields = vec![("title".to_owned(), Scalar::from(foul))];
    let edit = Edit { fields, facts: vec![claim.clone()], ..Edit::default() };
    let written = document.reconcile(&edit).unwrap().unwrap();
    let bytes = document.save();
    let mut loaded = Document::load(&bytes, super::support::actor(2)).unwrap();
    let record = loaded.hydrate(&|_| None).unwrap();
    assert_eq!(record.fields["title"][0].value, "配电房 渗水[2J".into());
    let shown = HazardAct::Claim { measures: String::new(), cost_fen: None };
    assert_eq!(record.facts[&claim.id].body, Body::Hazard(shown));
    assert_eq!(edit_of(&kind(), &written.change), Ok(edit), "nobody else's words are altered");
}
