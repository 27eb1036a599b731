//! The outcomes and errors of appending to the log.

use crate::event::Position;

/// What an append did. All three outcomes are acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendOutcome {
    /// The event is in the log now, at this position.
    Recorded(Position),
    /// The log already held the event, at this position.
    Duplicate(Position),
    /// The log already held another body under the id, at this position. The new body is kept as a
    /// `system.conflict` event.
    Conflict(Position),
}

impl AppendOutcome {
    /// The position of the first event under the id.
    #[must_use]
    pub const fn position(self) -> Position {
        match self {
            Self::Recorded(position) | Self::Duplicate(position) | Self::Conflict(position) => position,
        }
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded(_) => "recorded",
            Self::Duplicate(_) => "duplicate",
            Self::Conflict(_) => "conflict",
        }
    }
}

/// Why an append was not acknowledged. The event may be in the log all the same; a retry is then a
/// duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    #[error("the queue of the log is full, since events come faster than the database commits; try again")]
    Busy,
    /// The database failed, or the outcome of its commit is unknown.
    #[error("the log could not commit; the log lines before this one say why")]
    Store,
    /// The log is shutting down, or was opened for reading.
    #[error("the log is shutting down; try again once it runs")]
    Closed,
}
