//! Groups of operations in the OpenAPI document.

use poem_openapi::Tags;

/// A group of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Tags)]
pub enum Tag {
    /// The endpoint for webhook senders.
    Webhooks,
    /// The append-only log: every event as it was received, in order of arrival.
    Events,
    /// The audit trail: who did what, when, from where, and what changed. One row per event.
    Activity,
    /// Who was signed in, from when to when, and from where.
    Sessions,
    /// Users, their identifiers and their history.
    Users,
    /// Organizations, memberships and invitations.
    Organizations,
    /// Sources, projections, probes and metrics.
    Operations,
    /// API keys and their scopes.
    Keys,
}

impl Tag {
    /// The order of use, in which the document lists the groups.
    pub(crate) const ORDER: [&'static str; 8] =
        ["Sessions", "Users", "Organizations", "Activity", "Events", "Operations", "Keys", "Webhooks"];
}
