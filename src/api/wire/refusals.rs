//! Error responses that depend on the operation: reads of one object, and changes.

use poem::http::StatusCode;
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponses, Registry},
};

use crate::clock::Timestamp;

use super::error::{BAD_REQUEST, FORBIDDEN, Problem, UNAUTHORIZED, UNAVAILABLE, refusals};

/// Error of an operation on one object by its id.
#[derive(Debug)]
pub struct OneProblem(Problem);

impl OneProblem {
    /// No object has this id.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        let detail =
            format!("there is no {what} with this id; write it with the same capital letters, percent-encoded");
        Self(Problem::new(StatusCode::NOT_FOUND, detail))
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

    /// The object existed and was erased.
    #[must_use]
    pub fn gone(detail: &str) -> Self {
        Self(Problem::new(StatusCode::GONE, detail))
    }
}

impl<E: Into<Problem>> From<E> for OneProblem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl From<OneProblem> for poem::Error {
    fn from(OneProblem(problem): OneProblem) -> Self {
        problem.into()
    }
}

impl ApiResponse for OneProblem {
    fn meta() -> MetaResponses {
        let not_found = (404, "No object has this id.");
        let conflict = (
            409,
            "Several sources have this id: pass `source`. Or the log was restored from an older backup and \
             lacks the event of the cursor or position.",
        );
        let too_much =
            (422, "The object has more events than one answer reads (only with `as_of`, `history` and `diff`).");
        refusals(&[BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, not_found, conflict, too_much, UNAVAILABLE])
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

/// Error of an operation that changes something.
#[derive(Debug)]
pub struct ChangeProblem(Problem);

impl<E: Into<Problem>> From<E> for ChangeProblem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl From<ChangeProblem> for poem::Error {
    fn from(ChangeProblem(problem): ChangeProblem) -> Self {
        problem.into()
    }
}

impl ApiResponse for ChangeProblem {
    fn meta() -> MetaResponses {
        refusals(&[
            (400, "A parameter or the body is invalid; `detail` says why."),
            UNAUTHORIZED,
            (403, "The API key lacks the scope, or the request asks for more rights than it has."),
            (404, "No object has this id or name."),
            (409, "Not possible now; `detail` says why."),
            (413, "The body is too large."),
            (415, "The body is not `application/json`."),
            UNAVAILABLE,
        ])
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}
