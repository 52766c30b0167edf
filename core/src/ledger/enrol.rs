//! Becoming known to a centre, and who this device acts for.

use std::sync::Arc;

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::codec::{decode, encode, frame, unframe};
use fangxian_protocol::id::{DeviceId, Division, PersonId, Scope};
use fangxian_protocol::key::Signer;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::message::{ENROL_PATH, EnrolRequest, EnrolResponse};

use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::hazard::TransferState;
use crate::domain::person::Role;
use crate::domain::view::View;
use crate::store::{Centre, Identity, KeyHolder, Reading};
use crate::sync::{Endpoint, Failure, HttpTransport, Transport};

/// What came of enrolling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The centre's name, to show to the person.
    pub centre: String,
    /// Who this device acts for.
    pub me: Me,
}

/// Who this device acts for (我).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The person.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
    /// The posts the centre vouches for.
    pub posts: Vec<(Role, Scope)>,
}

impl Ledger {
    /// Enrols this device with a one-time code.
    ///
    /// The key is made and kept before anything is sent, so that a lost answer can be asked for
    /// again with the same code.
    ///
    /// # Errors
    /// [`LedgerError::AlreadyEnrolled`]; [`LedgerError::Centre`] when the code is unknown or
    /// expired, or the centre cannot be reached.
    pub async fn enrol(&self, endpoint: &Endpoint, code: &str) -> Result<Enrolment, LedgerError> {
        self.enrol_over(&HttpTransport::new(endpoint)?, endpoint, code).await
    }

    /// The same over another way to the centre, for hosts that bring their own network and for
    /// tests. `endpoint` is what [`sync`](Self::sync) will use later.
    ///
    /// # Errors
    /// As [`enrol`](Self::enrol).
    pub async fn enrol_over<T: Transport>(
        &self,
        transport: &T,
        endpoint: &Endpoint,
        code: &str,
    ) -> Result<Enrolment, LedgerError> {
        match self.me() {
            Ok(_) => return Err(LedgerError::AlreadyEnrolled),
            Err(LedgerError::NotEnrolled) => {}
            Err(error) => return Err(error),
        }
        let signer = self.key()?;
        let request = EnrolRequest::new(code.trim(), signer.as_ref())?;
        let response = ask(transport, &request).await.map_err(LedgerError::Centre)?;
        let honest = response.certificate.verify(&response.centre).is_ok()
            && response.certificate.key == signer.public_key();
        if !honest {
            return Err(LedgerError::Centre(Failure::NotTheCentre));
        }
        self.0.store.write(|writing| -> Result<(), LedgerError> {
            let mut identity = writing.identity()?.ok_or(LedgerError::NotEnrolled)?;
            identity.certificate = Some(response.certificate.clone());
            identity.centre = Some(Centre {
                key: response.centre,
                url: endpoint.url().to_owned(),
                name: response.centre_name.clone(),
                private_ca_pem: endpoint.private_ca_pem().map(<[u8]>::to_vec),
            });
            identity.server_time_ms = Some(response.server_time_ms);
            writing.put_identity(&identity)?;
            Ok(writing.put_certificate(&response.certificate)?)
        })?;
        let me = Me::of(&response.certificate);
        Ok(Enrolment { centre: response.centre_name, me })
    }

    /// Who this device acts for.
    ///
    /// # Errors
    /// [`LedgerError::NotEnrolled`].
    pub fn me(&self) -> Result<Me, LedgerError> {
        let identity = self.0.store.read(|reading| reading.identity())?;
        let certificate = identity.and_then(|identity| identity.certificate);
        certificate.map(|certificate| Me::of(&certificate)).ok_or(LedgerError::NotEnrolled)
    }

    /// This device's key, made on first use. Before enrolment the host may still bring another.
    fn key(&self) -> Result<Arc<dyn Signer>, LedgerError> {
        let known = self.0.store.read(|reading| reading.identity())?;
        let key = match (&self.0.keystore, known) {
            (Some(signer), _) => KeyHolder::External(signer.public_key().device().to_string()),
            (None, Some(identity)) if matches!(identity.key, KeyHolder::Seed(_)) => {
                return self.0.signer_of(&identity);
            }
            (None, _) => KeyHolder::Seed(self.0.random()?),
        };
        let identity = Identity::new(key);
        self.0.store.write(|writing| writing.put_identity(&identity))?;
        self.0.signer_of(&identity)
    }
}

impl Me {
    pub(super) fn read(reading: &Reading<'_>) -> Result<Self, LedgerError> {
        let identity = reading.identity()?.ok_or(LedgerError::NotEnrolled)?;
        let certificate = identity.certificate.ok_or(LedgerError::NotEnrolled)?;
        Ok(Self::of(&certificate))
    }

    fn of(certificate: &Certificate) -> Self {
        let post = |post: &fangxian_protocol::certificate::Post| {
            Some((Role::from_code(&post.role)?, post.scope))
        };
        Self {
            person: certificate.person.clone(),
            device: certificate.device(),
            posts: certificate.posts.iter().filter_map(post).collect(),
        }
    }

    /// The village a new record belongs to: the one given, or the only one the person has.
    pub(super) fn home(&self, given: Option<Division>) -> Result<Division, LedgerError> {
        if let Some(home) = given {
            let covered = self.posts.iter().any(|(_, scope)| scope.covers(home));
            return covered.then_some(home).ok_or(LedgerError::OutOfScope);
        }
        let mut villages = self.posts.iter().map(|(_, scope)| scope.division());
        match (villages.next(), villages.next()) {
            (Some(only), None) => Ok(only),
            (Some(first), Some(second)) if first == second => Ok(first),
            _ => Err(LedgerError::BadInput {
                field: "home",
                next: "say which village the record belongs to",
                next_zh: "请选这条记录属于哪个村。",
            }),
        }
    }

    /// Whether a record of `home` is within the scope of a post, or was handed to it.
    pub(super) fn may_reach(&self, home: Division, view: &View, scope: Scope) -> bool {
        let View::Hazard(hazard) = view else { return scope.covers(home) };
        let mut offered = hazard.transfers.iter();
        let handed = offered.any(|one| one.state != TransferState::Refused && scope.covers(one.to));
        handed || scope.covers(home)
    }
}

async fn ask<T: Transport>(
    transport: &T,
    request: &EnrolRequest,
) -> Result<EnrolResponse, Failure> {
    let body = frame(&encode(request));
    let answer = transport.post(ENROL_PATH, body, MESSAGE_BYTES_MAX).await?;
    let body = unframe("answer", &answer, MESSAGE_BYTES_MAX).map_err(|_| Failure::NotTheCentre)?;
    decode("answer", &body, MESSAGE_BYTES_MAX).map_err(|_| Failure::NotTheCentre)
}
