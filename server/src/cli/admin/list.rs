//! Lists for people and for machines.

use fangxian::domain::text::printable;
use fangxian_protocol::certificate::Post;
use serde_json::json;

use super::Failure;
use crate::registry::Registry;
use crate::storage::DeviceState;

const PAGE: usize = 500;

/// One line a device.
pub(super) fn devices(registry: &Registry, json: bool) -> Result<(), Failure> {
    let roster = registry.roster()?;
    let mut devices: Vec<_> = roster.devices().collect();
    devices.sort_by_key(|(_, device)| device.enrolled_ms);
    for (id, device) in devices {
        let state = match device.state {
            DeviceState::Active => "active",
            DeviceState::Revoked => "revoked",
            DeviceState::Locked => "locked",
        };
        let post = |post: &Post| format!("{}@{}", post.role, post.scope);
        let posts: Vec<String> = device.certificate.posts.iter().map(post).collect();
        let (person, until_ms) = (device.person().as_str(), device.certificate.until_ms);
        if json {
            let line = json!({"device": id.to_string(), "person": person, "state": state,
                              "posts": posts, "enrolled_ms": device.enrolled_ms,
                              "until_ms": until_ms});
            println!("{line}");
        } else {
            println!("{id}  {state:8} {person:12} {}", printable(&posts.join(" ")));
        }
    }
    Ok(())
}

/// One line for what was done to a device.
pub(super) fn audit(registry: &Registry, json: bool) -> Result<(), Failure> {
    for row in registry.storage().audit()? {
        let other = row.other.map(|id| id.to_string()).unwrap_or_default();
        if json {
            let line = json!({"at_ms": row.at_ms, "what": row.what,
                              "device": row.device.to_string(), "took_over_from": other});
            println!("{line}");
        } else {
            println!("{}  {:8} {} {other}", row.at_ms, row.what, row.device);
        }
    }
    Ok(())
}

/// One line an envelope, with its bytes when asked for.
pub(super) fn quarantine(registry: &Registry, json: bool, bytes: bool) -> Result<(), Failure> {
    let mut after = 0;
    loop {
        let page = registry.storage().quarantine(after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.id;
        for row in &page {
            let what = &row.what;
            let names = what.names.as_ref();
            let record = names.map(|(record, _, _)| record.to_string()).unwrap_or_default();
            let device = names.map(|(_, _, device)| device.to_string()).unwrap_or_default();
            let (code, size) = (what.code.as_str(), what.bytes.len());
            let taken = registry.was_taken(row)?;
            if json {
                let mut line = json!({"id": row.id, "at_ms": what.at_ms, "code": code,
                    "detail": what.detail, "carrier": what.carrier.to_string(),
                    "device": device, "record": record, "bytes": size, "taken_since": taken,
                    "hash": what.hash.to_string()});
                if bytes {
                    line["hex"] = hex(&what.bytes).into();
                }
                println!("{line}");
            } else {
                let detail = printable(&what.detail);
                let since = if taken { "  taken since" } else { "" };
                let id = row.id;
                println!("{id:6}  {code:18} {detail:16} {size:6} B  {device}  {record}{since}");
            }
        }
    }
}

/// Counts.
pub(super) fn status(registry: &Registry, json: bool) -> Result<(), Failure> {
    let totals = registry.storage().totals()?;
    let (name, key) = (registry.name()?, hex(&registry.public_key().bytes));
    let version = registry.storage().directory_version()?;
    if json {
        let line = json!({"name": name, "key": key, "directory": version, "totals": totals,
                          "version": env!("CARGO_PKG_VERSION")});
        println!("{line}");
        return Ok(());
    }
    println!("{}, version {}", printable(&name), env!("CARGO_PKG_VERSION"));
    println!("key {key}");
    println!("records {}, envelopes {}", totals.records, totals.envelopes);
    println!("log entries {} in {} villages", totals.log_entries, totals.villages);
    println!("devices {}, not valid {}", totals.devices, totals.devices_not_valid);
    println!("quarantine {}, snapshots {}", totals.quarantined, totals.snapshots);
    println!("directory version {version}");
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
