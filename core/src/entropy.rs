//! The door through which ids, keys and the names of own writers get their chance.

/// The device gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the device gave no random numbers: restart it")]
pub struct NoEntropy;

/// Gives random bytes: ids, names of writers and keys are made of them.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`; nothing it gave before may come again.
    ///
    /// # Errors
    /// [`NoEntropy`].
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;
}

/// `N` random bytes.
///
/// # Errors
/// [`NoEntropy`].
pub(crate) fn draw<const N: usize>(entropy: &dyn Entropy) -> Result<[u8; N], NoEntropy> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// The device's own source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(bytes).map_err(|_| NoEntropy)
    }
}
