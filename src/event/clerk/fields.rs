//! Reads single fields of a Clerk body: limits, units, and when a field counts as absent. An odd
//! field is never an error here: only a body that is no JSON is.

use std::borrow::Cow;

use crate::{
    clock::Timestamp,
    event::{
        json::{JsonReader, NotJson},
        record::BodyDamage,
    },
    text::address,
};

/// Longest id in a view, in bytes. Clerk's ids have 32; a PostgreSQL index entry holds 2.7 KB.
const ID_BYTES_MAX: usize = 256;

/// Text for a view: no U+0000, no lone surrogates, at most 4 KiB, never empty.
pub type Text<'a> = Cow<'a, str>;

/// Longer text is cut here, in bytes, so that rows stay small. The longest real user agents have
/// 2 KB.
pub const TEXT_BYTES_MAX: usize = 4 * 1024;

/// Longer IP addresses are cut here, in bytes, because they are indexed. An IPv6 address with a
/// zone has up to 62. Of a list only the first counts.
const IP_BYTES_MAX: usize = 64;

/// A number below this is a time in seconds, another one in milliseconds: 1e11 seconds is the year
/// 5138, 1e11 milliseconds is March 1973.
const SECONDS_BELOW: i64 = 100_000_000_000;

/// The last second of the year 9999, the end of RFC 3339.
const SECOND_MAX: i64 = 253_402_300_799;

/// An id that can be the key of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Id<'a> {
    /// Missing, empty, or no text.
    #[default]
    Absent,
    /// Over `ID_BYTES_MAX`. A cut id could equal another one.
    TooLong,
    Text(Text<'a>),
}

impl<'a> Id<'a> {
    /// For an id without which the event is useless.
    pub(super) fn required(self, field: &'static str) -> Result<Text<'a>, DecodeError> {
        self.optional(field)?.ok_or(DecodeError::NoId { field })
    }

    /// For an id that may be absent, but not too long.
    pub(super) fn optional(self, field: &'static str) -> Result<Option<Text<'a>>, DecodeError> {
        match self {
            Self::Absent => Ok(None),
            Self::TooLong => Err(DecodeError::IdTooLong { field }),
            Self::Text(text) => Ok(Some(text)),
        }
    }

    /// For an id that may be absent: too long counts as absent.
    pub(super) fn usable(self) -> Option<Text<'a>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::TooLong => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) at: Timestamp,
    /// Whether the sender wrote whole seconds.
    pub(super) whole_seconds: bool,
}

/// The times in `data`, for a body whose envelope has no `timestamp`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DataTimes {
    pub(super) updated_at: Option<Timestamp>,
    pub(super) created_at: Option<Timestamp>,
}

/// The result of reading `data`: the object of a family, its times, and its id, which may be
/// readable when the object is not.
#[derive(Debug)]
pub(super) struct Content<'a, T> {
    pub(super) data: Result<T, DecodeError>,
    pub(super) times: DataTimes,
    pub(super) object_id: Option<Text<'a>>,
}

impl<T> Content<'_, T> {
    /// `data` is no object.
    pub(super) fn missing() -> Self {
        Self::new(Err(DecodeError::NoData))
    }

    pub(super) fn new(data: Result<T, DecodeError>) -> Self {
        Self { data, times: DataTimes::default(), object_id: None }
    }
}

impl<'a, T> Content<'a, T> {
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Content<'a, U> {
        Content { data: self.data.map(change), times: self.times, object_id: self.object_id }
    }
}

/// Why a body, or the `data` of a family that views use, is undecodable. The event is recorded all
/// the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The log does not give the body back.
    #[error(transparent)]
    Damaged(#[from] BodyDamage),
    #[error("the body is empty")]
    Empty,
    #[error("the body is not JSON")]
    NotJson,
    #[error("the body is JSON, but no object")]
    NotObject,
    /// The rest of the body is read all the same.
    #[error("the body is not UTF-8; what is no character in it is read as U+FFFD")]
    NotUtf8,
    /// No type that [`EventType`](crate::event::EventType) accepts.
    #[error("the body has no usable `type`: 1 to 128 characters of A-Z a-z 0-9 . _ -, and not - alone")]
    NoType,
    #[error("`data` is missing or no object")]
    NoData,
    /// The id that is the key of a row is missing.
    #[error("`{field}` is missing or no text")]
    NoId {
        /// Path of the field in the body.
        field: &'static str,
    },
    #[error("`{field}` is longer than {max} bytes", max = ID_BYTES_MAX)]
    IdTooLong {
        /// Path of the field in the body.
        field: &'static str,
    },
}

pub(super) fn id<'a>(reader: &mut JsonReader<'a>) -> Result<Id<'a>, NotJson> {
    // Room for one more character, so that an id that is too long is not mistaken for its
    // beginning.
    const CUT_BYTES: usize = ID_BYTES_MAX + char::MAX_LEN_UTF8;
    Ok(match text_cut_at(reader, CUT_BYTES)? {
        None => Id::Absent,
        Some(text) if text.len() > ID_BYTES_MAX => Id::TooLong,
        Some(text) => Id::Text(text),
    })
}

/// Reads a value as text. Empty text is absent.
pub(super) fn text<'a>(reader: &mut JsonReader<'a>) -> Result<Option<Text<'a>>, NotJson> {
    text_cut_at(reader, TEXT_BYTES_MAX)
}

/// Reads a value as an IP address in its canonical form, which filters use. Text that is no
/// address stays unchanged. Empty text is absent.
pub(super) fn ip<'a>(reader: &mut JsonReader<'a>) -> Result<Option<Text<'a>>, NotJson> {
    let sent = text_cut_at(reader, IP_BYTES_MAX)?;
    Ok(sent.map(|sent| address::read(&sent).map_or(sent, |address| Text::Owned(address.to_string()))))
}

pub(super) fn flag(reader: &mut JsonReader<'_>) -> Result<Option<bool>, NotJson> {
    Ok(reader.value()?.boolean())
}

/// Reads a value as a count. Anything but an integer that is not negative is absent.
pub(super) fn count(reader: &mut JsonReader<'_>) -> Result<Option<i64>, NotJson> {
    Ok(reader.value()?.integer())
}

/// Reads a value as a time in seconds or milliseconds.
pub fn timestamp(reader: &mut JsonReader<'_>) -> Result<Option<Timestamp>, NotJson> {
    Ok(time(reader)?.map(|time| time.at))
}

/// Reads a value as a time in seconds or milliseconds, with its precision. A value that is no
/// integer, negative, or after the year 9999 is absent.
pub(super) fn time(reader: &mut JsonReader<'_>) -> Result<Option<Time>, NotJson> {
    Ok(reader.value()?.integer().and_then(|number| {
        let whole_seconds = number < SECONDS_BELOW;
        let at = if whole_seconds { Timestamp::from_seconds(number) } else { Timestamp::from_millis(number) };
        (at.seconds() <= SECOND_MAX).then_some(Time { at, whole_seconds })
    }))
}

fn text_cut_at<'a>(reader: &mut JsonReader<'a>, bytes_max: usize) -> Result<Option<Text<'a>>, NotJson> {
    Ok(reader.value()?.text(bytes_max).filter(|text| !text.is_empty()))
}
