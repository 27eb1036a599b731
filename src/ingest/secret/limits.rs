//! How long keys are, in bytes.

/// Below this an HMAC key can be guessed, so it is refused.
pub const HMAC_KEY_BYTES_MIN: usize = 16;

/// What the specification asks for. Svix's own manual shows a key of 18 bytes, so below this is a warning only.
pub const HMAC_KEY_BYTES_RECOMMENDED: usize = 24;

/// An ed25519 public key.
pub const PUBLIC_KEY_BYTES: usize = ed25519_dalek::PUBLIC_KEY_LENGTH;

/// An ed25519 signature.
pub const SIGNATURE_BYTES: usize = ed25519_dalek::SIGNATURE_LENGTH;
