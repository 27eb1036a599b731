//! Reads the three signature headers of a delivery strictly: a header that could be read in two
//! ways is an error.

use http::HeaderMap;

use super::error::{SIGNATURE_HEADER_BYTES_MAX, TIMESTAMP_DIGITS_MAX, VerifyError};
use crate::event::EventId;

const SVIX: HeaderNames = HeaderNames { id: "svix-id", timestamp: "svix-timestamp", signature: "svix-signature" };
const WEBHOOK: HeaderNames =
    HeaderNames { id: "webhook-id", timestamp: "webhook-timestamp", signature: "webhook-signature" };

/// The sets of signature headers that a source accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureHeaders {
    /// `svix-*` only, like Clerk's own verifier.
    Svix,
    /// `webhook-*` only, the names of Standard Webhooks.
    Webhook,
    /// `svix-*` if all three are present, else `webhook-*`.
    #[default]
    Both,
}

/// What the headers of a delivery claim: well-formed and not verified yet. The raw texts are kept
/// with the values, because the sender signs the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claims<'a> {
    pub id: EventId,
    pub id_text: &'a [u8],
    /// When the sender signed this attempt, in Unix seconds.
    pub timestamp: i64,
    pub(super) timestamp_text: &'a [u8],
    /// The signature header: printable ASCII and not empty.
    pub signature: &'a str,
}

impl<'a> Claims<'a> {
    /// Reads the first accepted set of headers that is complete.
    pub fn read(signature_headers: SignatureHeaders, headers: &'a HeaderMap) -> Result<Self, VerifyError> {
        let names = signature_headers.find(headers)?;
        let id_text = single(headers, names.id)?;
        let timestamp_text = single(headers, names.timestamp)?;
        let signature = single(headers, names.signature)?;
        // Bytes beyond ASCII become U+FFFD, which an event id may not contain.
        let id = EventId::parse(&String::from_utf8_lossy(id_text))?;
        let timestamp = parse_timestamp(timestamp_text).ok_or(VerifyError::BadTimestamp)?;
        let signature = parse_signature_header(signature)?;
        Ok(Self { id, id_text, timestamp, timestamp_text, signature })
    }
}

struct HeaderNames {
    id: &'static str,
    timestamp: &'static str,
    signature: &'static str,
}

impl SignatureHeaders {
    /// The names of id, timestamp and signature that a sender to this source uses.
    #[must_use]
    pub const fn sent(self) -> [&'static str; 3] {
        self.accepted()[0].all()
    }

    const fn accepted(self) -> &'static [HeaderNames] {
        match self {
            Self::Svix => &[SVIX],
            Self::Webhook => &[WEBHOOK],
            Self::Both => &[SVIX, WEBHOOK],
        }
    }

    /// Finds the first complete set; empty values count as present. Headers of two sets are never
    /// mixed: an intermediary may add `webhook-*` headers of its own, and they must not replace
    /// genuine ones.
    fn find(self, headers: &HeaderMap) -> Result<&'static HeaderNames, VerifyError> {
        let accepted = self.accepted();
        if let Some(complete) = accepted.iter().find(|names| names.missing(headers).is_none()) {
            return Ok(complete);
        }
        let intended = accepted.iter().find(|names| names.any_present(headers)).unwrap_or(&accepted[0]);
        Err(VerifyError::MissingHeader(intended.missing(headers).unwrap_or(intended.id)))
    }
}

impl HeaderNames {
    const fn all(&self) -> [&'static str; 3] {
        [self.id, self.timestamp, self.signature]
    }

    fn any_present(&self, headers: &HeaderMap) -> bool {
        self.all().iter().any(|name| headers.contains_key(*name))
    }

    fn missing(&self, headers: &HeaderMap) -> Option<&'static str> {
        self.all().into_iter().find(|name| !headers.contains_key(*name))
    }
}

fn single<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a [u8], VerifyError> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.as_bytes()),
        (Some(_), Some(_)) => Err(VerifyError::RepeatedHeader(name)),
        (None, _) => Err(VerifyError::MissingHeader(name)),
    }
}

/// Accepts `[1-9][0-9]{0,11}`. Each number has one text, so the text that was signed is the number
/// that is read.
fn parse_timestamp(text: &[u8]) -> Option<i64> {
    let canonical = matches!(text, [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit));
    if !canonical || text.len() > TIMESTAMP_DIGITS_MAX {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn parse_signature_header(value: &[u8]) -> Result<&str, VerifyError> {
    if value.is_empty() {
        return Err(VerifyError::EmptySignature);
    }
    if value.len() > SIGNATURE_HEADER_BYTES_MAX {
        return Err(VerifyError::LongSignature);
    }
    if !value.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(VerifyError::MalformedSignature);
    }
    std::str::from_utf8(value).map_err(|_| VerifyError::MalformedSignature)
}
