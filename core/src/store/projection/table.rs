//! The tables that list rows lie in, each row under a seal: what a drive has changed is damage, and
//! never what people read.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, ToSql};
use sha2::{Digest, Sha256};

use crate::store::envelope::damaged;
use crate::store::{StoreError, Writing};

/// Enough that chance does not meet it; nobody is kept from forging it, who could write the file.
const SEAL_BYTES: usize = 8;

/// The least or the greatest place of what the centre has not accepted of a row's record: what the
/// view of the same name says, asked of each of its tables along an index. The view itself would be
/// made whole for every row of a page.
macro_rules! not_accepted {
    ($which:literal, $table:literal) => {
        concat!(
            "(SELECT ",
            $which,
            "(a.place) FROM (SELECT e.place FROM envelope AS e
                WHERE e.record = ",
            $table,
            ".record AND e.own = 1 AND e.place <> 2
              UNION ALL SELECT 0 FROM evidence AS e
                JOIN attachment_waiting AS w ON w.hash = e.hash
                WHERE e.row = ",
            $table,
            ".row) AS a)"
        )
    };
}
pub(super) use not_accepted;

/// The table of one kind's rows.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The columns under the seal, in the order they are written; what search looks through and the
    /// seal follow them.
    pub(super) sealed: &'static str,
    /// What a row is read from.
    pub(super) read: &'static str,
}

impl Table {
    /// What to select, so that [`is_sound`] can tell.
    pub(super) fn selected(&self) -> String {
        let Self { name, sealed, read } = self;
        let heads = heads(&format!("{name}.row"));
        format!("{read}, seal({sealed}, {heads}) = seal AS sound")
    }

    /// Selects the row of one record.
    pub(super) fn of_record(&self) -> String {
        let (table, columns) = (self.name, self.selected());
        format!("SELECT {columns} FROM {table} WHERE record = ?1")
    }
}

/// Fails when a row is not what was written.
pub(super) fn is_sound(row: &Row<'_>, what: &'static str) -> Result<(), StoreError> {
    let is_sound: bool = row.get("sound")?;
    is_sound.then_some(()).ok_or_else(|| damaged(what))
}

impl Writing<'_> {
    /// Writes a row: its number, the columns under the seal, and what search looks through.
    pub(super) fn put_row(&self, table: &Table, values: &[&dyn ToSql]) -> Result<(), StoreError> {
        let Table { name: table, sealed, .. } = table;
        let marks: Vec<String> = (2..values.len()).map(|number| format!("?{number}")).collect();
        let (marks, terms, heads) = (marks.join(", "), values.len(), heads("?1"));
        let columns = format!("{sealed}, terms, seal");
        let marks = format!("{marks}, ?{terms}, seal({marks}, {heads})");
        let update = format!("UPDATE {table} SET ({columns}) = ({marks}) WHERE row = ?1");
        if self.run(&update, values)? == 0 {
            let insert = format!("INSERT INTO {table} (row, {columns}) VALUES (?1, {marks})");
            self.run(&insert, values)?;
        }
        Ok(())
    }
}

/// The version of the record that a row shows lies under its seal, too: a row that was once true
/// and is no longer is damage as well.
fn heads(row: &str) -> String {
    format!("(SELECT d.heads FROM document AS d WHERE d.row = {row})")
}

/// Lets statements of a connection call `seal(…)`: eight bytes that follow from all its arguments.
pub(in crate::store) fn teach(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("seal", -1, flags, |arguments| Ok(seal(arguments)))
}

fn seal(arguments: &Context<'_>) -> Vec<u8> {
    let mut digest = Sha256::new();
    for place in 0..arguments.len() {
        let (sort, bytes): (u8, &[u8]) = match arguments.get_raw(place) {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(number) => (1, &number.to_be_bytes()),
            ValueRef::Real(number) => (2, &number.to_be_bytes()),
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(blob) => (4, blob),
        };
        digest.update([sort]);
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    }
    digest.finalize()[..SEAL_BYTES].to_vec()
}
