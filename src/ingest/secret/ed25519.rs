//! The public key of a sender that signs with ed25519 (RFC 8032). Strict where the RFC leaves a choice: it takes no key
//! and no signature for which two careful verifiers could disagree.

use ed25519_dalek::{Signature, VerifyingKey};

use super::{
    error::SecretError,
    limits::{PUBLIC_KEY_BYTES, SIGNATURE_BYTES},
};

/// A key that verifies signatures of version `v1a`, and makes none.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// A key as a sender makes it: a private number times the base point, in its one encoding.
    ///
    /// Refused are points of small order (for the all-zero key a signature of zeros holds over every eighth message or
    /// so: anybody can sign), points with a part of small order (whether a signature holds would depend on the
    /// verifier), and second encodings of a point.
    pub fn new(key: &[u8]) -> Result<Self, SecretError> {
        let bytes: &[u8; PUBLIC_KEY_BYTES] = key.try_into().map_err(|_| SecretError::PublicKeyLength)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| SecretError::WeakPublicKey)?;
        let point = key.to_edwards();
        if key.is_weak() || !point.is_torsion_free() || point.compress().as_bytes() != bytes {
            return Err(SecretError::WeakPublicKey);
        }
        Ok(Self(key))
    }

    /// Whether a signature was made over these bytes with the private key. Strict: its number is reduced, its point is
    /// in its one encoding and not of small order; else one signature could be written in several ways.
    #[must_use]
    pub fn verifies(&self, signed: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        self.0.verify_strict(signed, &Signature::from_bytes(signature)).is_ok()
    }

    /// The key, which is no secret.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
