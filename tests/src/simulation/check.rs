//! What must be true once everything healed.

use std::collections::{BTreeMap, BTreeSet};

use fangxian::crdt::{Document, edit_of, fresh_actor};
use fangxian_protocol::entry::{Arrival, Entry};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{
    ArrivalTag, ChangeHash, DeviceId, Division, EnvelopeHash, FactId, RecordId,
};
use fangxian_protocol::message::RefusalCode;
use fangxian_server::storage::Quarantined;

use super::phone::Device;
use super::play::World;
use crate::harness::Outcome;
use crate::town::{VILLAGES, post, whole_log};

/// Of so many phones every list is compared with the envelopes, of the others only documents.
const COMPARED: usize = 2;
const QUARANTINE_MAX: usize = 10_000;

/// What the centre knows.
struct Centre {
    logs: BTreeMap<Division, Vec<Vec<u8>>>,
    accepted: BTreeSet<EnvelopeHash>,
    /// Attachments that are said to be here, each of a record.
    arrived: BTreeSet<(RecordId, ArrivalTag)>,
    facts: BTreeSet<FactId>,
    quarantined: BTreeMap<EnvelopeHash, Quarantined>,
    records: BTreeMap<RecordId, (Vec<ChangeHash>, [u8; 32])>,
}

/// Everything.
pub(super) fn all(world: &mut World, seed: u64) -> Outcome<()> {
    let centre = Centre::read(world)?;
    let revoked = revoked(world)?;
    nobody_honest_was_refused(world, &centre, &revoked)?;
    nothing_was_invented(world, &centre)?;
    let devices = world.devices.len();
    let mut agreed = 0;
    for number in 0..devices {
        let device = &mut world.devices[number];
        device.count()?;
        nothing_said_is_lost(device, &centre)?;
        if revoked.contains(&device.id()?) {
            continue;
        }
        device.app()?.ledger.me().map_err(|error| format!("{}: {error}", device.name))?;
        everything_arrived(device)?;
        same_entries(device, &centre)?;
        agreed += same_documents(device, &centre)?;
        if (number + seed as usize) % devices < COMPARED
            && let Some(first) = device.app()?.ledger.compare()?.first()
        {
            return Err(format!("{}: lists differ: {first:?}", device.name).into());
        }
    }
    *world.figures.entry("documents that agreed").or_default() += agreed;
    *world.figures.entry("photos that arrived").or_default() += centre.arrived.len() as u64;
    *world.figures.entry("envelopes accepted").or_default() += centre.accepted.len() as u64;
    Ok(())
}

/// Whoever was revoked, and whoever had taken over from them.
fn revoked(world: &World) -> Outcome<BTreeSet<DeviceId>> {
    let registry = world.town.centre.registry();
    let mut revoked = BTreeSet::new();
    for device in registry.roster()?.devices().map(|(device, _)| *device) {
        let mut from = Some(device);
        while let Some(before) = from {
            if world.revoked.contains(&before) {
                revoked.insert(device);
            }
            from = registry.storage().parent(before)?;
        }
    }
    Ok(revoked)
}

