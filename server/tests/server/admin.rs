//! What an operator types, while the centre runs.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::binary::admin;
use super::support::{LIYUE, Town, files, nothing, people, posts, problem, units};
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
    let url = "https://a.b/c=d";
    let args = ["enrol-code", "--person", "p-grid-1", "--url", url];
    let (done, said) = admin(town.dir.path(), &args);
    assert!(done && said.contains("fangxian://enrol?url=https://a.b/c%3Dd&code="), "{said}");
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

#[test]
fn no_command_but_the_first_founds_a_centre_in_a_wrong_folder() {
    let dir = tempfile::tempdir().unwrap();
    let wrong = dir.path().join("wrong");
    let backup = dir.path().join("backup");
    let backup = backup.to_str().unwrap();
    for command in [
        vec!["status"],
        vec!["devices"],
        vec!["audit"],
        vec!["snapshot"],
        vec!["salvage"],
        vec!["quarantine", "list"],
        vec!["backup", "--to", backup],
        vec!["erase-card", "--person", "p-grid-1"],
        vec!["enrol-code", "--person", "p-grid-1"],
    ] {
        let (done, said) = admin(&wrong, &command);
        assert!(!done && said.contains("no centre in this folder"), "{command:?} {said}");
    }
    let all = files(dir.path(), units(), &people(), posts());
    let path = |file: Option<std::path::PathBuf>| file.unwrap().to_str().unwrap().to_owned();
    let (units, people) = (path(all.units), path(all.people));
    let (done, said) = admin(&wrong, &["import", "--dry-run", "--units", &units]);
    assert!(done && said.contains("9 行 rows = 9 新增 new"), "{said}");
    std::fs::write(&people, "person,name\n13800000000,示例\n").unwrap();
    let (done, said) = admin(&wrong, &["import", "--units", &units, "--people", &people]);
    assert!(!done && said.contains("use an opaque id"), "{said}");
    assert!(!admin(&wrong, &["import"]).0);
    assert!(!wrong.exists(), "nothing was made");
    let (done, said) = admin(&wrong, &["import", "--units", &units]);
    assert!(done && said.contains("founded a new centre"), "{said}");
    assert!(admin(&wrong, &["status"]).0);
}

#[test]
fn a_backup_is_nobody_elses_and_overwrites_no_centre() {
    let (town, other) = (Town::new(), Town::new());
    let to = tempfile::tempdir().unwrap();
    std::fs::set_permissions(to.path(), Permissions::from_mode(0o755)).unwrap();
    let into = |path: &Path| admin(town.dir.path(), &["backup", "--to", path.to_str().unwrap()]);
    assert!(into(to.path()).0 && into(to.path()).0);
    for name in ["centre.key", "voice.key", "centre.sqlite"] {
        let mode = std::fs::metadata(to.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let kept = std::fs::read(other.dir.path().join("centre.key")).unwrap();
    for wrong in [other.dir.path(), town.dir.path(), &town.dir.path().join("attachments")] {
        let (done, said) = into(wrong);
        assert!(!done && said.contains("choose another folder"), "{said}");
    }
    assert_eq!(std::fs::read(other.dir.path().join("centre.key")).unwrap(), kept);
    assert!(admin(town.dir.path(), &["status"]).0 && admin(other.dir.path(), &["status"]).0);
}

#[test]
fn the_centres_own_card_and_id_are_not_for_people() {
    let town = Town::new();
    let (done, said) = admin(town.dir.path(), &["erase-card", "--person", "centre"]);
    assert!(!done && said.contains("own card"), "{said}");
    let (done, said) = admin(town.dir.path(), &["enrol-code", "--person", "Centre"]);
    assert!(!done && said.contains("own id"), "{said}");
}
