//! A position together with the beginning of the commitment of the event at it: what tells, after the log was restored from
//! a backup, whether the same event is still there.

use std::fmt;

use super::position::Position;

/// Bytes of a commitment that an anchor holds. Salts are random, so another event begins alike once in 2^48.
const BYTES: usize = 6;

/// `499@3fa9c1d2e4b0`: a position, and the first 12 hexadecimal digits of the commitment of the event at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Where the event is.
    pub position: Position,
    beginning: [u8; BYTES],
}

impl Anchor {
    /// The anchor of an event, by its position and commitment; `None` where that is too short to be one.
    #[must_use]
    pub fn new(position: Position, commitment: &[u8]) -> Option<Self> {
        let beginning = *commitment.first_chunk()?;
        Some(Self { position, beginning })
    }

    /// Reads what [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (position, digits) = text.split_once('@')?;
        let is_position = !position.is_empty() && position.bytes().all(|byte| byte.is_ascii_digit());
        if !is_position || digits.len() != 2 * BYTES || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let mut beginning = [0; BYTES];
        for (byte, at) in beginning.iter_mut().zip((0..digits.len()).step_by(2)) {
            *byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
        }
        // Beyond all positions that a log can have is beyond those that it has.
        Some(Self { position: Position(position.parse().unwrap_or(i64::MAX)), beginning })
    }

    /// Whether it is that of an event with this commitment.
    #[must_use]
    pub fn matches(&self, commitment: &[u8]) -> bool {
        commitment.starts_with(&self.beginning)
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}@", self.position)?;
        self.beginning.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}
