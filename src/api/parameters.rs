//! What a parameter may be. Each refusal says what to write instead.

use std::{borrow::Cow, net::IpAddr};

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type},
};
use serde_json::Value;

use crate::{
    clock::Timestamp,
    query::{
        self, QueryError, TypePattern,
        activity::{ActionFilter, OrderBy},
        as_of, history, invitations,
        page::{LIMIT_DEFAULT, LIMIT_MAX},
        sessions,
    },
    text::{
        address,
        identifier::{Identifier, IdentifierKind},
        vocabulary,
    },
};

/// What is wrong with a value of no length.
const EMPTY: &str = "it is empty; write a value, or leave the parameter out";

/// How a time is written.
const TIME: &str =
    "a time like 2026-11-20T20:08:00Z or a date like 2026-11-20 (in UTC; the + of an offset is written %2B)";

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

/// One word of a closed set. Every parameter with such a set is of this type, so that each refuses a word that could match
/// nothing, and says which one was probably meant.
#[derive(Clone, Copy, Debug)]
pub struct Word<T>(pub T);

/// A closed set of words.
pub trait Vocabulary: Copy + Send + Sync + 'static {
    /// The name of its schema.
    const NAME: &'static str;
    /// The JSON type of its words.
    const JSON_TYPE: &'static str = "string";
    /// The word that holds where none is written.
    const DEFAULT: Option<&'static str> = None;

    /// Each word, and what it stands for.
    fn words() -> Vec<(&'static str, Self)>;
}

/// Which end of a list comes first.
pub type Order = Word<query::Order>;

/// Yes or no.
pub type Truth = Word<bool>;

/// What activity is ordered by.
pub type ActivityOrder = Word<OrderBy>;

/// The status of a session.
pub type SessionStatus = Word<sessions::Status>;

/// The status of an invitation.
pub type InvitationStatus = Word<invitations::Status>;

/// What was done: a word of the table of actions, or an event's type.
#[derive(Clone, Debug)]
pub struct Action(pub ActionFilter);

/// An IP address.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub IpAddr);

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

impl Vocabulary for query::Order {
    const NAME: &'static str = "order";
    const DEFAULT: Option<&'static str> = Some("desc");

    fn words() -> Vec<(&'static str, Self)> {
        [Self::Asc, Self::Desc].map(|order| (order.as_str(), order)).to_vec()
    }
}

impl Vocabulary for OrderBy {
    const NAME: &'static str = "activity-order";
    const DEFAULT: Option<&'static str> = Some("occurred_at");

    fn words() -> Vec<(&'static str, Self)> {
        vec![("occurred_at", Self::OccurredAt), ("position", Self::Position)]
    }
}

impl Vocabulary for PayloadForm {
    const NAME: &'static str = "payload-form";
    const DEFAULT: Option<&'static str> = Some("redacted");

    fn words() -> Vec<(&'static str, Self)> {
        vec![("redacted", Self::Redacted), ("full", Self::Full)]
    }
}

impl Vocabulary for bool {
    const NAME: &'static str = "truth";
    const JSON_TYPE: &'static str = "boolean";

    fn words() -> Vec<(&'static str, Self)> {
        vec![("true", true), ("false", false)]
    }
}

impl Vocabulary for sessions::Status {
    const NAME: &'static str = "session-status";

    fn words() -> Vec<(&'static str, Self)> {
        Self::ALL.iter().map(|status| (status.as_str(), *status)).collect()
    }
}

impl Vocabulary for invitations::Status {
    const NAME: &'static str = "invitation-status";

    fn words() -> Vec<(&'static str, Self)> {
        Self::ALL.iter().map(|status| (status.as_str(), *status)).collect()
    }
}

/// What the framework wants to know of a type of ours: its name and schema.
macro_rules! documented {
    ($type:ty, $name:expr, $schema:expr $(, $of:ident: $bound:ident)?) => {
        impl$(<$of: $bound>)? Type for $type {
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
    Word<T>,
    T::NAME,
    MetaSchema {
        // The words of other types than text are that type's own.
        enum_items: T::words().iter().filter(|_| T::JSON_TYPE == "string").map(|(word, _)| (*word).into()).collect(),
        default: T::DEFAULT.map(Into::into),
        ..MetaSchema::new(T::JSON_TYPE)
    },
    T: Vocabulary
);
documented!(Action, "action", MetaSchema::new("string"));
documented!(Address, "ip", MetaSchema::new_with_format("string", "ip"));
documented!(Types, "types", MetaSchema::new("string"));
documented!(AsOf, "as-of", MetaSchema::new("string"));
documented!(Side, SIDE, MetaSchema::new("string"));

impl ParseFromParameter for Moment {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        Timestamp::parse(value).map(Self).ok_or_else(|| ParseError::custom(format!("write {TIME}")))
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
            return Err(ParseError::custom(EMPTY));
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

impl<T: Vocabulary> ParseFromParameter for Word<T> {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        let words = T::words();
        let found = words.iter().find(|(word, _)| *word == value);
        found.map(|(_, meant)| Self(*meant)).ok_or_else(|| {
            ParseError::custom(match value {
                "" => EMPTY.to_owned(),
                _ => vocabulary::unknown(value, words.iter().map(|(word, _)| *word)),
            })
        })
    }
}

impl ParseFromParameter for Action {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        if value.is_empty() {
            return Err(ParseError::custom(EMPTY));
        }
        ActionFilter::parse(value).map(Self).map_err(ParseError::custom)
    }
}

impl ParseFromParameter for Address {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        address::parse(value).map(Self).map_err(ParseError::custom)
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
            ParseError::custom(format!(
                "write {TIME}; or a position: digits only, or with @ and the first 12 digits of the commitment of its event"
            ))
        })
    }
}

impl ParseFromParameter for Side {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        history::Side::parse(value).map(Self).ok_or_else(|| ParseError::custom(what_to_write(SIDE)))
    }
}

/// What the framework calls the type [`Side`].
const SIDE: &str = "side";

/// What to write for a parameter that is required, by what the framework calls its type.
pub(super) fn what_to_write(type_name: &str) -> String {
    match type_name {
        SIDE => format!(
            "write {TIME}; or a position: digits only, or with @ and the first 12 digits of the commitment of its \
             event; or the svix_id of an event"
        ),
        _ => "write a value".to_owned(),
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

/// The identifiers of optional parameters, each of which is called by its kind.
pub(super) fn identifiers(
    parameters: impl IntoIterator<Item = (IdentifierKind, Option<Text>)>,
) -> Result<Vec<Identifier>, QueryError> {
    let given = parameters.into_iter().filter_map(|(kind, text)| text.map(|Text(text)| (kind, text)));
    given
        .map(|(kind, text)| {
            let refused = |reason: &str| QueryError::Parameter { name: kind.as_str(), reason: reason.to_owned() };
            kind.parse(&text).map_err(refused)
        })
        .collect()
}

/// The words of optional parameters.
pub(super) fn word<T>(parameter: Option<Word<T>>) -> Option<T> {
    parameter.map(|Word(word)| word)
}
