//! Errors as clients see them: problem documents (RFC 9457), never a database's text. The one place that maps errors to
//! statuses.

use poem::{
    IntoResponse, Response,
    error::ResponseError,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse, Object,
    error::{ParseParamError, ParsePathError, ParseRequestPayloadError},
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::{ToJSON, Type},
};

use super::parameters;
use crate::{access::Scope, query::QueryError};

/// The media type of every error.
const MEDIA_TYPE: &str = "application/problem+json";

/// After which a view that is being built is worth asking again, in seconds.
const BUILDING_RETRY_SECONDS: u32 = 5;
/// After which a database that did not answer is worth asking again, in seconds.
const STORE_RETRY_SECONDS: u32 = 2;

/// An error, before it is known in answer to which request.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{status}: {detail}")]
pub struct Problem {
    status: StatusCode,
    detail: Box<str>,
    parameter: Option<Box<str>>,
    headers: Vec<(HeaderName, HeaderValue)>,
    progress: Option<(i64, i64)>,
    /// For the log only.
    cause: Option<Box<str>>,
    /// Whether the cause is that the database does not answer, which the log is told once for an
    /// outage.
    is_outage: bool,
    /// For the log and the audit only.
    denial: Option<Box<Denial>>,
}

/// Why somebody may not ask what was asked. Never the key that was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// In a word: `no_key`, `malformed_key`, `unknown_key`, `expired_key`, `scope`, `source`,
    /// `beyond_maker`, `undeclared`.
    pub reason: &'static str,
    /// The key that was presented, where there is such a key and it was presented whole.
    pub key_id: Option<String>,
    /// The scope that is missing.
    pub scope: Option<Scope>,
}

/// What went wrong, and what to do about it (RFC 9457).
#[derive(Debug, Object)]
#[oai(rename = "Problem")]
pub struct ProblemDocument {
    /// Always `about:blank`: the status tells the kind.
    #[oai(rename = "type")]
    kind: String,
    /// The name of the status.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is wrong here, and what to write instead.
    detail: String,
    /// The path that was asked for.
    instance: String,
    /// Names this request in the log of the server.
    request_id: String,
    /// The parameter that is wrong.
    #[oai(skip_serializing_if_is_none)]
    parameter: Option<String>,
    /// Of a view that is being built: how many events it has folded.
    #[oai(skip_serializing_if_is_none)]
    checkpoint: Option<i64>,
    /// Of a view that is being built: how many events there are.
    #[oai(skip_serializing_if_is_none)]
    size: Option<i64>,
}

impl Problem {
    /// A problem with a status and a text for the client.
    #[must_use]
    pub fn new(status: StatusCode, detail: impl Into<Box<str>>) -> Self {
        Self {
            status,
            detail: detail.into(),
            parameter: None,
            headers: Vec::new(),
            progress: None,
            cause: None,
            is_outage: false,
            denial: None,
        }
    }

    /// A parameter that cannot be used as it is.
    #[must_use]
    pub fn parameter(name: impl Into<Box<str>>, detail: impl Into<Box<str>>) -> Self {
        Self { parameter: Some(name.into()), ..Self::new(StatusCode::BAD_REQUEST, detail) }
    }

    /// As a problem of one parameter, or of one field of the body.
    #[must_use]
    pub(super) fn naming(self, name: &str) -> Self {
        Self { parameter: Some(name.into()), ..self }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Worth another try after so many seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        self.header(header::RETRY_AFTER, seconds.into())
    }

    /// As a refusal of whoever asks.
    #[must_use]
    pub(super) fn denied(mut self, denial: Denial) -> Self {
        self.denial = Some(Box::new(denial));
        self
    }

    /// Whether, and why, it is a refusal of whoever asks. Every such refusal passes the front as a problem.
    #[must_use]
    pub fn denial(&self) -> Option<&Denial> {
        self.denial.as_deref()
    }

