//! What a phone hears.

use std::collections::BTreeSet;

use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::DeviceId;
use fangxian_protocol::limits::DIRECTORY_ROWS_MAX;
use fangxian_protocol::message::{SyncRequest, SyncResponse};

use super::answers::envelopes;
use super::support::{CANARY_NAME, LIYUE, MOPAN, Town, WUSONG, nothing, people, posts, units};

/// Whose words an answer holds; each must be in the directory of this answer or an earlier one.
fn speakers(answer: &SyncResponse, known: &mut BTreeSet<DeviceId>) -> BTreeSet<DeviceId> {
    let told = answer.directory.iter().flat_map(|directory| &directory.devices);
    known.extend(told.map(|certificate| certificate.device()));
    let said = envelopes(answer).into_iter();
    let said: BTreeSet<DeviceId> =
        said.map(|bytes| Envelope::from_bytes(&bytes).unwrap().header.device).collect();
    assert!(said.is_subset(known), "words of someone the phone does not know");
    said
}

#[tokio::test]
async fn what_the_centre_says_of_a_push_comes_with_its_certificate() {
    let town = Town::new();
    let (mut lost, mut courier) = (town.phone("p-grid-1").await, town.phone("p-grid-2").await);
    town.centre.registry().revoke(lost.device()).unwrap();
    let (_, late) = lost.report(LIYUE);
    let answer = town.push(&mut courier, vec![late]).await;
    let voice = town.centre.registry().voice().public_key().device();
    assert!(speakers(&answer, &mut BTreeSet::new()).contains(&voice));
}

#[tokio::test]
async fn words_wait_until_a_long_directory_was_told() {
    let town = Town::new();
    let (mut cards, mut holders) =
        (String::from("person,name\n"), String::from("person,role,scope\n"));
    for number in 0..=DIRECTORY_ROWS_MAX / 2 {
        cards.push_str(&format!("p-x{number},示例\n"));
        holders.push_str(&format!("p-x{number},grid,{LIYUE}\n"));
    }
    town.import("division,grid,name\n", &cards, &holders);
    let mut grid = town.phone("p-grid-1").await;
    let (_, said) = grid.report(LIYUE);
    town.push(&mut grid, vec![said]).await;
    let mut officer = town.phone("p-district").await;
    let (mut known, mut directory, mut answers) = (BTreeSet::new(), 0, Vec::new());
    loop {
        let answer = town.sync(&mut officer, SyncRequest { directory, ..nothing() }).await;
        answers.push(speakers(&answer, &mut known).len());
        directory = answer.directory.map_or(directory, |told| told.version);
        if !answer.more {
            break;
        }
    }
    assert_eq!(answers, [0, 1]);
}

#[tokio::test]
async fn a_phone_hears_its_own_scope_and_no_other() {
    let town = Town::new();
    for (person, village) in [("p-grid-1", LIYUE), ("p-grid-3", MOPAN), ("p-grid-9", WUSONG)] {
        let mut phone = town.phone(person).await;
        let (_, envelope) = phone.report(village);
        town.push(&mut phone, vec![envelope]).await;
    }
    for (person, villages) in [("p-grid-2", 1), ("p-town", 2), ("p-district", 3)] {
        let mut phone = town.phone(person).await;
        let answer = town.pull(&mut phone).await;
        assert_eq!(answer.villages.len(), villages, "{person}");
        assert_eq!(envelopes(&answer).len(), villages, "{person}");
    }
    let mut curious = town.phone("p-grid-2").await;
    let cursors = vec![town.heard(LIYUE, 1), town.heard(WUSONG, 0)];
    let answer = town.sync(&mut curious, SyncRequest { cursors, ..nothing() }).await;
    assert_eq!(answer.villages, []);
}

#[tokio::test]
async fn a_phone_without_news_gets_a_tiny_answer() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, envelope) = phone.report(LIYUE);
    let answer = town.push(&mut phone, vec![envelope]).await;
    let directory = answer.directory.unwrap().version;
    assert_eq!(
        (answer.villages[0].through, answer.villages[0].entries.len()),
        (town.heard(LIYUE, 1), 0)
    );
    let cursors = vec![town.heard(LIYUE, 1)];
    let ask = SyncRequest { directory, cursors, ..nothing() };
    let (_, body) = town.post("/v1/sync", phone.request(&ask)).await;
    assert!(body.len() <= 24, "{} bytes", body.len());
    println!(
        "a no-op answer takes {} bytes, its request {}",
        body.len(),
        phone.request(&ask).len()
    );
}

