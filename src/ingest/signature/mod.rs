//! Signs and verifies deliveries as Svix and Standard Webhooks do (versions `v1` and `v1a`). Pure: it asks no clock,
//! reads no configuration, looks at no JSON, and changes no byte of what it checks.

mod headers;
mod limits;
mod refusal;
mod tokens;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderMap;

use self::tokens::{Signed, matching};
pub use self::{
    headers::{Claims, Families},
    limits::{SIGNATURE_HEADER_BYTES_MAX, TOLERANCE_SECONDS, V1A_TOKENS_MAX},
    refusal::{Refusal, RefusalKind},
};
use super::secret::{Key, Secret};
use crate::{clock::Timestamp, event::EventId};

/// When a delivery must have been signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Within [`TOLERANCE_SECONDS`] of this moment.
    Around(Timestamp),
    /// At any time: for deliveries that were saved, never at the door.
    Waived,
}

/// What is known of a delivery whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The sender's id for the event: the same on every attempt.
    pub id: EventId,
    /// When this attempt was signed, in seconds.
    pub timestamp: i64,
    /// The signature header as it came.
    pub signature: String,
    /// Which secret verified it.
    pub secret_id: String,
}

/// Proves that the body was sent, under this id and within the window, by a holder of one of the secrets; or says why
/// not.
pub fn verify(
    secrets: &[Secret],
    families: Families,
    headers: &HeaderMap,
    body: &[u8],
    window: Window,
) -> Result<Verified, Refusal> {
    let Claims { id, id_text, timestamp, timestamp_text, signature } = Claims::read(families, headers)?;
    // Before anything is computed over the body, so that a replay costs us nothing.
    window.check(timestamp)?;
    let secret = matching(secrets, signature, &Signed::new(id_text, timestamp_text, body))?;
    Ok(Verified { id, timestamp, signature: signature.to_owned(), secret_id: secret.id().to_owned() })
}

/// One token of a signature header, `v1,<base64>`, as the sender would write it. Empty for a public key, which can sign
/// nothing: a door refuses it.
#[must_use]
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> String {
    let Key::Hmac(key) = secret.key() else { return String::new() };
    let mac = Signed::new(id.as_bytes(), timestamp.to_string().as_bytes(), body).mac(key);
    format!("{},{}", secret.kind().version(), STANDARD.encode(mac))
}

impl Window {
    /// In whole seconds, both edges included, and without overflow whatever the two moments are.
    fn check(self, timestamp: i64) -> Result<(), Refusal> {
        let Self::Around(now) = self else { return Ok(()) };
        let now = now.seconds();
        let distance = now.abs_diff(timestamp);
        if distance <= TOLERANCE_SECONDS {
            return Ok(());
        }
        if timestamp < now {
            return Err(Refusal::TooOld { age_seconds: distance });
        }
        Err(Refusal::TooNew { ahead_seconds: distance })
    }
}
