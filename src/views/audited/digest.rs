//! Digests of values that are not stored. Two values have the same digest if they are the same
//! JSON, regardless of key order, white space and escapes.

use std::{collections::BTreeMap, iter};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::event::json::{JsonReader, NotJson};

/// Bytes of a stored digest: enough to tell two values of one object apart.
const DIGEST_BYTES: usize = 8;

/// Maximum nesting that is parsed; a deeper value is hashed as written. Clerk's bodies have five
/// levels.
const DEPTH_MAX: usize = 32;

/// An object without stored fields.
pub const EMPTY_OBJECT: &str = "{}";
/// Empty values stand for themselves: a missing field equals an empty one, but different empty
/// values are not equal.
const EMPTY: [&str; 6] = ["null", "false", "0", "\"\"", "[]", EMPTY_OBJECT];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// A field of Clerk: lists are unordered.
    Ignored,
    /// Metadata: only its author knows whether order matters.
    Significant,
}

type Digest = [u8; DIGEST_BYTES];

/// Reads a value and returns its digest, or the value itself if it is empty; see [`is_empty`].
pub fn take(reader: &mut JsonReader<'_>, order: ListOrder) -> Result<String, NotJson> {
    let (value, digest) = reader.spanned(|reader| digest(reader, order, 0))?;
    let is_empty = |empty: &&&str| match empty.as_bytes() {
        b"[]" => digest == hash(b'[', iter::empty()),
        b"{}" => digest == hash(b'{', iter::empty()),
        scalar => value.bytes() == scalar,
    };
    Ok(EMPTY.iter().find(is_empty).map_or_else(|| hex(digest), |empty| (*empty).to_owned()))
}

/// Reads a value and returns its digest, even if it is empty.
pub fn take_any(reader: &mut JsonReader<'_>, order: ListOrder) -> Result<String, NotJson> {
    digest(reader, order, 0).map(hex)
}

/// The digest of a parsed value, the same as from [`take`].
pub(super) fn of_value(value: &Value) -> String {
    let json = value.to_string();
    JsonReader::read_document(json.as_bytes(), |reader| take(reader, ListOrder::Ignored))
        .expect("a value has a JSON form")
}

/// Truncates a text. A truncated text ends in the digest of the whole text, so that different
/// texts stay different.
#[must_use]
pub fn bounded(text: &str, bytes_max: usize) -> String {
    if text.len() <= bytes_max {
        return text.to_owned();
    }
    let digest = hex(hash(b'"', iter::once(text.as_bytes())));
    format!("{}…{digest}", &text[..text.floor_char_boundary(bytes_max)])
}

/// True for null, false, zero, and an empty text, list or object.
#[must_use]
pub fn is_empty(digest: &Value) -> bool {
    digest.as_str().is_some_and(|digest| EMPTY.contains(&digest))
}

fn digest(reader: &mut JsonReader<'_>, order: ListOrder, depth: usize) -> Result<Digest, NotJson> {
    match reader.first_byte()? {
        b'{' if depth < DEPTH_MAX => {
            let mut fields = BTreeMap::new();
            reader.fields(|key, reader| {
                // Of two fields with the same name the last one counts, as everywhere.
                fields.insert(key.to_vec(), digest(reader, order, depth + 1)?);
                Ok(())
            })?;
            let parts = fields.iter().flat_map(|(key, digest)| [key.as_slice(), digest.as_slice()]);
            Ok(hash(b'{', parts))
        }
        b'[' if depth < DEPTH_MAX => {
            let mut elements = Vec::new();
            reader.elements(|reader| {
                elements.push(digest(reader, order, depth + 1)?);
                Ok(())
            })?;
            if order == ListOrder::Ignored {
                elements.sort_unstable();
            }
            Ok(hash(b'[', elements.iter().map(Digest::as_slice)))
        }
        _ => {
            let value = reader.value()?;
            Ok(match value.text(usize::MAX) {
                Some(text) => hash(b'"', iter::once(text.as_bytes())),
                None => hash(b'0', iter::once(value.bytes())),
            })
        }
    }
}

fn hex(digest: Digest) -> String {
    format!("{:016x}", u64::from_be_bytes(digest))
}

/// Hashes parts with their lengths, so that parts cannot be shifted between each other.
fn hash<'a>(kind: u8, parts: impl Iterator<Item = &'a [u8]>) -> Digest {
    let mut hash = Sha256::new_with_prefix([kind]);
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    *hash.finalize().first_chunk().expect("a digest of SHA-256 has 32 bytes")
}
