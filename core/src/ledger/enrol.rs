//! Becoming known to a centre, and who this device acts for.

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::code::{BadCode, EnrolmentCode};
use fangxian_protocol::codec::{decode, encode, frame, unframe};
use fangxian_protocol::id::{DeviceId, Division, PersonId, RecordId, Scope};
use fangxian_protocol::key::Signer;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::message::{ENROL_PATH, EnrolRequest, EnrolResponse};
use fangxian_protocol::problem::ProblemCode;

use super::error::LedgerError;
use super::observer::News;
use super::open::Ledger;
use super::sync::Only;
use crate::domain::person::Role;
use crate::store::{Centre, Identity, KeyHolder, Reading, Writing};
use crate::sync::{Endpoint, Failure, HttpTransport, NewName, Transport, take_new_name};

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
    /// Enrols this device with a one-time code, as it was typed, or pasted with the link or the
    /// message it came in.
    ///
    /// The key is made and kept before anything is sent, so that a lost answer can be asked for
    /// again with the same code. A device whose key is gone ([`LedgerError::KeyGone`]), and one the
    /// centre no longer takes at its word because it was revoked or away for a year, enrols with a
    /// new code of the same person, under a new name: what is here stays, and what was not sent is
    /// said again under that name.
    ///
    /// # Errors
    /// [`LedgerError::AlreadyEnrolled`]; [`LedgerError::Syncing`] when a device that was dismissed
    /// is synchronising; [`LedgerError::Centre`] when the code is unknown or expired, or the centre
    /// cannot be reached; [`LedgerError::BadInput`] when no code stands in what was given, or when
    /// the ledger holds the words of another person.
    pub async fn enrol(&self, endpoint: &Endpoint, code: &str) -> Result<Enrolment, LedgerError> {
        self.enrol_over(&HttpTransport::to(endpoint, self.trust()?)?, endpoint, code).await
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
        let code: EnrolmentCode = code.parse().map_err(bad_code)?;
        let (part, secret) = (self.0.random()?, self.0.random()?);
        self.refuse_enrolled()?;
        // A device that can sign may be just speaking under the name it is about to leave.
        let _only = self.me().is_ok().then(|| Only::claim(self)).transpose()?;
        let part = self.0.store.write(|writing| writing.successor(part))?;
        let key = self.0.keys.first(part, secret)?;
        // The host's key store may know by now what it did not when the ledger was opened.
        self.refuse_enrolled()?;
        let signer = self.0.keys.held(&key).ok_or(LedgerError::KeyGone)?;
        let request = EnrolRequest::new(&code.to_string(), signer.as_ref())?;
        let answer = ask(transport, &request).await.map_err(LedgerError::Centre);
        let enrolled = answer.and_then(|answer| self.enrolled(endpoint, answer, (key, &*signer)));
        if enrolled.as_ref().is_err_and(belongs_to_another) {
            self.0.store.write(|writing| writing.forget_successor())?;
        }
        enrolled
    }

    /// Goes on as what the centre says this device is.
    fn enrolled(
        &self,
        endpoint: &Endpoint,
        answer: EnrolResponse,
        (key, signer): (KeyHolder, &dyn Signer),
    ) -> Result<Enrolment, LedgerError> {
        let certificate = &answer.certificate;
        let honest = certificate.verify(&answer.centre).is_ok();
        if !honest || certificate.key != signer.public_key() {
            return Err(LedgerError::Centre(Failure::NotTheCentre));
        }
        let name = NewName { key, signer, chance: self.0.random()?, certificate };
        let centre = Centre {
            key: answer.centre,
            url: endpoint.url().to_owned(),
            name: answer.centre_name.clone(),
            private_ca_pem: endpoint.private_ca_pem().map(<[u8]>::to_vec),
        };
        let now_ms = self.0.clock.now_ms();
        let said_again = self.0.store.write(|writing| {
            let records = go_on(writing, (centre, name), now_ms)?;
            writing.set_server_time(answer.server_time_ms)?;
            Ok::<_, LedgerError>(records)
        })?;
        self.0.observers.tell(&News::Records(said_again));
        self.0.observers.tell(&News::Outbox);
        Ok(Enrolment { me: Me::of(certificate), centre: answer.centre_name })
    }

    /// Another enrolment would be of no use to a device that can sign and is believed.
    fn refuse_enrolled(&self) -> Result<(), LedgerError> {
        match self.me() {
            Ok(_) if self.0.store.read(|reading| reading.is_dismissed())? => Ok(()),
            Ok(_) => Err(LedgerError::AlreadyEnrolled),
            Err(LedgerError::NotEnrolled | LedgerError::KeyGone) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Who this device acts for.
    ///
    /// # Errors
    /// [`LedgerError::NotEnrolled`]; [`LedgerError::KeyGone`] when this device acts for nobody any
    /// more, though what is here can be read.
    pub fn me(&self) -> Result<Me, LedgerError> {
        let identity = self.0.store.read(|reading| reading.identity())?;
        let identity = identity.ok_or(LedgerError::NotEnrolled)?;
        let certificate = identity.certificate.as_ref().ok_or(LedgerError::NotEnrolled)?;
        self.0.signer_of(&identity)?;
        Ok(Me::of(certificate))
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
}

/// From now on the device has this name at this centre: the records in which it says again what it
/// had said under another.
fn go_on(
    writing: &mut Writing<'_>,
    (centre, name): (Centre, NewName<'_>),
    now_ms: i64,
) -> Result<Vec<RecordId>, LedgerError> {
    let before = writing.identity()?.unwrap_or_else(|| Identity::new(name.key.clone()));
    may_go_on(&before, &centre, name.certificate)?;
    let earlier = before.certificate.as_ref().map(Certificate::device);
    if writing.is_dismissed()? {
        writing.set_dismissed(false)?;
        writing.hear_again_next()?;
    }
    let centre = Some(centre);
    // Under the same name: another call was faster, or hardware has only one key.
    let is_same = earlier == Some(name.certificate.device());
    if earlier.is_some() && !is_same {
        writing.put_identity(&Identity { centre, ..before })?;
        return Ok(take_new_name(writing, name, 0, now_ms)?.records);
    }
    let certificate = Some(name.certificate.clone());
    writing.put_identity(&Identity { key: name.key, certificate, centre, ..before })?;
    writing.put_certificate(name.certificate)?;
    writing.forget_successor()?;
    Ok(Vec::new())
}

/// Whether what is here may go on under this certificate: it has no author yet, or the same.
fn may_go_on(
    before: &Identity,
    centre: &Centre,
    certificate: &Certificate,
) -> Result<(), LedgerError> {
    if before.centre.as_ref().is_some_and(|before| before.key != centre.key) {
        return Err(LedgerError::Centre(Failure::NotTheCentre));
    }
    let author = before.certificate.as_ref().map(|certificate| &certificate.person);
    if author.is_some_and(|author| *author != certificate.person) {
        return Err(LedgerError::BadInput {
            field: "code",
            next: "this ledger holds the words of another person: ask for a code of theirs, or \
                   choose another folder",
            next_zh: "登记码是别人的:这里存的是另一个人的记录。请要本人的码,或另选目录。",
        });
    }
    Ok(())
}

/// Whether the centre knows the key that was tried as someone else's: the next try needs another.
fn belongs_to_another(error: &LedgerError) -> bool {
    let refused =
        matches!(error, LedgerError::Centre(Failure::Refused(ProblemCode::DeviceNotValid)));
    refused || matches!(error, LedgerError::BadInput { field: "code", .. })
}

/// What is wrong with a code, for whoever typed it.
fn bad_code(bad: BadCode) -> LedgerError {
    let (next, next_zh) = match bad {
        BadCode::Empty => ("type the enrolment code", "请输入登记码。"),
        BadCode::TooShort => (
            "the code is too short: it has 12 letters and digits, such as 7K3F-9QX2-M4TD",
            "登记码少了几位:应是12位,像 7K3F-9QX2-M4TD。",
        ),
        BadCode::TooLong => (
            "the code is too long: it has 12 letters and digits, such as 7K3F-9QX2-M4TD",
            "登记码多了几位:应是12位,像 7K3F-9QX2-M4TD。",
        ),
        BadCode::NoSuchLetter => {
            ("no code has a U: look at it again", "登记码里没有字母U,请再看一遍。")
        }
        BadCode::NotFound => (
            "no code is in this text: it has 12 letters and digits, such as 7K3F-9QX2-M4TD",
            "这段文字里没有登记码:应是12位,像 7K3F-9QX2-M4TD。",
        ),
        BadCode::Several => (
            "more than one code is in this text: paste one alone",
            "这段文字里不止一个登记码,请只贴一个。",
        ),
    };
    LedgerError::BadInput { field: "code", next, next_zh }
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
