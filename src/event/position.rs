//! Places in the log.

use std::fmt;

/// The place of an event in the log: 0, 1, 2, … without a gap, in commit order.
/// `i64`, because no database here holds more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub i64);

/// The number of events in the log; also the position of the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(pub i64);

impl Size {
    /// The position that the next event will take.
    #[must_use]
    pub const fn next(self) -> Position {
        Position(self.0)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}
