//! `fangxian-server admin …`: works on the centre's folder, also while the centre serves.

mod code;
mod import;
mod list;
mod quota;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use fangxian_protocol::id::{DeviceId, PersonId};

use crate::centre::salvage;
use crate::drive::Drive;
use crate::lock;
use crate::registry::{OpenError, Registry, has_centre, is_reserved};

#[derive(Debug, Args)]
pub(super) struct AdminArgs {
    /// The centre's folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Import units, people and posts from CSV files: all or nothing.
    Import(import::ImportArgs),
    /// Issue a one-time enrolment code for a person's phone.
    EnrolCode {
        /// Whose phone.
        #[arg(long)]
        person: PersonId,
        /// How long the code is good.
        #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(i64).range(1..=1440))]
        minutes: i64,
        /// Where phones reach the centre, when it is not what `serve --public-url` said.
        #[arg(long)]
        url: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List devices.
    Devices {
        /// Print JSON lines.
        #[arg(long)]
        json: bool,
    },
    /// List what was done to devices: revocations, and new names of restored or copied phones.
    Audit {
        /// Print JSON lines.
        #[arg(long)]
        json: bool,
    },
    /// Stop taking a device, and all that took over from it, at their word, now.
    Revoke {
        /// The device, as `devices` lists it.
        #[arg(long)]
        device: DeviceId,
    },
    /// Empty a person's card everywhere, for good.
    EraseCard {
        /// Whose.
        #[arg(long)]
        person: PersonId,
    },
    /// Look at refused envelopes.
    Quarantine {
        #[command(subcommand)]
        command: QuarantineCommand,
    },
    /// Show, or set, how many bytes of attachments are kept; those who have reached it keep them on
    /// the phone.
    Quota(quota::QuotaArgs),
    /// Make snapshot files now.
    Snapshot,
    /// Make or renew a backup: database, keys and attachments. To put it back, stop the centre and
    /// start it on a copy of the backup; phones bring what came since.
    Backup {
        /// The folder of the backup.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make a sound database of a damaged one, which is set aside. The centre must be stopped; what
    /// is lost, phones bring back.
    Salvage {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show counts.
    Status {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
enum QuarantineCommand {
    /// One line an envelope.
    List {
        /// Print JSON lines.
        #[arg(long)]
        json: bool,
    },
    /// Have the centre judge set-aside envelopes again: after an upgrade, or once posts were
    /// corrected. Refused ones stay as they are.
    Retry {
        /// Only this row, as `list` numbers it; may be given several times.
        #[arg(long, value_name = "ROW")]
        id: Vec<u64>,
    },
    /// JSON lines with the envelopes' bytes.
    Export {
        /// Print JSON lines (always so).
        #[arg(long)]
        json: bool,
    },
}

type Failure = Box<dyn std::error::Error>;

impl Command {
    /// Whether it lets someone go, or tells whom: it must pass on a full drive, too.
    fn lets_go(&self) -> bool {
        matches!(self, Self::Devices { .. } | Self::Revoke { .. } | Self::EraseCard { .. })
    }
}

/// Carries out one admin command.
pub(super) fn run(args: AdminArgs) -> Result<(), Failure> {
    if let Command::Salvage { json } = args.command {
        return run_salvage(&args.data, json);
    }
    if let Command::Import(what) = args.command {
        return import::run(&args.data, what);
    }
    if args.command.lets_go() && Drive::of(&args.data).make_room().is_ok_and(|made| made) {
        eprintln!("the drive is full: the reserve was given up for this; make room on it soon");
    }
    let registry = Registry::open_existing(&args.data)?;
    match args.command {
        Command::EnrolCode { person, minutes, url, json } => {
            code::issue(&registry, &person, (minutes, url.as_deref()), json)
        }
        Command::Devices { json } => list::devices(&registry, json),
        Command::Audit { json } => list::audit(&registry, json),
        Command::Revoke { device } => {
            let done = registry.revoke(device)?;
            done.then(|| println!("revoked {device}"))
                .ok_or_else(|| "no such device; see `admin devices`".into())
        }
        Command::EraseCard { person } if is_reserved(&person) => {
            Err("这是中心自己的名片,不能抹掉。\nthis is the centre's own card; it stays".into())
        }
        Command::EraseCard { person } => {
            let done = registry.storage().erase_card(&person)?;
            done.then(|| println!("erased the card of {person}; phones follow at their next sync"))
                .ok_or_else(|| "no such person; see the people file".into())
        }
        Command::Quarantine { command } => match command {
            QuarantineCommand::List { json } => list::quarantine(&registry, json, false),
            QuarantineCommand::Retry { id } => {
                registry.ask_again(&id)?;
                println!("asked; the centre judges them again within a minute of running");
                Ok(())
            }
            QuarantineCommand::Export { .. } => list::quarantine(&registry, true, true),
        },
        Command::Backup { to, json } => {
            let report = registry.back_up(&to)?;
            match json {
                true => println!("{}", serde_json::to_string(&report)?),
                false => println!(
                    "{} envelopes and {} new attachments in {}",
                    report.envelopes,
                    report.attachments,
                    to.display()
                ),
            }
            Ok(())
        }
        Command::Import(_) | Command::Salvage { .. } => Ok(()),
        Command::Quota(args) => quota::run(&registry, &args),
        Command::Snapshot => {
            println!("{} snapshots made", registry.make_snapshots(true)?);
            Ok(())
        }
        Command::Status { json } => list::status(&registry, json),
    }
}

/// The damaged database cannot be opened as others are.
fn run_salvage(data: &Path, json: bool) -> Result<(), Failure> {
    if !has_centre(data) {
        return Err(OpenError::NoCentre(data.to_owned()).into());
    }
    let _alone = lock::take(data)?;
    let mut shown = 0;
    let report = salvage(data, &mut |looked, all| {
        let percent = looked * 100 / all.max(1);
        if percent > shown {
            shown = percent;
            eprint!("\r{percent}% of {all} envelopes");
        }
    })?;
    eprintln!();
    if json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!(
        "{} envelopes kept, {} wait for lost ones, {} lost",
        report.kept, report.waiting, report.lost
    );
    if !report.gaps.is_empty() {
        println!(
            "not all could be read of: {}; import units, people and posts again, and revoke again \
             whom you had revoked",
            report.gaps.join(", ")
        );
    }
    println!("the damaged database is kept at {}", report.set_aside.display());
    println!("start the centre; phones bring back what is missing by themselves");
    Ok(())
}
