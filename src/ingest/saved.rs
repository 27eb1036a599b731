//! Reads a saved delivery: its headers and body as a JSON object, on one line or several. The
//! delivery is not verified yet. No error message repeats what was saved.
//!
//! The object has `headers`, an object of names in any case, each with a text, a number or a list
//! of texts, or a list of pairs. It has the body as base64 in `body_b64` (as `clerk webhooks
//! listen --json` writes it) or `body_base64`, or as text in `body`. Other fields are ignored.

use std::{fmt, iter, marker::PhantomData};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::{error::Category, json, value::RawValue};

use super::secret::BASE64;
use crate::overload::bodies::BODY_BYTES_MAX;

/// Room for the longest body with every byte escaped (`\u0000`), and for the headers.
pub const SAVED_BYTES_MAX: usize = 6 * BODY_BYTES_MAX + 1024 * 1024;

/// A delivery has six signature headers if both sets are complete.
const HEADERS_MAX: usize = 64;

/// The prefixes of signature headers. Other headers are ignored.
const SIGNATURE_HEADER_PREFIXES: [&str; 2] = ["svix-", "webhook-"];

/// The types of lines in which the Clerk CLI reports the state of its connection.
const CLI_STATUS_TYPES: [&str; 2] = ["\"ready\"", "\"reconnecting\""];

#[derive(Clone, Debug)]
pub enum SavedText {
    Delivery(SavedDelivery),
    /// A line in which the Clerk CLI reports the state of its connection.
    CliStatus,
}

/// A delivery that is not verified yet.
#[derive(Clone, Debug)]
pub struct SavedDelivery {
    /// The signature headers, both `svix-*` and `webhook-*`.
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SavedError {
    #[error("it is longer than {SAVED_BYTES_MAX} bytes, which no delivery is; save one delivery a line")]
    TooLong,
    #[error("it is no JSON (at line {line}, column {column} of it); save a delivery as one JSON object")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    #[error(
        "it is no saved delivery: it should be an object with `headers` and `body_b64` (or `body`), as `clerk webhooks listen --json` writes it"
    )]
    Shape,
    #[error("`headers` is missing: without the signature headers nothing can be verified; save them with the body")]
    NoHeaders,
    #[error("a signature header holds a character that no HTTP header can carry; save the headers as they came")]
    BadHeader,
    #[error("there are more than {HEADERS_MAX} signature headers; save those of one delivery")]
    ManyHeaders,
    #[error("the body is missing: save it as base64 in `body_b64`, or as text in `body`")]
    NoBody,
    #[error(
        "there is more than one of `body_b64`, `body_base64` and `body`, and only one can be the body; leave out the others"
    )]
    TwoBodies,
    #[error(
        "`body` is JSON, not text: once a body is parsed the bytes that were signed are lost; save the raw body, as base64 in `body_b64`"
    )]
    ParsedBody,
    #[error("`body` holds half of a surrogate pair, which is no text; save the body as base64 in `body_b64`")]
    BadText,
    #[error("the body is not base64 (A-Z a-z 0-9 + /); save the raw body, as base64 in `body_b64`")]
    NotBase64,
    #[error("the body is over {BODY_BYTES_MAX} bytes, more than a delivery may have; leave this line out")]
    LongBody,
}

impl SavedError {
    /// A fixed short label for counts.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::TooLong => "line_too_long",
            Self::NotJson { .. } => "not_json",
            Self::Shape => "no_delivery",
            Self::NoHeaders => "no_headers",
            Self::BadHeader | Self::ManyHeaders => "bad_headers",
            Self::NoBody => "no_body",
            Self::TwoBodies => "two_bodies",
            Self::ParsedBody | Self::BadText => "parsed_body",
            Self::NotBase64 => "not_base64",
            Self::LongBody => "too_large",
        }
    }
}

