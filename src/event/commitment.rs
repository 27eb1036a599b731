//! Binds a log entry to its payload without revealing it: a payload can be erased, as a law may
//! require, and every proof over the log stays valid.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// 32 random bytes per event. Without them a commitment reveals nothing about the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

/// HMAC-SHA256(salt, signature header ‖ 0x0A ‖ body).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment(pub [u8; 32]);

impl Salt {
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    #[must_use]
    pub fn commit(&self, signature: &str, body: &[u8]) -> Commitment {
        let mut mac = self.mac();
        mac.update(signature.as_bytes());
        mac.update(b"\n");
        mac.update(body);
        Commitment(mac.finalize().into_bytes().into())
    }

    /// HMAC-SHA256(salt, body). Distinguishes the bodies of a conflict.
    #[must_use]
    pub fn name_body(&self, body: &[u8]) -> [u8; 32] {
        let mut mac = self.mac();
        mac.update(body);
        mac.finalize().into_bytes().into()
    }

    fn mac(&self) -> Hmac<Sha256> {
        Hmac::new_from_slice(&self.0).expect("HMAC takes a key of any length")
    }
}

impl Commitment {
    /// Compares in constant time.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}
