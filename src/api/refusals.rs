//! Problems of particular kinds of questions: of one thing by its id, and of changes. Each documents the statuses that it
//! can have; what a problem is stands in `error.rs`.

use poem::http::StatusCode;
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponses, Registry},
};

use super::error::{BAD_REQUEST, FORBIDDEN, Problem, UNAUTHORIZED, UNAVAILABLE, refusals};

/// Why one thing is not shown: as [`Problem`], or it is not there, or two are.
#[derive(Debug)]
pub struct OneProblem(Problem);

impl OneProblem {
    /// Nothing has that id.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        let detail =
            format!("there is no {what} with this id; write it with the same capital letters, percent-encoded");
        Self(Problem::new(StatusCode::NOT_FOUND, detail))
    }

    /// It may be there, and was not known at the moment that was asked about.
    #[must_use]
    pub fn not_known(what: &str) -> Self {
        let detail = format!(
            "there is no {what} with this id at that moment: its history begins later, or there is none; ask for a later moment"
        );
        Self(Problem::new(StatusCode::NOT_FOUND, detail))
    }

    /// It was there, and is not any more.
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

/// Why nothing was changed.
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