    /// The database does not answer, for a reason that only the log is told, and that only once
    /// for an outage.
    #[must_use]
    pub(super) fn away(reason: &impl ToString) -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer; try again");
        Self { is_outage: true, ..problem.retry_after(STORE_RETRY_SECONDS).because(reason) }
    }

    /// Why the database does not answer, where that is what went wrong. Every such problem passes
    /// the front.
    #[must_use]
    pub fn outage(&self) -> Option<&str> {
        self.cause.as_deref().filter(|_| self.is_outage)
    }

    /// With what only the log is told.
    #[must_use]
    pub(super) fn because(mut self, cause: &impl ToString) -> Self {
        self.cause = Some(cause.to_string().into());
        self
    }

    /// Any error of the framework, in our words.
    #[must_use]
    pub fn of(error: &poem::Error) -> Self {
        if let Some(problem) = error.downcast_ref::<Self>() {
            return problem.clone();
        }
        if let Some(ParseParamError { name, reason }) = error.downcast_ref() {
            let detail = match missing_type(reason) {
                Some(type_name) => {
                    format!("the parameter {name} is missing: {}", parameters::what_to_write(type_name))
                }
                None => format!("the parameter {name} cannot be used: {}", plain(reason)),
            };
            return Self::parameter(*name, detail);
        }
        // The framework knows the parts of a path by number only.
        if error.is::<ParsePathError>() {
            let detail = "the id in the path cannot be read; write it percent-encoded, as UTF-8 without U+0000";
            return Self::new(StatusCode::BAD_REQUEST, detail);
        }
        if let Some(ParseRequestPayloadError { reason }) = error.downcast_ref() {
            return Self::new(StatusCode::BAD_REQUEST, format!("the body cannot be used: {}", of_body(plain(reason))));
        }
        let status = error.status();
        let detail = match status {
            StatusCode::NOT_FOUND => "there is nothing here; /docs lists what there is",
            StatusCode::METHOD_NOT_ALLOWED => "this path does not take that method; /docs lists what there is",
            StatusCode::PAYLOAD_TOO_LARGE => "the body is too large; send less",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                "the body is of a media type that is not taken here; send application/json"
            }
            StatusCode::UNAUTHORIZED => "send a key of the query API as Authorization: Bearer KEY",
            status if status.is_client_error() => "the request cannot be understood; /docs shows how to write it",
            _ => {
                return Self::new(
                    status,
                    "something went wrong here; the log of the server has it, under this request id",
                )
                .because(error);
            }
        };
        Self::new(status, detail)
    }

    /// The answer to one request; logs what only the operator may know.
    pub fn answer(self, instance: &str, request_id: &str) -> Response {
        if let Some(cause) = self.cause.as_ref().filter(|_| !self.is_outage) {
            tracing::error!(
                request_id,
                status = self.status.as_u16(),
                error = cause,
                "a request could not be answered"
            );
        }
        let (checkpoint, size) = self.progress.unzip();
        let document = ProblemDocument {
            kind: "about:blank".to_owned(),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.into(),
            instance: instance.to_owned(),
            request_id: request_id.to_owned(),
            parameter: self.parameter.map(String::from),
            checkpoint,
            size,
        };
        let mut response = document.to_json_string().with_content_type(MEDIA_TYPE).into_response();
        response.set_status(self.status);
        response.headers_mut().extend(self.headers);
        response
    }
}

/// The reason alone: the framework puts names of types before and behind it.
fn plain(reason: &str) -> &str {
    let reason = match reason.split_once("\": ") {
        Some((before, reason)) if before.starts_with("failed to parse \"") => reason,
        _ => reason,
    };
    reason.split_once(" (occurred while parsing \"").map_or(reason, |(reason, _)| reason)
}

/// The name of the type whose value is missing, as the framework says it: `Type "side" expects an input value.`
fn missing_type(reason: &str) -> Option<&str> {
    plain(reason).strip_prefix("Type \"")?.strip_suffix("\" expects an input value.")
}

