//! Where a centre is, and whom to trust that it is.

use fangxian_protocol::address::{BadAddress, centre_address};
use reqwest::Url;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Where the centre is and whom to trust that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    private_ca_pem: Option<Vec<u8>>,
}

/// The endpoint cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEndpoint {
    /// The address: no phone takes it.
    #[error(transparent)]
    Address(#[from] BadAddress),
    /// The certificate authority cannot be read.
    #[error(
        "private_ca_pem: expected one or more PEM certificates, from -----BEGIN CERTIFICATE----- \
         on; ask the administrator for the file"
    )]
    BadAuthority,
    /// TLS could not be set up.
    #[error("tls: could not be set up on this device")]
    NoTls,
}

impl BadEndpoint {
    /// The argument to correct.
    pub fn field(self) -> &'static str {
        match self {
            Self::Address(_) | Self::NoTls => "url",
            Self::BadAuthority => "private_ca_pem",
        }
    }

    /// What to do, in plain Chinese.
    pub fn next_zh(self) -> &'static str {
        match self {
            Self::Address(BadAddress::Malformed) => "中心地址不对,应像 https://centre.example/。",
            Self::Address(BadAddress::Insecure) => "中心地址要用 https 开头;http 只能用在本机。",
            Self::BadAuthority => {
                "中心的证书文件不对,应是PEM格式(以-----BEGIN CERTIFICATE-----开头),请找管理员要。"
            }
            Self::NoTls => "这部设备上不能建立加密连接,请升级系统或应用。",
        }
    }
}

impl Endpoint {
    /// A centre at `url`. Plain HTTP is taken only for this same machine.
    ///
    /// # Errors
    /// [`BadEndpoint`].
    pub fn new(url: &str) -> Result<Self, BadEndpoint> {
        let url = centre_address(url)?;
        Ok(Self { url, private_ca_pem: None })
    }

    /// Trusts only these authorities (PEM), not those of the device.
    #[must_use]
    pub fn with_private_ca(mut self, pem: Vec<u8>) -> Self {
        self.private_ca_pem = Some(pem);
        self
    }

    /// The address.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The private authorities, if any.
    pub fn private_ca_pem(&self) -> Option<&[u8]> {
        self.private_ca_pem.as_deref()
    }

    pub(super) fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The private authorities; `None` for those of the device.
    pub(super) fn authorities(&self) -> Result<Option<Vec<CertificateDer<'static>>>, BadEndpoint> {
        let Some(pem) = &self.private_ca_pem else { return Ok(None) };
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let read = read.map_err(|_| BadEndpoint::BadAuthority)?;
        if read.is_empty() { Err(BadEndpoint::BadAuthority) } else { Ok(Some(read)) }
    }

    pub(super) fn at(&self, path: &str) -> Option<Url> {
        self.url.join(path.trim_start_matches('/')).ok()
    }

    /// Where the centre would be, if this is where it sent the request for `path`.
    pub(super) fn moved(&self, location: &str, path: &str) -> Option<Self> {
        let to = self.at(path)?.join(location).ok()?;
        let base = to.as_str().strip_suffix(path.trim_start_matches('/'))?;
        let moved = Self::new(base).ok().filter(|moved| moved.url != self.url)?;
        Some(Self { private_ca_pem: self.private_ca_pem.clone(), ..moved })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_named() {
        let endpoint = Endpoint::new("https://centre.example").unwrap();
        for bad in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA"] {
            let refused = endpoint.clone().with_private_ca(bad.into()).authorities();
            assert_eq!(refused, Err(BadEndpoint::BadAuthority), "{bad}");
        }
        assert_eq!(BadEndpoint::BadAuthority.field(), "private_ca_pem");
        assert_eq!(endpoint.authorities(), Ok(None));
    }

    #[test]
    fn a_redirect_leads_to_a_centre_only_with_the_same_path() {
        let old = Endpoint::new("https://old.example/").unwrap();
        let to = |location: &str| old.moved(location, "/v1/sync").map(|one| one.url().to_owned());
        assert_eq!(to("https://new.example/v1/sync").as_deref(), Some("https://new.example/"));
        assert_eq!(to("https://new.example/a/v1/sync").as_deref(), Some("https://new.example/a/"));
        assert_eq!(to("/b/v1/sync").as_deref(), Some("https://old.example/b/"));
        for elsewhere in ["http://new.example/v1/sync", "https://portal.example/login", "::", ""] {
            assert_eq!(to(elsewhere), None, "{elsewhere}");
        }
    }
}
