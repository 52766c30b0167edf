//! A process that saves on a phone until it is killed, and what it said was saved.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use fangxian::ledger::{HazardDraft, Ledger, Options};
use fangxian_protocol::id::RecordId;
use fangxian_tests::harness::Outcome;

/// Tells the process where its phone is.
const PHONE: &str = "FANGXIAN_KILLED_PHONE";

/// What the process does: saves, says so, and saves again.
pub(super) fn save_until_killed() -> Outcome<()> {
    let folder = std::env::var_os(PHONE).ok_or("no phone to save on")?;
    let (ledger, _) = Ledger::open(folder.as_ref(), Options::default())?;
    for number in 0.. {
        let title = format!("第{number}条");
        let saved = ledger.report_hazard(&HazardDraft { title, ..HazardDraft::default() })?;
        println!("saved {}", saved.record);
    }
    Ok(())
}

/// Starts the process, as the ignored test `child`, on the phone at `place`, and kills it once it
/// has said `lines` times that it saved; what it said was saved.
pub(super) fn saved_until_killed(
    child: &str,
    place: &Path,
    lines: usize,
) -> Outcome<Vec<RecordId>> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--exact", child, "--ignored", "--nocapture"])
        .env(PHONE, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let said = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let saved = said
        .map_while(Result::ok)
        .filter_map(|line| line.split_once("saved ")?.1.parse().ok())
        .take(lines)
        .collect();
    child.kill()?;
    child.wait()?;
    Ok(saved)
}
