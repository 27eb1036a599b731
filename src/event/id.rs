//! The id of an event, `svix-id`: deliveries with the same id are attempts to deliver the same
//! event.

use std::fmt;

use crate::clock::Timestamp;

/// Longest id, in bytes: eight times what Svix sends, and far below the 2.7 KB limit of a
/// PostgreSQL index entry.
const EVENT_ID_BYTES_MAX: usize = 256;

/// The prefix of the ids that Svix gives. Other senders may use others.
pub const SENDER_ID_PREFIX: &str = "msg_";

pub const SYSTEM_ID_PREFIX: &str = "sys_";

/// 1 to 256 printable ASCII characters without space and full stop. The full stop separates the
/// parts of the signed content, so an id that contains one would make that content ambiguous.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventIdError {
    #[error(
        "the event id is empty; it has 1 to {EVENT_ID_BYTES_MAX} characters of printable ASCII, without space and full stop"
    )]
    Empty,
    #[error(
        "the event id is longer than {EVENT_ID_BYTES_MAX} bytes, the most there may be; let the sender use shorter ones"
    )]
    TooLong,
    #[error("the event id holds a character that no sender uses; write printable ASCII without space and full stop")]
    Character,
    #[error(
        "event ids that begin with {SYSTEM_ID_PREFIX} are reserved for Gatelog's own events; let the sender use others"
    )]
    Reserved,
}

impl EventId {
    /// Parses the id of a delivery. An id with the prefix `sys_` is an error.
    pub fn parse(text: &str) -> Result<Self, EventIdError> {
        let id = Self::parse_any(text)?;
        if text.starts_with(SYSTEM_ID_PREFIX) {
            return Err(EventIdError::Reserved);
        }
        Ok(id)
    }

    /// Parses any id that the log can hold, including Gatelog's own.
    pub fn parse_any(text: &str) -> Result<Self, EventIdError> {
        if text.is_empty() {
            return Err(EventIdError::Empty);
        }
        if text.len() > EVENT_ID_BYTES_MAX {
            return Err(EventIdError::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.') {
            return Err(EventIdError::Character);
        }
        Ok(Self(text.to_owned()))
    }

    /// An id from the log, which was checked when it was appended.
    #[must_use]
    pub const fn recorded(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the sender created the message, read from a `msg_` id: base62 of a millisecond KSUID,
    /// 4 bytes of seconds since 1 400 000 000 and 1 byte of 4 ms steps. The same for every
    /// attempt. `None` for other ids.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp> {
        const KSUID_CHARACTERS: usize = 27;
        const KSUID_EPOCH_SECONDS: i64 = 1_400_000_000;
        let text = self.0.strip_prefix(SENDER_ID_PREFIX)?;
        if text.len() != KSUID_CHARACTERS {
            return None;
        }
        let mut bytes = [0_u8; 20];
        for character in text.bytes() {
            let mut carry = u32::from(base62_digit(character)?);
            for byte in bytes.iter_mut().rev() {
                carry += u32::from(*byte) * 62;
                *byte = (carry & 0xff) as u8;
                carry >>= 8;
            }
            if carry != 0 {
                return None;
            }
        }
        let seconds = i64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        let millis = i64::from(bytes[4]) * 4;
        Some(Timestamp::from_millis((KSUID_EPOCH_SECONDS + seconds) * 1_000 + millis))
    }
}

/// The digits of KSUID in order: 0-9, A-Z, a-z.
const fn base62_digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'A'..=b'Z' => Some(character - b'A' + 10),
        b'a'..=b'z' => Some(character - b'a' + 36),
        _ => None,
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
