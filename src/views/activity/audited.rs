//! What all snapshots have in common: how they are compared, sorted, and what stands for metadata. Keeps no metadata, only
//! a digest.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{actions::Action::MetadataChanged, comparison::Comparison};

/// Bytes of a digest of metadata that are kept: two values of one subject are told apart, and nothing else is asked.
const DIGEST_BYTES: usize = 8;

/// A text that may be absent.
pub(super) type Text<'a> = Option<Cow<'a, str>>;

/// Something whose snapshots are compared.
pub(super) trait Audited: Serialize + for<'de> Deserialize<'de> + Default {
    /// What happened between an earlier snapshot and this one.
    fn compare(&self, earlier: &Self, comparison: &mut Comparison);
}

/// Absent metadata is empty metadata.
pub(super) fn metadata(
    to: &mut Comparison,
    public: (Option<&str>, Option<&str>),
    private: (Option<&str>, Option<&str>),
) {
    let is_other = [("public_metadata", public), ("private_metadata", private)]
        .map(|(field, (from, now))| to.unshown(field, from, now));
    to.means(MetadataChanged, is_other.contains(&true));
}

pub(super) fn borrowed<'a>(text: &'a Cow<'a, str>) -> Cow<'a, str> {
    Cow::Borrowed(text)
}

pub(super) fn sorted<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> Vec<Cow<'a, str>> {
    let mut sorted: Vec<_> = texts.collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

pub(super) fn digest(metadata: Option<&[u8]>) -> Text<'static> {
    let digest = Sha256::digest(metadata?);
    let first = digest.first_chunk::<DIGEST_BYTES>().expect("a digest of SHA-256 has 32 bytes");
    Some(format!("{:016x}", u64::from_be_bytes(*first)).into())
}
