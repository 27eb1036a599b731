//! Signs and verifies deliveries as Svix and Standard Webhooks do (version `v1`). Pure: it asks no clock, reads no
//! configuration, looks at no JSON, and changes no byte of what it checks.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::Mac;
use http::HeaderMap;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use super::secret::Secret;
use crate::{
    clock::Timestamp,
    event::{EventId, EventIdError},
};

/// How far a timestamp may lie from our clock, either way and edges included: what every library of the sender takes.
pub const TOLERANCE_SECONDS: u64 = 300;

/// 15 times the largest header that Svix can send (eleven signatures during a rotation), and small enough that
/// comparing every token with every secret costs nothing.
pub const SIGNATURE_HEADER_BYTES_MAX: usize = 8 * 1024;

/// Twelve digits reach past the year 33,000 and leave no room for an overflow.
const TIMESTAMP_DIGITS_MAX: usize = 12;

const VERSION: &str = "v1";

const SVIX: Family = Family { id: "svix-id", timestamp: "svix-timestamp", signature: "svix-signature" };
const WEBHOOK: Family = Family { id: "webhook-id", timestamp: "webhook-timestamp", signature: "webhook-signature" };

/// Which families of signature headers a source's deliveries may come with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Families {
    /// `svix-*` only, as Clerk's own verifier takes them.
    Svix,
    /// `webhook-*` only, as Standard Webhooks names them.
    Webhook,
    /// `svix-*` where all three are there, else `webhook-*`.
    #[default]
    Both,
}

/// When a delivery must have been signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Within [`TOLERANCE_SECONDS`] of this moment.
    Around(Timestamp),
    /// At any time: for deliveries that were saved, never at the door.
    Waived,
}

/// What is known of a delivery whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The sender's id for the event: the same on every attempt.
    pub id: EventId,
    /// When this attempt was signed, in seconds.
    pub timestamp: i64,
    /// The signature header as it came.
    pub signature: String,
    /// Which secret verified it.
    pub secret_id: String,
}

/// Why a delivery is refused. For the operator: whoever sent it learns only the [`RefusalKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither family of three headers is complete.
    #[error("the header {0} is missing, and no family of signature headers is complete")]
    MissingHeader(&'static str),
    /// More than one line of a header that must be unambiguous.
    #[error("the header {0} occurs more than once")]
    RepeatedHeader(&'static str),
    /// The id is no event id.
    #[error("the id header is unusable: {0}")]
    BadId(#[from] EventIdError),
    /// The timestamp is not canonical.
    #[error("the timestamp header is not a plain number of seconds")]
    BadTimestamp,
    /// The signature header is empty.
    #[error("the signature header is empty")]
    EmptySignature,
    /// Over [`SIGNATURE_HEADER_BYTES_MAX`].
    #[error("the signature header is longer than {SIGNATURE_HEADER_BYTES_MAX} bytes")]
    LongSignature,
    /// Control characters or beyond ASCII.
    #[error("the signature header holds a character other than printable ASCII")]
    MalformedSignature,
    /// Signed too long ago.
    #[error(
        "the delivery was signed {age_seconds} s ago, over {TOLERANCE_SECONDS} s: a replay, or this machine's clock is ahead"
    )]
    TooOld {
        /// Its age by our clock.
        age_seconds: u64,
    },
    /// Signed in the future.
    #[error(
        "the delivery was signed {ahead_seconds} s in the future, over {TOLERANCE_SECONDS} s: this machine's clock is behind"
    )]
    TooNew {
        /// How far ahead of our clock.
        ahead_seconds: u64,
    },
    /// No token is of a version that can be checked.
    #[error("the signature header holds no v1 signature")]
    NoUsableSignature,
    /// No signature was made with any configured secret over these headers and bytes.
    #[error(
        "no signature matches a configured secret: the secret is another endpoint's, or something changed the body"
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
            Self::TooOld { .. } | Self::TooNew { .. } | Self::NoUsableSignature | Self::SignatureMismatch => {
                RefusalKind::Unverified
            }
        }
    }
}

/// Proves that the body was sent, under this id and within the window, by a holder of one of the secrets; or says why
/// not.
pub fn verify(
    secrets: &[Secret],
    families: Families,
    headers: &HeaderMap,
    body: &[u8],
    window: Window,
) -> Result<Verified, Refusal> {
    let family = families.find(headers)?;
    let id_text = single(headers, family.id)?;
    let timestamp_text = single(headers, family.timestamp)?;
    let signature = single(headers, family.signature)?;

    // Bytes beyond ASCII become U+FFFD, which no event id may hold.
    let id = EventId::parse(&String::from_utf8_lossy(id_text))?;
    let timestamp = parse_timestamp(timestamp_text).ok_or(Refusal::BadTimestamp)?;
    let signature = parse_signature_header(signature)?;
    if let Window::Around(now) = window {
        check_window(timestamp, now)?;
    }

    // Header text, not the parsed values: what was signed is text.
    let secret = matching_secret(secrets, signature, |secret| encoded_mac(secret, id_text, timestamp_text, body))?;
    Ok(Verified { id, timestamp, signature: signature.to_owned(), secret_id: secret.id().to_owned() })
}

