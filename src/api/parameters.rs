//! What a parameter may be. Each refusal says what to write instead.

use std::borrow::Cow;

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type},
};
use serde_json::Value;

use crate::{
    clock::Timestamp,
    query::{
        self, TypePattern,
        activity::OrderBy,
        as_of, history,
        page::{LIMIT_DEFAULT, LIMIT_MAX},
    },
};

/// A time.
#[derive(Clone, Copy, Debug)]
pub struct Moment(pub Timestamp);

/// Some text to compare with.
#[derive(Clone, Debug)]
pub struct Text(pub String);

/// How many rows.
#[derive(Clone, Copy, Debug)]
pub struct Limit(pub u64);

/// An event type, or the beginning of one.
#[derive(Clone, Debug)]
pub struct Types(pub TypePattern);

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug)]
pub struct Order(pub query::Order);

/// Yes or no.
#[derive(Clone, Copy, Debug)]
pub struct Truth(pub bool);

/// What activity is ordered by.
#[derive(Clone, Copy, Debug)]
pub struct ActivityOrder(pub OrderBy);

/// A moment at which something was true, or known.
#[derive(Clone, Copy, Debug)]
pub struct AsOf(pub as_of::AsOf);

/// The same, or an event.
#[derive(Clone, Debug)]
pub struct Side(pub history::Side);

/// How much of a payload is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadForm {
    /// What holds no secret.
    Redacted,
    /// All of it.
    Full,
}

/// What the framework wants to know of a type of ours: its name and schema.
macro_rules! documented {
    ($type:ty, $name:literal, $schema:expr) => {
        impl Type for $type {
            const IS_REQUIRED: bool = true;

            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> Cow<'static, str> {
                $name.into()
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Inline(Box::new($schema))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(self.as_raw_value().into_iter())
            }
        }
    };
}

// No examples for what filters: Swagger UI would fill them in, and ask for less than people think.
documented!(Moment, "date-time", MetaSchema::new_with_format("string", "date-time"));
documented!(Text, "text", MetaSchema { min_length: Some(1), ..MetaSchema::new("string") });
#[expect(clippy::cast_precision_loss, reason = "a thousand is a float without loss")]
const LIMIT_MAX_SCHEMA: f64 = LIMIT_MAX as f64;
documented!(
    Limit,
    "limit",
    MetaSchema {
        minimum: Some(1.0),
        maximum: Some(LIMIT_MAX_SCHEMA),
        default: Some(LIMIT_DEFAULT.into()),
        ..MetaSchema::new("integer")
    }
);
documented!(
    Order,
    "order",
    MetaSchema {
        enum_items: vec!["asc".into(), "desc".into()],
        default: Some("desc".into()),
        ..MetaSchema::new("string")
    }
);
documented!(
    ActivityOrder,
    "activity-order",
    MetaSchema {
        enum_items: vec!["occurred_at".into(), "position".into()],
        default: Some("occurred_at".into()),
        ..MetaSchema::new("string")
    }
);
documented!(
    PayloadForm,
    "payload-form",
    MetaSchema {
        enum_items: vec!["redacted".into(), "full".into()],
        default: Some("redacted".into()),
        ..MetaSchema::new("string")
    }
);
documented!(Truth, "truth", MetaSchema::new("boolean"));
documented!(Types, "types", MetaSchema::new("string"));
documented!(AsOf, "as-of", MetaSchema::new("string"));
documented!(Side, "side", MetaSchema::new("string"));

impl ParseFromParameter for Moment {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        Timestamp::parse_rfc3339(value).map(Self).ok_or_else(|| {
            ParseError::custom("write a time like 2026-11-20T20:08:00Z; the + of an offset is written %2B")
        })
    }
}

impl ParseFromJSON for Moment {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => Self::parse_from_parameter(&text),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl ToJSON for Moment {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.0.to_string()))
    }
}

impl ParseFromParameter for Text {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        if value.is_empty() {
            return Err(ParseError::custom("it is empty; write a value, or leave the parameter out"));
        }
        // PostgreSQL takes none in a text, and no view holds one.
        if value.contains('\0') {
            return Err(ParseError::custom("it holds U+0000, which nothing here does; write the value without it"));
        }
        Ok(Self(value.to_owned()))
    }
}

impl ParseFromParameter for Limit {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        let limit = value.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
        limit.map(Self).ok_or_else(|| ParseError::custom(format!("write a number from 1 to {LIMIT_MAX}")))
    }
}

impl ParseFromParameter for Order {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        query::Order::parse(value).map(Self).ok_or_else(|| ParseError::custom("write asc or desc"))
    }
}

impl ParseFromParameter for Truth {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        value.parse().map(Self).map_err(|_| ParseError::custom("write true or false"))
    }
}

impl ParseFromParameter for ActivityOrder {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        match value {
            "occurred_at" => Ok(Self(OrderBy::OccurredAt)),
            "position" => Ok(Self(OrderBy::Position)),
            _ => Err(ParseError::custom("write occurred_at or position")),
        }
    }
}

impl ParseFromParameter for PayloadForm {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        match value {
            "redacted" => Ok(Self::Redacted),
            "full" => Ok(Self::Full),
            _ => Err(ParseError::custom("write redacted or full")),
        }
    }
}

impl ParseFromParameter for Types {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        TypePattern::parse(value).map(Self).ok_or_else(|| {
            ParseError::custom("write an event type like session.created, or the beginning of one like session.*")
        })
    }
}

impl ParseFromParameter for AsOf {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        as_of::AsOf::parse(value).map(Self).ok_or_else(|| {
            ParseError::custom(
                "write a time like 2026-11-20T20:08:00Z (the + of an offset is written %2B), or a position: digits only",
            )
        })
    }
}

impl ParseFromParameter for Side {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        history::Side::parse(value).map(Self).ok_or_else(|| {
            ParseError::custom(
                "write a time like 2026-11-20T20:08:00Z (the + of an offset is written %2B), a position (digits only), or the svix_id of an event",
            )
        })
    }
}

/// The texts of optional parameters.
pub(super) fn text(parameter: Option<Text>) -> Option<String> {
    parameter.map(|Text(text)| text)
}

/// The moments of optional parameters.
pub(super) fn moment(parameter: Option<Moment>) -> Option<Timestamp> {
    parameter.map(|Moment(moment)| moment)
}

/// The truth of optional parameters.
pub(super) fn truth(parameter: Option<Truth>) -> Option<bool> {
    parameter.map(|Truth(truth)| truth)
}
