//! One delivery as it was saved: headers and body as JSON, on one line or on several. Proves nothing: what is read here
//! still has to be verified. Its errors repeat nothing of what was saved.
//!
//! Read are, in an object: `headers`, an object of names (in any case) with a text, a number or a list of texts each, or
//! a list of pairs; and the body as base64 in `body_b64` (what `clerk webhooks listen --json` writes) or `body_base64`,
//! or as text in `body`. Whatever else is there is left alone.

use std::fmt;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::{error::Category, json, value::RawValue};

/// What the door takes: a longer body never was a delivery.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// A body of that length of which every byte is escaped (`\u0000`), and room for headers beside it.
pub const SAVED_BYTES_MAX: usize = 6 * BODY_BYTES_MAX + 1024 * 1024;

/// Headers that are read at most; a delivery carries six of these families when both are complete.
const HEADERS_MAX: usize = 64;

/// The families of headers that a signature is made of. Others are not even looked at.
const FAMILIES: [&str; 2] = ["svix-", "webhook-"];

/// Lines of the Clerk CLI that tell of its connection, not of a delivery.
const NO_DELIVERIES: [&str; 2] = ["\"ready\"", "\"reconnecting\""];

/// Padding may be missing: some tools leave it off.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a saved text holds.
#[derive(Clone, Debug)]
pub enum Saved {
    /// A delivery.
    Delivery(SavedDelivery),
    /// What the Clerk CLI says between deliveries.
    Aside,
}

/// A delivery, not verified.
#[derive(Clone, Debug)]
pub struct SavedDelivery {
    /// The headers of both families.
    pub headers: HeaderMap,
    /// The body as it was sent.
    pub body: Bytes,
}

/// Why a saved text is no delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SavedError {
    /// Longer than a delivery can be.
    #[error("it is longer than {SAVED_BYTES_MAX} bytes, which no delivery is; save one delivery a line")]
    TooLong,
    /// Not JSON.
    #[error("it is no JSON (at line {line}, column {column} of it); save a delivery as one JSON object")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// JSON of another shape.
    #[error(
        "it is no saved delivery: it should be an object with `headers` and `body_b64` (or `body`), as `clerk webhooks listen --json` writes it"
    )]
    Shape,
    /// Without headers.
    #[error("`headers` is missing: without the signature headers nothing can be verified; save them with the body")]
    NoHeaders,
    /// A header that HTTP cannot carry.
    #[error("a signature header holds a character that no HTTP header can carry; save the headers as they came")]
    BadHeader,
    /// Over `HEADERS_MAX`.
    #[error("there are more than {HEADERS_MAX} signature headers; save those of one delivery")]
    ManyHeaders,
    /// Without a body.
    #[error("the body is missing: save it as base64 in `body_b64`, or as text in `body`")]
    NoBody,
    /// With more than one.
    #[error(
        "there is more than one of `body_b64`, `body_base64` and `body`, and only one can be the body; leave out the others"
    )]
    TwoBodies,
    /// A body that somebody parsed.
    #[error(
        "`body` is JSON, not text: once a body is parsed the bytes that were signed are lost; save the raw body, as base64 in `body_b64`"
    )]
    ParsedBody,
    /// A text that holds what is no character.
    #[error("`body` holds half of a surrogate pair, which is no text; save the body as base64 in `body_b64`")]
    BadText,
    /// Base64 that is none.
    #[error("the body is not base64 (A-Z a-z 0-9 + /); save the raw body, as base64 in `body_b64`")]
    NotBase64,
    /// Over [`BODY_BYTES_MAX`].
    #[error("the body is over {BODY_BYTES_MAX} bytes, more than a delivery may have; leave this line out")]
    LongBody,
}

impl SavedError {
    /// A fixed short label: for counts.
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

impl Saved {
    /// Reads one saved delivery.
    pub fn parse(text: &[u8]) -> Result<Self, SavedError> {
        if text.len() > SAVED_BYTES_MAX {
            return Err(SavedError::TooLong);
        }
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let shape: Shape<'_> = serde_json::from_slice(text).map_err(|error| match error.classify() {
            Category::Data => SavedError::Shape,
            _ => SavedError::NotJson { line: error.line(), column: error.column() },
        })?;
        let is_aside = shape.kind.is_some_and(|kind| NO_DELIVERIES.contains(&kind.get()));
        if is_aside && shape.headers.is_none() {
            return Ok(Self::Aside);
        }
        let body = body(&shape)?;
        let headers = headers(shape.headers.ok_or(SavedError::NoHeaders)?)?;
        Ok(Self::Delivery(SavedDelivery { headers, body }))
    }
}

/// A delivery as one line, to be read by [`Saved::parse`] and by `clerk webhooks verify --delivery`.
#[must_use]
pub fn line(headers: &[(&'static str, String)], body: &[u8]) -> String {
    let headers: serde_json::Map<_, _> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
    json!({ "type": "event", "headers": headers, "body_b64": STANDARD.encode(body) }).to_string()
}

#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<&'a RawValue>,
    headers: Option<Headers>,
    body_b64: Option<String>,
    body_base64: Option<String>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
}

/// Names with values, in the order in which they stand; a name may stand several times.
struct Headers(Vec<(String, Values)>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    Text(String),
    Number(u64),
    List(Vec<String>),
    /// No header can hold it; it matters only where it should be one of the signature's.
    Other(serde::de::IgnoredAny),
}

fn body(shape: &Shape<'_>) -> Result<Bytes, SavedError> {
    let body = match (&shape.body_b64, &shape.body_base64, shape.body) {
        (Some(encoded), None, None) | (None, Some(encoded), None) => {
            BASE64.decode(encoded).map_err(|_| SavedError::NotBase64)?
        }
        (None, None, Some(text)) => {
            let is_text = text.get().starts_with('"');
            let refused = if is_text { SavedError::BadText } else { SavedError::ParsedBody };
            serde_json::from_str::<String>(text.get()).map_err(|_| refused)?.into_bytes()
        }
        (None, None, None) => return Err(SavedError::NoBody),
        _ => return Err(SavedError::TwoBodies),
    };
    if body.len() > BODY_BYTES_MAX {
        return Err(SavedError::LongBody);
    }
    Ok(body.into())
}

fn headers(Headers(named): Headers) -> Result<HeaderMap, SavedError> {
    let mut headers = HeaderMap::new();
    for (name, values) in named {
        let name = name.trim().to_ascii_lowercase();
        if !FAMILIES.iter().any(|family| name.starts_with(family)) {
            continue;
        }
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| SavedError::BadHeader)?;
        let values = match values {
            Values::Text(text) => vec![text],
            Values::Number(number) => vec![number.to_string()],
            Values::List(list) => list,
            Values::Other(_) => return Err(SavedError::BadHeader),
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

impl<'de> Deserialize<'de> for Headers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Headers;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object or a list of pairs")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Headers, A::Error> {
                let mut named = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    named.push(pair);
                }
                Ok(Headers(named))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Headers, A::Error> {
                let mut named = Vec::new();
                while let Some(pair) = list.next_element()? {
                    named.push(pair);
                }
                Ok(Headers(named))
            }
        }

        deserializer.deserialize_any(InOrder)
    }
}
