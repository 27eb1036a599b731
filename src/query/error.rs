//! Why a question is not answered.

use sea_orm::{DbErr, RuntimeErr, sqlx::error::DatabaseError};

use crate::{event::Size, storage::StoreError};

/// Why a question is not answered. What was not found is `None`, not an error.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The view has no built copy by this binary's rules yet.
    #[error("the view {name} is not built yet: {} of {size} events; try again later", checkpoint.unwrap_or_default())]
    Building {
        name: &'static str,
        /// How many events the copy that is being built has folded; `None` where none is.
        checkpoint: Option<Size>,
        size: Size,
    },
    /// The view is live, and has not folded what the question is about.
    #[error("the view {name} has folded {checkpoint} of {size} events; try again in a moment")]
    Behind {
        name: &'static str,
        /// How many events it has folded.
        checkpoint: Size,
        size: Size,
    },
    /// More events speak of one thing than one answer may read.
    #[error("more than {events_max} events mention it, which is more than one answer reads; list them page by page")]
    TooManyEvents { events_max: usize },
    /// A parameter that means nothing here.
    #[error("{name}: {reason}")]
    Parameter {
        name: &'static str,
        /// What is wrong with it and what to write instead.
        reason: String,
    },
    /// The question rests on an event that the log does not hold, or not there.
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

/// Whether the time-out of a statement stopped it: `SQLITE_INTERRUPT`, or `query_canceled` of `PostgreSQL`.
fn was_stopped(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| code == "9" || code == "57014")
}
