//! Errors as clients see them: problem documents (RFC 9457), never a database message. The only
//! place that maps errors to statuses.

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

const MEDIA_TYPE: &str = "application/problem+json";

const UNEXPECTED: &str = "something went wrong here; the log of the server has it, under this request id";

/// Retry-After while a view is being built, in seconds.
const BUILDING_RETRY_SECONDS: u32 = 5;
/// Retry-After while the database does not answer, in seconds.
const STORE_RETRY_SECONDS: u32 = 2;

/// An error, before it is tied to a request.
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
    /// True if the database does not answer; an outage is logged once.
    is_outage: bool,
    /// For the log and the audit only.
    denial: Option<Box<Denial>>,
}

/// Why access was denied. Never contains the key that was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// `no_key`, `malformed_key`, `unknown_key`, `expired_key`, `scope`, `source`, `beyond_maker`
    /// or `undeclared`.
    pub reason: &'static str,
    /// Id of the key, if it exists and was presented in full.
    pub key_id: Option<String>,
    /// Scope that is missing.
    pub scope: Option<Scope>,
}

/// An error (RFC 9457): what went wrong and what to do about it.
#[derive(Debug, Object)]
#[oai(rename = "Problem")]
struct ProblemDocument {
    /// Always `about:blank`: `status` identifies the type of problem.
    #[oai(rename = "type")]
    kind: String,
    /// Standard name of the status.
    title: String,
    /// HTTP status.
    status: u16,
    /// What is wrong, and what to do instead.
    detail: String,
    /// Path of the request.
    instance: String,
    /// Id of the request in the server log and in the `x-request-id` header.
    request_id: String,
    /// Parameter or body field that is wrong. Absent if there is none.
    #[oai(skip_serializing_if_is_none)]
    parameter: Option<String>,
    /// While a view is being built: number of events that it has processed. Absent otherwise.
    #[oai(skip_serializing_if_is_none)]
    checkpoint: Option<i64>,
    /// While a view is being built: number of events in the log. Absent otherwise.
    #[oai(skip_serializing_if_is_none)]
    size: Option<i64>,
}

impl Problem {
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

    #[must_use]
    pub(crate) fn not_found(what: &str) -> Self {
        let detail =
            format!("there is no {what} with this id; write it with the same capital letters, percent-encoded");
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    #[must_use]
    pub fn parameter(name: impl Into<Box<str>>, detail: impl Into<Box<str>>) -> Self {
        Self { parameter: Some(name.into()), ..Self::new(StatusCode::BAD_REQUEST, detail) }
    }

    /// A mistake of this program or a fault of its database. The cause is logged, not answered.
    pub(crate) fn unexpected(cause: &impl ToString) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, UNEXPECTED).because(cause)
    }

    /// Names the parameter or body field.
    #[must_use]
    pub(crate) fn naming(self, name: &str) -> Self {
        Self { parameter: Some(name.into()), ..self }
    }

    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        self.header(header::RETRY_AFTER, seconds.into())
    }

    #[must_use]
    pub(crate) fn denied(mut self, denial: Denial) -> Self {
        self.denial = Some(Box::new(denial));
        self
    }

    #[must_use]
    pub fn denial(&self) -> Option<&Denial> {
        self.denial.as_deref()
    }

    /// The database does not answer. The reason is logged once per outage.
    #[must_use]
    pub(crate) fn away(reason: &impl ToString) -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer; try again");
        Self { is_outage: true, ..problem.retry_after(STORE_RETRY_SECONDS).because(reason) }
    }

    #[must_use]
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// For the log only.
    #[must_use]
    pub(crate) fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    #[must_use]
    pub(crate) const fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Why the database does not answer, if that is the problem.
    #[must_use]
    pub fn outage(&self) -> Option<&str> {
        self.cause.as_deref().filter(|_| self.is_outage)
    }

    #[must_use]
    pub(crate) fn because(mut self, cause: &impl ToString) -> Self {
        self.cause = Some(cause.to_string().into());
        self
    }

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
        // The framework names path parameters by number only.
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
            _ => return Self::new(status, UNEXPECTED).because(error),
        };
        Self::new(status, detail)
    }

    /// The response to one request. Logs the cause.
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

/// The reason without the type names that the framework adds.
fn plain(reason: &str) -> &str {
    let reason = match reason.split_once("\": ") {
        Some((before, reason)) if before.starts_with("failed to parse \"") => reason,
        _ => reason,
    };
    reason.split_once(" (occurred while parsing \"").map_or(reason, |(reason, _)| reason)
}

/// Type of the missing value, from a message such as `Type "side" expects an input value.`
fn missing_type(reason: &str) -> Option<&str> {
    plain(reason).strip_prefix("Type \"")?.strip_suffix("\" expects an input value.")
}

/// What is wrong with a body, without the wording of the framework and the JSON parser.
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
                let detail = match checkpoint {
                    Some(checkpoint) => format!(
                        "the view {name} is being built: {checkpoint} of {size} events are done; try again later, \
                         webhooks are recorded meanwhile"
                    ),
                    None => format!(
                        "the view {name} has not been built by this version yet: serve begins that by itself, \
                         unless it was started with --no-auto-rebuild; then `gatelog projections rebuild {name}` \
                         does; webhooks are recorded meanwhile"
                    ),
                };
                let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(BUILDING_RETRY_SECONDS);
                Self { progress: Some((checkpoint.unwrap_or_default().0, size.0)), ..problem }
            }
            QueryError::Behind { name, checkpoint, size } => {
                let detail = format!(
                    "the view {name} has not come so far yet: {checkpoint} of {size} events are done; try again in a \
                     moment"
                );
                let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(STORE_RETRY_SECONDS);
                Self { progress: Some((checkpoint.0, size.0)), ..problem }
            }
            QueryError::TooManyEvents { events_max } => {
                let detail = format!(
                    "more than {events_max} events mention it, which is more than one answer reads; \
                     /v1/activity lists them page by page"
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
            QueryError::Store(error) => Self::unexpected(&error),
        }
    }
}

/// Error responses of an operation, for the document.
pub(crate) fn refusals(statuses: &[(u16, &'static str)]) -> MetaResponses {
    let response = |(status, description): &(u16, &'static str)| MetaResponse {
        description,
        status: Some(*status),
        status_range: None,
        content: vec![MetaMediaType { content_type: MEDIA_TYPE, schema: ProblemDocument::schema_ref() }],
        headers: Vec::new(),
    };
    MetaResponses { responses: statuses.iter().map(response).collect() }
}

pub(crate) const BAD_REQUEST: (u16, &str) = (400, "A parameter is unknown or invalid; `parameter` names it.");
pub(crate) const UNAUTHORIZED: (u16, &str) = (401, "The API key is missing, unknown, expired or revoked.");
pub(crate) const FORBIDDEN: (u16, &str) =
    (403, "The API key lacks the scope, or may not read the source; `detail` names it.");
pub(super) const NOT_IN_LOG: (u16, &str) =
    (409, "The log was restored from an older backup and lacks the event of the cursor. Start again without a cursor.");
pub(super) const UNAVAILABLE: (u16, &str) =
    (503, "A view is being built, or the database does not answer. Retry after `Retry-After`.");

impl ApiResponse for Problem {
    fn meta() -> MetaResponses {
        refusals(&[BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_IN_LOG, UNAVAILABLE])
    }

    fn register(registry: &mut Registry) {
        ProblemDocument::register(registry);
    }
}
