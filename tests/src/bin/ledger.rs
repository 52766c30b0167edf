//! `cargo xtask ledger FOLDER …`: looks into a phone's folder; rebuilds and compares it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use fangxian::ledger::{Ledger, Options};
use fangxian::store::{HazardQuery, PAGE_ROWS_MAX};
use fangxian_protocol::id::RecordId;
use fangxian_tests::harness::Outcome;

/// Looks into the ledger of a phone that is not running.
#[derive(Debug, Parser)]
struct Arguments {
    /// The phone's folder.
    folder: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Who it is enrolled for, what waits, what was set aside.
    Status,
    /// Its hazards, most overdue first.
    List,
    /// The story of one record.
    History {
        /// The record's id.
        record: RecordId,
    },
    /// Why one record is as it is, and who must do what next.
    Explain {
        /// The record's id.
        record: RecordId,
    },
    /// Compare documents, lists and search with what the envelopes say.
    Compare,
    /// Drop documents, lists and search and make them anew from the envelopes; then compare.
    Rebuild,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("ledger: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome<bool> {
    if !arguments.folder.join("ledger.sqlite").is_file() {
        return Err("FOLDER: no ledger there; give the folder an app keeps its data in".into());
    }
    let (ledger, report) = Ledger::open(&arguments.folder, Options::default())?;
    if let Some(salvage) = &report.salvaged {
        println!("damaged, set aside and salvaged: {salvage:?}");
    }
    match &arguments.command {
        Command::Status => status(&ledger)?,
        Command::List => list(&ledger)?,
        Command::History { record } => history(&ledger, *record)?,
        Command::Explain { record } => {
            let said = ledger.explain(*record)?;
            println!("{}\n{}", said.zh, said.en);
        }
        Command::Compare => return compare(&ledger),
        Command::Rebuild => return rebuild(&ledger),
    }
    ledger.rest()?;
    Ok(true)
}

fn status(ledger: &Ledger) -> Outcome<()> {
    let me = ledger.me()?;
    println!("person   {}\ndevice   {}", me.person, me.device);
    for (role, scope) in &me.posts {
        println!("post     {} {scope}", role.code());
    }
    let outbox = ledger.outbox()?;
    println!("waiting  {} ({} records)", outbox.pending(), outbox.records_pending);
    println!("accepted {}\nrefused  {}", outbox.accepted, outbox.quarantined);
    for aside in ledger.quarantine(0, PAGE_ROWS_MAX)? {
        println!("aside    #{} {} ({} bytes)", aside.id, aside.reason, aside.bytes.len());
    }
    Ok(())
}

fn list(ledger: &Ledger) -> Outcome<()> {
    let mut query = HazardQuery { limit: PAGE_ROWS_MAX, ..HazardQuery::default() };
    loop {
        let page = ledger.hazards(&query)?;
        for row in &page.rows {
            let day = row.deadline.map_or("—".to_owned(), |day| day.to_string());
            println!("{}  {day:<10}  {}  {}", row.record, row.state.zh(), row.title);
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(()),
        }
    }
}

fn history(ledger: &Ledger, record: RecordId) -> Outcome<()> {
    for step in ledger.history(record)? {
        println!("{}  {:?}  {}", step.device, step.place, step.zh);
    }
    Ok(())
}

fn compare(ledger: &Ledger) -> Outcome<bool> {
    let differences = ledger.compare()?;
    for difference in &differences {
        println!("{}  {:?} differs", difference.record, difference.part);
    }
    println!("{} differences", differences.len());
    Ok(differences.is_empty())
}

fn rebuild(ledger: &Ledger) -> Outcome<bool> {
    let mut shown = 0;
    let report = ledger.rebuild(&mut |done, all| {
        if done * 20 / all.max(1) > shown {
            shown = done * 20 / all.max(1);
            eprintln!("{done} of {all} records");
        }
    })?;
    println!("{report:?}");
    compare(ledger)
}
