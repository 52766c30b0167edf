//! `GET /v1/snapshot/{file}`: a file to start from, in as many pieces as the line needs.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_RANGE, RANGE};
use axum::response::Response;
use fangxian_protocol::problem::ProblemCode;
use tower_http::services::ServeFile;

use super::turn::Turn;
use super::{App, Asker, Problem, claim};

/// What is held of a file while it is read.
const CHUNK_BYTES: usize = 16 * 1024;

pub(super) async fn snapshot(
    State(app): State<App>,
    asker: Asker,
    Path(file): Path<String>,
    mut request: Request,
) -> Result<Response, Problem> {
    let claim = claim(request.headers())?;
    let path = request.uri().path().to_owned();
    let find = move |centre: &crate::centre::Centre| {
        let caller = centre.authenticate_path(&path, claim)?;
        Ok(centre.snapshot_for(&caller, &file)?.ok_or(ProblemCode::NotFound)?)
    };
    let (file, manifest) = app.work(asker, Turn::Light, find).await?;
    let etag: String = manifest.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let etag = format!("\"{etag}\"");
    let stale = request.headers().get(IF_RANGE).is_some_and(|known| known != etag.as_str());
    if stale {
        request.headers_mut().remove(RANGE);
    }
    let served = ServeFile::new(file).with_buf_chunk_size(CHUNK_BYTES).try_call(request).await;
    let mut response = served.map_err(|_| ProblemCode::Unavailable)?.map(Body::new);
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, etag);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, immutable, max-age=86400"));
    Ok(response)
}
