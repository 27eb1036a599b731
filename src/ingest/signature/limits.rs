//! What a signature may look like at most: named, with the reasons.

/// How far a timestamp may lie from our clock, either way and edges included: what every library of the sender takes.
pub const TOLERANCE_SECONDS: u64 = 300;

/// 15 times the largest header that Svix can send (eleven signatures during a rotation), and small enough that
/// comparing every token with every secret costs nothing.
pub const SIGNATURE_HEADER_BYTES_MAX: usize = 8 * 1024;

/// Twelve digits reach past the year 33,000 and leave no room for an overflow.
pub const TIMESTAMP_DIGITS_MAX: usize = 12;

/// How many `v1a` tokens of a header are checked. Svix sends eleven signatures at most. Other than `v1` tokens, which
/// share one MAC, each costs every public key a hash of the whole body, and the 88 for which a header has room would let
/// a stranger with one body of 2 MiB keep a core busy for a good part of a second.
pub const V1A_TOKENS_MAX: usize = 16;
