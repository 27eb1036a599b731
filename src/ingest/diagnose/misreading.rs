//! How a signing secret is commonly misread, by the sender's program or by whoever stored it here. Makes the secrets
//! that such a mistake amounts to, and shows none of them.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::ingest::secret::Secret;

const PREFIX: &str = "whsec_";

/// A mistake with a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misreading {
    /// The text behind `whsec_` was used as the key.
    Undecoded,
    /// The whole text was used as the key.
    WithPrefix,
    /// What is configured is the secret, encoded once more.
    EncodedTwice,
}

/// Each mistake that can be made with a secret, and the secret that it amounts to.
pub(super) fn misreadings(secret: &Secret) -> Vec<(Misreading, Secret)> {
    let undecoded = secret.changed(|key| Some(STANDARD.encode(key).into_bytes()));
    let with_prefix = secret.changed(|key| Some(format!("{PREFIX}{}", STANDARD.encode(key)).into_bytes()));
    let encoded_twice = secret.changed(|key| {
        let text = str::from_utf8(key).ok()?.trim();
        STANDARD.decode(text.strip_prefix(PREFIX).unwrap_or(text)).ok()
    });
    let made = [
        (Misreading::Undecoded, undecoded),
        (Misreading::WithPrefix, with_prefix),
        (Misreading::EncodedTwice, encoded_twice),
    ];
    made.into_iter().filter_map(|(misreading, secret)| Some((misreading, secret?))).collect()
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
