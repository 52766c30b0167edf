//! One-time enrolment codes: sixty random bits that can be read aloud and typed.

use sha2::{Digest, Sha256};

/// Crockford's letters: no I, L, O or U to misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 12;
const GROUP: usize = 4;

/// A new code, such as `7K3F-9QX2-M4TD`.
///
/// # Errors
/// When the system gives no random bytes.
pub fn fresh_code() -> Result<String, getrandom::Error> {
    let mut random = [0; LETTERS];
    getrandom::fill(&mut random)?;
    let letters: Vec<char> =
        random.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// What is kept of a code. However it was typed, the same code gives the same hash.
pub(super) fn hash(code: &str) -> [u8; 32] {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = letters
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    Sha256::digest(plain.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_groups_of_four_and_never_the_same() {
        let code = fresh_code().unwrap();
        assert_eq!(code.len(), 14);
        assert!(code.split('-').all(|group| group.len() == 4));
        assert_ne!(code, fresh_code().unwrap());
    }

    #[test]
    fn the_way_a_code_is_typed_does_not_matter() {
        assert_eq!(hash("7K3F-90X1-M4TD"), hash("7k3f 9ox l m4td"));
        assert_ne!(hash("7K3F-90X1-M4TD"), hash("7K3F-90X1-M4TE"));
    }
}
