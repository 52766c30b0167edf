//! A record handed to another unit.

use fangxian::crdt::Edit;
use fangxian::domain::hazard::HazardAct;

use super::answers::{codes, envelopes};
use super::support::{LIYUE, MOPAN, Paper, Town, WUSONG, people, posts, units};

fn handed_to(village: &str) -> HazardAct {
    HazardAct::OfferTransfer { to: village.parse().unwrap(), reason: "跨界".to_owned() }
}

#[tokio::test]
async fn a_record_handed_over_is_heard_and_answered_there() {
    let town = Town::new();
    let (mut grid, mut office) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    let mut far = town.phone("p-grid-9").await;
    let (_, opening) = grid.report(LIYUE);
    town.push(&mut grid, vec![opening.clone()]).await;
    assert_eq!(envelopes(&town.pull(&mut far).await).len(), 0);
    let version = town.pull(&mut far).await.directory.unwrap().version;

    let mut paper = Paper::of(&office, std::slice::from_ref(&opening));
    let fact = office.fact(handed_to(WUSONG));
    let offer = office.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
    assert_eq!(codes(&town.push(&mut office, vec![offer.clone()]).await), []);
    let ask = super::support::nothing();
    let ask = fangxian_protocol::message::SyncRequest { directory: version, ..ask };
    let answer = town.sync(&mut far, ask).await;
    assert_eq!(envelopes(&answer), [opening.clone(), offer.clone()]);
    let directory = answer.directory.unwrap();
    for author in [&grid, &office] {
        let known = directory.devices.iter().any(|c| c.device() == author.device());
        assert!(known, "the phone learns whose words these are");
    }

    let mut paper = Paper::of(&far, &[opening, offer]);
    let reply = far.observe(&mut paper);
    assert_eq!(codes(&town.push(&mut far, vec![reply.clone()]).await), []);
    assert!(envelopes(&town.pull(&mut grid).await).contains(&reply));
    let totals = town.totals();
    assert_eq!((totals.envelopes, totals.log_entries), (3, 6));
}

#[tokio::test]
async fn an_offer_by_someone_without_the_office_is_a_proposal_and_routes_nothing() {
    let town = Town::new();
    let (mut grid, mut far) = (town.phone("p-grid-1").await, town.phone("p-grid-9").await);
    let (mut paper, opening) = grid.report(LIYUE);
    let fact = grid.fact(handed_to(WUSONG));
    let offer = grid.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
    assert_eq!(codes(&town.push(&mut grid, vec![opening, offer]).await), []);
    assert_eq!(envelopes(&town.pull(&mut far).await).len(), 0);
}

#[tokio::test]
async fn an_office_speaks_only_for_the_unit_of_a_post_it_holds() {
    let town = Town::new();
    let (mut grid, mut office) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    let (_, opening) = grid.report(LIYUE);
    town.push(&mut grid, vec![opening.clone()]).await;
    for (post, said) in [("990101", vec![(0, "role_not_held")]), ("990101101", vec![])] {
        let mut paper = Paper::of(&office, std::slice::from_ref(&opening));
        let mut fact = office.fact(HazardAct::Accept {});
        fact.post = Some(post.parse().unwrap());
        let word = office.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
        assert_eq!(codes(&town.push(&mut office, vec![word]).await), said, "{post}");
    }
}

#[tokio::test]
async fn an_office_that_hides_its_unit_on_a_record_of_several_units_is_not_taken_at_its_word() {
    let town = Town::new();
    let (mut grid, mut office) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    let (_, opening) = grid.report(LIYUE);
    town.push(&mut grid, vec![opening.clone()]).await;
    let mut paper = Paper::of(&office, &[opening]);
    let mut unsaid = async |act: HazardAct, hides: bool| {
        let mut fact = office.fact(act);
        fact.post = fact.post.filter(|_| !hides);
        let word = office.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
        town.push(&mut office, vec![word]).await
    };
    assert_eq!(codes(&unsaid(HazardAct::Accept {}, true).await), [], "one unit: its own");
    assert_eq!(codes(&unsaid(handed_to(WUSONG), false).await), []);
    let answer = unsaid(HazardAct::Accept {}, true).await;
    assert_eq!(codes(&answer), [(0, "unverified")]);
    assert_eq!(answer.refused[0].detail, "unit_unsaid");
    let danger = HazardAct::Observe { danger: true, note: None, photo: None };
    assert_eq!(codes(&unsaid(danger, true).await), [], "danger needs no unit");
}

#[tokio::test]
async fn an_offer_to_a_code_in_no_table_is_kept_and_routes_nothing() {
    let town = Town::new();
    let (mut grid, mut office) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    let (_, opening) = grid.report(LIYUE);
    town.push(&mut grid, vec![opening.clone()]).await;
    let mut paper = Paper::of(&office, &[opening]);
    let nowhere = "990101299299";
    let fact = office.fact(handed_to(nowhere));
    let offer = office.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
    assert_eq!(codes(&town.push(&mut office, vec![offer]).await), []);
    assert_eq!((town.totals().envelopes, town.totals().villages), (2, 1));
    assert_eq!(town.end(nowhere).position, 0);
}