#[tokio::test]
async fn a_phone_that_lost_everything_gets_its_own_words_back() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, first) = phone.report(LIYUE);
    let answer = town.push(&mut phone, vec![first.clone()]).await;
    assert_eq!(envelopes(&answer), Vec::<Vec<u8>>::new());
    let (_, second) = phone.report(LIYUE);
    assert_eq!(envelopes(&town.push(&mut phone, vec![second]).await), [first]);
}

#[tokio::test]
async fn a_long_log_comes_in_several_answers_without_loss() {
    let town = Town::new();
    let mut author = town.phone("p-grid-1").await;
    let note = "x".repeat(8_000);
    let mut sent = Vec::new();
    for _ in 0..3 {
        let push: Vec<_> = (0..250).map(|_| long(&mut author, &note)).collect();
        town.push(&mut author, push.clone()).await;
        sent.extend(push);
    }
    let mut reader = town.phone("p-grid-2").await;
    let (mut cursors, mut got, mut answers) = (vec![], Vec::new(), 0);
    loop {
        let ask = SyncRequest { cursors: cursors.clone(), ..nothing() };
        let answer = town.sync(&mut reader, ask).await;
        got.extend(envelopes(&answer));
        answers += 1;
        if !answer.more {
            break;
        }
        cursors = vec![answer.villages[0].through];
    }
    assert_eq!(got, sent);
    assert!(answers > 1);
}

fn long(author: &mut super::support::Phone, note: &str) -> Vec<u8> {
    use fangxian::crdt::{Document, Edit, fresh_actor_of};
    use fangxian_protocol::id::RecordId;
    let id = RecordId(super::support::random());
    let home = LIYUE.parse().unwrap();
    let actor = fresh_actor_of(&author.device());
    let document = Document::open(id, &"hazard".parse().unwrap(), home, 1, actor);
    let mut paper = super::support::Paper { id, home, document };
    let fields = vec![("title".to_owned(), note.into())];
    author.write(&mut paper, &Edit { fields, ..Edit::default() })
}

#[tokio::test]
async fn the_directory_shows_what_lies_in_and_above_the_scope() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let directory = town.pull(&mut phone).await.directory.unwrap();
    let people: Vec<&str> = directory.cards.iter().map(|card| card.person.as_str()).collect();
    assert_eq!(people, ["p-grid-1", "p-grid-2", "p-town", "p-district"]);
    assert!(directory.cards.iter().any(|card| card.name == CANARY_NAME));
    let units: Vec<&str> = directory.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(units, ["岚川省", "澜州市", "望川区", "石鲤镇", "鲤跃村", "鲤跃一网格"]);
    assert_eq!(directory.devices.len(), 1);
    let ask = SyncRequest { directory: directory.version, ..nothing() };
    assert_eq!(town.sync(&mut phone, ask).await.directory, None);
}

#[tokio::test]
async fn an_erased_card_is_emptied_everywhere() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-2").await;
    let version = town.pull(&mut phone).await.directory.unwrap().version;
    let person = "p-grid-1".parse().unwrap();
    assert!(town.centre.registry().storage().erase_card(&person).unwrap());
    let ask = SyncRequest { directory: version, ..nothing() };
    let news = town.sync(&mut phone, ask).await.directory.unwrap();
    assert_eq!((news.cards.len(), news.cards[0].name.as_str()), (1, ""));
    town.import(units(), &people(), posts());
    assert_eq!(town.centre.registry().roster().unwrap().card(&person).unwrap().card.name, "");
    for file in ["centre.sqlite", "centre.sqlite-wal"] {
        let bytes = std::fs::read(town.dir.path().join(file)).unwrap_or_default();
        let name = CANARY_NAME.as_bytes();
        assert!(!bytes.windows(name.len()).any(|window| window == name), "{file}");
    }
}

#[tokio::test]
async fn a_new_post_reaches_phones_already_enrolled() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let version = town.pull(&mut phone).await.directory.unwrap().version;
    let more = format!("{}p-grid-1,grid,990101101202,\n", posts());
    let done = town.import(units(), &people(), &more);
    assert_eq!((done.posts.0, done.certificates), (1, 1));
    let ask = SyncRequest { directory: version, ..nothing() };
    let news = town.sync(&mut phone, ask).await.directory.unwrap();
    let own = news.devices.iter().find(|c| c.device() == phone.device()).unwrap();
    assert!(own.holds("grid", MOPAN.parse().unwrap()));
    assert!(news.units.iter().any(|unit| unit.name == "磨盘沿村"));
    assert!(news.cards.iter().any(|card| card.person.as_str() == "p-grid-3"));
    let (_, envelope) = phone.report(MOPAN);
    assert_eq!(town.push(&mut phone, vec![envelope]).await.refused, []);
}
