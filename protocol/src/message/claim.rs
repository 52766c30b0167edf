//! Who asks for a path, in the `Authorization` header of a request whose body nobody signs.

use super::path_signed_bytes;
use crate::id::{DeviceId, parse_hex};
use crate::key::{CannotSign, Signature, Signer};

const SCHEME: &str = "Fangxian ";

/// A device's signed word that it asks for one path (请求凭据). Spelled
/// `Fangxian <device>.<number>.<signature>`, the first and last in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Who asks.
    pub device: DeviceId,
    /// The request's number, above all the device used before.
    pub number: u64,
    /// Over [`path_signed_bytes`].
    pub signature: Signature,
}

impl Claim {
    /// Signs for `path`.
    ///
    /// # Errors
    /// [`CannotSign`] when the key store does not sign now.
    pub fn sign(path: &str, number: u64, signer: &dyn Signer) -> Result<Self, CannotSign> {
        let device = signer.public_key().device();
        let signature = signer.sign(&path_signed_bytes(path, device, number))?;
        Ok(Self { device, number, signature })
    }

    /// Reads the header's value; `None` when it is no such claim.
    pub fn parse(header: &str) -> Option<Self> {
        let (device, rest) = header.strip_prefix(SCHEME)?.split_once('.')?;
        let (number, signature) = rest.split_once('.')?;
        let signature = Signature(parse_hex(signature)?);
        Some(Self { device: device.parse().ok()?, number: number.parse().ok()?, signature })
    }
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{SCHEME}{}.{}.", self.device, self.number)?;
        self.signature.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SoftwareKey;

    #[test]
    fn a_claim_reads_back_as_it_was_spelled_and_nothing_else_does() {
        let claim = Claim::sign("/v1/x", 7, &SoftwareKey::from_seed(&[1; 32])).unwrap();
        let spelled = claim.to_string();
        assert_eq!(Claim::parse(&spelled), Some(claim));
        for other in ["", "Fangxian ", &spelled[1..], &spelled[..spelled.len() - 1]] {
            assert_eq!(Claim::parse(other), None);
        }
        assert_eq!(Claim::parse(&spelled.replace(".7.", ".-7.")), None);
    }
}
