//! The whole directory in memory, kept up row by row.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::directory::{PostRow, UnitRow};
use fangxian_protocol::id::{DeviceId, Division, PersonId, Scope};

use super::succession::Succession;
use crate::storage::{CardRow, DeviceRow, DeviceState, DirectoryRows, GuestRow};

/// A device the centre knows.
#[derive(Debug, Clone)]
pub struct Device {
    /// What the centre vouches for.
    pub certificate: Certificate,
    /// Whether it is taken at its word.
    pub state: DeviceState,
    /// The highest request number kept on disk.
    pub number: u64,
    /// When it enrolled.
    pub enrolled_ms: i64,
}

/// Everyone, as of one directory version.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    version: u64,
    pub(super) units: BTreeMap<(Division, u64), (u64, UnitRow)>,
    pub(super) cards: BTreeMap<PersonId, (u64, CardRow)>,
    pub(super) posts: BTreeMap<(PersonId, String, Scope), (u64, PostRow)>,
    pub(super) devices: HashMap<DeviceId, (u64, Arc<Device>)>,
    pub(super) guests: BTreeSet<GuestRow>,
    /// Certificates that cannot be read: their devices are not known.
    pub(super) unreadable: Vec<(DeviceId, DeviceRow)>,
}

impl Device {
    /// Whose it is.
    pub fn person(&self) -> &PersonId {
        &self.certificate.person
    }

    /// Whether it is taken at its word at this time.
    pub fn is_valid(&self, now_ms: i64) -> bool {
        self.state == DeviceState::Active && !self.is_expired(now_ms)
    }

    /// Whether it was not heard for so long that it has to enrol again. That it is too early means
    /// that this centre's clock was set back: it issued the certificate.
    pub fn is_expired(&self, now_ms: i64) -> bool {
        now_ms > self.certificate.until_ms
    }

    /// What its posts cover.
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = self.certificate.posts.iter().map(|p| p.scope).collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }

    /// Whether one of its posts covers a division.
    pub fn covers(&self, division: Division) -> bool {
        self.certificate.posts.iter().any(|post| post.scope.covers(division))
    }
}

impl Roster {
    /// Which version.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// A device by id.
    pub fn device(&self, device: DeviceId) -> Option<&Arc<Device>> {
        self.devices.get(&device).map(|(_, device)| device)
    }

    /// Every device.
    pub fn devices(&self) -> impl Iterator<Item = (&DeviceId, &Arc<Device>)> {
        self.devices.iter().map(|(id, (_, device))| (id, device))
    }

    /// The posts a person holds now, with what they inherited.
    pub fn posts_of(&self, person: &PersonId) -> Vec<Post> {
        let held = self.posts_ever(person).filter(|post| !post.ended);
        let held = held.map(|post| Post { role: post.role.clone(), scope: post.scope });
        self.succession().inherited(held.collect())
    }

    /// Which units replaced which.
    pub fn succession(&self) -> Succession<'_> {
        Succession::of(self.units())
    }

    /// Every post a person holds or held.
    pub fn posts_ever(&self, person: &PersonId) -> impl Iterator<Item = &PostRow> {
        let first = (person.clone(), String::new(), Scope::SMALLEST);
        let theirs = self.posts.range(first..);
        let theirs = theirs.map(|(_, (_, post))| post);
        theirs.take_while(move |post| post.person == *person)
    }

    /// A unit by division and grid.
    pub fn unit(&self, division: Division, grid: u64) -> Option<&UnitRow> {
        self.units.get(&(division, grid)).map(|(_, unit)| unit)
    }

    /// Every unit.
    pub fn units(&self) -> impl Iterator<Item = &UnitRow> {
        self.units.values().map(|(_, unit)| unit)
    }

    /// A card by person.
    pub fn card(&self, person: &PersonId) -> Option<&CardRow> {
        self.cards.get(person).map(|(_, card)| card)
    }

    /// Every card.
    pub fn cards(&self) -> impl Iterator<Item = &CardRow> {
        self.cards.values().map(|(_, card)| card)
    }

    /// A post, held or ended.
    pub fn post(&self, person: &PersonId, role: &str, scope: Scope) -> Option<&PostRow> {
        let key = (person.clone(), role.to_owned(), scope);
        self.posts.get(&key).map(|(_, post)| post)
    }

    /// Every post, held or ended.
    pub fn posts(&self) -> impl Iterator<Item = &PostRow> {
        self.posts.values().map(|(_, post)| post)
    }

    /// Whether someone without a post there was heard in a village.
    pub fn is_guest(&self, village: Division, person: &PersonId) -> bool {
        self.guests.contains(&GuestRow { village, person: person.clone() })
    }

    /// Takes newer rows in.
    pub(super) fn take(&mut self, rows: DirectoryRows) {
        self.version = self.version.max(rows.version);
        for (version, unit) in rows.units {
            self.units.insert((unit.division, unit.grid), (version, unit));
        }
        for (version, card) in rows.cards {
            self.cards.insert(card.card.person.clone(), (version, card));
        }
        for (version, post) in rows.posts {
            let key = (post.person.clone(), post.role.clone(), post.scope);
            self.posts.insert(key, (version, post));
        }
        for (version, row) in rows.devices {
            self.take_device(version, row);
        }
        self.guests.extend(rows.guests);
    }

    /// A device whose certificate cannot be read is not known, and so not taken at its word.
    fn take_device(&mut self, version: u64, row: DeviceRow) {
        let Ok(certificate) = Certificate::from_bytes(&row.certificate) else {
            tracing::error!(device = %row.device, "a stored certificate cannot be read");
            self.unreadable.push((row.device, row));
            return;
        };
        let device = Device {
            certificate,
            state: row.state,
            number: row.number,
            enrolled_ms: row.enrolled_ms,
        };
        self.unreadable.retain(|(id, _)| *id != row.device);
        self.devices.insert(row.device, (version, Arc::new(device)));
    }
}
