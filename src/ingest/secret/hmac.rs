//! The key that a sender and this door share. Kept where it is wiped when it goes; it hands out MACs, never itself.

use hmac::{Hmac, KeyInit as _};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroizing};
use sha2::Sha256;

use super::{
    error::SecretError,
    limits::{HMAC_KEY_BYTES_MIN, HMAC_KEY_BYTES_RECOMMENDED},
};

/// A key of HMAC-SHA-256 (signatures of version `v1`).
pub struct HmacKey(SecretBox<[u8]>);

impl HmacKey {
    /// A key that cannot be guessed.
    pub fn new(key: &[u8]) -> Result<Self, SecretError> {
        if key.len() < HMAC_KEY_BYTES_MIN {
            return Err(SecretError::TooShort);
        }
        Ok(Self(SecretBox::new(key.into())))
    }

    /// Whether it is shorter than the specification asks for.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.expose_secret().len() < HMAC_KEY_BYTES_RECOMMENDED
    }

    /// The key that other bytes make, which are worked out from these; `None` where they make none.
    pub(super) fn changed(&self, change: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Option<Self> {
        Self::new(&Zeroizing::new(change(self.0.expose_secret())?)).ok()
    }

    /// A MAC under this key, with nothing in it yet.
    #[must_use]
    pub fn mac(&self) -> Hmac<Sha256> {
        mac(self.0.expose_secret())
    }
}

impl Clone for HmacKey {
    fn clone(&self) -> Self {
        Self(SecretBox::new(self.0.expose_secret().into()))
    }
}

/// HMAC-SHA-256 under any bytes.
#[must_use]
pub fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}
