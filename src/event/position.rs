//! Positions in the log.

use std::fmt;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

/// Bytes of the commitment in an anchor. Salts are random, so two events share them once in 2^48.
const ANCHOR_BYTES: usize = 6;

/// The place of an event in the log: 0, 1, 2, … without a gap, in commit order. `i64`, because
/// neither database has a larger integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub i64);

/// The number of events in the log, which is the position of the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(pub i64);

/// A position and the first bytes of the commitment of its event, as `499@3fa9c1d2e4b0`. After the
/// log was restored from a backup it shows whether the same event is still at that position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub position: Position,
    commitment_prefix: [u8; ANCHOR_BYTES],
}

impl Size {
    #[must_use]
    pub const fn next(self) -> Position {
        Position(self.0)
    }

    /// The position of the newest event; `None` in an empty log.
    #[must_use]
    pub const fn last(self) -> Option<Position> {
        if self.0 > 0 { Some(Position(self.0 - 1)) } else { None }
    }
}

impl Anchor {
    /// `None` if the commitment is too short.
    #[must_use]
    pub fn new(position: Position, commitment: &[u8]) -> Option<Self> {
        let commitment_prefix = *commitment.first_chunk()?;
        Some(Self { position, commitment_prefix })
    }

    /// Parses the output of [`fmt::Display`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (position, digits) = text.split_once('@')?;
        let is_position = !position.is_empty() && position.bytes().all(|byte| byte.is_ascii_digit());
        if !is_position {
            return None;
        }
        let commitment_prefix = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?.try_into().ok()?;
        // A position that overflows is past the end of every log, and so is the largest one.
        Some(Self { position: Position(position.parse().unwrap_or(i64::MAX)), commitment_prefix })
    }

    /// Whether the event with this commitment is the anchored one.
    #[must_use]
    pub fn matches(&self, commitment: &[u8]) -> bool {
        commitment.starts_with(&self.commitment_prefix)
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

impl fmt::Display for Anchor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}@{}", self.position, HEXLOWER.encode(&self.commitment_prefix))
    }
}
