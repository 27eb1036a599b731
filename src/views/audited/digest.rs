//! What stands for a value that is not kept: equal for values that mean the same JSON, whatever
//! the order of keys, the white space and the escapes; else different.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::ignored::is_ignored_anywhere;
use crate::event::json::{JsonReader, NotJson};

/// Bytes of a digest that are kept: two values of one subject are told apart, and nothing else is
/// asked.
const DIGEST_BYTES: usize = 8;

/// Containers inside containers that are understood; what is deeper counts as it is written.
/// Clerk's own have five.
const DEPTH_MAX: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A field of Clerk's: lists have no order, and what is ignored is left out.
    Field,
    /// Metadata, which means what its writer says: all of it counts.
    Metadata,
}

type Digest = [u8; DIGEST_BYTES];

/// Takes a value; its digest, and `None` for what is empty: null, false, zero, and texts, lists
/// and objects with nothing in them.
pub fn take(reader: &mut JsonReader<'_>, of: Of) -> Result<Option<String>, NotJson> {
    let (value, digest) = reader.spanned(|reader| digest(reader, of, 0))?;
    let is_empty = matches!(value.bytes(), b"null" | b"false" | b"0" | b"\"\"") || digest.is_none();
    let hex = |digest| format!("{:016x}", u64::from_be_bytes(digest));
    Ok(digest.filter(|_| !is_empty).map(hex))
}

/// Takes a value; its digest, even if it is empty.
pub fn take_any(reader: &mut JsonReader<'_>, of: Of) -> Result<String, NotJson> {
    let digest = digest(reader, of, 0)?.unwrap_or_default();
    Ok(format!("{:016x}", u64::from_be_bytes(digest)))
}

/// The digest of a value; `None` for an empty list or object.
fn digest(reader: &mut JsonReader<'_>, of: Of, depth: usize) -> Result<Option<Digest>, NotJson> {
    match reader.first_byte()? {
        b'{' if depth < DEPTH_MAX => {
            let mut fields = BTreeMap::new();
            reader.fields(|key, reader| {
                let is_ignored = of == Of::Field && str::from_utf8(key).is_ok_and(is_ignored_anywhere);
                if is_ignored {
                    return reader.value().map(drop);
                }
                // The last of two with one name counts, as everywhere.
                fields.insert(key.to_vec(), digest(reader, of, depth + 1)?.unwrap_or_default());
                Ok(())
            })?;
            let parts = fields.iter().flat_map(|(key, digest)| [key.as_slice(), digest.as_slice()]);
            Ok((!fields.is_empty()).then(|| hash(b'{', parts)))
        }
        b'[' if depth < DEPTH_MAX => {
            let mut elements = Vec::new();
            reader.elements(|reader| {
                elements.push(digest(reader, of, depth + 1)?.unwrap_or_default());
                Ok(())
            })?;
            if of == Of::Field {
                elements.sort_unstable();
            }
            Ok((!elements.is_empty()).then(|| hash(b'[', elements.iter().map(Digest::as_slice))))
        }
        _ => {
            let value = reader.value()?;
            Ok(Some(match value.text(usize::MAX) {
                Some(text) => hash(b'"', [text.as_bytes()].into_iter()),
                None => hash(b'0', [value.bytes()].into_iter()),
            }))
        }
    }
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
