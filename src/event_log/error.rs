//! Why the log did not take or give an event.

use crate::store::StoreError;

/// Why an append was not acknowledged. The event may be in the log all the same; a retry is found to be a duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The queue is full: events come faster than the database commits.
    #[error("the queue of the log is full, since events come faster than the database commits; try again")]
    Busy,
    /// The database failed, or the outcome of its commit is unknown.
    #[error("the log could not commit; the log lines before this one say why")]
    Store,
    /// The log is shutting down.
    #[error("the log is shutting down; try again once it runs")]
    Closed,
}

/// Why the log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The database says no.
    #[error(transparent)]
    Store(#[from] StoreError),
}
