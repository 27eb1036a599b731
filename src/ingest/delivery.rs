//! A delivery at its two ends: as it arrives, and what became of it.

use std::{net::IpAddr, time::Instant};

use bytes::Bytes;
use http::{HeaderMap, header};

use super::signature::{Verified, VerifyError};
use crate::{
    event::{Event, EventId, EventType, Salt, Source, Via},
    event_log::{AppendError, AppendOutcome},
    overload::{bodies::BodyError, verification::QueueFull},
};

/// A delivery that arrives, without its body.
#[derive(Clone, Copy, Debug)]
pub struct DeliveryHead<'a> {
    pub peer: Option<IpAddr>,
    pub headers: &'a HeaderMap,
    pub request_id: &'a str,
    pub began: Instant,
}

/// A delivery that was verified and is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub id: EventId,
    /// `None` when the body has no usable type.
    pub event_type: Option<EventType>,
    pub appended: AppendOutcome,
}

/// Why a delivery is not acknowledged. The texts are for the operator: the sender gets less
/// detail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    #[error(
        "no source {name} is configured; the path of the sender's address ends in the name of a source: {known}; \
         correct that address, or configure the source"
    )]
    UnknownSource {
        /// A name as a source can have it, otherwise other words: a path can hold anything.
        name: String,
        known: String,
    },
    /// The client is outside of the networks of the source. Nothing else of the delivery was read.
    #[error(
        "the client's address is in none of the networks that this source may deliver from; if it is the sender's, \
         add it to `networks`, and if it is a proxy's, to `trusted_proxies`"
    )]
    NetworkNotAllowed,
    #[error(transparent)]
    Body(#[from] BodyError),
    /// The body is large, and others wait already.
    #[error(transparent)]
    QueueFull(#[from] QueueFull),
    #[error(transparent)]
    Unverified(#[from] VerifyError),
    /// The delivery is authentic, and the system returned no random salt. The sender should retry.
    #[error("the event is not recorded, and its sender will try again: the system gives no random numbers")]
    NoSalt,
    /// The delivery is authentic, and the append failed. The sender should retry.
    #[error("the event is not recorded, and its sender will try again: {0}")]
    NotAppended(#[from] AppendError),
}

impl DeliveryHead<'_> {
    /// The length of the body, as the sender announces it.
    pub(super) fn announced(&self) -> Option<usize> {
        let length: u64 = self.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()?;
        Some(usize::try_from(length).unwrap_or(usize::MAX))
    }
}

impl DeliveryError {
    /// A fixed short label for metrics and log lines.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::UnknownSource { .. } => "unknown_source",
            Self::NetworkNotAllowed => "network_not_allowed",
            Self::Body(BodyError::TooLarge) => "too_large",
            Self::Body(BodyError::TooSlow) => "body_too_slow",
            Self::Body(BodyError::Broken) => "body_broke_off",
            Self::Body(BodyError::Dropped) => "body_dropped",
            Self::QueueFull(_) => "verification_queue_full",
            Self::Unverified(error) => error.reason(),
            Self::NoSalt => "no_salt",
            Self::NotAppended(AppendError::Busy) => "log_busy",
            Self::NotAppended(AppendError::Store) => "log_failed",
            Self::NotAppended(AppendError::Closed) => "log_closed",
        }
    }
}

/// The event of a verified delivery, with a fresh salt and its commitment. The body stays as it
/// was sent: only its type is read.
pub(super) fn into_event(verified: Verified, source: Source, via: Via, body: Bytes) -> Result<Event, getrandom::Error> {
    let Verified { id, timestamp, signature, secret_id } = verified;
    let salt = Salt::random()?;
    let commitment = salt.commit(&signature, &body);
    let event_type = EventType::from_body(&body);
    Ok(Event { source, id, via, event_type, svix_timestamp: timestamp, signature, secret_id, salt, commitment, body })
}
