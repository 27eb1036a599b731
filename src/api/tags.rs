//! The groups of operations in the document.

use poem_openapi::Tags;

/// A group of operations.
#[derive(Clone, Copy, Debug, Tags)]
pub enum Tag {
    /// Where your identity provider delivers.
    Webhooks,
    /// The log: what was received, unchanged, in the order of its arrival.
    Events,
    /// Who did what and when, one row for each event.
    Activity,
    /// Sessions with their true beginning and end.
    Sessions,
    /// Users as they were last described.
    Users,
    /// Organizations, who belonged to them, and who was invited.
    Organizations,
    /// How complete and how current the answers are.
    Operations,
    /// Who may ask what.
    Keys,
}
