//! A file that a drive has damaged is noticed, and nothing false is shown or served from it. What
//! is intact in it is saved, and the rest comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fangxian::domain::hazard::HazardAct;
use fangxian::keys::Keys;
use fangxian::ledger::{HazardDraft, Observation};
use fangxian::store::{HazardQuery, Place, Store};
use fangxian::sync::{Taking, Vouched, ingest};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::Division;
use fangxian_server::Centre;
use fangxian_server::centre::salvage;
use fangxian_tests::damage::{self, Plan};
use fangxian_tests::harness::effort::Effort;
use fangxian_tests::harness::{HandClock, Outcome, copy_folder};
use fangxian_tests::town::{
    Deed, Logged, MORNING_MS, Phone, Town, VILLAGES, any_seed, chance, envelopes, logged, logs,
    look_into, perform,
};
use rusqlite::Connection;

const FILE: &str = "centre.sqlite";
const DEEDS: usize = 150;
const TRIES: u64 = 160;
const PEOPLE: usize = 12;

/// The last byte of the centre's signature under the certificate of the first device.
const BENT_CERTIFICATE: &str = "
    UPDATE device SET certificate =
        CAST(substr(certificate, 1, length(certificate) - 1) || x'ff' AS BLOB) WHERE id = 2";

type Logs = BTreeMap<Division, Vec<Vec<u8>>>;

/// A centre that people wrote to, with the phone of one of them beside it.
async fn lived(folder: &Path, seed: u64) -> Outcome<Logs> {
    let town = Town::found(folder, PEOPLE, seed)?;
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let place = folder.join("phone");
    let phone = Phone::open(&place, clock, seed)?;
    town.enrol(&phone.ledger, 0).await?;
    let mut chance = chance(seed, 1);
    for _ in 0..DEEDS {
        perform(&phone.ledger, Deed::any(&mut chance), &mut chance)?;
    }
    // One is handed to another township, whose villages hear it from then on.
    let query = HazardQuery { open: Some(true), ..HazardQuery::default() };
    let first = phone.ledger.hazards(&query)?.rows.first().ok_or("no hazard")?.record;
    let (to, reason) = (VILLAGES[3].parse()?, "不在本村".to_owned());
    phone.ledger.say(first, None, HazardAct::OfferTransfer { to, reason })?;
    phone.sync(town.line()).await?;
    let logs = logs(town.centre.registry())?;
    town.centre.close();
    Ok(logs)
}

#[test]
fn damaged_files_are_salvaged_or_refused_and_nothing_false_is_shown() -> Outcome<()> {
    let plan = Plan { effort: Effort::of(TRIES, any_seed()), records: 60 };
    let tally = damage::run(&plan, &|_| {})?;
    assert_eq!(tally.violations, 0, "{:?}", tally.broken);
    for outcome in
        ["centre: refused", "centre: salvaged, and complete again", "phone: salvaged at once"]
    {
        assert!(tally.outcomes.contains_key(outcome), "{:?}", tally.outcomes);
    }
    Ok(())
}

#[tokio::test]
async fn a_start_reads_names_marks_order_and_references() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let before = folder.path().join("before");
    lived(&before, seed).await?;
    for damage in [
        "UPDATE envelope SET bytes = (SELECT bytes FROM envelope WHERE id = 4) WHERE id = 5",
        "UPDATE envelope SET hash = zeroblob(32) WHERE id = 5",
        "UPDATE log SET mark = zeroblob(8) WHERE position = 3",
        "UPDATE log SET mark = x'' WHERE position = (SELECT max(position) FROM log)",
        "UPDATE log SET envelope = CASE position WHEN 3 THEN (SELECT envelope FROM log
             WHERE position = 4) ELSE (SELECT envelope FROM log WHERE position = 3) END
         WHERE position IN (3, 4)",
        "DELETE FROM log WHERE position = 3",
        "DELETE FROM log WHERE position = (SELECT max(position) FROM log)",
        "DELETE FROM envelope WHERE id = 5",
        "UPDATE village SET last = last + 1",
        "DROP INDEX envelope_record",
        BENT_CERTIFICATE,
        "UPDATE device SET certificate = (SELECT certificate FROM device WHERE id = 1)
         WHERE id = 2",
        "UPDATE device SET (person, certificate) =
             (SELECT person, certificate FROM device WHERE id = 1) WHERE id = 2",
        "UPDATE device SET person = 'p-0009' WHERE id = 2",
    ] {
        let place = folder.path().join("try");
        copy_folder(&before, &place)?;
        let file = Connection::open(place.join(FILE))?;
        file.execute_batch(&format!("PRAGMA foreign_keys = OFF; {damage}"))?;
        drop(file);
        let opened = Centre::open(&place).map(drop);
        let said = opened.expect_err(damage).to_string();
        assert!(said.contains("backup"), "{damage}: no next move in: {said}");
        fs::remove_dir_all(&place)?;
    }
    let sound = Centre::open(&before)?;
    sound.close();
    Ok(())
}