impl Centre {
    fn read(world: &World) -> Outcome<Self> {
        let storage = world.town.centre.registry().storage();
        let (mut logs, mut accepted) = (BTreeMap::new(), BTreeSet::new());
        let (mut facts, mut arrived) = (BTreeSet::new(), BTreeSet::new());
        let mut by_record: BTreeMap<RecordId, Vec<Envelope>> = BTreeMap::new();
        for village in VILLAGES {
            let village: Division = village.parse()?;
            let page = whole_log(storage.as_ref(), village)?;
            if page.through.position != page.entries.len() as u64 {
                return Err(format!("{village}: the log has a gap").into());
            }
            for bytes in &page.entries {
                let envelope = match Entry::from_bytes(bytes)? {
                    Entry::Word(envelope) => *envelope,
                    Entry::Arrival(Arrival { record, tags }) => {
                        for one in tags {
                            if !arrived.insert((record, one)) {
                                return Err(format!("{village}: a photo arrived twice").into());
                            }
                        }
                        continue;
                    }
                };
                if !accepted.insert(Envelope::hash(bytes)) {
                    return Err(format!("{village}: an envelope is in the logs twice").into());
                }
                facts.extend(facts_of(&envelope)?);
                by_record.entry(envelope.header.record).or_default().push(envelope);
            }
            logs.insert(village, page.entries);
        }
        let mut records = BTreeMap::new();
        for (record, envelopes) in by_record {
            let changes = envelopes.iter().map(|one| (&one.header, &one.change));
            let (document, refused) = Document::rebuild(record, changes, fresh_actor());
            let document = document.filter(|_| refused.is_empty());
            let mut document = document.ok_or("accepted envelopes do not apply again")?;
            for hash in document.hydrate(&|_| None)?.evidence.into_keys() {
                let said = arrived.contains(&(record, ArrivalTag::of(&record, &hash)));
                if said != storage.attachment(hash)?.is_some() {
                    return Err(format!("{record}: a photo is here or said to be, not both").into());
                }
            }
            records.insert(record, (sorted(document.heads()), document.digest()));
        }
        let rows = storage.quarantine(0, QUARANTINE_MAX)?.into_iter();
        let quarantined = rows.map(|row| (row.what.hash, row.what));
        let quarantined = quarantined.collect();
        Ok(Self { logs, accepted, arrived, facts, quarantined, records })
    }
}

/// Only revoked devices' words are set aside, and nobody honest is taken for two.
fn nobody_honest_was_refused(
    world: &World,
    centre: &Centre,
    revoked: &BTreeSet<DeviceId>,
) -> Outcome<()> {
    for row in centre.quarantined.values() {
        let by_revoked = row.names.is_some_and(|(_, _, device)| revoked.contains(&device));
        // Who was revoked brought what the centre had lost; then its author did.
        let brought_twice = revoked.contains(&row.carrier) && centre.accepted.contains(&row.hash);
        if !by_revoked && !brought_twice && !was_said_again(row, centre)? {
            let code = row.code.as_str();
            return Err(
                format!("an honest phone's words were set aside at the centre: {code}").into()
            );
        }
    }
    let totals = world.town.centre.registry().storage().totals()?;
    if totals.devices_not_valid != revoked.len() as u64 {
        return Err("an honest phone was locked".into());
    }
    Ok(())
}

/// Whether these are words on a record that another copy of the phone had opened anew meanwhile,
/// and every fact of them came again.
fn was_said_again(row: &Quarantined, centre: &Centre) -> Outcome<bool> {
    let facts = facts_of(&Envelope::from_bytes(&row.bytes)?)?;
    let came = facts.iter().all(|fact| centre.facts.contains(fact));
    Ok(row.code == RefusalCode::WrongRecord && came)
}

/// What the centre has, someone said, or it says it itself.
fn nothing_was_invented(world: &World, centre: &Centre) -> Outcome<()> {
    let mut said = world.overwritten.clone();
    for device in &world.devices {
        said.extend(own_hashes(device)?);
    }
    let voice = world.town.centre.registry().voice().public_key().device();
    for bytes in centre.logs.values().flatten().filter(|entry| !Arrival::is_in(entry)) {
        let by = Envelope::from_bytes(bytes)?.header.device;
        let known = by == world.newer.device() || by == voice;
        if !known && !said.contains(&Envelope::hash(bytes)) {
            return Err("the centre has words nobody said".into());
        }
    }
    Ok(())
}

/// What a phone said is at the centre, taken or set aside.
fn nothing_said_is_lost(device: &Device, centre: &Centre) -> Outcome<()> {
    for hash in own_hashes(device)? {
        if !centre.accepted.contains(&hash) && !centre.quarantined.contains_key(&hash) {
            return Err(format!("{}: something saved never arrived", device.name).into());
        }
    }
    for fact in said_again(device)? {
        if !centre.facts.contains(&fact) {
            return Err(format!("{}: a fact was lost with its old name", device.name).into());
        }
    }
    Ok(())
}

/// The facts a phone said before it took a new name and said again after.
fn said_again(device: &Device) -> Outcome<BTreeSet<FactId>> {
    let file = device.look()?;
    let mut query = file.prepare("SELECT bytes FROM quarantine WHERE reason = 'said_again'")?;
    let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut facts = BTreeSet::new();
    for bytes in rows {
        facts.extend(facts_of(&Envelope::from_bytes(&bytes?)?)?);
    }
    Ok(facts)
}

