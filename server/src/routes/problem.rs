//! A refused request as problem details (RFC 9457).

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fangxian_protocol::problem::{PROBLEM_HEADER, ProblemCode};
use serde::Serialize;

use crate::centre::Refused;

const PROBLEM: HeaderName = HeaderName::from_static(PROBLEM_HEADER);

/// Why a request was refused, as it is answered.
#[derive(Debug, Clone)]
pub struct Problem(Refused);

#[derive(Serialize)]
struct Details<'a> {
    code: &'a str,
    field: &'a str,
    title: &'a str,
    title_zh: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

impl Problem {
    /// Why.
    pub fn code(&self) -> ProblemCode {
        self.0.code
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self(code.into())
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self(refused)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let code = self.0.code;
        let details = Details {
            code: code.as_str(),
            field: code.field(),
            title: code.en(),
            title_zh: code.zh(),
            detail: self.0.detail.as_deref(),
        };
        let text = serde_json::to_string(&details).unwrap_or_default();
        let mut response = Response::new(Body::from(text));
        let unknown = StatusCode::INTERNAL_SERVER_ERROR;
        *response.status_mut() = StatusCode::from_u16(code.status()).unwrap_or(unknown);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(PROBLEM, HeaderValue::from_static(code.as_str()));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match code {
            ProblemCode::Unavailable => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
            }
            ProblemCode::TooManyTries => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("600"));
            }
            _ => {}
        }
        response
    }
}
