//! The text of an API key: a prefix for leak scanners, an id, a secret, and a checksum that
//! distinguishes a typing error from a wrong key. No `Debug` output contains the text.
//!
//! Format: `gatelog_`, 12 characters of id, `_`, 52 characters of 256 random bits, and 7
//! characters of CRC-32 over everything before. As a regular expression, for leak scanners:
//! `\bgatelog_[0-9a-hjkmnp-tv-z]{12}_[0-9a-hjkmnp-tv-z]{59}\b`.

use std::{fmt, sync::LazyLock};

use data_encoding::{Encoding, HEXLOWER, HEXLOWER_PERMISSIVE, Specification};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

pub const KEY_PREFIX: &str = "gatelog_";

/// Crockford's base 32 in lower case: without i, l, o and u, so that people do not confuse
/// characters when they read an id out.
const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str(ALPHABET);
    specification.encoding().expect("32 distinct characters are an alphabet")
});

/// 60 bits: ids must be distinct, not secret.
const ID_CHARACTERS: usize = 12;
/// 256 bits at five each.
const SECRET_CHARACTERS: usize = 52;
/// 32 bits at five each.
const CHECKSUM_CHARACTERS: usize = 7;

/// Identifies a key in lists, in the log and in the read audit. Not secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(Box<str>);

/// The whole text of a key. It exists only while the key is created or checked; Gatelog keeps its
/// digest.
pub struct KeyText {
    id: KeyId,
    text: SecretString,
}

/// SHA-256 of a key's whole text. With 256 random bits in the text a slow hash would add nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyDigest([u8; 32]);

/// Why a text is not a key. The messages do not repeat any of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("this is no key of gatelog; a key is one word that begins with gatelog_; copy it whole")]
    Form,
    #[error("this key was not copied whole, or was mistyped: its checksum does not fit; copy it again")]
    Checksum,
}

impl KeyId {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == ID_CHARACTERS && is_base32(text)).then(|| Self(text.into()))
    }

    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl KeyText {
    /// Generates a key from the system's randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let (mut id, mut secret) = ([0; 8], [0; 32]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut secret)?;
        let id = KeyId(BASE32.encode(&id)[..ID_CHARACTERS].into());
        let mut text = format!("{KEY_PREFIX}{id}_{}", BASE32.encode(&secret));
        text.push_str(&checksum(&text));
        Ok(Self { id, text: text.into() })
    }

    /// Checks the format and the checksum, not whether the key exists.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix(KEY_PREFIX).ok_or(KeyError::Form)?;
        let (id, rest) = rest.split_once('_').ok_or(KeyError::Form)?;
        let id = KeyId::parse(id).ok_or(KeyError::Form)?;
        if !is_base32(rest) {
            return Err(KeyError::Form);
        }
        let fits = text.len().checked_sub(CHECKSUM_CHARACTERS).is_some_and(|checked| {
            let (checked, sum) = text.split_at(checked);
            checksum(checked) == sum
        });
        if rest.len() != SECRET_CHARACTERS + CHECKSUM_CHARACTERS || !fits {
            return Err(KeyError::Checksum);
        }
        Ok(Self { id, text: text.into() })
    }

    /// The id in the text. It proves nothing until the digest matches.
    #[must_use]
    pub const fn id(&self) -> &KeyId {
        &self.id
    }

    /// The whole text, to show once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    #[must_use]
    pub fn digest(&self) -> KeyDigest {
        KeyDigest::from_text(self.expose())
    }
}

/// Prints only the id.
impl fmt::Debug for KeyText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("KeyText").field("id", &self.id.as_str()).finish_non_exhaustive()
    }
}

impl KeyDigest {
    /// Matches no key: no text with this digest is known.
    pub const NONE: Self = Self([0; 32]);

    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Parses the 64 hexadecimal digits that the log stores.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        Some(Self(HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?.try_into().ok()?))
    }

    /// Compares in constant time.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Hexadecimal digits.
impl fmt::Display for KeyDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// Prints no digits: they are not secret, but useless in a log line.
impl fmt::Debug for KeyDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("KeyDigest(…)")
    }
}

fn is_base32(text: &str) -> bool {
    text.chars().all(|character| ALPHABET.contains(character))
}

/// CRC-32 as in zip files and Ethernet. Detects mistakes, not attacks.
fn checksum(text: &str) -> String {
    BASE32.encode(&crc32fast::hash(text.as_bytes()).to_be_bytes())
}
