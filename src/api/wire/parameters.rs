//! Types of parameters. Each parse error says what to write instead.

use ipnet::IpNet;
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
        stats::{self, BucketSize, DORMANT_DAYS_DEFAULT, DORMANT_DAYS_MAX, Dimension},
        users,
        values::{VALUES_MAX, Values},
    },
    text::{
        address,
        identifier::{Identifier, IdentifierKind},
        vocabulary, words,
    },
    views::{self, activity::ACTIONS, first_sign_ins::Novelty},
};

/// Before a value that a filter excludes.
pub(crate) const EXCLUDED: char = '!';

const EMPTY: &str = "it is empty; write a value, or leave the parameter out";

const TIME: &str =
    "a time like 2026-11-20T20:08:00Z or a date like 2026-11-20 (in UTC; the + of an offset is written %2B)";

/// A time in UTC, in parameters and in responses.
#[derive(Clone, Copy, Debug)]
pub struct DateTime(pub Timestamp);

#[derive(Clone, Debug)]
pub struct NonEmptyText(pub String);

#[derive(Clone, Copy, Debug)]
pub struct Limit(pub u64);

/// The name of a time zone.
#[derive(Clone, Copy, Debug)]
pub struct TimeZoneParam(pub stats::TimeZone);

/// Days without a sign-in.
#[derive(Clone, Copy, Debug)]
pub struct DormantDays(pub u32);

/// A search by the beginnings of words.
#[derive(Clone, Debug)]
pub struct SearchParam(pub words::Search);

/// An event type, or a prefix that ends in `*`.
#[derive(Clone, Debug)]
pub struct TypePatternParam(pub TypePattern);

/// One value of a closed set. Parameters with a closed set use this type, so that an unknown
/// value is always refused with the nearest known one.
#[derive(Clone, Copy, Debug)]
pub struct Choice<T>(pub T);

pub trait Choices: Copy + Send + Sync + 'static {
    /// Name of the schema.
    const NAME: &'static str;
    const JSON_TYPE: &'static str = "string";
    const DEFAULT: Option<&'static str> = None;

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)>;
}

pub type Order = Choice<query::Order>;

pub type BoolParam = Choice<bool>;

pub type ActivityOrder = Choice<OrderBy>;

/// What can be new to a user about a sign-in.
pub type New = Choice<Novelty>;

pub type UserOrder = Choice<users::OrderBy>;

pub type SessionStatus = Choice<sessions::Status>;

pub type BucketInterval = Choice<BucketSize>;

pub type StatsDimension = Choice<Dimension>;

pub type InvitationStatus = Choice<invitations::Status>;

/// An action, or an event type.
#[derive(Clone, Debug)]
pub struct Action(pub ActionFilter);

#[derive(Clone, Debug)]
pub struct ProjectionName(pub String);

#[derive(Clone, Copy, Debug)]
pub struct Network(pub IpNet);

/// The values of a parameter that can be given several times. What begins with `!` is excluded.
#[derive(Clone, Debug)]
pub struct Several<T>(pub Values<T>);

/// A point in the past: a time or a log position.
#[derive(Clone, Copy, Debug)]
pub struct AsOf(pub as_of::AsOf);

/// One side of a diff: a point in the past, or an event.
#[derive(Clone, Debug)]
pub struct Side(pub history::DiffPoint);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadForm {
    /// Fields that contain no secrets.
    Redacted,
    Full,
}

/// The same for lists, whose rows have no payload by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowPayload(pub PayloadForm);

impl Choices for query::Order {
    const NAME: &'static str = "order";
    const DEFAULT: Option<&'static str> = Some("desc");

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        [Self::Asc, Self::Desc].map(|order| (order.as_str(), order)).to_vec()
    }
}

impl Choices for OrderBy {
    const NAME: &'static str = "activity-order";
    const DEFAULT: Option<&'static str> = Some("occurred_at");

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        vec![("occurred_at", Self::OccurredAt), ("position", Self::Position), ("changed", Self::Changed)]
    }
}

impl Choices for Novelty {
    const NAME: &'static str = "novelty";

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.map(|novelty| (novelty.as_str(), novelty)).to_vec()
    }
}

impl Choices for users::OrderBy {
    const NAME: &'static str = "user-order";

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        vec![("id", Self::Id), ("last_sign_in", Self::LastSignIn)]
    }
}

impl Choices for PayloadForm {
    const NAME: &'static str = "payload-form";
    const DEFAULT: Option<&'static str> = Some("redacted");

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        vec![("redacted", Self::Redacted), ("full", Self::Full)]
    }
}

impl Choices for RowPayload {
    const NAME: &'static str = "row-payload";

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        PayloadForm::all().into_iter().map(|(word, form)| (word, Self(form))).collect()
    }
}

impl Choices for bool {
    const NAME: &'static str = "bool";
    const JSON_TYPE: &'static str = "boolean";

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        vec![("true", true), ("false", false)]
    }
}

impl Choices for sessions::Status {
    const NAME: &'static str = "session-status";

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.iter().map(|status| (status.as_str(), *status)).collect()
    }
}

