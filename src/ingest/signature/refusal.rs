//! Why a delivery is refused. The texts are for the operator: whoever sent it learns only the kind.

use super::limits::{SIGNATURE_HEADER_BYTES_MAX, TOLERANCE_SECONDS, V1A_TOKENS_MAX};
use crate::event::EventIdError;

/// Who sends headers that no sender writes.
const STRANGER_OR_PROXY: &str = "the client is no webhook sender, or a proxy changes headers; look at the proxy";

/// Why a delivery is refused. For the operator: whoever sent it learns only the [`RefusalKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither family of three headers is complete.
    #[error("the header {0} is missing: {STRANGER_OR_PROXY}")]
    MissingHeader(&'static str),
    /// More than one line of a header that must be unambiguous.
    #[error("the header {0} occurs more than once: {STRANGER_OR_PROXY}")]
    RepeatedHeader(&'static str),
    /// The id is no event id.
    #[error("the header with the id cannot be used: {0}")]
    BadId(#[from] EventIdError),
    /// The timestamp is not canonical.
    #[error("the timestamp header is not a plain number of seconds: {STRANGER_OR_PROXY}")]
    BadTimestamp,
    /// The signature header is empty.
    #[error("the signature header is empty: {STRANGER_OR_PROXY}")]
    EmptySignature,
    /// Over [`SIGNATURE_HEADER_BYTES_MAX`].
    #[error("the signature header is longer than {SIGNATURE_HEADER_BYTES_MAX} bytes: {STRANGER_OR_PROXY}")]
    LongSignature,
    /// Control characters or beyond ASCII.
    #[error("the signature header holds a character other than printable ASCII: {STRANGER_OR_PROXY}")]
    MalformedSignature,
    /// Signed too long ago.
    #[error(
        "the delivery was signed {age_seconds} s ago, over {TOLERANCE_SECONDS} s: it is a replay, or this machine's clock is ahead; check the clock"
    )]
    TooOld {
        /// Its age by our clock.
        age_seconds: u64,
    },
    /// Signed in the future.
    #[error(
        "the delivery was signed {ahead_seconds} s in the future, over {TOLERANCE_SECONDS} s: this machine's clock is behind; set it"
    )]
    TooNew {
        /// How far ahead of our clock.
        ahead_seconds: u64,
    },
    /// No token is of a version that a configured secret verifies.
    #[error(
        "the signature header holds no signature that a configured secret could verify: for v1 configure a whsec_… secret, for v1a a whpk_… key"
    )]
    NoUsableSignature,
    /// Over [`V1A_TOKENS_MAX`], and none of those that were checked holds.
    #[error(
        "the signature header holds more than {V1A_TOKENS_MAX} v1a signatures, and none of the first ones holds: {STRANGER_OR_PROXY}"
    )]
    TooManySignatures,
    /// No signature was made with any configured secret over these headers and bytes.
    #[error(
        "no signature matches a configured secret: the secret is another endpoint's, or something changed the body; save a delivery and run `gatelog check-delivery`"
    )]
    SignatureMismatch,
}

/// How a refusal is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The headers are missing or malformed: nothing could be verified.
    Malformed,
    /// The headers can be read, and the signature or its time does not hold.
    Unverified,
}

impl Refusal {
    /// A fixed short label: for counters and log lines.
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

    /// Whether the headers were unreadable, or what they claim does not hold.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::MissingHeader(_)
            | Self::RepeatedHeader(_)
            | Self::BadId(_)
            | Self::BadTimestamp
            | Self::EmptySignature
            | Self::LongSignature
            | Self::MalformedSignature => RefusalKind::Malformed,
            Self::TooOld { .. }
            | Self::TooNew { .. }
            | Self::NoUsableSignature
            | Self::TooManySignatures
            | Self::SignatureMismatch => RefusalKind::Unverified,
        }
    }
}