#[tokio::test]
async fn a_record_goes_nowhere_because_someone_who_does_not_hear_of_it_calls_theirs_the_same() {
    let town = Town::new();
    let (mut grid, mut far) = (town.phone("p-grid-1").await, town.phone("p-grid-9").await);
    let (ours, opening) = grid.report(LIYUE);
    let (theirs, other) = far.report(WUSONG);
    town.push(&mut grid, vec![opening.clone()]).await;
    town.push(&mut far, vec![other.clone()]).await;
    assert_ne!(ours.id, theirs.id);
    for (person, shared) in [("p-town", false), ("p-district", true)] {
        let mut office = town.phone(person).await;
        let mut paper = Paper::of(&office, std::slice::from_ref(&opening));
        let fact = office.fact(HazardAct::DecideDuplicate { of: theirs.id, same: true });
        let word = office.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
        assert_eq!(codes(&town.push(&mut office, vec![word]).await), [], "{person}");
        let heard = envelopes(&town.pull(&mut grid).await);
        assert_eq!(heard.contains(&other), shared, "{person}");
        let heard = envelopes(&town.pull(&mut far).await);
        assert_eq!(heard.contains(&opening), shared, "{person}");
    }
}

/// Until it comes to them.
#[tokio::test]
async fn what_is_called_the_same_by_someone_who_does_not_hear_of_it_does_not_go_along_with_it() {
    let town = Town::new();
    let people = format!("{}p-far,示例乡长,\n", people());
    town.import(units(), &people, &format!("{}p-far,township,990101201,\n", posts()));
    let (mut grid, mut far) = (town.phone("p-grid-1").await, town.phone("p-grid-9").await);
    let mut near = town.phone("p-grid-3").await;
    let (ours, opening) = grid.report(LIYUE);
    let (_, other) = far.report(WUSONG);
    town.push(&mut grid, vec![opening.clone()]).await;
    town.push(&mut far, vec![other.clone()]).await;
    let same = HazardAct::DecideDuplicate { of: ours.id, same: true };
    let steps = [
        ("p-far", &other, same, None),
        ("p-town", &opening, handed_to(MOPAN), Some(false)),
        ("p-town", &opening, handed_to(WUSONG), Some(true)),
    ];
    for (person, on, act, goes_along) in steps {
        let mut office = town.phone(person).await;
        let mut paper = Paper::of(&office, std::slice::from_ref(on));
        let fact = office.fact(act);
        let word = office.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
        assert_eq!(codes(&town.push(&mut office, vec![word]).await), [], "{person}");
        let Some(goes_along) = goes_along else { continue };
        let heard = envelopes(&town.pull(&mut near).await);
        assert!(heard.contains(&opening));
        assert_eq!(heard.contains(&other), goes_along);
        assert_eq!(envelopes(&town.pull(&mut far).await).contains(&opening), goes_along);
    }
}

/// A word may be carried here before the record it speaks of.
#[tokio::test]
async fn what_is_said_to_be_the_same_before_the_other_came_brings_them_together_once_it_comes() {
    let town = Town::new();
    let (mut grid, mut far) = (town.phone("p-grid-1").await, town.phone("p-grid-9").await);
    let (_, opening) = grid.report(LIYUE);
    let (theirs, other) = far.report(WUSONG);
    town.push(&mut grid, vec![opening.clone()]).await;
    let mut office = town.phone("p-district").await;
    let mut paper = Paper::of(&office, std::slice::from_ref(&opening));
    let fact = office.fact(HazardAct::DecideDuplicate { of: theirs.id, same: true });
    let word = office.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() });
    assert_eq!(codes(&town.push(&mut office, vec![word]).await), []);
    town.push(&mut far, vec![other.clone()]).await;
    assert!(envelopes(&town.pull(&mut grid).await).contains(&other));
    assert!(envelopes(&town.pull(&mut far).await).contains(&opening));
}

/// The other half may never come: the office's phone died between the two.
#[tokio::test]
async fn what_is_said_to_be_the_same_on_one_record_only_goes_where_the_other_is_handed_to() {
    for pushes in [1, 2] {
        let mut town = Town::new();
        let (mut grid, mut office) = (town.phone("p-grid-1").await, town.phone("p-town").await);
        let mut far = town.phone("p-grid-9").await;
        let (ours, opening) = grid.report(LIYUE);
        let (_, other) = grid.report(LIYUE);
        town.push(&mut grid, vec![opening.clone(), other.clone()]).await;
        let mut say = |of: &Vec<u8>, act| {
            let mut paper = Paper::of(&office, std::slice::from_ref(of));
            let fact = office.fact(act);
            office.write(&mut paper, &Edit { facts: vec![fact], ..Edit::default() })
        };
        let word = say(&other, HazardAct::DecideDuplicate { of: ours.id, same: true });
        let offer = say(&opening, handed_to(WUSONG));
        for some in [word.clone(), offer.clone()].chunks(2 / pushes) {
            assert_eq!(codes(&town.push(&mut office, some.to_vec()).await), []);
            town.restart();
        }
        let heard = envelopes(&town.pull(&mut far).await);
        for one in [&opening, &offer, &other, &word] {
            assert!(heard.contains(one), "in {pushes} pushes");
        }
    }
}
