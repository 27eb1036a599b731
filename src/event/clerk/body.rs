//! One decoding per event, for all projections: only the fields that a view uses, the rest skipped unparsed.

use std::borrow::Cow;

use super::{OccurredAt, Session, Subject, User, UserDeleted};
use crate::event::RecordedEvent;

/// Text for a view: no U+0000, no lone surrogates, at most 4 KiB.
pub type Text<'a> = Cow<'a, str>;

/// What a recorded event says, as far as any view asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Body<'a> {
    /// The Clerk instance that sent it (`ins_…`).
    pub instance_id: Option<Text<'a>>,
    /// When it happened, and by which field we know.
    pub occurred_at: OccurredAt,
    /// `event_attributes.http_request.client_ip`; empty text is absent.
    pub client_ip: Option<Text<'a>>,
    /// `event_attributes.http_request.user_agent`; empty text is absent.
    pub user_agent: Option<Text<'a>>,
    /// What the event is about, or why that cannot be read.
    pub data: Result<Data<'a>, DecodeError>,
}

/// One variant per family that a view uses.
#[derive(Clone, Debug, PartialEq)]
pub enum Data<'a> {
    /// `user.created`, `user.updated`, and any other `user.…` but the deletion.
    User(Box<User<'a>>),
    /// `user.deleted`.
    UserDeleted(UserDeleted<'a>),
    /// `session.…`: one shape for all.
    Session(Box<Session<'a>>),
    /// Every other family: only whom and what it is about.
    Other(Subject<'a>),
    /// No event of Clerk's: not JSON, or without `object: "event"`.
    Foreign,
}

/// Why the `data` of an event of a family that views use cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No object under `data`.
    #[error("`data` is missing or no object")]
    NoData,
    /// The id that a row would be keyed by is not there.
    #[error("`{field}` is missing or no text")]
    NoId {
        /// Path of the field in the body.
        field: &'static str,
    },
    /// An id over 256 bytes.
    #[error("`{field}` is longer than {max} bytes", max = super::json::ID_BYTES_MAX)]
    IdTooLong {
        /// Path of the field in the body.
        field: &'static str,
    },
}

impl<'a> Body<'a> {
    /// Reads what views need of an event. Never fails as a whole: what cannot be read is absent.
    #[must_use]
    pub fn decode(event: &'a RecordedEvent) -> Self {
        super::json::decode(event)
    }
}
