//! When an event happened, and by which of several fields we know.

use super::json::Time;
use crate::{clock::Timestamp, event::recorded::RecordedEvent};

/// Types that end so tell of a deletion: what stands in `data` is older than the event.
const DELETED_SUFFIX: &str = ".deleted";

/// When an event happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OccurredAt {
    /// The moment.
    pub at: Timestamp,
    /// Where it was read.
    pub basis: Basis,
}

/// Which field told when an event happened, in order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The envelope's `timestamp` (or `data.updated_at` of the same second, where that has whole seconds only).
    Envelope,
    /// `data.updated_at`.
    UpdatedAt,
    /// `data.created_at`.
    CreatedAt,
    /// The creation time inside a `msg_` id.
    EventId,
    /// `svix-timestamp`: the time of the recorded delivery.
    SvixTimestamp,
}

impl Basis {
    /// The word in views.
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

/// The times in `data` that can stand in for the envelope's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DataTimes {
    /// `updated_at`.
    pub(super) updated_at: Option<Timestamp>,
    /// `created_at`.
    pub(super) created_at: Option<Timestamp>,
}

impl OccurredAt {
    /// The rule, for an event whose body says this much.
    pub(super) fn of(event: &RecordedEvent, envelope: Option<Time>, data: DataTimes) -> Self {
        let basis_and_moment = |basis| move |at| Self { at, basis };
        let of_data = || {
            let is_deletion = event.event_type.as_ref().is_some_and(|name| name.as_str().ends_with(DELETED_SUFFIX));
            let updated_at = data.updated_at.map(basis_and_moment(Basis::UpdatedAt));
            let of_change = updated_at.or_else(|| data.created_at.map(basis_and_moment(Basis::CreatedAt)));
            of_change.filter(|_| !is_deletion)
        };
        envelope
            .map(|time| Self { at: refine(time, data.updated_at), basis: Basis::Envelope })
            .or_else(of_data)
            .or_else(|| event.id.created_at().map(basis_and_moment(Basis::EventId)))
            .unwrap_or(Self { at: Timestamp::from_seconds(event.svix_timestamp), basis: Basis::SvixTimestamp })
    }
}

/// Milliseconds for an envelope that has none, where `data.updated_at` knows them: test sends come in whole seconds.
fn refine(envelope: Time, updated_at: Option<Timestamp>) -> Timestamp {
    updated_at
        .filter(|updated_at| envelope.whole_seconds && updated_at.seconds() == envelope.at.seconds())
        .unwrap_or(envelope.at)
}
