//! Error responses that depend on the operation: reads of one object, and changes.

use poem::http::StatusCode;
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponses, Registry},
};

use super::error::{BAD_REQUEST, FORBIDDEN, NOT_IN_LOG, Problem, UNAUTHORIZED, UNAVAILABLE, refusals};
use crate::{clock::Timestamp, event::BodyDamage};

/// For operations without parameters.
const PARAMETER: (u16, &str) = (400, "The request has a parameter, and there is none here.");

/// Problems of some operations, with the statuses that the document lists for them.
macro_rules! problems {
    ($($(#[doc = $doc:literal])+ $name:ident: [$($status:expr),+ $(,)?];)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name(Problem);

        impl<E: Into<Problem>> From<E> for $name {
            fn from(error: E) -> Self {
                Self(error.into())
            }
        }

        impl From<$name> for poem::Error {
            fn from($name(problem): $name) -> Self {
                problem.into()
            }
        }

        impl ApiResponse for $name {
            fn meta() -> MetaResponses {
                refusals(&[$($status),+])
            }

            fn register(registry: &mut Registry) {
                Problem::register(registry);
            }
        }
    )+};
}

problems! {
    /// Error of an operation on one object by its id.
    OneProblem: [
        BAD_REQUEST,
        UNAUTHORIZED,
        FORBIDDEN,
        (404, "No object has this id."),
        (
            409,
            "Several sources have this id: pass `source`. Or the log was restored from an older backup and \
             lacks the event of the cursor or position.",
        ),
        (422, "The object has more events than one answer reads (only with `as_of`, `history` and `diff`)."),
        UNAVAILABLE,
    ];
    /// Error of an operation on one event by its id.
    EventProblem: [
        BAD_REQUEST,
        UNAUTHORIZED,
        FORBIDDEN,
        (404, "No event has this id."),
        (409, "Several sources have this id: pass `source`."),
        (410, "The payload was erased (only for the download of a payload)."),
        (500, "The payload cannot be read: it is damaged, or a newer version of Gatelog wrote it."),
        UNAVAILABLE,
    ];
    /// Error of a stream, before it begins.
    StreamProblem: [
        BAD_REQUEST,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_IN_LOG,
        (429, "The key has as many streams open as it may have."),
        UNAVAILABLE,
    ];
    /// Error of an operation that changes something.
    ChangeProblem: [
        (400, "A parameter or the body is invalid; `detail` says why."),
        UNAUTHORIZED,
        (403, "The API key lacks the scope, or the request asks for more rights than it has."),
        (404, "No object has this id or name."),
        (409, "Not possible now; `detail` says why."),
        (413, "The body is too large."),
        (415, "The body is not `application/json`."),
        UNAVAILABLE,
    ];
    /// Error of a probe that always answers.
    ProbeProblem: [PARAMETER];
    /// Why the service is not ready.
    NotReady: [PARAMETER, (503, "Not ready; `detail` says why.")];
}

impl OneProblem {
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self(Problem::not_found(what))
    }

    /// The object was not known at that point.
    #[must_use]
    pub fn not_known(what: &str) -> Self {
        let detail = format!(
            "there is no {what} with this id at that moment: its history begins later, or there is none; \
             ask for a later moment"
        );
        Self(Problem::new(StatusCode::NOT_FOUND, detail))
    }

    /// The object was not known at that time, which is before the log begins.
    #[must_use]
    pub fn not_known_before(what: &str, log_begins_at: Timestamp) -> Self {
        let detail = format!(
            "there is no {what} with this id at that moment: its history begins later, or there is none; the log \
             begins at {log_begins_at}, and of what happened before it holds only what was delivered later; ask for \
             a later moment"
        );
        Self(Problem::new(StatusCode::NOT_FOUND, detail))
    }
}

impl EventProblem {
    #[must_use]
    pub fn not_found() -> Self {
        Self(Problem::not_found("event"))
    }

    /// The payload was erased.
    #[must_use]
    pub fn gone() -> Self {
        Self(Problem::new(StatusCode::GONE, "the payload of this event was erased"))
    }

    /// The log does not return the body of the event.
    #[must_use]
    pub fn damaged(damage: BodyDamage) -> Self {
        Self(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, damage.to_string()).because(&damage))
    }
}