/// What is wrong with a body, without the words of the framework and of the JSON parser. Fields name themselves.
fn of_body(reason: &str) -> String {
    if let Some(field) = reason.strip_prefix("unknown field `").and_then(|rest| rest.strip_suffix("`.")) {
        return format!("it has a field {field}, which is not known here; leave it out");
    }
    if reason.starts_with("Expected input type") {
        return "it is no JSON object; write one with the fields that /docs shows".to_owned();
    }
    if let Some((_, column)) = reason.split_once(" at line ") {
        return format!(
            "it is not JSON from line {column} on; write a JSON object",
            column = column.replace(" column", ", column")
        );
    }
    reason.trim_end_matches('.').to_owned()
}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Building { name, checkpoint, size } => {
                let detail = format!(
                    "the view {name} is being built: {checkpoint} of {size} events are done; try again later, webhooks are recorded meanwhile"
                );
                let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(BUILDING_RETRY_SECONDS);
                Self { progress: Some((checkpoint.0, size.0)), ..problem }
            }
            QueryError::Behind { name, checkpoint, size } => {
                let detail = format!(
                    "the view {name} has not come so far yet: {checkpoint} of {size} events are done; try again in a moment"
                );
                let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(STORE_RETRY_SECONDS);
                Self { progress: Some((checkpoint.0, size.0)), ..problem }
            }
            QueryError::TooManyEvents { events_max } => {
                let detail = format!(
                    "more than {events_max} events speak of it, which is more than one answer reads; /v1/activity lists them page by page"
                );
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
            }
            QueryError::Parameter { name, reason } => {
                Self::parameter(name, format!("the parameter {name} cannot be used: {reason}"))
            }
            QueryError::NotInLog { name, reason } => {
                let detail = format!("the parameter {name} cannot be used: {reason}");
                Self { parameter: Some(name.into()), ..Self::new(StatusCode::CONFLICT, detail) }
            }
            QueryError::Ambiguous { sources } => {
                let detail = format!(
                    "several sources hold this id ({}); say which one is meant with ?source=",
                    sources.join(", ")
                );
                Self { parameter: Some("source".into()), ..Self::new(StatusCode::CONFLICT, detail) }
            }
            QueryError::TooLong => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "the query took too long and was stopped; narrow it, for example with since and until",
            ),
            QueryError::Unavailable(error) => Self::away(&error),
            QueryError::Store(error) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "something went wrong here; the log of the server has it, under this request id",
            )
            .because(&error),
        }
    }
}

/// The statuses with which one kind of operation refuses, for the document.
pub(super) fn refusals(statuses: &[(u16, &'static str)]) -> MetaResponses {
    let response = |(status, description): &(u16, &'static str)| MetaResponse {
        description,
        status: Some(*status),
        status_range: None,
        content: vec![MetaMediaType { content_type: MEDIA_TYPE, schema: ProblemDocument::schema_ref() }],
        headers: Vec::new(),
    };
    MetaResponses { responses: statuses.iter().map(response).collect() }
}

pub(super) const BAD_REQUEST: (u16, &str) = (400, "A parameter is unknown or cannot be used; the problem names it.");
pub(super) const UNAUTHORIZED: (u16, &str) = (401, "The bearer key is missing, wrong, expired or revoked.");
pub(super) const FORBIDDEN: (u16, &str) =
    (403, "The key lacks a scope, or is not for the source; the problem names it.");
pub(super) const NOT_IN_LOG: (u16, &str) =
    (409, "The log does not hold the event of the cursor: it was restored from an older backup. Begin the list again.");
pub(super) const UNAVAILABLE: (u16, &str) =
    (503, "A view is being built, or the database does not answer; try again later.");

impl ApiResponse for Problem {
    fn meta() -> MetaResponses {
        refusals(&[BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_IN_LOG, UNAVAILABLE])
    }

    fn register(registry: &mut Registry) {
        ProblemDocument::register(registry);
    }
}