fn facts_of(envelope: &Envelope) -> Outcome<Vec<FactId>> {
    let edit = edit_of(&envelope.header.kind, &envelope.change);
    let edit = edit.map_err(|_| "words that cannot be read")?;
    Ok(edit.facts.into_iter().map(|fact| fact.id).collect())
}

/// Everything a phone said itself.
pub(super) fn own_hashes(device: &Device) -> Outcome<Vec<EnvelopeHash>> {
    envelopes(device, "own = 1")
}

/// Nothing waits any more, and nothing heard was set aside.
fn everything_arrived(device: &Device) -> Outcome<()> {
    let ledger = &device.app()?.ledger;
    let outbox = ledger.outbox()?;
    if outbox.pending() > 0 {
        return Err(format!("{}: still waiting after all healed: {outbox:?}", device.name).into());
    }
    if let Some(first) = ledger.set_aside()?.first() {
        let code = first.code.as_str();
        return Err(format!("{}: set aside at the centre: {code}", device.name).into());
    }
    let aside = ledger.quarantine(0, QUARANTINE_MAX)?;
    if let Some(first) = aside.iter().find(|one| !one.settled) {
        return Err(format!("{}: set aside: {}", device.name, first.reason).into());
    }
    Ok(())
}

/// A phone has exactly what its area's logs say.
fn same_entries(device: &Device, centre: &Centre) -> Outcome<()> {
    let (_, scope) = post(device.person);
    let scope: fangxian_protocol::id::Scope = scope.parse()?;
    let logs = centre.logs.iter().filter(|(village, _)| scope.covers(**village));
    let (mut there, mut arrived) = (BTreeSet::new(), BTreeSet::new());
    for bytes in logs.flat_map(|(_, log)| log) {
        match Entry::from_bytes(bytes)? {
            Entry::Word(_) => {
                there.insert(Envelope::hash(bytes));
            }
            Entry::Arrival(Arrival { record, tags }) => {
                arrived.extend(tags.into_iter().map(|tag| (record, tag)));
            }
        }
    }
    let here: BTreeSet<EnvelopeHash> = envelopes(device, "1")?.into_iter().collect();
    if here != there {
        let (missing, more) = (there.difference(&here).count(), here.difference(&there).count());
        return Err(format!("{}: lacks {missing}, has {more} more", device.name).into());
    }
    let file = device.look()?;
    let mut query = file.prepare("SELECT record, tag FROM arrival")?;
    let rows = query.query_map([], |row| Ok((RecordId(row.get(0)?), ArrivalTag(row.get(1)?))))?;
    let heard: BTreeSet<(RecordId, ArrivalTag)> = rows.collect::<Result<_, _>>()?;
    match heard == arrived {
        true => Ok(()),
        false => Err(format!("{}: other photos arrived than the logs say", device.name).into()),
    }
}

/// A phone's documents are the centre's: same heads, same content, same authors.
fn same_documents(device: &Device, centre: &Centre) -> Outcome<u64> {
    let file = device.look()?;
    let mut query = file.prepare("SELECT record, bytes FROM document")?;
    let rows = query.query_map([], |row| Ok((RecordId(row.get(0)?), row.get::<_, Vec<u8>>(1)?)))?;
    let mut agreed = 0;
    for row in rows {
        let (record, bytes) = row?;
        let mut document = Document::load(&bytes, fresh_actor())?;
        let there = centre.records.get(&record).ok_or("a record the centre does not have")?;
        if (sorted(document.heads()), document.digest()) != *there {
            return Err(format!("{}: {record} differs from the centre's", device.name).into());
        }
        agreed += 1;
    }
    Ok(agreed)
}

fn envelopes(device: &Device, which: &str) -> Outcome<Vec<EnvelopeHash>> {
    let file = device.look()?;
    let mut query = file.prepare(&format!("SELECT hash FROM envelope WHERE {which}"))?;
    let rows = query.query_map([], |row| Ok(EnvelopeHash(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all
}