impl Choices for BucketSize {
    const NAME: &'static str = "bucket-interval";
    const DEFAULT: Option<&'static str> = Some("day");

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        [Self::Hour, Self::Day, Self::Week, Self::Month].map(|size| (size.as_str(), size)).to_vec()
    }
}

impl Choices for Dimension {
    const NAME: &'static str = "stats-dimension";
    const DEFAULT: Option<&'static str> = Some("action");

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        vec![("action", Self::Action), ("country", Self::Country), ("browser", Self::Browser)]
    }
}

impl Choices for invitations::Status {
    const NAME: &'static str = "invitation-status";

    /// Each value as it is written, with its meaning.
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.iter().map(|status| (status.as_str(), *status)).collect()
    }
}

/// Implements [`Type`] with a name and a schema.
macro_rules! documented {
    ($type:ty, $name:expr, $schema:expr $(, $of:ident: $bound:ident)?) => {
        impl$(<$of: $bound>)? Type for $type {
            const IS_REQUIRED: bool = true;

            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> std::borrow::Cow<'static, str> {
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

pub(super) use documented;

// Schemas of filters have no `example`: Swagger UI would send it as a filter. Their examples are
// in the descriptions.
documented!(DateTime, "date-time", MetaSchema::new_with_format("string", "date-time"));
documented!(NonEmptyText, "text", MetaSchema { min_length: Some(1), ..MetaSchema::new("string") });
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
    DormantDays,
    "days",
    MetaSchema {
        minimum: Some(1.0),
        maximum: Some(DORMANT_DAYS_MAX.into()),
        default: Some(DORMANT_DAYS_DEFAULT.into()),
        ..MetaSchema::new("integer")
    }
);
documented!(
    TimeZoneParam,
    "time-zone",
    MetaSchema { min_length: Some(1), default: Some("UTC".into()), ..MetaSchema::new("string") }
);
documented!(
    Choice<T>,
    T::NAME,
    MetaSchema {
        // Only strings need an enum; the values of a boolean are given by its type.
        enum_items: T::all().iter().filter(|_| T::JSON_TYPE == "string").map(|(word, _)| (*word).into()).collect(),
        default: T::DEFAULT.map(Into::into),
        ..MetaSchema::new(T::JSON_TYPE)
    },
    T: Choices
);
documented!(
    Action,
    "action",
    MetaSchema {
        // Event types are an open set, so that the schema of the whole parameter is no enum.
        any_of: vec![action_schema(), event_type_schema()],
        ..MetaSchema::new("string")
    }
);
documented!(
    ProjectionName,
    "projection",
    MetaSchema {
        enum_items: views::all().iter().map(|view| view.name().into()).collect(),
        ..MetaSchema::new("string")
    }
);
documented!(Network, "ip-network", MetaSchema::new_with_format("string", "ip-network"));
documented!(SearchParam, "search", MetaSchema { min_length: Some(1), ..MetaSchema::new("string") });
documented!(TypePatternParam, "types", MetaSchema::new("string"));
documented!(AsOf, "as-of", MetaSchema::new("string"));
documented!(Side, SIDE, MetaSchema::new("string"));

documented!(
    Several<T>,
    // Its errors are those of a value.
    T::name(),
    MetaSchema {
        items: Some(Box::new(T::schema_ref())),
        max_items: Some(VALUES_MAX),
        ..MetaSchema::new("array")
    },
    T: ParseFromParameter
);

fn action_schema() -> MetaSchemaRef {
    let enum_items = ACTIONS.iter().map(|(_, name, _)| (*name).into()).collect();
    MetaSchemaRef::Inline(Box::new(MetaSchema { enum_items, ..MetaSchema::new("string") }))
}

fn event_type_schema() -> MetaSchemaRef {
    let pattern = Some("^!?[A-Za-z0-9._-]+$".to_owned());
    MetaSchemaRef::Inline(Box::new(MetaSchema { pattern, ..MetaSchema::new("string") }))
}

impl ParseFromParameter for DateTime {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        Timestamp::parse(value).map(Self).ok_or_else(|| ParseError::custom(format!("write {TIME}")))
    }
}

impl ParseFromJSON for DateTime {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => Self::parse_from_parameter(&text),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl ToJSON for DateTime {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.0.to_string()))
    }
}

impl ParseFromParameter for NonEmptyText {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        if value.is_empty() {
            return Err(ParseError::custom(EMPTY));
        }
        // PostgreSQL rejects U+0000 in a text, and no view contains it.
        if value.contains('\0') {
            return Err(ParseError::custom("it holds U+0000, which nothing here does; write the value without it"));
        }
        Ok(Self(value.to_owned()))
    }
}

/// An unknown name is answered 404 by the operation.
impl ParseFromParameter for ProjectionName {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        NonEmptyText::parse_from_parameter(value).map(|NonEmptyText(name)| Self(name)).map_err(ParseError::propagate)
    }
}

impl ParseFromParameter for Limit {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        let limit = value.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
        limit.map(Self).ok_or_else(|| ParseError::custom(format!("write a number from 1 to {LIMIT_MAX}")))
    }
}

