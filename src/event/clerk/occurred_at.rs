//! Determines when an event happened, and from which field.

use super::fields::{DataTimes, Time};
use crate::{clock::Timestamp, event::record::RecordedEvent};

/// Types with this suffix are deletions. The times in their `data` are older than the event.
const DELETED_SUFFIX: &str = ".deleted";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OccurredAt {
    pub at: Timestamp,
    pub basis: OccurredAtBasis,
}

/// The field that determines when an event happened, in order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OccurredAtBasis {
    /// `timestamp` of the envelope. If it has whole seconds, `data.updated_at` of the same second
    /// adds the milliseconds.
    Envelope,
    /// `data.updated_at`.
    UpdatedAt,
    /// `data.created_at`.
    CreatedAt,
    /// The creation time inside a `msg_` id.
    EventId,
    /// `svix-timestamp`, the time of the recorded delivery.
    SvixTimestamp,
}

impl OccurredAtBasis {
    /// The value in views.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Envelope => "timestamp",
            Self::UpdatedAt => "updated_at",
            Self::CreatedAt => "created_at",
            Self::EventId => "event_id",
            Self::SvixTimestamp => "svix_timestamp",
        }
    }
}

impl OccurredAt {
    pub(super) fn determine(event: &RecordedEvent, envelope: Option<Time>, data: DataTimes) -> Self {
        let with_basis = |basis| move |at| Self { at, basis };
        let from_data = || {
            let is_deletion = event.event_type.as_ref().is_some_and(|name| name.as_str().ends_with(DELETED_SUFFIX));
            let updated_at = data.updated_at.map(with_basis(OccurredAtBasis::UpdatedAt));
            let at = updated_at.or_else(|| data.created_at.map(with_basis(OccurredAtBasis::CreatedAt)));
            at.filter(|_| !is_deletion)
        };
        envelope
            .map(|time| Self { at: refine(time, data.updated_at), basis: OccurredAtBasis::Envelope })
            .or_else(from_data)
            .or_else(|| event.id.created_at().map(with_basis(OccurredAtBasis::EventId)))
            .unwrap_or(Self {
                at: Timestamp::from_seconds(event.svix_timestamp),
                basis: OccurredAtBasis::SvixTimestamp,
            })
    }
}

/// Adds milliseconds from `data.updated_at` to an envelope without them: test sends have whole
/// seconds.
fn refine(envelope: Time, updated_at: Option<Timestamp>) -> Timestamp {
    updated_at
        .filter(|updated_at| envelope.whole_seconds && updated_at.seconds() == envelope.at.seconds())
        .unwrap_or(envelope.at)
}