/// One token of a signature header, `v1,<base64>`, as the sender would write it.
#[must_use]
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> String {
    let mac = encoded_mac(secret, id.as_bytes(), timestamp.to_string().as_bytes(), body);
    format!("{VERSION},{mac}")
}

/// The names of three headers that belong together.
struct Family {
    id: &'static str,
    timestamp: &'static str,
    signature: &'static str,
}

impl Families {
    const fn accepted(self) -> &'static [Family] {
        match self {
            Self::Svix => &[SVIX],
            Self::Webhook => &[WEBHOOK],
            Self::Both => &[SVIX, WEBHOOK],
        }
    }

    /// The first family that is complete, even with empty values: taking single headers of both would let foreign
    /// `webhook-*` headers, which an endpoint may add, stand in for genuine ones.
    fn find(self, headers: &HeaderMap) -> Result<&'static Family, Refusal> {
        let accepted = self.accepted();
        if let Some(complete) = accepted.iter().find(|family| family.missing(headers).is_none()) {
            return Ok(complete);
        }
        let meant = accepted.iter().find(|family| family.began(headers)).unwrap_or(&accepted[0]);
        Err(Refusal::MissingHeader(meant.missing(headers).unwrap_or(meant.id)))
    }
}

impl Family {
    const fn names(&self) -> [&'static str; 3] {
        [self.id, self.timestamp, self.signature]
    }

    fn began(&self, headers: &HeaderMap) -> bool {
        self.names().iter().any(|name| headers.contains_key(*name))
    }

    fn missing(&self, headers: &HeaderMap) -> Option<&'static str> {
        self.names().into_iter().find(|name| !headers.contains_key(*name))
    }
}

fn single<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a [u8], Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.as_bytes()),
        (Some(_), Some(_)) => Err(Refusal::RepeatedHeader(name)),
        (None, _) => Err(Refusal::MissingHeader(name)),
    }
}

/// `[1-9][0-9]{0,11}`: one text for each number, so nothing can be signed as one text and read as another.
fn parse_timestamp(text: &[u8]) -> Option<i64> {
    let canonical = matches!(text, [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit));
    if !canonical || text.len() > TIMESTAMP_DIGITS_MAX {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn parse_signature_header(value: &[u8]) -> Result<&str, Refusal> {
    if value.is_empty() {
        return Err(Refusal::EmptySignature);
    }
    if value.len() > SIGNATURE_HEADER_BYTES_MAX {
        return Err(Refusal::LongSignature);
    }
    if !value.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(Refusal::MalformedSignature);
    }
    std::str::from_utf8(value).map_err(|_| Refusal::MalformedSignature)
}

/// Before the HMAC, so that a replay costs us nothing.
fn check_window(timestamp: i64, now: Timestamp) -> Result<(), Refusal> {
    let now = now.seconds();
    let distance = now.abs_diff(timestamp);
    if distance <= TOLERANCE_SECONDS {
        return Ok(());
    }
    if timestamp < now {
        return Err(Refusal::TooOld { age_seconds: distance });
    }
    Err(Refusal::TooNew { ahead_seconds: distance })
}

/// The first secret under which any token holds. Every token meets every secret, in constant time and as text: decoded
/// bytes would let several texts pass for one signature.
fn matching_secret<'a>(
    secrets: &'a [Secret],
    signature: &str,
    expected: impl Fn(&Secret) -> String,
) -> Result<&'a Secret, Refusal> {
    const NONE: u64 = u64::MAX;
    let tokens: Vec<&str> = signature
        .split(' ')
        .filter_map(|token| token.split_once(','))
        .filter(|(version, _)| *version == VERSION)
        .map(|(_, encoded)| encoded)
        .collect();
    if tokens.is_empty() {
        return Err(Refusal::NoUsableSignature);
    }
    let mut found = NONE;
    for (index, secret) in (0_u64..).zip(secrets) {
        let expected = expected(secret);
        let mut holds = Choice::from(0);
        for token in &tokens {
            holds |= token.as_bytes().ct_eq(expected.as_bytes());
        }
        found.conditional_assign(&index, holds & found.ct_eq(&NONE));
    }
    usize::try_from(found).ok().and_then(|index| secrets.get(index)).ok_or(Refusal::SignatureMismatch)
}

/// HMAC-SHA-256 over `id.timestamp.body`, as base64 text.
fn encoded_mac(secret: &Secret, id: &[u8], timestamp: &[u8], body: &[u8]) -> String {
    let mut mac = secret.mac();
    mac.update(id);
    mac.update(b".");
    mac.update(timestamp);
    mac.update(b".");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}
