//! Everything in a scenario that has a name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use fangxian::domain::day::Day;
use fangxian::domain::person::Role;
use fangxian::domain::view::{Conflict, Version};
use fangxian_protocol::id::{FactId, PersonId, RecordId};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::centre::{Centre, Transports};
use super::phone::Phone;
use super::units::Units;
use crate::harness::{Outcome, tables};
use crate::scenario::plan::{Scenario, Zero};

/// 2026-11-20 00:00 in China: `day`.
const MIDNIGHT_MS: i64 = 1_795_104_000_000;
/// Scenarios begin at nine in the morning.
/// When every scenario begins, milliseconds since 1970 UTC: at nine in the morning.
pub const BEGINS_MS: i64 = MIDNIGHT_MS + 9 * 60 * 60_000;
const MINUTE_MS: i64 = 60_000;

/// What was on a screen (所见).
#[derive(Debug, Clone)]
pub struct Screen {
    /// The record's version.
    pub version: Version,
    /// The conflicts that were shown.
    pub conflicts: Vec<Conflict>,
}

/// A post someone holds or held.
#[derive(Debug, Clone)]
struct HeldPost {
    person: PersonId,
    role: Role,
    unit: String,
    ended: bool,
}

/// A scenario while it is played.
pub struct World {
    /// The centre.
    pub centre: Centre,
    /// Every phone by name.
    pub phones: BTreeMap<String, Phone>,
    /// Records by the name a step gave them.
    pub records: BTreeMap<String, RecordId>,
    /// Facts by the name a step gave them.
    pub facts: BTreeMap<String, FactId>,
    /// Screens by the name a step gave them.
    pub screens: BTreeMap<String, Screen>,
    /// Sign-ins a phone took: phone, session, attendee.
    pub sign_ins: BTreeMap<(String, RecordId, PersonId), FactId>,
    /// Everyone who is named, villagers included.
    pub people: BTreeMap<String, PersonId>,
    /// The units.
    pub units: Units,
    /// The true time.
    pub now_ms: i64,
    /// How wrong the centre's clock is.
    pub centre_wrong_ms: i64,
    /// What decides orders, when they are shuffled.
    pub chance: Option<Arc<Mutex<ChaCha8Rng>>>,
    folder: PathBuf,
    posts: Vec<HeldPost>,
    /// The row of the new unit as it begins, the one it replaces, from which day.
    successions: Vec<(String, String, String)>,
}

/// The day scenarios count from.
///
/// # Errors
/// Never in this millennium.
pub fn zero() -> Outcome<Zero> {
    let day = Day::of_ms(MIDNIGHT_MS).ok_or("no such day")?;
    Ok(Zero { day, midnight_ms: MIDNIGHT_MS })
}

