//! The tokens of a signature header against the secrets of a source. In constant time over tokens and shared keys, and
//! without an allocation for any of them; it reads no clock and no header.

use std::cell::OnceCell;

use ::hmac::Mac as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};

use super::{limits::V1A_TOKENS_MAX, refusal::Refusal};
use crate::ingest::secret::{Key, Secret, SecretKind, ed25519::PublicKey, hmac::HmacKey, limits::SIGNATURE_BYTES};

const MAC_BYTES: usize = 32;

/// [`MAC_BYTES`] in base64.
const MAC_CHARACTERS: usize = 44;

/// [`SIGNATURE_BYTES`] in base64.
const SIGNATURE_CHARACTERS: usize = 88;

/// The text that is signed, `id.timestamp.body`, in its parts: a body is not copied for it.
pub struct Signed<'a> {
    parts: [&'a [u8]; 5],
    /// Put together once for all public keys, when one needs it: strict verification takes one piece.
    whole: OnceCell<Vec<u8>>,
}

impl<'a> Signed<'a> {
    /// Of header text as it came, and the raw body.
    #[must_use]
    pub const fn new(id: &'a [u8], timestamp: &'a [u8], body: &'a [u8]) -> Self {
        Self { parts: [id, b".", timestamp, b".", body], whole: OnceCell::new() }
    }

    /// HMAC-SHA-256 over it.
    #[must_use]
    pub fn mac(&self, key: &HmacKey) -> [u8; MAC_BYTES] {
        let mut mac = key.mac();
        for part in self.parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    fn whole(&self) -> &[u8] {
        self.whole.get_or_init(|| self.parts.concat())
    }
}

/// The first secret under which any token of its version holds. Every token of a version meets every secret of it, found
/// or not: how long this takes tells neither which one held nor how far one was right.
pub fn matching<'a>(secrets: &'a [Secret], signature: &str, signed: &Signed<'_>) -> Result<&'a Secret, Refusal> {
    const NONE: u64 = u64::MAX;
    let mut found = NONE;
    for (index, secret) in (0_u64..).zip(secrets) {
        let holds = match secret.key() {
            Key::Hmac(key) => any_mac_holds(signed.mac(key), signature),
            Key::Ed25519(key) => any_signature_holds(key, signature, signed),
        };
        found.conditional_assign(&index, holds & found.ct_eq(&NONE));
    }
    let secret = usize::try_from(found).ok().and_then(|index| secrets.get(index));
    secret.ok_or_else(|| why_none(secrets, signature))
}

/// As text: of decoded bytes several texts would pass for one signature.
fn any_mac_holds(mac: [u8; MAC_BYTES], signature: &str) -> Choice {
    let mut expected = [0; MAC_CHARACTERS];
    STANDARD.encode_slice(mac, &mut expected).expect("32 bytes are 44 characters of base64");
    tokens(signature, SecretKind::Hmac)
        .fold(Choice::from(0), |holds, token| holds | token.as_bytes().ct_eq(expected.as_slice()))
}

/// Nothing here is secret, so only the number of checks is kept the same.
fn any_signature_holds(key: &PublicKey, signature: &str, signed: &Signed<'_>) -> Choice {
    tokens(signature, SecretKind::Ed25519).take(V1A_TOKENS_MAX).fold(Choice::from(0), |holds, token| {
        let good = decode(token).is_some_and(|signature| key.verifies(signed.whole(), &signature));
        holds | Choice::from(u8::from(good))
    })
}

/// The 64 bytes behind 88 characters: the engine takes the one canonical text for them only.
fn decode(token: &str) -> Option<[u8; SIGNATURE_BYTES]> {
    // The engine asks for room for whole groups of three.
    let mut decoded = [0; SIGNATURE_CHARACTERS / 4 * 3];
    if token.len() != SIGNATURE_CHARACTERS {
        return None;
    }
    let length = STANDARD.decode_slice(token, &mut decoded).ok()?;
    decoded.get(..length)?.try_into().ok()
}

/// What follows the comma of each token that such a secret verifies. Tokens of other versions, and what is no token, are
/// skipped: senders may add what we do not know.
fn tokens(signature: &str, kind: SecretKind) -> impl Iterator<Item = &str> {
    signature
        .split(' ')
        .filter_map(|token| token.split_once(','))
        .filter(move |(version, _)| *version == kind.version())
        .map(|(_, encoded)| encoded)
}

fn why_none(secrets: &[Secret], signature: &str) -> Refusal {
    let holds = |kind| secrets.iter().any(|secret| secret.kind() == kind);
    let count = |kind| if holds(kind) { tokens(signature, kind).count() } else { 0 };
    match (count(SecretKind::Hmac), count(SecretKind::Ed25519)) {
        (0, 0) => Refusal::NoUsableSignature,
        (_, public) if public > V1A_TOKENS_MAX => Refusal::TooManySignatures,
        _ => Refusal::SignatureMismatch,
    }
}