impl ParseFromParameter for DormantDays {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        let days = value.parse().ok().filter(|days| (1..=DORMANT_DAYS_MAX).contains(days));
        days.map(Self).ok_or_else(|| ParseError::custom(format!("write a number of days from 1 to {DORMANT_DAYS_MAX}")))
    }
}

impl ParseFromParameter for TimeZoneParam {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        if value.is_empty() {
            return Err(ParseError::custom(EMPTY));
        }
        stats::TimeZone::parse(value).map(Self).map_err(ParseError::custom)
    }
}

impl<T: Choices> ParseFromParameter for Choice<T> {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        closed(value).map(Self).map_err(ParseError::custom)
    }
}

/// The value of a closed set that a word stands for; the error says what to write.
pub(crate) fn closed<T: Choices>(word: &str) -> Result<T, String> {
    let all = T::all();
    let found = all.iter().find(|(known, _)| *known == word);
    found.map(|(_, meant)| *meant).ok_or_else(|| match word {
        "" => EMPTY.to_owned(),
        _ => vocabulary::unknown(word, all.iter().map(|(known, _)| *known)),
    })
}

impl ParseFromParameter for Action {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        if value.is_empty() {
            return Err(ParseError::custom(EMPTY));
        }
        ActionFilter::parse(value).map(Self).map_err(ParseError::custom)
    }
}

impl<T: ParseFromParameter> ParseFromParameter for Several<T> {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        Self::parse_from_parameters([value])
    }

    fn parse_from_parameters<I: IntoIterator<Item = A>, A: AsRef<str>>(given: I) -> ParseResult<Self> {
        let given: Vec<A> = given.into_iter().collect();
        if given.len() > VALUES_MAX {
            return Err(ParseError::custom(format!(
                "it is given {} times; write at most {VALUES_MAX} values",
                given.len()
            )));
        }
        let mut values = Values::default();
        for text in given.iter().map(AsRef::as_ref) {
            let parse = |text: &str| T::parse_from_parameter(text).map_err(ParseError::propagate);
            match text.strip_prefix(EXCLUDED) {
                Some(excluded) if given.iter().any(|wanted| wanted.as_ref() == excluded) => {
                    let both = format!("{excluded:?} is asked for and excluded ({text}); leave one of them out");
                    return Err(ParseError::custom(both));
                }
                Some(excluded) => values.none_of.push(parse(excluded)?),
                None => values.any_of.push(parse(text)?),
            }
        }
        Ok(Self(values))
    }
}

impl ParseFromParameter for Network {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        address::parse(value).map(Self).map_err(ParseError::custom)
    }
}

impl ParseFromParameter for SearchParam {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        if value.is_empty() {
            return Err(ParseError::custom(EMPTY));
        }
        words::Search::parse(value).map(Self).map_err(ParseError::custom)
    }
}

impl ParseFromParameter for TypePatternParam {
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
        history::DiffPoint::parse(value).map(Self).ok_or_else(|| ParseError::custom(what_to_write(SIDE)))
    }
}

/// Name of the type [`Side`] in the framework.
const SIDE: &str = "side";

/// How to write a required parameter, by the name of its type in the framework.
pub(super) fn what_to_write(type_name: &str) -> String {
    match type_name {
        SIDE => format!(
            "write {TIME}; or a position: digits only, or with @ and the first 12 digits of the commitment of its \
             event; or the svix_id of an event"
        ),
        _ => "write a value".to_owned(),
    }
}

impl From<NonEmptyText> for String {
    fn from(NonEmptyText(text): NonEmptyText) -> Self {
        text
    }
}

pub(crate) fn values<T>(parameter: Option<Several<T>>) -> Values<T> {
    parameter.map(|Several(values)| values).unwrap_or_default()
}

pub(crate) fn texts<T: Into<String>>(parameter: Option<Several<T>>) -> Values<String> {
    values(parameter).map(Into::into)
}

pub(crate) fn text<T: Into<String>>(parameter: Option<T>) -> Option<String> {
    parameter.map(Into::into)
}

pub(crate) fn date_time(parameter: Option<DateTime>) -> Option<Timestamp> {
    parameter.map(|DateTime(time)| time)
}

pub(crate) fn identifiers(
    parameters: impl IntoIterator<Item = (IdentifierKind, Option<String>)>,
) -> Result<Vec<Identifier>, QueryError> {
    let given = parameters.into_iter().filter_map(|(kind, text)| Some((kind, text?)));
    given
        .map(|(kind, text)| {
            let refused = |reason: &str| QueryError::Parameter { name: kind.as_str(), reason: reason.to_owned() };
            kind.parse(&text).map_err(refused)
        })
        .collect()
}

pub(crate) fn search(parameter: Option<SearchParam>) -> Option<words::Search> {
    parameter.map(|SearchParam(search)| search)
}

pub(crate) fn choice<T>(parameter: Option<Choice<T>>) -> Option<T> {
    parameter.map(|Choice(choice)| choice)
}
