//! A webhook signing secret, read strictly. It never prints its key and takes no text that only looks like one.

use std::fmt;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

/// Below this a key can be guessed, so it is refused.
pub const SECRET_BYTES_MIN: usize = 16;

/// What the specification asks for. Svix's own manual shows a key of 18 bytes, so below this is a warning only.
pub const SECRET_BYTES_RECOMMENDED: usize = 24;

const PREFIX: &str = "whsec_";

/// The text under the HMAC that names a secret without revealing it. Changing it would orphan every recorded `secret_id`.
const ID_CONTEXT: &[u8] = b"gatelog/secret-id@v1";

/// The first eight hexadecimal digits name a secret; secrets are few, so they are told apart.
const ID_BYTES: usize = 4;

/// Padding may be missing, as in keys that were copied by a double click; any other deviation is a mistake in the key.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The key that a sender and this door share.
pub struct Secret {
    key: SecretBox<[u8]>,
    id: String,
}

/// Why a text is no signing secret. None of the texts repeats any of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nothing there, or nothing after `whsec_`.
    #[error("the signing secret is empty; it is the whsec_… value that the sender's dashboard shows for the endpoint")]
    Empty,
    /// An API key of Clerk's.
    #[error("this is a Clerk API key (sk_…), not the signing secret of the webhook endpoint, which begins with whsec_")]
    ApiKey,
    /// A publishable key of Clerk's.
    #[error(
        "this is a Clerk publishable key (pk_…), not the signing secret of the webhook endpoint, which begins with whsec_"
    )]
    PublishableKey,
    /// A private key for ed25519 signatures.
    #[error(
        "this is an ed25519 private key (whsk_…), which belongs to the sender alone; use the endpoint's whsec_… secret"
    )]
    PrivateKey,
    /// A public key for ed25519 signatures. Decoded leniently it would be a key that everybody knows.
    #[error(
        "this is an ed25519 public key (whpk_…), and anybody could sign with it; use the endpoint's whsec_… secret"
    )]
    PublicKey,
    /// White space inside.
    #[error("the signing secret holds white space; copy it again in one piece, and separate several by commas")]
    WhiteSpace,
    /// Not the standard base64 alphabet, or not whole.
    #[error("what follows whsec_ is not base64 (A-Z a-z 0-9 + /); copy the signing secret again, whole")]
    NotBase64,
    /// Under [`SECRET_BYTES_MIN`].
    #[error(
        "the signing secret has fewer than {SECRET_BYTES_MIN} bytes and could be guessed; make a new one at the sender"
    )]
    TooShort,
}

impl Secret {
    /// Reads one secret: outer white space and one `whsec_` are taken off, missing padding is forgiven.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        for (prefix, mistake) in [
            ("sk_", SecretError::ApiKey),
            ("pk_", SecretError::PublishableKey),
            ("whsk_", SecretError::PrivateKey),
            ("whpk_", SecretError::PublicKey),
        ] {
            if text.starts_with(prefix) {
                return Err(mistake);
            }
        }
        let encoded = text.strip_prefix(PREFIX).unwrap_or(text);
        if encoded.is_empty() {
            return Err(SecretError::Empty);
        }
        if encoded.contains(char::is_whitespace) {
            return Err(SecretError::WhiteSpace);
        }
        let key = BASE64.decode(encoded).map_err(|_| SecretError::NotBase64)?;
        if key.len() < SECRET_BYTES_MIN {
            return Err(SecretError::TooShort);
        }
        Ok(Self::of(key))
    }

    /// Names this secret in the log and in log lines: it tells which one verified a delivery, and nothing else.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it is shorter than the specification asks for: taken, but worth a warning.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.key.expose_secret().len() < SECRET_BYTES_RECOMMENDED
    }

    /// A MAC under this key, with nothing in it yet.
    pub(super) fn mac(&self) -> Hmac<Sha256> {
        mac(self.key.expose_secret())
    }

    /// The secret that other bytes make, which are worked out from this one's; `None` where that cannot be.
    pub(super) fn changed(&self, change: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Option<Self> {
        change(self.key.expose_secret()).filter(|key| key.len() >= SECRET_BYTES_MIN).map(Self::of)
    }

    fn of(key: Vec<u8>) -> Self {
        let mut mac = mac(&key);
        mac.update(ID_CONTEXT);
        let digest = mac.finalize().into_bytes();
        let id = digest.iter().take(ID_BYTES).fold(String::new(), |id, byte| format!("{id}{byte:02x}"));
        Self { key: SecretBox::new(key.into_boxed_slice()), id }
    }
}

/// Shows the id only.
impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Secret({})", self.id)
    }
}

impl Clone for Secret {
    fn clone(&self) -> Self {
        Self { key: SecretBox::new(self.key.expose_secret().into()), id: self.id.clone() }
    }
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}
