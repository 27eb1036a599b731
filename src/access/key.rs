//! The text of an API key. It says what it is, so that a scanner finds a leaked one; it carries a checksum, so that a
//! typing error is told apart from a wrong key; and it is never printed by what holds it.
//!
//! `gatelog_` · 12 characters of id · `_` · 52 characters of 256 random bits · 7 characters of CRC-32 over all before.
//! As a regular expression, for leak scanners: `\bgatelog_[0-9a-hjkmnp-tv-z]{12}_[0-9a-hjkmnp-tv-z]{59}\b`.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How every key begins.
pub const PREFIX: &str = "gatelog_";

/// Crockford's base 32 in lower case: no i, l, o, u, so that none is taken for another when an id is read out.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 60 bits: ids are told apart, not kept secret.
const ID_CHARACTERS: usize = 12;
/// 256 bits at five each.
const SECRET_CHARACTERS: usize = 52;
/// 32 bits at five each.
const CHECKSUM_CHARACTERS: usize = 7;

/// Names a key: in lists, in the log, in the audit of what was read. Not secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(Box<str>);

/// A key, whole. Only whoever made it and whoever presents it have one; what is kept is its digest.
pub struct Key {
    id: KeyId,
    text: SecretString,
}

/// SHA-256 of a key's whole text. With 256 random bits in the text there is nothing to be gained by a slow hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyDigest([u8; 32]);

/// Why a text is no key. None of the texts repeats any of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not of the form.
    #[error("this is no key of gatelog; a key is one word that begins with gatelog_; copy it whole")]
    Form,
    /// Of the form, and not what was once made.
    #[error("this key was not copied whole, or was mistyped: its checksum does not fit; copy it again")]
    Checksum,
}

impl KeyId {
    /// Reads an id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == ID_CHARACTERS && is_base32(text)).then(|| Self(text.into()))
    }

    /// The id as text.
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

impl Key {
    /// A fresh one, of the system's randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let (mut id, mut secret) = ([0; 8], [0; 32]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut secret)?;
        let id = KeyId(base32(&id)[..ID_CHARACTERS].into());
        let mut text = format!("{PREFIX}{id}_{}", base32(&secret));
        let checksum = base32(&crc32(text.as_bytes()).to_be_bytes());
        text.push_str(&checksum);
        Ok(Self { id, text: text.into() })
    }

    /// Reads what somebody presents. Says nothing about whether there is such a key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix(PREFIX).ok_or(KeyError::Form)?;
        let (id, rest) = rest.split_once('_').ok_or(KeyError::Form)?;
        let id = KeyId::parse(id).ok_or(KeyError::Form)?;
        if !is_base32(rest) {
            return Err(KeyError::Form);
        }
        let fits = text.len().checked_sub(CHECKSUM_CHARACTERS).is_some_and(|checked| {
            let (checked, checksum) = text.split_at(checked);
            base32(&crc32(checked.as_bytes()).to_be_bytes()) == checksum
        });
        if rest.len() != SECRET_CHARACTERS + CHECKSUM_CHARACTERS || !fits {
            return Err(KeyError::Checksum);
        }
        Ok(Self { id, text: text.into() })
    }

    /// Which key it is, or claims to be.
    #[must_use]
    pub const fn id(&self) -> &KeyId {
        &self.id
    }

    /// The whole text, to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> KeyDigest {
        KeyDigest::of(self.expose())
    }
}

/// The id alone.
impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Key").field("id", &self.id.as_str()).finish_non_exhaustive()
    }
}

impl KeyDigest {
    /// Of no key: nobody knows a text that gives it.
    pub const NONE: Self = Self([0; 32]);

    /// Of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Reads hexadecimal digits, as the log has them.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        if hex.len() != 64 || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let mut digest = [0; 32];
        for (at, byte) in digest.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Self(digest))
    }

    /// Whether both are of one text. The time taken does not tell how much of them is alike.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Hexadecimal digits.
impl fmt::Display for KeyDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

/// Nothing of it: it is no secret, and of no use in a log line either.
impl fmt::Debug for KeyDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("KeyDigest(…)")
    }
}

fn is_base32(text: &str) -> bool {
    text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// Five bits to a character, from the front; the last is filled up with zeros.
fn base32(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let character = |first: usize| ALPHABET[(first..first + 5).fold(0, |value, at| value << 1 | usize::from(bit(at)))];
    (0..bytes.len() * 8).step_by(5).map(|first| char::from(character(first))).collect()
}

/// CRC-32 as in zip files and Ethernet (reflected 0x04C11DB7). Not a protection: it tells mistakes from keys.
fn crc32(bytes: &[u8]) -> u32 {
    const REFLECTED: u32 = 0xedb8_8320;
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ REFLECTED } else { sum >> 1 })
    })
}
