//! What an operator types, while the centre runs.

use super::binary::admin;
use super::support::{LIYUE, Town, nothing, people, posts, problem, units};
use fangxian_protocol::message::SYNC_PATH;

#[tokio::test]
async fn a_revoked_device_is_refused_by_the_running_centre_at_once() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    town.pull(&mut phone).await;
    let (_, listed) = admin(town.dir.path(), &["devices"]);
    assert!(listed.contains(&phone.device().to_string()) && listed.contains("active"), "{listed}");
    let (done, said) = admin(town.dir.path(), &["revoke", "--device", &phone.device().to_string()]);
    assert!(done, "{said}");
    let answer = town.post(SYNC_PATH, phone.request(&nothing())).await;
    assert_eq!(problem(&answer), (403, "device_not_valid".to_owned()));
    assert!(admin(town.dir.path(), &["devices"]).1.contains("revoked"));
    let unknown = "00".repeat(16);
    let (done, said) = admin(town.dir.path(), &["revoke", "--device", &unknown]);
    assert!(!done && said.contains("admin devices"), "{said}");
}

#[tokio::test]
async fn codes_issued_beside_the_running_centre_work_and_show_as_a_square() {
    let town = Town::new();
    let url = "https://a.b/?c=d";
    let args = ["enrol-code", "--person", "p-grid-1", "--url", url];
    let (done, said) = admin(town.dir.path(), &args);
    assert!(done && said.contains("fangxian://enrol?url=https://a.b/%3Fc%3Dd&code="), "{said}");
    assert!(said.contains('█') && said.contains("good for 15 minutes, once"), "{said}");
    let (done, said) = admin(town.dir.path(), &["enrol-code", "--person", "p-nobody"]);
    assert!(!done && said.contains("holds no post"), "{said}");
}

#[tokio::test]
async fn the_quarantine_can_be_listed_and_taken_out() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-9").await;
    let (_, envelope) = phone.report(LIYUE);
    town.push(&mut phone, vec![envelope.clone()]).await;
    let (_, listed) = admin(town.dir.path(), &["quarantine", "list"]);
    assert!(listed.contains("out_of_scope"), "{listed}");
    let (_, exported) = admin(town.dir.path(), &["quarantine", "export", "--json"]);
    let line: serde_json::Value = serde_json::from_str(exported.trim()).unwrap();
    let hex: String = envelope.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(line["hex"], hex);
    let (_, status) = admin(town.dir.path(), &["status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["totals"]["quarantined"], 1);
}

#[tokio::test]
async fn a_card_is_erased_from_beside_the_running_centre() {
    let town = Town::new();
    let (done, _) = admin(town.dir.path(), &["erase-card", "--person", "p-grid-1"]);
    let roster = town.centre.registry().roster().unwrap();
    assert!(done && roster.card(&"p-grid-1".parse().unwrap()).unwrap().erased);
    assert!(!admin(town.dir.path(), &["erase-card", "--person", "p-nobody"]).0);
}

/// Wrong posts are mended, and what was refused because of them is taken after all.
#[tokio::test]
async fn what_was_set_aside_is_judged_again_when_asked_and_stays_listed() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-9").await;
    let (mut paper, first) = phone.report(LIYUE);
    let second = phone.observe(&mut paper);
    let refused = town.push(&mut phone, vec![first.clone(), second.clone()]).await.refused;
    assert_eq!(refused.len(), 2);
    // An upgrade judges once by itself, and changes nothing here.
    assert_eq!(town.centre.judge_again().unwrap().taken, 0);
    let posts = format!("{}p-grid-9,grid,990101101201,\n", posts());
    town.import(units(), &people(), &posts);
    assert_eq!(town.centre.judge_again().unwrap(), Default::default(), "nobody asked");
    let (done, said) = admin(town.dir.path(), &["quarantine", "retry"]);
    assert!(done, "{said}");
    assert_eq!(town.centre.judge_again().unwrap().taken, 2);
    assert_eq!(town.totals().envelopes, 2);
    let (_, listed) = admin(town.dir.path(), &["quarantine", "list"]);
    assert_eq!(listed.matches("taken since").count(), 2, "{listed}");
    // Its phone learns so when it says it again.
    assert!(town.push(&mut phone, vec![first, second]).await.refused.is_empty());
}

#[tokio::test]
async fn the_same_refused_bytes_again_cost_no_room() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-9").await;
    let (_, envelope) = phone.report(LIYUE);
    for _ in 0..3 {
        town.push(&mut phone, vec![envelope.clone()]).await;
    }
    let file = rusqlite::Connection::open(town.dir.path().join("centre.sqlite")).unwrap();
    let sql = "SELECT max(quarantined_bytes) FROM device";
    let charged: usize = file.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(charged, envelope.len() + 256, "the row costs room too");
}
