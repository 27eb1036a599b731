//! A payload inside a JSON response, exactly as the sender wrote it: parsing and serializing it
//! again would change digits, escapes and the order of fields.

use std::borrow::Cow;

use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse,
    payload::{Json, Payload as _},
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::{ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde_json::{Value, value::RawValue};

use crate::event::{
    json::{NotJson, redact::Redacted},
    redact::redact,
};

/// The body of an event, if it is JSON.
#[derive(Clone, Debug)]
pub struct Payload(Option<Box<RawValue>>);

impl Payload {
    /// The complete body. Null if it is not JSON or not UTF-8.
    #[must_use]
    pub fn whole(body: &[u8]) -> Self {
        Self(str::from_utf8(body).ok().and_then(|text| serde_json::from_str(text).ok()))
    }

    /// The fields that contain no secrets, and whether the body contains more.
    #[must_use]
    pub fn redacted(source: &str, event_type: Option<&str>, body: &[u8]) -> (Self, bool) {
        match redact(source, event_type, body) {
            Ok(Redacted { json, is_partial }) => {
                (Self(json.and_then(|json| RawValue::from_string(json).ok())), is_partial)
            }
            Err(NotJson) => (Self(None), false),
        }
    }

    /// The same as text.
    #[must_use]
    pub fn into_text(self) -> Option<String> {
        self.0.map(|payload| String::from(Box::<str>::from(payload)))
    }

    fn text(&self) -> &str {
        self.0.as_ref().map_or("null", |payload| payload.get())
    }
}

impl Type for Payload {
    const IS_REQUIRED: bool = true;

    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "payload".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema { nullable: true, ..MetaSchema::ANY }))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

/// Absent, because [`WithPayload`] writes it.
impl ToJSON for Payload {
    fn to_json(&self) -> Option<Value> {
        None
    }
}

/// Required by the framework; no request contains a payload.
impl ParseFromJSON for Payload {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        Ok(Self(serde_json::value::to_raw_value(&value).ok()))
    }
}

pub trait HasPayload: ToJSON {
    fn payload(&self) -> &Payload;
}

/// A JSON response whose payload is written as it was received.
#[derive(Debug)]
pub struct WithPayload<T>(pub T);

impl<T: HasPayload + Send> IntoResponse for WithPayload<T> {
    fn into_response(self) -> Response {
        let mut text = self.0.to_json_string();
        // The object is never empty: its other fields are always present.
        let open = text.strip_suffix('}').map_or(0, str::len);
        text.truncate(open);
        text.push_str(",\"payload\":");
        text.push_str(self.0.payload().text());
        text.push('}');
        text.with_content_type(Json::<T>::CONTENT_TYPE).into_response()
    }
}

impl<T: HasPayload> ApiResponse for WithPayload<T> {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "",
                status: Some(200),
                status_range: None,
                content: vec![MetaMediaType { content_type: Json::<T>::CONTENT_TYPE, schema: T::schema_ref() }],
                headers: Vec::new(),
            }],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}
