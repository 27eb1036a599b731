//! The common ways to misread a signing secret, and the secret that each of them produces.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::ingest::secret::Secret;

const PREFIX: &str = "whsec_";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misreading {
    /// The sender uses the text after `whsec_` as the key.
    Undecoded,
    /// The sender uses the whole text as the key.
    WithPrefix,
    /// The configured value is the secret, encoded once more.
    EncodedTwice,
}

/// Each misreading of a secret, with the secret that it produces.
pub(super) fn misreadings(secret: &Secret) -> Vec<(Misreading, Secret)> {
    let undecoded = secret.derive(|key| Some(STANDARD.encode(key).into_bytes()));
    let with_prefix = secret.derive(|key| Some(format!("{PREFIX}{}", STANDARD.encode(key)).into_bytes()));
    let encoded_twice = secret.derive(|key| {
        let text = str::from_utf8(key).ok()?.trim();
        STANDARD.decode(text.strip_prefix(PREFIX).unwrap_or(text)).ok()
    });
    let derived = [
        (Misreading::Undecoded, undecoded),
        (Misreading::WithPrefix, with_prefix),
        (Misreading::EncodedTwice, encoded_twice),
    ];
    derived.into_iter().filter_map(|(misreading, secret)| Some((misreading, secret?))).collect()
}

impl fmt::Display for Misreading {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Undecoded => {
                "the sender signs with the text behind whsec_ instead of the bytes that it encodes; correct the sender: \
                 the key is the base64-decoded text"
            }
            Self::WithPrefix => {
                "the sender signs with the whole text of the secret, whsec_ included, instead of the bytes that it \
                 encodes; correct the sender: take whsec_ off, and decode the rest from base64"
            }
            Self::EncodedTwice => {
                "the secret that is configured here was encoded as base64 once more, as secret stores do; configure the \
                 whsec_… text itself"
            }
        })
    }
}
