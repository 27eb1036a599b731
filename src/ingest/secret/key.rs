//! The keys behind signing secrets: a shared HMAC key or an ed25519 public key.

use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit as _};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroizing};
use sha2::Sha256;

/// A shorter HMAC key could be guessed, so it is an error.
const HMAC_KEY_BYTES_MIN: usize = 16;

/// The minimum of the Standard Webhooks specification. Svix's own manual shows a key of 18 bytes,
/// so a shorter key is only a warning.
const HMAC_KEY_BYTES_RECOMMENDED: usize = 24;

const PUBLIC_KEY_BYTES: usize = ed25519_dalek::PUBLIC_KEY_LENGTH;

pub const SIGNATURE_BYTES: usize = ed25519_dalek::SIGNATURE_LENGTH;

#[derive(Clone)]
pub enum SecretKey {
    Hmac(HmacKey),
    Ed25519(PublicKey),
}

/// A key of HMAC-SHA-256, for signatures of version `v1`. Its memory is wiped on drop, and no
/// method returns its bytes.
pub struct HmacKey(SecretBox<[u8]>);

/// A public key that verifies ed25519 signatures (RFC 8032), version `v1a`. It is strict where the
/// RFC leaves a choice: it accepts no key and no signature about which two correct verifiers could
/// disagree.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why a text is no signing secret. No message repeats any part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("the signing secret is empty; it is the whsec_… value that the sender's dashboard shows for the endpoint")]
    Empty,
    #[error(
        "this is a Clerk API key (sk_…), not the signing secret of the webhook endpoint, which begins with whsec_; copy that one"
    )]
    ApiKey,
    #[error(
        "this is a Clerk publishable key (pk_…), not the signing secret of the webhook endpoint, which begins with whsec_; copy that one"
    )]
    PublishableKey,
    #[error(
        "this is an ed25519 private key (whsk_…), which belongs to the sender alone; use the public key that belongs \
         to it (whpk_…), and have the sender replace this one where it was shown to anybody"
    )]
    PrivateKey,
    #[error("the signing secret holds white space; copy it again in one piece, and separate several by commas")]
    WhiteSpace,
    #[error("the signing secret is not whsec_ and then base64 (A-Z a-z 0-9 + /); copy it again, whole")]
    NotBase64,
    #[error("the public key is not whpk_ and then base64 (A-Z a-z 0-9 + /); copy it again, whole")]
    PublicKeyNotBase64,
    #[error(
        "the signing secret has fewer than {HMAC_KEY_BYTES_MIN} bytes and could be guessed; make a new one at the sender"
    )]
    TooShort,
    #[error("an ed25519 public key (whpk_…) has {PUBLIC_KEY_BYTES} bytes, this one has not; copy it again, whole")]
    PublicKeyLength,
    /// Not a point of the curve, not its canonical encoding, or outside the prime-order subgroup.
    #[error(
        "this ed25519 public key (whpk_…) is none that a sender makes, and with such a key anybody could sign; copy it \
         again from the sender"
    )]
    WeakPublicKey,
}

impl HmacKey {
    pub fn new(key: &[u8]) -> Result<Self, SecretError> {
        if key.len() < HMAC_KEY_BYTES_MIN {
            return Err(SecretError::TooShort);
        }
        Ok(Self(SecretBox::new(key.into())))
    }

    /// Whether the key is shorter than the specification recommends.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.expose_secret().len() < HMAC_KEY_BYTES_RECOMMENDED
    }

    /// A key derived from the bytes of this one; `None` if there is no such key.
    pub fn derive(&self, change: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Option<Self> {
        Self::new(&Zeroizing::new(change(self.0.expose_secret())?)).ok()
    }

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

impl PublicKey {
    /// A key as a sender makes it: a private number times the base point, in its canonical
    /// encoding.
    ///
    /// Three kinds of keys are errors. With a point of small order anyone can sign: for the
    /// all-zero key a signature of zeros is valid for about every eighth message. With a point
    /// that has a component of small order the result would depend on the verifier. A
    /// non-canonical encoding is a second text for the same point.
    pub fn new(key: &[u8]) -> Result<Self, SecretError> {
        let bytes: &[u8; PUBLIC_KEY_BYTES] = key.try_into().map_err(|_| SecretError::PublicKeyLength)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| SecretError::WeakPublicKey)?;
        let point = key.to_edwards();
        if key.is_weak() || !point.is_torsion_free() || point.compress().as_bytes() != bytes {
            return Err(SecretError::WeakPublicKey);
        }
        Ok(Self(key))
    }

    /// Whether the signature over these bytes is valid. Verification is strict, so that each
    /// signature has one text: its scalar is reduced, and its point is canonical and not of small
    /// order.
    #[must_use]
    pub fn verifies(&self, signed: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        self.0.verify_strict(signed, &Signature::from_bytes(signature)).is_ok()
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// HMAC-SHA-256 under a key of any length.
#[must_use]
pub fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}
