//! The most memory a process ever had, as the system counts it.

use crate::harness::Outcome;

/// Of the process with this id.
///
/// # Errors
/// When the system does not say.
pub(super) fn peak_bytes(process: u32) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(kib.ok_or("the system does not say how much memory it had")?.trim().parse::<u64>()? * 1024)
}
