//! How a single field of a Clerk body is read: its limits, its units, and when it counts as absent. Knows no family,
//! and never fails over a field: only a body that is no JSON at all is an error.

use std::borrow::Cow;

pub use super::decode_error::ID_BYTES_MAX;

use super::decode_error::DecodeError;
use crate::{
    clock::Timestamp,
    event::json::{NotJson, Reader},
    text::address,
};

/// Text for a view: no U+0000, no lone surrogates, at most 4 KiB, never empty.
pub type Text<'a> = Cow<'a, str>;

/// Where other text is cut, in bytes: the longest user agents in the wild have 2 KB, and a row stays a row.
pub const TEXT_BYTES_MAX: usize = 4 * 1024;

/// Where an IP address is cut, in bytes: nothing longer is one (an IPv6 address with a zone has up to 62), and it is indexed.
pub const IP_BYTES_MAX: usize = 64;

/// Times below are seconds, others milliseconds: 1e11 seconds is the year 5138, 1e11 milliseconds is March 1973.
pub const SECONDS_BELOW: i64 = 100_000_000_000;

/// The last second of the year 9999: RFC 3339 ends there.
const SECOND_MAX: i64 = 253_402_300_799;

/// An id that rows may be keyed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Id<'a> {
    /// Missing, empty, or no text.
    #[default]
    Absent,
    /// Over [`ID_BYTES_MAX`]: cut, it might be another's.
    TooLong,
    /// Usable.
    Text(Text<'a>),
}

impl<'a> Id<'a> {
    /// Where the event says nothing without it.
    pub(super) fn required(self, field: &'static str) -> Result<Text<'a>, DecodeError> {
        self.at_most(field)?.ok_or(DecodeError::NoId { field })
    }

    /// Where it may be absent, but not unusable.
    pub(super) fn at_most(self, field: &'static str) -> Result<Option<Text<'a>>, DecodeError> {
        match self {
            Self::Absent => Ok(None),
            Self::TooLong => Err(DecodeError::IdTooLong { field }),
            Self::Text(text) => Ok(Some(text)),
        }
    }

    /// Where an unusable one is as good as none.
    pub(super) fn usable(self) -> Option<Text<'a>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::TooLong => None,
        }
    }
}

/// A time, and whether it was written in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    /// The moment.
    pub(super) at: Timestamp,
    /// Milliseconds are unknown.
    pub(super) whole_seconds: bool,
}

/// Takes a value as an id.
pub(super) fn id<'a>(reader: &mut Reader<'a>) -> Result<Id<'a>, NotJson> {
    // Room for one more character, so that an id that is too long is not taken for its beginning.
    const CUT_BYTES: usize = ID_BYTES_MAX + char::MAX_LEN_UTF8;
    Ok(match text_cut_at(reader, CUT_BYTES)? {
        None => Id::Absent,
        Some(text) if text.len() > ID_BYTES_MAX => Id::TooLong,
        Some(text) => Id::Text(text),
    })
}

/// Takes a value as text; empty text is absent.
pub(super) fn text<'a>(reader: &mut Reader<'a>) -> Result<Option<Text<'a>>, NotJson> {
    text_cut_at(reader, TEXT_BYTES_MAX)
}

/// Takes a value as an IP address in its one spelling, by which it is found; what is none stays as it was sent. Empty text
/// is absent.
pub(super) fn ip<'a>(reader: &mut Reader<'a>) -> Result<Option<Text<'a>>, NotJson> {
    let sent = text_cut_at(reader, IP_BYTES_MAX)?;
    Ok(sent.map(|sent| address::canonical(&sent).map_or(sent, Text::Owned)))
}

/// Takes a value as a truth value.
pub(super) fn flag(reader: &mut Reader<'_>) -> Result<Option<bool>, NotJson> {
    Ok(reader.value()?.flag())
}

/// Takes a value as a number of things; what is no integer, or negative, is absent.
pub(super) fn count(reader: &mut Reader<'_>) -> Result<Option<i64>, NotJson> {
    Ok(reader.value()?.digits())
}

/// Takes a value as a moment, in either unit.
pub fn moment(reader: &mut Reader<'_>) -> Result<Option<Timestamp>, NotJson> {
    Ok(time(reader)?.map(|time| time.at))
}

/// Takes a value as a time, in either unit. What is no integer, negative, or after the year 9999 is absent.
pub(super) fn time(reader: &mut Reader<'_>) -> Result<Option<Time>, NotJson> {
    Ok(reader.value()?.digits().and_then(|number| {
        let whole_seconds = number < SECONDS_BELOW;
        let at = if whole_seconds { Timestamp::from_seconds(number) } else { Timestamp::from_millis(number) };
        (at.seconds() <= SECOND_MAX).then_some(Time { at, whole_seconds })
    }))
}

fn text_cut_at<'a>(reader: &mut Reader<'a>, bytes_max: usize) -> Result<Option<Text<'a>>, NotJson> {
    Ok(reader.value()?.text(bytes_max).filter(|text| !text.is_empty()))
}
