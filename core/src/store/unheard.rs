//! What is to be heard again once the centre was put back to an earlier day, or lost something; and
//! so, in the end, what it lost.

use fangxian_protocol::id::{DeviceId, EnvelopeHash, RecordId};
use fangxian_protocol::message::Chain;

use super::{Reading, StoreError, Writing, meta};

/// What [`meta::HEARING_AGAIN`] says: nothing is to be heard again.
const NO: i64 = 0;
/// Everything is being heard again, and not all of it was yet.
const BEGUN: i64 = 1;
/// The next synchronisation is to begin with it.
const DUE: i64 = 2;

impl Reading<'_> {
    /// Whether everything is being heard again and not all of it was yet.
    ///
    /// # Errors
    /// Those of the store.
    pub fn is_hearing_again(&self) -> Result<bool, StoreError> {
        Ok(self.meta(meta::HEARING_AGAIN)? == Some(BEGUN))
    }

    /// Whether the next synchronisation is to hear everything again.
    ///
    /// # Errors
    /// Those of the store.
    pub fn is_to_hear_again(&self) -> Result<bool, StoreError> {
        Ok(self.meta(meta::HEARING_AGAIN)? == Some(DUE))
    }

    /// The newest own envelope the centre said to have; counter 0 for none.
    ///
    /// # Errors
    /// Those of the store.
    pub fn acknowledged(&self, device: &DeviceId) -> Result<Chain, StoreError> {
        let sql = "SELECT counter, hash FROM envelope INDEXED BY envelope_acknowledged
                   WHERE own = 1 AND place = 2 AND device = ?1
                   AND id NOT IN (SELECT id FROM unheard) ORDER BY counter DESC LIMIT 1";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Chain { counter: row.get(0)?, last: EnvelopeHash(row.get(1)?) })
        };
        Ok(self.first(sql, [device.0], read)?.unwrap_or_default())
    }

    /// Whether the centre may have lost an envelope.
    ///
    /// # Errors
    /// Those of the store.
    pub fn may_be_lost(&self, hash: &EnvelopeHash) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM unheard JOIN envelope USING (id) WHERE hash = ?1";
        Ok(self.value::<i64>(sql, [hash.0])?.is_some())
    }

    /// How many envelopes the centre has lost, as far as that is known.
    ///
    /// # Errors
    /// Those of the store.
    pub fn lost(&self) -> Result<u64, StoreError> {
        if self.is_hearing_again()? {
            return Ok(0);
        }
        Ok(self.value("SELECT count(*) FROM unheard", [])?.unwrap_or_default())
    }
}

impl Writing<'_> {
    /// The next synchronisation is to hear everything again: what this phone said while it was not
    /// let hear the logs, it could not notice to be lost.
    ///
    /// # Errors
    /// Those of the store.
    pub fn hear_again_next(&self) -> Result<(), StoreError> {
        self.set_meta(meta::HEARING_AGAIN, DUE)
    }

    /// Begins to hear everything again: until the centre has said an envelope, it may have lost it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn hear_again(&self) -> Result<(), StoreError> {
        self.run("INSERT OR IGNORE INTO unheard SELECT id FROM envelope WHERE place = 2", [])?;
        self.doubt_arrivals()?;
        self.reset_cursors()?;
        self.forget_directory_version()?;
        self.set_meta(meta::HEARING_AGAIN, BEGUN)
    }

    /// Everything was heard: what was not among it is lost at the centre. Words are to be brought
    /// there; attachments that had arrived wait again, and which records show that is answered.
    ///
    /// # Errors
    /// Those of the store.
    pub fn heard_all(&self) -> Result<Vec<RecordId>, StoreError> {
        if self.is_hearing_again()? {
            self.set_meta(meta::HEARING_AGAIN, NO)?;
            return self.forget_lost_arrivals();
        }
        Ok(Vec::new())
    }

    /// Nothing more will be heard: what this phone wrote is to be brought, lost or not, and what
    /// others wrote is theirs to bring.
    ///
    /// # Errors
    /// Those of the store.
    pub fn stop_hearing(&self) -> Result<(), StoreError> {
        let sql = "DELETE FROM unheard WHERE id IN (SELECT id FROM envelope WHERE own = 0)";
        self.run(sql, [])?;
        self.believe_arrivals()?;
        self.heard_all().map(drop)
    }

    /// The centre has answered for an envelope, or need not.
    ///
    /// # Errors
    /// Those of the store.
    pub fn is_there(&self, hash: &EnvelopeHash) -> Result<(), StoreError> {
        let sql = "DELETE FROM unheard WHERE id = (SELECT id FROM envelope WHERE hash = ?1)";
        self.run(sql, [hash.0]).map(drop)
    }
}
