//! The three headers of a delivery, read strictly. Refuses whatever could be read in two ways; verifies nothing.

use http::HeaderMap;

use super::{
    limits::{SIGNATURE_HEADER_BYTES_MAX, TIMESTAMP_DIGITS_MAX},
    refusal::Refusal,
};
use crate::event::EventId;

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

/// What a delivery says of itself: well-formed, and not proved by anything yet. The texts are kept beside the values,
/// since text is what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims<'a> {
    /// The sender's id for the event.
    pub id: EventId,
    /// The same as it came.
    pub id_text: &'a [u8],
    /// When this attempt was signed, in seconds.
    pub timestamp: i64,
    /// The same as it came.
    pub timestamp_text: &'a [u8],
    /// The signature header: printable ASCII, not empty.
    pub signature: &'a str,
}

impl<'a> Claims<'a> {
    /// Reads the headers of the first accepted family that is complete.
    pub fn read(families: Families, headers: &'a HeaderMap) -> Result<Self, Refusal> {
        let family = families.find(headers)?;
        let id_text = single(headers, family.id)?;
        let timestamp_text = single(headers, family.timestamp)?;
        let signature = single(headers, family.signature)?;
        // Bytes beyond ASCII become U+FFFD, which no event id may hold.
        let id = EventId::parse(&String::from_utf8_lossy(id_text))?;
        let timestamp = parse_timestamp(timestamp_text).ok_or(Refusal::BadTimestamp)?;
        let signature = parse_signature_header(signature)?;
        Ok(Self { id, id_text, timestamp, timestamp_text, signature })
    }
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
