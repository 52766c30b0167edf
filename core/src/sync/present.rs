//! Presents certificates to a centre that was put back to a day before they were issued.

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::codec::encode;
use fangxian_protocol::limits::CERTIFICATES_MAX;
use fangxian_protocol::message::{PRESENT_PATH, PresentRequest, PresentResponse};
use fangxian_protocol::version::SPOKEN;

use super::event::Failure;
use super::outside::{Outside, ask, blocking};
use super::transport::Transport;

/// Presents this phone's own certificate: nobody else's is any concern of whoever does not know it.
///
/// # Errors
/// [`Failure`] when the centre does not take it.
pub(super) async fn present_own<T: Transport>(outside: &Outside<T>) -> Result<(), Failure> {
    let identity = blocking(outside, |store| store.read(|reading| reading.identity())).await?;
    let own = identity.and_then(|identity| identity.certificate);
    present(outside, own.into_iter().collect()).await
}

/// Presents all this phone has: it may bring words of devices the centre has lost.
///
/// # Errors
/// [`Failure`] when the centre does not take them.
pub(super) async fn present_all<T: Transport>(outside: &Outside<T>) -> Result<(), Failure> {
    let all = blocking(outside, |store| store.read(|reading| reading.certificates())).await?;
    for some in all.chunks(CERTIFICATES_MAX) {
        present(outside, some.to_vec()).await?;
    }
    Ok(())
}

async fn present<T: Transport>(
    outside: &Outside<T>,
    certificates: Vec<Certificate>,
) -> Result<(), Failure> {
    let request = PresentRequest { dialects: SPOKEN, certificates };
    let _: PresentResponse = ask(outside, PRESENT_PATH, &encode(&request)).await?;
    Ok(())
}
