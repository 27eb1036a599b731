//! Matches the tokens of a signature header against the secrets of a source, in constant time over
//! tokens and shared keys and without an allocation per token or secret.

use std::cell::OnceCell;

use ::hmac::Mac as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};

use super::error::{V1A_TOKENS_MAX, VerifyError};
use crate::ingest::secret::{
    Secret, SecretKind,
    key::{HmacKey, PublicKey, SIGNATURE_BYTES, SecretKey},
};

const MAC_BYTES: usize = 32;

/// [`MAC_BYTES`] in base64.
const MAC_CHARACTERS: usize = 44;

/// [`SIGNATURE_BYTES`] in base64.
const SIGNATURE_CHARACTERS: usize = 88;

/// The signed content, `id.timestamp.body`, in parts: the body is not copied.
pub(super) struct SignedContent<'a> {
    parts: [&'a [u8]; 5],
    /// Concatenated on first use, once for all public keys: strict verification takes one slice.
    whole: OnceCell<Vec<u8>>,
}

impl<'a> SignedContent<'a> {
    /// `id` and `timestamp` are the unchanged header texts, `body` is the raw body.
    #[must_use]
    pub const fn new(id: &'a [u8], timestamp: &'a [u8], body: &'a [u8]) -> Self {
        Self { parts: [id, b".", timestamp, b".", body], whole: OnceCell::new() }
    }

    /// HMAC-SHA-256 of the content.
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

/// The first secret that verifies any token of its version. Every token is compared with every
/// secret of its version, also after a match: the duration reveals neither the matching secret nor
/// how many bytes of a token were right.
pub(super) fn first_match<'a>(
    secrets: &'a [Secret],
    signature: &str,
    signed: &SignedContent<'_>,
) -> Result<&'a Secret, VerifyError> {
    const NONE: u64 = u64::MAX;
    let mut found = NONE;
    for (index, secret) in (0_u64..).zip(secrets) {
        let is_valid = match secret.key() {
            SecretKey::Hmac(key) => any_mac_is_valid(signed.mac(key), signature),
            SecretKey::Ed25519(key) => any_signature_is_valid(key, signature, signed),
        };
        found.conditional_assign(&index, is_valid & found.ct_eq(&NONE));
    }
    let secret = usize::try_from(found).ok().and_then(|index| secrets.get(index));
    secret.ok_or_else(|| no_match_error(secrets, signature))
}

/// Compares base64 texts, not decoded bytes: several texts decode to the same bytes, and only one
/// of them is the signature.
fn any_mac_is_valid(mac: [u8; MAC_BYTES], signature: &str) -> Choice {
    let mut expected = [0; MAC_CHARACTERS];
    STANDARD.encode_slice(mac, &mut expected).expect("32 bytes are 44 characters of base64");
    tokens(signature, SecretKind::Hmac)
        .fold(Choice::from(0), |is_valid, token| is_valid | token.as_bytes().ct_eq(expected.as_slice()))
}

/// A public key and a signature are no secrets, so only the number of checks is constant.
fn any_signature_is_valid(key: &PublicKey, signature: &str, signed: &SignedContent<'_>) -> Choice {
    tokens(signature, SecretKind::Ed25519).take(V1A_TOKENS_MAX).fold(Choice::from(0), |is_valid, token| {
        let good = decode(token).is_some_and(|signature| key.verifies(signed.whole(), &signature));
        is_valid | Choice::from(u8::from(good))
    })
}

/// Decodes 88 characters to 64 bytes. The engine accepts only the canonical text of the bytes.
fn decode(token: &str) -> Option<[u8; SIGNATURE_BYTES]> {
    // The engine needs a buffer for whole groups of three bytes.
    let mut decoded = [0; SIGNATURE_CHARACTERS / 4 * 3];
    if token.len() != SIGNATURE_CHARACTERS {
        return None;
    }
    let length = STANDARD.decode_slice(token, &mut decoded).ok()?;
    decoded.get(..length)?.try_into().ok()
}

/// The base64 part of each token of the kind's version. Tokens of other versions and malformed
/// tokens are skipped: a sender may add versions that are unknown here.
fn tokens(signature: &str, kind: SecretKind) -> impl Iterator<Item = &str> {
    signature
        .split(' ')
        .filter_map(|token| token.split_once(','))
        .filter(move |(version, _)| *version == kind.version())
        .map(|(_, encoded)| encoded)
}

fn no_match_error(secrets: &[Secret], signature: &str) -> VerifyError {
    let has_secret = |kind| secrets.iter().any(|secret| secret.kind() == kind);
    let count = |kind| if has_secret(kind) { tokens(signature, kind).count() } else { 0 };
    match (count(SecretKind::Hmac), count(SecretKind::Ed25519)) {
        (0, 0) => VerifyError::NoUsableSignature,
        (_, public) if public > V1A_TOKENS_MAX => VerifyError::TooManySignatures,
        _ => VerifyError::SignatureMismatch,
    }
}