/// Every row of every table but what is made again at will, and the directory's version, which goes
/// on with the clock.
fn rows(path: &Path) -> Outcome<BTreeMap<String, Vec<String>>> {
    let file = Connection::open(path)?;
    let mut tables = file.prepare(
        "SELECT name FROM sqlite_schema
         WHERE type = 'table' AND name NOT IN ('snapshot', 'directory')",
    )?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0))?;
    let mut rows = BTreeMap::new();
    for table in tables {
        let table = table?;
        let mut query = file.prepare(&format!("SELECT * FROM {table}"))?;
        let cached = |name: &&String| !name.starts_with("document");
        let names: Vec<String> = query.column_names().map(str::to_owned).collect();
        let names: Vec<&String> = names.iter().filter(cached).collect();
        let read = |row: &rusqlite::Row<'_>| {
            let values = names.iter().map(|name| Ok(format!("{:?}", row.get_ref(name.as_str())?)));
            Ok(values.collect::<rusqlite::Result<Vec<_>>>()?.join(" "))
        };
        let found = query.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
        rows.insert(table, found);
    }
    Ok(rows)
}

#[tokio::test]
async fn a_sound_database_is_salvaged_row_by_row_as_it_was() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let place = folder.path().join("centre");
    lived(&place, seed).await?;
    let file = Connection::open(place.join(FILE))?;
    // As if some words had come from a phone that was revoked; not the last, which hands a record
    // over: whoever is doubted hands nothing over.
    file.execute_batch(
        "UPDATE envelope SET doubt = 'revoked'
         WHERE id % 5 = 0 AND counter > 0 AND counter < (SELECT max(counter) FROM envelope)",
    )?;
    drop(file);
    let before = rows(&place.join(FILE))?;
    let report = salvage(&place, &mut |_, _| {})?;
    assert_eq!((report.waiting, report.lost, report.gaps.len()), (0, 0, 0), "{report:?}");
    let after = rows(&place.join(FILE))?;
    for (table, rows) in &before {
        assert_eq!(after.get(table), Some(rows), "{table}");
    }
    assert!(!before["route"].is_empty() && !before["envelope"].is_empty());
    Ok(())
}

#[tokio::test]
async fn a_certificate_a_drive_has_changed_is_issued_again_and_its_words_are_believed()
-> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let place = folder.path().join("centre");
    let said = lived(&place, seed).await?;
    Connection::open(place.join(FILE))?.execute_batch(BENT_CERTIFICATE)?;
    let report = salvage(&place, &mut |_, _| {})?;
    assert_eq!((report.waiting, report.lost, report.gaps.len()), (0, 0, 0), "{report:?}");
    let town = Town::at(&place, MORNING_MS)?;
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let newcomer = Phone::open(&folder.path().join("newcomer"), clock, seed ^ 1)?;
    town.enrol(&newcomer.ledger, 0).await?;
    newcomer.sync(town.line()).await?;
    let said = logged(said.values().flatten())?;
    let words = said.iter().filter(|one| matches!(one, Logged::Word(_))).count();
    let believed = envelopes(&look_into(&folder.path().join("newcomer"))?)?;
    assert_eq!(believed.len(), words);
    Ok(())
}

#[tokio::test]
async fn what_follows_a_lost_word_is_seen_again_once_the_word_is_back() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let town = Town::found(&folder.path().join("centre"), PEOPLE, seed)?;
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let phone = Phone::open(&folder.path().join("phone"), clock, seed)?;
    town.enrol(&phone.ledger, 4).await?;
    let record = phone
        .ledger
        .report_hazard(&HazardDraft {
            title: "配电房渗水".into(), ..HazardDraft::default()
        })?;
    let seen = Observation { danger: true, ..Observation::default() };
    phone.ledger.observe(record.record, &seen)?;
    phone.ledger.observe(record.record, &seen)?;
    phone.sync(town.line()).await?;
    let words: Vec<Vec<u8>> = logs(town.centre.registry())?.into_values().flatten().collect();
    assert_eq!(words.len(), 3);
    // A salvage kept the second word and not the first, nor the third, which follows the second.
    let (store, _) = Store::open(&folder.path().join("salvaged.sqlite"))?;
    let second = Envelope::from_bytes(&words[1])?;
    let keys = Keys::default();
    let taking = Taking { vouched: Vouched::ByCentre, keys: &keys, now_ms: MORNING_MS };
    let ingested = store.write(|writing| {
        writing.append(&second, &words[1], (Place::Accepted, false), MORNING_MS)?;
        ingest(writing, &words, taking)
    })?;
    assert_eq!((ingested.taken, ingested.set_aside), (2, 0));
    let document = store.read(|reading| reading.document(&record.record))?.ok_or("no record")?;
    assert_eq!(document.heads, [Envelope::from_bytes(&words[2])?.header.change]);
    assert_eq!(store.compare()?, []);
    Ok(())
}

#[tokio::test]
async fn a_row_whose_number_is_damaged_does_not_keep_a_salvage_counting() -> Outcome<()> {
    let (folder, seed) = (tempfile::tempdir()?, any_seed());
    let place = folder.path().join("centre");
    let logs = lived(&place, seed).await?;
    let file = Connection::open(place.join(FILE))?;
    let far =
        "UPDATE envelope SET id = 9000000000000000000 WHERE id = (SELECT max(id) FROM envelope)";
    file.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; {far}; PRAGMA wal_checkpoint(TRUNCATE)"
    ))?;
    drop(file);
    assert!(Centre::open(&place).is_err(), "a log names an envelope that is not there");
    let report = salvage(&place, &mut |_, _| {})?;
    let all = BTreeSet::from_iter(logs.values().flatten()).len() as u64;
    assert_eq!((report.kept, report.waiting), (all, 0), "{report:?}");
    Ok(())
}
