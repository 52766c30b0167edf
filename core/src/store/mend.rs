//! What a phone keeps beside its envelopes and the centre tells again: the directory, and how far
//! logs were heard. What cannot be read of it is forgotten, so that it is asked for anew.

use super::{Identity, Reading, StoreError, Writing};

/// The tables of the directory.
const DIRECTORY: [&str; 5] = ["unit", "succession", "card", "post", "device"];

impl Writing<'_> {
    /// Forgets what is kept of the directory, and of how far logs were heard, when some of it is
    /// not what was written.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) fn mend_state(&self) -> Result<(), StoreError> {
        if is_damaged(&self.cursors())? {
            self.reset_cursors()?;
        }
        if !is_damaged(&self.read_directory())? {
            return Ok(());
        }
        for table in DIRECTORY {
            self.run(&format!("DELETE FROM {table}"), [])?;
        }
        self.forget_directory_version()?;
        match self.identity()? {
            Some(Identity { certificate: Some(own), .. }) => self.put_certificate(&own),
            _ => Ok(()),
        }
    }
}

impl Reading<'_> {
    pub(super) fn read_directory(&self) -> Result<(), StoreError> {
        self.units()?;
        self.cards()?;
        self.every_post()?;
        self.certificates()?;
        self.device_owners().map(drop)
    }
}

fn is_damaged<T>(read: &Result<T, StoreError>) -> Result<bool, StoreError> {
    match read {
        Err(error) if !error.is_damage() => Err(error.clone()),
        read => Ok(read.is_err()),
    }
}
