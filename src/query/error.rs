//! The error of a query.

use sea_orm::{DbErr, RuntimeErr, sqlx::error::DatabaseError};

use crate::{event::Size, storage::StoreError};

/// The error of a query. A missing object is `None`, not an error.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// This binary's version of the view has no live generation yet.
    #[error("the view {name} is not built yet: {} of {size} events; try again later", checkpoint.unwrap_or_default())]
    Building {
        name: &'static str,
        /// The number of events that the new generation has folded; `None` if none is being built.
        checkpoint: Option<Size>,
        size: Size,
    },
    /// The view is live but has not folded the requested events.
    #[error("the view {name} has folded {checkpoint} of {size} events; try again in a moment")]
    Behind {
        name: &'static str,
        /// The number of events that it has folded.
        checkpoint: Size,
        size: Size,
    },
    /// More events mention the object than one response may read.
    #[error("more than {events_max} events mention it, which is more than one answer reads; list them page by page")]
    TooManyEvents { events_max: usize },
    /// An invalid parameter.
    #[error("{name}: {reason}")]
    Parameter {
        name: &'static str,
        /// What is wrong and what to write instead.
        reason: String,
    },
    /// The request refers to an event that the log does not hold, or not at that position.
    #[error("{name}: {reason}")]
    NotInLog {
        name: &'static str,
        /// What the log holds instead, and what to do.
        reason: String,
    },
    #[error("the sources {} all hold this id; say which one is meant", .sources.join(", "))]
    Ambiguous { sources: Vec<String> },
    #[error("the query took too long and was stopped; ask for less, or try again")]
    TooLong,
    #[error(transparent)]
    Unavailable(StoreError),
    #[error(transparent)]
    Store(StoreError),
}

impl From<DbErr> for QueryError {
    fn from(error: DbErr) -> Self {
        if was_stopped(&error) { Self::TooLong } else { StoreError::from(error).into() }
    }
}

impl From<StoreError> for QueryError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) if was_stopped(&error) => Self::TooLong,
            error if error.is_away() => Self::Unavailable(error),
            error => Self::Store(error),
        }
    }
}

/// True if the statement timed out: `SQLITE_INTERRUPT`, or `query_canceled` of `PostgreSQL`.
fn was_stopped(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| code == "9" || code == "57014")
}
