//! Why a delivery does not verify, and the limits that a signature must keep.

use crate::event::EventIdError;

/// How far a timestamp may lie from the receiver's clock, either way and both edges included.
/// Every library of the sender uses this tolerance.
pub(super) const TOLERANCE_SECONDS: u64 = 300;

/// 15 times the largest header that Svix can send (eleven signatures during a rotation), and small
/// enough that comparing every token with every secret is cheap.
pub const SIGNATURE_HEADER_BYTES_MAX: usize = 8 * 1024;

/// Twelve digits reach past the year 33,000 and cannot overflow.
pub(super) const TIMESTAMP_DIGITS_MAX: usize = 12;

/// How many `v1a` tokens of a header are checked. Svix sends at most eleven signatures. All `v1`
/// tokens share one MAC, but each `v1a` token costs a hash of the whole body per public key: the
/// 88 tokens that fit into a header would let a stranger's body of 2 MiB occupy a core for a good
/// part of a second.
pub const V1A_TOKENS_MAX: usize = 16;

/// The end of an error about headers that no webhook sender writes.
const STRANGER_OR_PROXY: &str = "the client is no webhook sender, or a proxy changes headers; look at the proxy";

/// Why a delivery does not verify. The texts are for the operator; the sender gets only the
/// [`VerifyErrorKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// No accepted set of signature headers is complete.
    #[error("the header {0} is missing: {STRANGER_OR_PROXY}")]
    MissingHeader(&'static str),
    #[error("the header {0} occurs more than once: {STRANGER_OR_PROXY}")]
    RepeatedHeader(&'static str),
    #[error("the header with the id cannot be used: {0}")]
    BadId(#[from] EventIdError),
    /// The timestamp is not in its canonical form, `[1-9][0-9]{0,11}`.
    #[error("the timestamp header is not a plain number of seconds: {STRANGER_OR_PROXY}")]
    BadTimestamp,
    #[error("the signature header is empty: {STRANGER_OR_PROXY}")]
    EmptySignature,
    #[error("the signature header is longer than {SIGNATURE_HEADER_BYTES_MAX} bytes: {STRANGER_OR_PROXY}")]
    LongSignature,
    #[error("the signature header holds a character other than printable ASCII: {STRANGER_OR_PROXY}")]
    MalformedSignature,
    #[error(
        "the delivery was signed {age_seconds} s ago, over {TOLERANCE_SECONDS} s: it is a replay, or this machine's clock is ahead; check the clock"
    )]
    TooOld { age_seconds: u64 },
    #[error(
        "the delivery was signed {ahead_seconds} s in the future, over {TOLERANCE_SECONDS} s: this machine's clock is behind; set it"
    )]
    TooNew { ahead_seconds: u64 },
    #[error(
        "the signature header holds no signature that a configured secret could verify: for v1 configure a whsec_… secret, for v1a a whpk_… key"
    )]
    NoUsableSignature,
    /// More than [`V1A_TOKENS_MAX`] tokens, and none of the checked ones is valid.
    #[error(
        "the signature header holds more than {V1A_TOKENS_MAX} v1a signatures, and none of the first ones holds: {STRANGER_OR_PROXY}"
    )]
    TooManySignatures,
    #[error(
        "no signature matches a configured secret: the secret is another endpoint's, or something changed the body; save a delivery and run `gatelog check-delivery`"
    )]
    SignatureMismatch,
}

/// What the sender learns about a [`VerifyError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyErrorKind {
    /// The headers are missing or malformed, so there is nothing to verify.
    Malformed,
    /// The headers are readable, and the signature or the timestamp is wrong.
    Unverified,
}

impl VerifyError {
    /// A fixed short label for metrics and log lines.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::MissingHeader(_) => "missing_header",
            Self::RepeatedHeader(_) => "repeated_header",
            Self::BadId(_) => "bad_id",
            Self::BadTimestamp => "bad_timestamp",
            Self::EmptySignature => "empty_signature",
            Self::LongSignature => "long_signature",
            Self::MalformedSignature => "malformed_signature",
            Self::TooOld { .. } => "too_old",
            Self::TooNew { .. } => "too_new",
            Self::NoUsableSignature => "no_usable_signature",
            Self::TooManySignatures => "too_many_signatures",
            Self::SignatureMismatch => "signature_mismatch",
        }
    }

    #[must_use]
    pub const fn kind(&self) -> VerifyErrorKind {
        match self {
            Self::MissingHeader(_)
            | Self::RepeatedHeader(_)
            | Self::BadId(_)
            | Self::BadTimestamp
            | Self::EmptySignature
            | Self::LongSignature
            | Self::MalformedSignature => VerifyErrorKind::Malformed,
            Self::TooOld { .. }
            | Self::TooNew { .. }
            | Self::NoUsableSignature
            | Self::TooManySignatures
            | Self::SignatureMismatch => VerifyErrorKind::Unverified,
        }
    }
}
