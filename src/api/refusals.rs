//! Error responses that depend on the operation: reads of one object, and changes.

use poem::http::StatusCode;
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponses, Registry},
};

use super::error::{BAD_REQUEST, FORBIDDEN, Problem, UNAUTHORIZED, UNAVAILABLE, refusals};

/// Error of an operation on one object by its id.
#[derive(Debug)]
pub struct OneProblem(Problem);

impl OneProblem {
    /// No object has this id.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        let detail = format!("there is no {what} with this id; ids are case-sensitive and written percent-encoded");
        Self(Problem::new(StatusCode::NOT_FOUND, detail))
    }

    /// The object was not known at that point.
    #[must_use]
    pub fn not_known(what: &str) -> Self {
        let detail = format!(
            "nothing tells of a {what} with this id at that moment; its history begins later, or there is none"
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
        let not_found = (404, "Nothing has this id.");
        let conflict = (
            409,
            "Several sources hold this id, and `source` says which one is meant; or the log does not hold the event of the cursor or position: it was restored from an older backup.",
        );
        let too_much = (422, "More events speak of it than one answer reads; for questions about its past only.");
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
            (400, "A parameter or the body cannot be used; the problem says why."),
            UNAUTHORIZED,
            (403, "The key lacks a scope, or asks for more than it holds itself; the problem names it."),
            (404, "Nothing has this id or name."),
            (409, "It cannot be done now; the problem says why."),
            (413, "The body is too large."),
            (415, "The body is not `application/json`."),
            UNAVAILABLE,
        ])
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}
