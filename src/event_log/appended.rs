//! The outcomes of an append. None of them is an error.

use crate::event::Position;

/// What became of an event; a duplicate is an outcome, not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is in the log now, here.
    Recorded(Position),
    /// It was in the log already, here.
    Duplicate(Position),
    /// Another body was recorded under its id first, here; this one is kept as a `system.conflict` event.
    Conflict(Position),
}

impl Appended {
    /// Where the event of that id is.
    #[must_use]
    pub const fn position(self) -> Position {
        match self {
            Self::Recorded(position) | Self::Duplicate(position) | Self::Conflict(position) => position,
        }
    }

    /// One word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded(_) => "recorded",
            Self::Duplicate(_) => "duplicate",
            Self::Conflict(_) => "conflict",
        }
    }
}