impl SavedText {
    pub fn parse(text: &[u8]) -> Result<Self, SavedError> {
        if text.len() > SAVED_BYTES_MAX {
            return Err(SavedError::TooLong);
        }
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let saved: SavedJson<'_> = serde_json::from_slice(text).map_err(|error| match error.classify() {
            Category::Data => SavedError::Shape,
            _ => SavedError::NotJson { line: error.line(), column: error.column() },
        })?;
        let is_status = saved.line_type.is_some_and(|line_type| CLI_STATUS_TYPES.contains(&line_type.get()));
        if is_status && saved.headers.is_none() {
            return Ok(Self::CliStatus);
        }
        let body = body(&saved)?;
        let headers = headers(saved.headers.ok_or(SavedError::NoHeaders)?)?;
        Ok(Self::Delivery(SavedDelivery { headers, body }))
    }
}

/// Writes a delivery as one line, for [`SavedText::parse`] and `clerk webhooks verify --delivery`.
#[must_use]
pub fn to_line(headers: &[(&'static str, String)], body: &[u8]) -> String {
    let headers: serde_json::Map<_, _> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
    json!({ "type": "event", "headers": headers, "body_b64": STANDARD.encode(body) }).to_string()
}

#[derive(Deserialize)]
struct SavedJson<'a> {
    #[serde(rename = "type", borrow)]
    line_type: Option<&'a RawValue>,
    headers: Option<Pairs<HeaderValues>>,
    body_b64: Option<String>,
    body_base64: Option<String>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
}

/// The fields of an object, or a list of pairs, in document order. A name may occur several times.
pub(super) struct Pairs<V>(pub(super) Vec<(String, V)>);

#[derive(Deserialize)]
#[serde(untagged)]
enum HeaderValues {
    Text(String),
    Number(u64),
    List(Vec<String>),
    /// No header value. An error only for a signature header.
    Other(serde::de::IgnoredAny),
}

fn body(saved: &SavedJson<'_>) -> Result<Bytes, SavedError> {
    let body = match (&saved.body_b64, &saved.body_base64, saved.body) {
        (Some(encoded), None, None) | (None, Some(encoded), None) => {
            BASE64.decode(encoded).map_err(|_| SavedError::NotBase64)?
        }
        (None, None, Some(text)) => {
            let is_text = text.get().starts_with('"');
            let error = if is_text { SavedError::BadText } else { SavedError::ParsedBody };
            serde_json::from_str::<String>(text.get()).map_err(|_| error)?.into_bytes()
        }
        (None, None, None) => return Err(SavedError::NoBody),
        _ => return Err(SavedError::TwoBodies),
    };
    if body.len() > BODY_BYTES_MAX {
        return Err(SavedError::LongBody);
    }
    Ok(body.into())
}

fn headers(Pairs(named): Pairs<HeaderValues>) -> Result<HeaderMap, SavedError> {
    let mut headers = HeaderMap::new();
    for (name, values) in named {
        let name = name.trim().to_ascii_lowercase();
        if !SIGNATURE_HEADER_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| SavedError::BadHeader)?;
        let values = match values {
            HeaderValues::Text(text) => vec![text],
            HeaderValues::Number(number) => vec![number.to_string()],
            HeaderValues::List(list) => list,
            HeaderValues::Other(_) => return Err(SavedError::BadHeader),
        };
        for value in values {
            if headers.len() >= HEADERS_MAX {
                return Err(SavedError::ManyHeaders);
            }
            headers.append(name.clone(), HeaderValue::try_from(value).map_err(|_| SavedError::BadHeader)?);
        }
    }
    Ok(headers)
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
    type Value = Pairs<V>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object or a list of pairs")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<V>, A::Error> {
        iter::from_fn(|| map.next_entry().transpose()).collect::<Result<_, _>>().map(Pairs)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Pairs<V>, A::Error> {
        iter::from_fn(|| list.next_element().transpose()).collect::<Result<_, _>>().map(Pairs)
    }
}
