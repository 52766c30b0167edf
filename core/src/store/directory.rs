//! The org tree: units, cards, posts and devices, as the centre last told.

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::directory::{Card, Directory, PostRow, UnitRow};
use fangxian_protocol::id::{DeviceId, Division, PersonId, Scope};
use rusqlite::{Row, params};

use super::envelope::{as_i64, damaged, parse};
use super::{Reading, StoreError, Writing, meta};
use crate::domain::text;

impl Reading<'_> {
    /// Every unit known.
    ///
    /// # Errors
    /// Those of the store.
    pub fn units(&self) -> Result<Vec<UnitRow>, StoreError> {
        let sql = format!("{UNITS} ORDER BY division, grid");
        self.all(&sql, [], read_unit)
    }

    /// Every post known that has not ended.
    ///
    /// # Errors
    /// Those of the store.
    pub fn posts(&self) -> Result<Vec<PostRow>, StoreError> {
        let sql = "SELECT person, role, scope, title, ended FROM post
                   WHERE ended = 0 ORDER BY person, role, scope";
        self.all(sql, [], read_post)
    }

    /// Whether any unit replaced another.
    ///
    /// # Errors
    /// Those of the store.
    pub fn has_successions(&self) -> Result<bool, StoreError> {
        let found: Option<i64> = self.value("SELECT 1 FROM succession LIMIT 1", [])?;
        Ok(found.is_some())
    }

    /// The directory version this phone has; 0 for none.
    ///
    /// # Errors
    /// Those of the store.
    pub fn directory_version(&self) -> Result<u64, StoreError> {
        Ok(self.meta(meta::DIRECTORY)?.unwrap_or_default().unsigned_abs())
    }

    /// What a person is called; `None` when unknown or erased.
    ///
    /// # Errors
    /// Those of the store.
    pub fn name_of(&self, person: &PersonId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT name FROM card WHERE person = ?1 COLLATE NOCASE AND name <> ''";
        let name = self.value::<String>(sql, [person.as_str()])?.map(shown);
        Ok(name.filter(|name| !name.is_empty()))
    }

    /// A person's card; `None` when unknown. Its texts are empty once erased.
    ///
    /// # Errors
    /// Those of the store.
    pub fn card(&self, person: &PersonId) -> Result<Option<Card>, StoreError> {
        let sql = "SELECT person, name, phone FROM card WHERE person = ?1 COLLATE NOCASE";
        self.first(sql, [person.as_str()], read_card)
    }

    /// Every card.
    pub(super) fn cards(&self) -> Result<Vec<Card>, StoreError> {
        self.all("SELECT person, name, phone FROM card", [], read_card)
    }

    /// Every post, also those that ended.
    pub(super) fn every_post(&self) -> Result<Vec<PostRow>, StoreError> {
        self.all("SELECT person, role, scope, title, ended FROM post", [], read_post)
    }

    /// Whose the devices are.
    pub(super) fn device_owners(&self) -> Result<Vec<PersonId>, StoreError> {
        self.all("SELECT person FROM device", [], |row| parse(row, 0, "device.person"))
    }

    /// What a division is called; `None` when unknown.
    ///
    /// # Errors
    /// Those of the store.
    pub fn unit_name(&self, division: Division) -> Result<Option<String>, StoreError> {
        let sql = "SELECT name FROM unit WHERE division = ?1 AND grid = 0";
        Ok(self.value::<String>(sql, [as_i64(division.as_u64())])?.map(shown))
    }

    /// Units inside `scope`, and their grids, by code.
    ///
    /// # Errors
    /// Those of the store.
    pub fn units_in(&self, scope: Scope) -> Result<Vec<UnitRow>, StoreError> {
        let sql = format!("{UNITS} WHERE division BETWEEN ?1 AND ?2 ORDER BY division, grid");
        let (low, high) = scope.bounds();
        self.all(&sql, [as_i64(low.as_u64()), as_i64(high.as_u64())], read_unit)
    }

    /// The posts a person holds.
    ///
    /// # Errors
    /// Those of the store.
    pub fn posts_of(&self, person: &PersonId) -> Result<Vec<PostRow>, StoreError> {
        let sql = "SELECT person, role, scope, title, ended FROM post
                   WHERE person = ?1 COLLATE NOCASE AND ended = 0 ORDER BY role, scope";
        self.all(sql, [person.as_str()], read_post)
    }

    /// Posts held inside `scope`, by person: whom something can be assigned to.
    ///
    /// # Errors
    /// Those of the store.
    pub fn posts_in(&self, scope: Scope) -> Result<Vec<PostRow>, StoreError> {
        let sql = "SELECT person, role, scope, title, ended FROM post
                   WHERE ended = 0 ORDER BY person, role, scope";
        let mut posts = self.all(sql, [], read_post)?;
        posts.retain(|post| scope.contains(post.scope));
        Ok(posts)
    }

    /// Whose device it is; `None` while its certificate has not arrived.
    ///
    /// # Errors
    /// Those of the store.
    pub fn person_of(&self, device: &DeviceId) -> Result<Option<PersonId>, StoreError> {
        let sql = "SELECT person FROM device WHERE device = ?1";
        self.first(sql, [device.0], |row| parse(row, 0, "device.person"))
    }

    /// A device's certificate; `None` while it has not arrived.
    ///
    /// # Errors
    /// Those of the store.
    pub fn certificate_of(&self, device: &DeviceId) -> Result<Option<Certificate>, StoreError> {
        let sql = "SELECT certificate FROM device WHERE device = ?1";
        let bytes: Option<Vec<u8>> = self.value(sql, [device.0])?;
        bytes.map(|bytes| read_certificate(&bytes)).transpose()
    }

    /// The certificate of every device known.
    ///
    /// # Errors
    /// Those of the store.
    pub fn certificates(&self) -> Result<Vec<Certificate>, StoreError> {
        let sql = "SELECT certificate FROM device ORDER BY device";
        self.all(sql, [], |row| read_certificate(row.get_ref(0)?.as_blob().unwrap_or(&[])))
    }
}

