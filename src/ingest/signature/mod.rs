//! Signs and verifies deliveries as Svix and Standard Webhooks do (versions `v1` and `v1a`). Pure:
//! the time and the secrets are parameters, and the body is opaque bytes.

mod error;
mod headers;
mod tokens;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderMap;

use self::{
    error::TOLERANCE_SECONDS,
    headers::Claims,
    tokens::{SignedContent, first_match},
};
pub use self::{
    error::{SIGNATURE_HEADER_BYTES_MAX, V1A_TOKENS_MAX, VerifyError, VerifyErrorKind},
    headers::SignatureHeaders,
};
use super::secret::{Secret, key::SecretKey};
use crate::{clock::Timestamp, event::EventId};

/// When a delivery must have been signed to be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Within 300 seconds of this time, both edges included.
    Around(Timestamp),
    /// At any time. For saved deliveries only, never for the webhook receiver.
    Waived,
}

/// The facts of a delivery whose signature is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The sender's id of the event, the same on every attempt.
    pub id: EventId,
    /// When the sender signed this attempt, in Unix seconds.
    pub timestamp: i64,
    /// The signature header, unchanged.
    pub signature: String,
    /// The id of the secret that verified the delivery.
    pub secret_id: String,
}

/// Verifies that a holder of one of the secrets signed this body with this id and a timestamp in
/// the window.
pub fn verify(
    secrets: &[Secret],
    signature_headers: SignatureHeaders,
    headers: &HeaderMap,
    body: &[u8],
    window: Window,
) -> Result<Verified, VerifyError> {
    let Claims { id, id_text, timestamp, timestamp_text, signature } = Claims::read(signature_headers, headers)?;
    // The cheap check comes first, so that a replay costs no hash of the body.
    window.check(timestamp)?;
    let secret = first_match(secrets, signature, &SignedContent::new(id_text, timestamp_text, body))?;
    Ok(Verified { id, timestamp, signature: signature.to_owned(), secret_id: secret.id().to_owned() })
}

/// Makes one token of a signature header, `v1,<base64>`, as the sender does. Empty for a public
/// key, which cannot sign: a receiver refuses an empty header.
#[must_use]
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> String {
    let SecretKey::Hmac(key) = secret.key() else { return String::new() };
    let mac = SignedContent::new(id.as_bytes(), timestamp.to_string().as_bytes(), body).mac(key);
    format!("{},{}", secret.kind().version(), STANDARD.encode(mac))
}

impl Window {
    /// Compares whole seconds, both edges included. No pair of times overflows.
    fn check(self, timestamp: i64) -> Result<(), VerifyError> {
        let Self::Around(now) = self else { return Ok(()) };
        let now = now.seconds();
        let distance = now.abs_diff(timestamp);
        if distance <= TOLERANCE_SECONDS {
            return Ok(());
        }
        if timestamp < now {
            return Err(VerifyError::TooOld { age_seconds: distance });
        }
        Err(VerifyError::TooNew { ahead_seconds: distance })
    }
}
