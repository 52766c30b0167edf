//! The org tree as it travels beside the log: units, people's cards, posts and devices.
//!
//! Names and phones live only here, so that they can be erased everywhere (D11). Each row has the
//! directory version that last changed it; a device asks for what is newer than what it has.

use crate::certificate::Certificate;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::id::{Division, PersonId, Scope};
use crate::limits::{
    DIRECTORY_ROWS_MAX, KIND_BYTES_MAX, NAME_BYTES_MAX, PERSON_ID_BYTES_MAX, REPLACES_MAX,
};

/// What changed in the directory since the version a device has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// The version this brings the device to.
    pub version: u64,
    /// 区划与网格
    pub units: Vec<UnitRow>,
    /// 人员卡片
    pub cards: Vec<Card>,
    /// 岗位
    pub posts: Vec<PostRow>,
    /// Certificates of devices whose envelopes the device may meet.
    pub devices: Vec<Certificate>,
}

/// A unit of the org tree: a division, or a grid within a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// Its division; for a grid that of its village.
    pub division: Division,
    /// The grid's number within the village; 0 for the division itself.
    pub grid: u64,
    /// Its name.
    pub name: String,
    /// Divisions whose records it answers for since a reorganisation (区划调整). A village that
    /// was split is replaced by several, a merged one replaces several.
    pub replaces: Vec<Division>,
    /// Since when, milliseconds since 1970 UTC; 0 when it replaces none.
    pub from_ms: i64,
}

/// A person's card (人员卡片). Erased cards keep the id and lose everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Whose.
    pub person: PersonId,
    /// Name; empty once erased.
    pub name: String,
    /// Phone; empty when unknown or erased.
    pub phone: String,
}

/// A post as the directory lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRow {
    /// Who holds it.
    pub person: PersonId,
    /// The code of its role.
    pub role: String,
    /// Where it holds.
    pub scope: Scope,
    /// What it is called, such as 网格长.
    pub title: String,
    /// It ended: the row remains so that devices learn of it.
    pub ended: bool,
}

impl Wire for Directory {
    fn write(&self, writer: &mut Writer) {
        writer.array(5).u64(self.version).list(&self.units).list(&self.cards);
        writer.list(&self.posts).list(&self.devices);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("directory", 5)?;
        Ok(Self {
            version: reader.u64("directory.version")?,
            units: reader.list("directory.units", DIRECTORY_ROWS_MAX)?,
            cards: reader.list("directory.cards", DIRECTORY_ROWS_MAX)?,
            posts: reader.list("directory.posts", DIRECTORY_ROWS_MAX)?,
            devices: reader.list("directory.devices", DIRECTORY_ROWS_MAX)?,
        })
    }
}

impl Wire for UnitRow {
    fn write(&self, writer: &mut Writer) {
        writer.array(5).u64(self.division.as_u64()).u64(self.grid).text(&self.name);
        writer.array(self.replaces.len());
        self.replaces.iter().for_each(|old| {
            writer.u64(old.as_u64());
        });
        writer.i64(self.from_ms);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("unit", 5)?;
        let division = read_division(reader, "unit.division")?;
        let grid = reader.u64("unit.grid")?;
        let name = reader.text("unit.name", NAME_BYTES_MAX)?.to_owned();
        let count = reader.count("unit.replaces", REPLACES_MAX)?;
        let old = (0..count).map(|_| read_division(reader, "unit.replaces"));
        let replaces = old.collect::<Result<_, _>>()?;
        Ok(Self { division, grid, name, replaces, from_ms: reader.i64("unit.from_ms")? })
    }
}

impl Wire for Card {
    fn write(&self, writer: &mut Writer) {
        writer.array(3).text(self.person.as_str()).text(&self.name).text(&self.phone);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("card", 3)?;
        Ok(Self {
            person: reader.parse("card.person", PERSON_ID_BYTES_MAX)?,
            name: reader.text("card.name", NAME_BYTES_MAX)?.to_owned(),
            phone: reader.text("card.phone", NAME_BYTES_MAX)?.to_owned(),
        })
    }
}

impl Wire for PostRow {
    fn write(&self, writer: &mut Writer) {
        writer.array(5).text(self.person.as_str()).text(&self.role);
        writer.text(&self.scope.to_string()).text(&self.title).bool(self.ended);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("post", 5)?;
        Ok(Self {
            person: reader.parse("post.person", PERSON_ID_BYTES_MAX)?,
            role: reader.text("post.role", KIND_BYTES_MAX)?.to_owned(),
            scope: reader.parse("post.scope", 12)?,
            title: reader.text("post.title", NAME_BYTES_MAX)?.to_owned(),
            ended: reader.bool("post.ended")?,
        })
    }
}

fn read_division(reader: &mut Reader<'_>, field: &'static str) -> Result<Division, Malformed> {
    Division::from_u64(reader.u64(field)?).map_err(|_| reader.bad(field))
}
