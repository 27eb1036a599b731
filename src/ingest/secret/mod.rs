//! Parses signing secrets strictly: a shared HMAC key or an ed25519 public key. A secret never
//! prints its key.

pub(super) mod key;

use std::fmt;

use ::hmac::{Hmac, Mac as _};
use base64::{
    Engine as _, alphabet, decoded_len_estimate,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use data_encoding::HEXLOWER;
use secrecy::zeroize::Zeroizing;
use sha2::Sha256;

pub use self::key::SecretError;
use self::key::{HmacKey, PublicKey, SecretKey};

const HMAC_PREFIX: &str = "whsec_";
const PUBLIC_PREFIX: &str = "whpk_";

/// The input of the HMAC whose digest names a secret without revealing it. A change would orphan
/// every recorded `secret_id`.
const ID_CONTEXT: &[u8] = b"gatelog/secret-id@v1";

/// Eight hexadecimal digits name a secret: enough to distinguish the few secrets of a source.
const ID_BYTES: usize = 4;

/// Padding may be missing, as in a key that was copied by a double click. Any other deviation is
/// an error.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Clone)]
pub struct Secret {
    key: SecretKey,
    id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// `whsec_…`, a key shared with the sender: signatures of version `v1`.
    Hmac,
    /// `whpk_…`, the sender's public key: signatures of version `v1a`.
    Ed25519,
}

impl Secret {
    /// Parses one secret. Outer white space is trimmed and missing base64 padding is allowed. A
    /// text without a prefix is an HMAC key.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        for (prefix, mistake) in
            [("sk_", SecretError::ApiKey), ("pk_", SecretError::PublishableKey), ("whsk_", SecretError::PrivateKey)]
        {
            if text.starts_with(prefix) {
                return Err(mistake);
            }
        }
        if let Some(encoded) = text.strip_prefix(PUBLIC_PREFIX) {
            let key = PublicKey::new(&decode(encoded, SecretError::PublicKeyNotBase64)?)?;
            return Ok(Self { id: id(key::mac(key.as_bytes())), key: SecretKey::Ed25519(key) });
        }
        let encoded = text.strip_prefix(HMAC_PREFIX).unwrap_or(text);
        let key = HmacKey::new(&decode(encoded, SecretError::NotBase64)?)?;
        Ok(Self { id: id(key.mac()), key: SecretKey::Hmac(key) })
    }

    /// The name of this secret in the log and in log lines. It reveals nothing about the key.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    #[must_use]
    pub const fn kind(&self) -> SecretKind {
        match self.key {
            SecretKey::Hmac(_) => SecretKind::Hmac,
            SecretKey::Ed25519(_) => SecretKind::Ed25519,
        }
    }

    /// Whether the key is shorter than the specification recommends: usable, but worth a warning.
    #[must_use]
    pub fn is_short(&self) -> bool {
        matches!(&self.key, SecretKey::Hmac(key) if key.is_short())
    }

    /// A shared secret derived from the bytes of this one; `None` for a public key, or if there is
    /// no such secret.
    pub(super) fn derive(&self, change: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Option<Self> {
        let SecretKey::Hmac(key) = &self.key else { return None };
        let key = key.derive(change)?;
        Some(Self { id: id(key.mac()), key: SecretKey::Hmac(key) })
    }

    pub(super) const fn key(&self) -> &SecretKey {
        &self.key
    }
}

impl SecretKind {
    /// The version of the signatures that this kind verifies: the part of a token before the
    /// comma.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            Self::Hmac => "v1",
            Self::Ed25519 => "v1a",
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Secret({})", self.id)
    }
}

/// Decodes base64 into memory that is wiped on drop.
fn decode(encoded: &str, mistake: SecretError) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    if encoded.is_empty() {
        return Err(SecretError::Empty);
    }
    if encoded.contains(char::is_whitespace) {
        return Err(SecretError::WhiteSpace);
    }
    // `decode` would reallocate its buffer and leave copies that are not wiped.
    let mut decoded = Zeroizing::new(vec![0; decoded_len_estimate(encoded.len())]);
    let length = BASE64.decode_slice(encoded, &mut decoded).map_err(|_| mistake)?;
    decoded.truncate(length);
    Ok(decoded)
}

fn id(mut mac: Hmac<Sha256>) -> String {
    mac.update(ID_CONTEXT);
    HEXLOWER.encode(&mac.finalize().into_bytes()[..ID_BYTES])
}
