//! Decodes a body of the log. The only place that interprets `payloads.encoding`.

use bytes::Bytes;

use super::{
    contexts::DECODERS,
    encodings::{AS_IS, COMPRESSED_BODY_BYTES_MAX, ZSTD_1},
};
use crate::event::{BodyDamage, RecordedBody};

/// Decodes the body of a row of `payloads`; `None` if that was erased. `body_bytes` is from the
/// event. A damaged row never yields a body of another length.
#[must_use]
pub fn decode(stored: Option<(i16, &[u8])>, body_bytes: i64) -> RecordedBody {
    let Some((encoding, bytes)) = stored else { return RecordedBody::Gone };
    let decoded = match encoding {
        AS_IS => Some(Bytes::copy_from_slice(bytes)),
        ZSTD_1 => decompress(bytes, body_bytes),
        unknown => return RecordedBody::Damaged(BodyDamage::UnknownEncoding(unknown)),
    };
    match decoded.filter(|body| i64::try_from(body.len()) == Ok(body_bytes)) {
        Some(body) => RecordedBody::Kept(body),
        None => RecordedBody::Damaged(BodyDamage::Undecodable),
    }
}

fn decompress(frame: &[u8], body_bytes: i64) -> Option<Bytes> {
    let length = usize::try_from(body_bytes).ok().filter(|length| *length <= COMPRESSED_BODY_BYTES_MAX)?;
    let mut body = Vec::with_capacity(length);
    // No more is written than was reserved.
    DECODERS.with(|decoder| decoder.decompress_to_buffer(frame, &mut body)).ok()?;
    Some(Bytes::from(body))
}
