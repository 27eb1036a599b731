//! What verifies a source's deliveries, read strictly: a shared HMAC key or an ed25519 public key. It never prints its
//! key and takes no text that only looks like one.

pub(super) mod ed25519;
mod error;
pub(super) mod hmac;
pub(super) mod limits;

use std::fmt;

use ::hmac::{Hmac, Mac as _};
use base64::{
    Engine as _, alphabet, decoded_len_estimate,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use secrecy::zeroize::Zeroizing;
use sha2::Sha256;

pub use self::error::SecretError;
use self::{ed25519::PublicKey, hmac::HmacKey};

const HMAC_PREFIX: &str = "whsec_";
const PUBLIC_PREFIX: &str = "whpk_";

/// The text under the HMAC that names a secret without revealing it. Changing it would orphan every recorded `secret_id`.
const ID_CONTEXT: &[u8] = b"gatelog/secret-id@v1";

/// The first eight hexadecimal digits name a secret; secrets are few, so they are told apart.
const ID_BYTES: usize = 4;

/// Padding may be missing, as in keys that were copied by a double click; any other deviation is a mistake in the key.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What verifies the deliveries of a source.
#[derive(Clone)]
pub struct Secret {
    key: Key,
    id: String,
}

/// How a secret verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// `whsec_…`, shared with the sender: signatures of version `v1`.
    Hmac,
    /// `whpk_…`, the sender's public key: signatures of version `v1a`.
    Ed25519,
}

/// The key itself.
#[derive(Clone)]
pub(super) enum Key {
    Hmac(HmacKey),
    Ed25519(PublicKey),
}

impl Secret {
    /// Reads one secret: outer white space and one prefix are taken off, missing padding is forgiven. Without a prefix
    /// it is an HMAC key.
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
            return Ok(Self { id: id(hmac::mac(key.as_bytes())), key: Key::Ed25519(key) });
        }
        let encoded = text.strip_prefix(HMAC_PREFIX).unwrap_or(text);
        let key = HmacKey::new(&decode(encoded, SecretError::NotBase64)?)?;
        Ok(Self { id: id(key.mac()), key: Key::Hmac(key) })
    }

    /// Names this secret in the log and in log lines: it tells which one verified a delivery, and nothing else.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How it verifies.
    #[must_use]
    pub const fn kind(&self) -> SecretKind {
        match self.key {
            Key::Hmac(_) => SecretKind::Hmac,
            Key::Ed25519(_) => SecretKind::Ed25519,
        }
    }

    /// Whether it is shorter than the specification asks for: taken, but worth a warning.
    #[must_use]
    pub fn is_short(&self) -> bool {
        matches!(&self.key, Key::Hmac(key) if key.is_short())
    }

    /// The shared secret that other bytes make, which are worked out from this one's; `None` where that cannot be.
    pub(super) fn changed(&self, change: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Option<Self> {
        let Key::Hmac(key) = &self.key else { return None };
        let key = key.changed(change)?;
        Some(Self { id: id(key.mac()), key: Key::Hmac(key) })
    }

    pub(super) const fn key(&self) -> &Key {
        &self.key
    }
}

impl SecretKind {
    /// A fixed short label: for log lines and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hmac => "hmac",
            Self::Ed25519 => "ed25519",
        }
    }

    /// The version of the signatures that it verifies, as it stands before a token's comma.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            Self::Hmac => "v1",
            Self::Ed25519 => "v1a",
        }
    }
}

/// Shows the id only.
impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Secret({})", self.id)
    }
}

/// The bytes behind base64, in memory that is wiped.
fn decode(encoded: &str, mistake: SecretError) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    if encoded.is_empty() {
        return Err(SecretError::Empty);
    }
    if encoded.contains(char::is_whitespace) {
        return Err(SecretError::WhiteSpace);
    }
    // Not `decode`: its buffer grows, and what it leaves behind is not wiped.
    let mut decoded = Zeroizing::new(vec![0; decoded_len_estimate(encoded.len())]);
    let length = BASE64.decode_slice(encoded, &mut decoded).map_err(|_| mistake)?;
    decoded.truncate(length);
    Ok(decoded)
}

fn id(mut mac: Hmac<Sha256>) -> String {
    mac.update(ID_CONTEXT);
    let digest = mac.finalize().into_bytes();
    digest.iter().take(ID_BYTES).fold(String::new(), |id, byte| format!("{id}{byte:02x}"))
}
