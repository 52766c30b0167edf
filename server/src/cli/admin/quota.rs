//! `admin quota`: how many bytes of attachments are kept.

use clap::Args;

use crate::centre::Quotas;
use crate::registry::Registry;

const GIB: u64 = 1024 * 1024 * 1024;

#[derive(Debug, Args)]
pub(super) struct QuotaArgs {
    /// Of one person, in GiB.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    person_gib: Option<u64>,
    /// Of the records of one village, in GiB.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    village_gib: Option<u64>,
    /// Of everyone, in GiB.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    centre_gib: Option<u64>,
}

/// Sets the quotas that are given, for the running centre too, and tells all.
pub(super) fn run(registry: &Registry, args: &QuotaArgs) -> Result<(), super::Failure> {
    let now = registry.quotas()?;
    let bytes = |gib: Option<u64>, now| gib.map_or(now, |gib| gib.saturating_mul(GIB));
    let set = Quotas {
        person: bytes(args.person_gib, now.person),
        village: bytes(args.village_gib, now.village),
        centre: bytes(args.centre_gib, now.centre),
    };
    if set != now {
        registry.set_quotas(set)?;
    }
    let told = [("person", set.person), ("village", set.village), ("centre", set.centre)];
    told.iter().for_each(|(whose, bytes)| println!("{whose}: {} GiB", bytes / GIB));
    Ok(())
}
