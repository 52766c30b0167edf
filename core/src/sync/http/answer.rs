//! What an answer over HTTP is: the centre's own, or that of something on the way.

use fangxian_protocol::key::PublicKey;
use fangxian_protocol::message::{ANSWER_HEADER, Answer};
use fangxian_protocol::problem::{PROBLEM_HEADER, ProblemCode};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};

use super::tls;
use crate::sync::transport::{Barrier, TransportError};

const PROBLEM_BYTES_MAX: usize = 16 * 1024;
/// Nobody is asked to wait longer.
const WAIT_S_MAX: u64 = 24 * 60 * 60;

/// What was asked, and whose signature the answer needs; nobody's before a centre is known.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) centre: Option<&'a PublicKey>,
    pub(super) path: &'a str,
    pub(super) question: &'a [u8],
}

impl Asked<'_> {
    /// Whether the centre gave this answer.
    pub(super) fn is_answered(&self, headers: &HeaderMap, status: StatusCode, said: &[u8]) -> bool {
        let Some(centre) = self.centre else { return true };
        let Self { path, question, .. } = *self;
        let answer = Answer { path, question, status: status.as_u16(), answer: said };
        let header = headers.get(ANSWER_HEADER).and_then(|value| value.to_str().ok());
        header.is_some_and(|header| answer.verify(header, centre).is_ok())
    }

    /// Reads the problem out of a refusal.
    pub(super) async fn refusal(&self, response: Response) -> TransportError {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = whole(response, PROBLEM_BYTES_MAX).await.unwrap_or_default();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let said = |name: &str| problem.get(name).and_then(serde_json::Value::as_str);
        let stated = headers.get(PROBLEM_HEADER).and_then(|value| value.to_str().ok());
        // An answer to HEAD has no body that could say why.
        let (word, signed) = match said("code") {
            Some(word) => (Some(word), &body[..]),
            None => (stated, stated.unwrap_or_default().as_bytes()),
        };
        match word.and_then(ProblemCode::from_word) {
            Some(code) if !must_be_signed(code) || self.is_answered(&headers, status, signed) => {
                TransportError::refused(code, said("detail"))
            }
            Some(_) => TransportError::NotTheCentre,
            None => unsigned(status),
        }
    }
}

/// Whether a refusal changes what the phone takes itself or the centre for. Those that were made
/// before the centre knew who asks bear no signature and change nothing.
fn must_be_signed(code: ProblemCode) -> bool {
    use ProblemCode as P;
    matches!(
        code,
        P::UnknownDevice
            | P::DeviceNotValid
            | P::BadSignature
            | P::Replayed
            | P::DeviceCopied
            | P::LogDiffers
            | P::RenewedTooOften
    )
}

/// What something on the way means that is not the centre.
fn unsigned(status: StatusCode) -> TransportError {
    TransportError::Blocked(match status.as_u16() {
        301 | 308 => Barrier::Moved,
        300..400 | 511 => return TransportError::NotTheCentre,
        407 => Barrier::ProxyLogin,
        413 => Barrier::TooLarge,
        429 => Barrier::TooMany,
        500.. => return TransportError::Refused(ProblemCode::Unavailable),
        status => Barrier::Refuses(status),
    })
}

/// How long an answer asks to wait, in milliseconds.
pub(super) fn wait_ms(headers: &HeaderMap) -> Option<i64> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    i64::try_from(seconds.min(WAIT_S_MAX) * 1_000).ok()
}

pub(super) async fn whole(
    mut response: Response,
    bytes_max: usize,
) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| tls::failed(&error))? {
        if body.len() + piece.len() > bytes_max {
            return Err(TransportError::NotTheCentre);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_answer_has_its_own_reason() {
        let of = |status| unsigned(StatusCode::from_u16(status).unwrap());
        assert_eq!(of(301), TransportError::Blocked(Barrier::Moved));
        assert_eq!(of(308), TransportError::Blocked(Barrier::Moved));
        assert_eq!(of(407), TransportError::Blocked(Barrier::ProxyLogin));
        assert_eq!(of(413), TransportError::Blocked(Barrier::TooLarge));
        assert_eq!(of(429), TransportError::Blocked(Barrier::TooMany));
        assert_eq!(of(403), TransportError::Blocked(Barrier::Refuses(403)));
        for portal in [302, 303, 307, 511] {
            assert_eq!(of(portal), TransportError::NotTheCentre);
        }
        for down in [500, 502, 503, 504] {
            assert_eq!(of(down), TransportError::Refused(ProblemCode::Unavailable));
        }
    }

    #[test]
    fn a_wait_is_taken_in_seconds_and_bounded() {
        let headers = |value: &'static str| {
            let value = reqwest::header::HeaderValue::from_static(value);
            HeaderMap::from_iter([(RETRY_AFTER, value)])
        };
        assert_eq!(wait_ms(&headers("120")), Some(120_000));
        assert_eq!(wait_ms(&headers("99999999999")), Some(86_400_000));
        assert_eq!(wait_ms(&headers("Wed, 21 Oct 2026 07:28:00 GMT")), None);
        assert_eq!(wait_ms(&HeaderMap::new()), None);
    }
}
