//! When an event happened, and by which of several fields we know.

use crate::clock::Timestamp;

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
