//! One-time enrolment codes as the centre issues and keeps them.

use fangxian_protocol::code::EnrolmentCode;
use sha2::{Digest, Sha256};

/// A new code: sixty random bits.
///
/// # Errors
/// When the system gives no random bytes.
pub fn fresh_code() -> Result<EnrolmentCode, getrandom::Error> {
    let mut random = [0; EnrolmentCode::RANDOM_BYTES];
    getrandom::fill(&mut random)?;
    Ok(EnrolmentCode::of_random(random))
}

/// What is kept of a code.
pub(super) fn hash(code: &EnrolmentCode) -> [u8; 32] {
    Sha256::digest(code.letters()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_groups_of_four_and_never_the_same() {
        let code = fresh_code().unwrap();
        assert_eq!(code.to_string().len(), 14);
        assert_ne!(code.to_string(), fresh_code().unwrap().to_string());
    }

    #[test]
    fn what_is_kept_of_a_code_stays_what_it_was() {
        let code: EnrolmentCode = "7k3f 9ox l m4td".parse().unwrap();
        assert_eq!(hash(&code), <[u8; 32]>::from(Sha256::digest(b"7K3F90X1M4TD")));
    }
}
