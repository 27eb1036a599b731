//! The numbers in `payloads.encoding`. A number and its dictionary never change, because every
//! later version reads what this one wrote.

/// Bodies as they are.
pub(super) const AS_IS: i16 = 0;
/// A zstd frame, compressed with [`DICTIONARY_1`].
pub(super) const ZSTD_1: i16 = 1;

/// Created by `gatelog dictionary` from generated bodies only. A dictionary from real bodies would
/// contain personal data that no erasure reaches.
pub const DICTIONARY_1: &[u8] = include_bytes!("dictionary_1.zdict");

/// A larger body is stored as it is, so that a damaged number never makes a reader reserve more
/// than this. A delivery has 2 MiB at most.
pub(super) const COMPRESSED_BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
