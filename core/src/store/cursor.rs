//! How far each village's log was heard.

use fangxian_protocol::id::{Division, LogMark};
use fangxian_protocol::log::Cursor;

use super::envelope::{as_i64, damaged};
use super::{Reading, StoreError, Writing};

impl Reading<'_> {
    /// Every cursor, by village.
    ///
    /// # Errors
    /// Those of the store.
    pub fn cursors(&self) -> Result<Vec<Cursor>, StoreError> {
        let sql = "SELECT village, position, mark FROM cursor ORDER BY village";
        self.all(sql, [], |row| {
            let village = Division::from_u64(row.get(0)?).map_err(|_| damaged("cursor.village"))?;
            Ok(Cursor { village, position: row.get(1)?, mark: LogMark(row.get(2)?) })
        })
    }
}

impl Writing<'_> {
    /// Moves a village's cursor forward; never back.
    ///
    /// # Errors
    /// Those of the store.
    pub fn advance_cursor(&self, cursor: Cursor) -> Result<(), StoreError> {
        let sql = "INSERT INTO cursor (village, position, mark) VALUES (?1, ?2, ?3)
                   ON CONFLICT (village) DO UPDATE
                   SET position = excluded.position, mark = excluded.mark
                   WHERE excluded.position > position";
        let village = as_i64(cursor.village.as_u64());
        self.run(sql, (village, as_i64(cursor.position), cursor.mark.0)).map(drop)
    }

    /// Hears every village from its beginning again: after a salvage, here or at the centre.
    ///
    /// # Errors
    /// Those of the store.
    pub fn reset_cursors(&self) -> Result<(), StoreError> {
        self.run("DELETE FROM cursor", []).map(drop)
    }
}
