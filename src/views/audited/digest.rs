//! What stands for a value that is not kept: equal for values that mean the same JSON, whatever
//! the order of keys, the white space and the escapes; else different.

use std::{collections::BTreeMap, iter};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::event::json::{JsonReader, NotJson};

/// Bytes of a digest that are kept: two values of one subject are told apart, and nothing else is
/// asked.
const DIGEST_BYTES: usize = 8;

/// Containers inside containers that are understood; what is deeper counts as it is written.
/// Clerk's own have five.
const DEPTH_MAX: usize = 32;

/// An object with nothing in it that is kept.
pub const EMPTY_OBJECT: &str = "{}";
/// What stands for itself: a field that is empty and one that is not there are the same, but two
/// that are empty in another way are not.
const EMPTY: [&str; 6] = ["null", "false", "0", "\"\"", "[]", EMPTY_OBJECT];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// A field of Clerk's: lists have no order.
    Ignored,
    /// Metadata, which means what its writer says: the order of lists counts.
    Significant,
}

type Digest = [u8; DIGEST_BYTES];

/// Takes a value; its digest, and for an empty one what [`is_empty`] knows it by.
pub fn take(reader: &mut JsonReader<'_>, order: ListOrder) -> Result<String, NotJson> {
    let (value, digest) = reader.spanned(|reader| digest(reader, order, 0))?;
    let is_empty = |empty: &&&str| match empty.as_bytes() {
        b"[]" => digest == hash(b'[', iter::empty()),
        b"{}" => digest == hash(b'{', iter::empty()),
        scalar => value.bytes() == scalar,
    };
    Ok(EMPTY.iter().find(is_empty).map_or_else(|| hex(digest), |empty| (*empty).to_owned()))
}

/// Takes a value; its digest, even if it is empty.
pub fn take_any(reader: &mut JsonReader<'_>, order: ListOrder) -> Result<String, NotJson> {
    digest(reader, order, 0).map(hex)
}

/// The digest of a value that was read, as [`take`] gives it.
pub(super) fn of_value(value: &Value) -> String {
    let json = value.to_string();
    JsonReader::read_document(json.as_bytes(), |reader| take(reader, ListOrder::Ignored))
        .expect("a value has a JSON form")
}

/// A text of at most that many bytes as it is. One that is longer is cut, and ends in the digest of
/// the whole, so that no two pass for one.
#[must_use]
pub fn bounded(text: &str, bytes_max: usize) -> String {
    if text.len() <= bytes_max {
        return text.to_owned();
    }
    let digest = hex(hash(b'"', iter::once(text.as_bytes())));
    format!("{}…{digest}", &text[..text.floor_char_boundary(bytes_max)])
}

/// Whether this stands for an empty value: null, false, zero, and a text, list or object with
/// nothing in it.
#[must_use]
pub fn is_empty(digest: &Value) -> bool {
    digest.as_str().is_some_and(|digest| EMPTY.contains(&digest))
}

fn digest(reader: &mut JsonReader<'_>, order: ListOrder, depth: usize) -> Result<Digest, NotJson> {
    match reader.first_byte()? {
        b'{' if depth < DEPTH_MAX => {
            let mut fields = BTreeMap::new();
            reader.fields(|key, reader| {
                // The last of two with one name counts, as everywhere.
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

/// Of parts with their lengths, so that none can pass for two.
fn hash<'a>(kind: u8, parts: impl Iterator<Item = &'a [u8]>) -> Digest {
    let mut hash = Sha256::new_with_prefix([kind]);
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    *hash.finalize().first_chunk().expect("a digest of SHA-256 has 32 bytes")
}
