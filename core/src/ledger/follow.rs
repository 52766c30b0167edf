//! A centre that moved: the phone goes on where it is now, once it has proven to be the same.

use std::sync::Arc;

use super::error::LedgerError;
use super::open::Ledger;
use crate::store::{Centre, Identity, Store, StoreError};
use crate::sync::{Endpoint, HttpTransport, Transport, Trust, ask_for_proof};

impl Ledger {
    /// Goes on at another address, once the centre there has proven that it is the same one: after
    /// it moved, or has another certificate authority (中心换了地址). What waits stays, and goes there.
    ///
    /// # Errors
    /// [`LedgerError::NotEnrolled`]; [`LedgerError::Centre`] when nobody answers there, or someone
    /// who is not the centre; [`LedgerError::BadInput`] when the centre says that its address is
    /// another.
    pub async fn centre_moved(&self, endpoint: &Endpoint) -> Result<(), LedgerError> {
        let trust = Trust { moved: None, ..self.trust()? };
        self.centre_moved_over(&HttpTransport::to(endpoint, trust)?, endpoint).await
    }

    /// The same over another way to the centre, for hosts that bring their own network and for
    /// tests.
    ///
    /// # Errors
    /// As [`centre_moved`](Self::centre_moved).
    pub async fn centre_moved_over<T: Transport>(
        &self,
        transport: &T,
        endpoint: &Endpoint,
    ) -> Result<(), LedgerError> {
        let identity = self.0.store.read(|reading| reading.identity())?;
        let centre = identity.and_then(|identity| identity.centre);
        let key = centre.ok_or(LedgerError::NotEnrolled)?.key;
        let proof = ask_for_proof(transport, &key).await;
        let proof = proof.map_err(|error| LedgerError::Centre(error.into()))?;
        let stated = Endpoint::new(&proof.address);
        // One that was told its address is not listened to over another machine that repeats it.
        if !proof.address.is_empty() && stated.map(|one| one.url() != endpoint.url()) != Ok(false) {
            return Err(LedgerError::BadInput {
                field: "url",
                next: "the centre there says that its address is another: ask the administrator \
                       for the address phones are to use",
                next_zh: "那里的中心说自己的地址不是这个,请向管理员要手机用的地址。",
            });
        }
        Ok(note_place(&self.0.store, endpoint)?)
    }

    /// What this phone knows of its centre, if it has one.
    pub(super) fn trust(&self) -> Result<Trust, LedgerError> {
        let identity = self.0.store.read(|reading| reading.identity())?;
        let centre = identity.and_then(|identity| identity.centre);
        let store = self.0.store.clone();
        Ok(Trust {
            centre: centre.map(|centre| centre.key),
            clock: Some(self.0.clock.clone()),
            // What cannot be noted now is followed again the next time.
            moved: Some(Arc::new(move |place| drop(note_place(&store, place)))),
        })
    }
}

/// From now on the centre is there.
fn note_place(store: &Store, place: &Endpoint) -> Result<(), StoreError> {
    store.write(|writing| {
        let identity = writing.identity()?;
        let Some(Identity { centre: Some(centre), .. }) = &identity else { return Ok(()) };
        let url = place.url().to_owned();
        let private_ca_pem = place.private_ca_pem().map(<[u8]>::to_vec);
        let centre = Some(Centre { url, private_ca_pem, ..centre.clone() });
        match identity {
            Some(identity) => writing.put_identity(&Identity { centre, ..identity }),
            None => Ok(()),
        }
    })
}