impl World {
    /// Sets up the centre and enrols every phone.
    ///
    /// # Errors
    /// When any of that fails.
    pub async fn set(
        scenario: &Scenario,
        folder: &Path,
        transports: Transports,
        seed: Option<u64>,
    ) -> Outcome<Self> {
        let units = Units::read()?;
        let (mut people, mut posts) = (BTreeMap::new(), Vec::new());
        for (n, person) in scenario.people.iter().enumerate() {
            let id: PersonId = format!("p-{:04}", n + 1).parse()?;
            people.insert(person.name.clone(), id.clone());
            for (role, unit) in &person.posts {
                let (person, unit) = (id.clone(), unit.clone());
                posts.push(HeldPost { person, role: *role, unit, ended: false });
            }
        }
        std::fs::create_dir_all(folder.join("tables"))?;
        write_tables(folder, (&people, &posts), &units)?;
        let folders = (&*folder.join("centre"), &*folder.join("tables"));
        let centre = Centre::start(transports, folders, BEGINS_MS)?;
        let chance = seed.map(|seed| Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(seed))));
        let mut world = Self {
            centre,
            phones: BTreeMap::new(),
            records: BTreeMap::new(),
            facts: BTreeMap::new(),
            screens: BTreeMap::new(),
            sign_ins: BTreeMap::new(),
            people,
            units,
            now_ms: BEGINS_MS,
            centre_wrong_ms: 0,
            chance,
            folder: folder.to_owned(),
            posts,
            successions: Vec::new(),
        };
        let own = scenario.people.iter().map(|one| (one.name.clone(), one.name.clone()));
        for (name, person) in own.chain(scenario.phones.iter().cloned()) {
            world.add_phone(&name, &person).await?;
        }
        Ok(world)
    }

    /// Time passes, on every clock.
    ///
    /// # Errors
    /// When the centre cannot be told.
    pub fn pass(&mut self, minutes: i64) -> Outcome<()> {
        self.now_ms += minutes * MINUTE_MS;
        self.phones.values().for_each(|phone| phone.set_clock(self.now_ms));
        self.centre.set_clock(self.now_ms + self.centre_wrong_ms)
    }

    /// Sets the centre's clock wrong by so much.
    ///
    /// # Errors
    /// When the centre cannot be told.
    pub fn set_centre_clock(&mut self, minutes: i64) -> Outcome<()> {
        self.centre_wrong_ms = minutes * MINUTE_MS;
        self.pass(0)
    }

    /// A phone.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn phone(&self, name: &str) -> Outcome<&Phone> {
        self.phones.get(name).ok_or_else(|| format!("no phone `{name}`").into())
    }

    /// A phone, to change it.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn phone_mut(&mut self, name: &str) -> Outcome<&mut Phone> {
        self.phones.get_mut(name).ok_or_else(|| format!("no phone `{name}`").into())
    }

    /// Someone; a villager nobody named before gets an id.
    ///
    /// # Errors
    /// Never for names of a sensible number.
    pub fn person(&mut self, name: &str) -> Outcome<PersonId> {
        if let Some(known) = self.people.get(name) {
            return Ok(known.clone());
        }
        let id: PersonId = format!("v-{:04}", self.people.len() + 1).parse()?;
        self.people.insert(name.to_owned(), id.clone());
        Ok(id)
    }

    /// The folder of a phone that is not there yet.
    pub fn folder_of(&self, phone: &str) -> PathBuf {
        let number = self.phones.keys().take_while(|name| *name != phone).count();
        self.folder.join(format!("phone-{number}-{}", self.phones.len()))
    }

    /// A folder for a backup.
    pub fn backup_folder(&self, name: &str) -> PathBuf {
        self.folder.join("backups").join(name)
    }

    /// Ends a person's posts at the centre: all, or those of a role.
    ///
    /// # Errors
    /// When the centre does not take it.
    pub fn end_posts(&mut self, person: &str, role: Option<Role>) -> Outcome<()> {
        let id = self.person(person)?;
        let ends =
            |post: &&mut HeldPost| post.person == id && role.is_none_or(|it| it == post.role);
        self.posts.iter_mut().filter(ends).for_each(|post| post.ended = true);
        self.write_tables()?;
        self.centre.import(&self.folder.join("tables"))
    }

    /// Gives a person a post at the centre, beside those they have, or in place of them.
    ///
    /// # Errors
    /// When there is no such unit, or the centre does not take it.
    pub fn give_post(&mut self, person: &str, post: (Role, &str), moved: bool) -> Outcome<()> {
        let (person, unit) = (self.person(person)?, post.1.to_owned());
        if moved {
            let held = self.posts.iter_mut().filter(|post| post.person == person);
            held.for_each(|post| post.ended = true);
        }
        self.posts
            .retain(|held| (&held.person, held.role, &*held.unit) != (&person, post.0, post.1));
        self.posts.push(HeldPost { person, role: post.0, unit, ended: false });
        self.write_tables()?;
        self.centre.import(&self.folder.join("tables"))
    }

    /// Has units answer for what another answered for, from a day on.
    ///
    /// # Errors
    /// When there is no such unit, or the centre does not take it.
    pub fn reorganise(&mut self, old: &str, into: &[String], from: &str) -> Outcome<()> {
        let old = self.units.find(old)?.to_string();
        for name in into {
            let row = (self.units.row(name)?, old.clone(), from.to_owned());
            self.successions.push(row);
        }
        self.write_tables()?;
        self.centre.import(&self.folder.join("tables"))
    }

    /// A way to the centre, bad when orders are shuffled.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn way(&self) -> Outcome<super::Way> {
        let way = self.centre.way()?;
        Ok(match &self.chance {
            Some(chance) => way.losing_answers(chance.clone()),
            None => way,
        })
    }

    /// Has a phone the centre no longer takes at its word enrol anew, with a new code.
    ///
    /// # Errors
    /// When the centre or the phone refuses.
    pub async fn enrol_again(&mut self, name: &str) -> Outcome<()> {
        let person = self.phone(name)?.person.clone();
        let person = self.person(&person)?;
        let code = self.centre.code(&person)?;
        let way = self.centre.way()?;
        let phone = self.phone(name)?;
        phone.ledger()?.enrol_over(&way, &self.centre.endpoint()?, &code).await?;
        Ok(())
    }

    fn write_tables(&self) -> Outcome<()> {
        write_tables(&self.folder, (&self.people, &self.posts), &self.units)?;
        if self.successions.is_empty() {
            return Ok(());
        }
        let file = self.folder.join("tables").join("units.csv");
        let mut table = String::new();
        for (number, line) in std::fs::read_to_string(&file)?.lines().enumerate() {
            let named = |row: &&(String, String, String)| line.starts_with(&row.0);
            let mut of_unit = self.successions.iter().filter(named);
            let ending = match (number, of_unit.next()) {
                (0, _) => ",replaces,from".to_owned(),
                (_, Some((_, old, from))) => {
                    let others: String = of_unit.map(|row| format!(" {}", row.1)).collect();
                    format!(",{old}{others},{from}")
                }
                (_, None) => ",,".to_owned(),
            };
            table.push_str(&format!("{line}{ending}\n"));
        }
        Ok(std::fs::write(file, table)?)
    }

    /// A further phone for a person, enrolled.
    ///
    /// # Errors
    /// When the centre refuses.
    pub async fn add_phone(&mut self, name: &str, person: &str) -> Outcome<()> {
        let folder = self.folder_of(name);
        let mut phone = Phone::open(person, &folder, self.centre.way()?, self.now_ms)?;
        let id = self.person(person)?;
        let code = self.centre.code(&id)?;
        phone.enrol(&self.centre.endpoint()?, &code).await?;
        phone.set_way(self.way()?);
        phone.set_clock(self.now_ms);
        self.phones.insert(name.to_owned(), phone);
        Ok(())
    }
}

fn write_tables(
    folder: &Path,
    (people, posts): (&BTreeMap<String, PersonId>, &[HeldPost]),
    units: &Units,
) -> Outcome<()> {
    let into = folder.join("tables");
    std::fs::copy(tables().join("units.csv"), into.join("units.csv"))?;
    let mut cards = String::from("person,name\n");
    for (name, id) in people.iter().filter(|(_, id)| id.as_str().starts_with("p-")) {
        cards.push_str(&format!("{id},{name}\n"));
    }
    std::fs::write(into.join("people.csv"), cards)?;
    let mut lines = String::from("person,role,scope,ended\n");
    for HeldPost { person, role, unit, ended } in posts {
        let (scope, ended) = (units.find(unit)?.scope(), if *ended { "是" } else { "" });
        lines.push_str(&format!("{person},{},{scope},{ended}\n", role.code()));
    }
    std::fs::write(into.join("posts.csv"), lines)?;
    Ok(())
}