impl Writing<'_> {
    /// Asks for the whole directory the next time.
    ///
    /// # Errors
    /// Those of the store.
    pub fn forget_directory_version(&self) -> Result<(), StoreError> {
        self.set_meta(meta::DIRECTORY, 0)
    }

    /// Takes in what is new in the directory. The caller has checked the certificates.
    ///
    /// # Errors
    /// Those of the store.
    pub fn apply_directory(&self, directory: &Directory) -> Result<(), StoreError> {
        for unit in &directory.units {
            let sql = "INSERT INTO unit (division, grid, name) VALUES (?1, ?2, ?3)
                       ON CONFLICT (division, grid) DO UPDATE SET name = excluded.name";
            let (division, grid) = (as_i64(unit.division.as_u64()), as_i64(unit.grid));
            self.run(sql, params![division, grid, unit.name])?;
            if unit.grid == 0 {
                self.put_succession(unit)?;
            }
        }
        for card in &directory.cards {
            let sql = "INSERT INTO card (person, name, phone) VALUES (?1, ?2, ?3)
                       ON CONFLICT (person) DO UPDATE
                       SET name = excluded.name, phone = excluded.phone";
            self.run(sql, params![card.person.as_str(), card.name, card.phone])?;
        }
        for post in &directory.posts {
            let sql = "INSERT INTO post (person, role, scope, title, ended)
                       VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT (person, role, scope) DO UPDATE
                       SET title = excluded.title, ended = excluded.ended";
            let scope = post.scope.to_string();
            let person = post.person.as_str();
            self.run(sql, params![person, post.role, scope, post.title, post.ended])?;
        }
        directory.devices.iter().try_for_each(|device| self.put_certificate(device))?;
        let version = as_i64(directory.version);
        let newest = self.meta(meta::DIRECTORY)?.unwrap_or_default().max(version);
        self.set_meta(meta::DIRECTORY, newest)
    }

    /// Keeps what a unit says it replaces.
    fn put_succession(&self, unit: &UnitRow) -> Result<(), StoreError> {
        let new = as_i64(unit.division.as_u64());
        self.run("DELETE FROM succession WHERE new = ?1", [new])?;
        for old in &unit.replaces {
            let sql = "INSERT OR IGNORE INTO succession (new, old, from_ms) VALUES (?1, ?2, ?3)";
            self.run(sql, params![new, as_i64(old.as_u64()), unit.from_ms])?;
        }
        Ok(())
    }

    /// Keeps a device's certificate, this phone's own included.
    ///
    /// # Errors
    /// Those of the store.
    pub fn put_certificate(&self, certificate: &Certificate) -> Result<(), StoreError> {
        let sql = "INSERT INTO device (device, person, certificate) VALUES (?1, ?2, ?3)
                   ON CONFLICT (device) DO UPDATE
                   SET person = excluded.person, certificate = excluded.certificate";
        let (device, person) = (certificate.device(), certificate.person.as_str());
        self.run(sql, params![device.0, person, certificate.to_bytes()]).map(drop)
    }
}

/// Units with what they replace: codes, one space between, and since when.
const UNITS: &str = "SELECT division, grid, name,
    (SELECT group_concat(old, ' ') FROM succession WHERE new = division AND grid = 0),
    (SELECT max(from_ms) FROM succession WHERE new = division AND grid = 0) FROM unit";

/// A name as it may be shown, whatever a list said.
fn shown(name: String) -> String {
    text::line(&name).into_owned()
}

fn read_certificate(bytes: &[u8]) -> Result<Certificate, StoreError> {
    Certificate::from_bytes(bytes).map_err(|_| damaged("device.certificate"))
}

fn read_unit(row: &Row<'_>) -> Result<UnitRow, StoreError> {
    let code = |code: u64| Division::from_u64(code).map_err(|_| damaged("unit.division"));
    let replaces: Option<String> = row.get(3)?;
    let replaces = replaces.unwrap_or_default();
    let replaces = replaces.split_ascii_whitespace().map(|text| {
        let number = text.parse().map_err(|_| damaged("succession.old"))?;
        code(number)
    });
    Ok(UnitRow {
        division: code(row.get(0)?)?,
        grid: row.get(1)?,
        name: shown(row.get(2)?),
        replaces: replaces.collect::<Result<_, _>>()?,
        from_ms: row.get::<_, Option<i64>>(4)?.unwrap_or_default(),
    })
}

fn read_card(row: &Row<'_>) -> Result<Card, StoreError> {
    let person = parse(row, 0, "card.person")?;
    Ok(Card { person, name: shown(row.get(1)?), phone: shown(row.get(2)?) })
}

fn read_post(row: &Row<'_>) -> Result<PostRow, StoreError> {
    Ok(PostRow {
        person: parse(row, 0, "post.person")?,
        role: row.get(1)?,
        scope: parse(row, 2, "post.scope")?,
        title: shown(row.get(3)?),
        ended: row.get(4)?,
    })
}
