//! The activity view: one row per event of any family, for time lines. A row in a chain, for
//! example of a user, is compared with the row before it. The table holds what is searched; the
//! rest is read from the events.

pub mod actions;
pub mod actor;
mod chain;
mod interpretation;
pub mod labels;
mod row;
mod system;
mod table;

pub use actions::{ACTIONS, Action};
pub use actor::{ACTOR_AGENT, ACTOR_IMPERSONATOR, ACTOR_USER};
pub use chain::fields;
pub use interpretation::is_action;
pub use labels::Labels;
pub use row::{ActivityRow, listed};
pub use system::{ACTOR_COMMAND, ACTOR_KEY, ACTOR_SERVICE, BASIS_AT, DENIED_KEYS, SystemFacts};
pub use table::{Column, Entity, Model, PrimaryKey, Relation, address_number, is_told_by_number, network_numbers};

use crate::{
    event::{
        RecordedEvent,
        clerk::{Body, DecodeError},
    },
    projection::{CHAIN_COLUMNS, Index, IndexKind, Projection},
};

/// The index with one entry per action of a row.
pub const ACTION_INDEX: &str = "action";
/// The index with one entry per address of a row.
pub const ADDRESS_INDEX: &str = "ip";

/// The projection of activity, from every family.
#[derive(Clone, Copy, Debug)]
pub struct Activity;

impl Projection for Activity {
    const NAME: &'static str = "activity";
    const VERSION: i32 = 11;
    // Every list is sorted by (occurred-at, position). Most rows have no organization and no
    // device, and many no known actor.
    const INDEXES: &'static [Index] = &[
        Index { name: "occurred", columns: &["occurred_at", "position"], kind: IndexKind::Ordered },
        Index { name: "chain", columns: &CHAIN_COLUMNS, kind: IndexKind::Sparse },
        Index { name: "revised", columns: &["revised_position", "position"], kind: IndexKind::Sparse },
        Index {
            name: ACTION_INDEX,
            columns: &["actions", "occurred_at", "position"],
            kind: IndexKind::InvertedNumbers,
        },
        Index { name: "type", columns: &["type_term", "occurred_at", "position"], kind: IndexKind::Sparse },
        Index { name: "instance", columns: &["instance_term", "occurred_at", "position"], kind: IndexKind::Sparse },
        Index { name: "user", columns: &["user_term", "occurred_at", "position"], kind: IndexKind::Sparse },
        Index { name: "session", columns: &["session_term", "occurred_at", "position"], kind: IndexKind::Sparse },
        Index {
            name: "organization",
            columns: &["organization_term", "occurred_at", "position"],
            kind: IndexKind::Sparse,
        },
        Index { name: "actor", columns: &["actor_term", "occurred_at", "position"], kind: IndexKind::Sparse },
        Index {
            name: ADDRESS_INDEX,
            columns: &["addresses", "occurred_at", "position"],
            kind: IndexKind::InvertedNumbers,
        },
        Index { name: "country", columns: &["country_term", "occurred_at", "position"], kind: IndexKind::Sparse },
        Index { name: "city", columns: &["city_term", "occurred_at", "position"], kind: IndexKind::Sparse },
        Index { name: "browser", columns: &["browser_term", "occurred_at", "position"], kind: IndexKind::Sparse },
    ];
    type Row = ActivityRow;

    /// This view reads every event, so it reports the undecodable part of each.
    fn partial_failure(&self, body: &Body<'_>) -> Option<DecodeError> {
        body.body_error.clone()
    }

    /// Never an error: an undecodable event gets a row too.
    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<ActivityRow>, DecodeError> {
        Ok(vec![ActivityRow::project(event, body)])
    }
}
