//! The contract of a projection: a pure function from an event to rows, and rows that merge in any
//! order.

use std::borrow::Cow;

use sea_orm::EntityTrait;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    event::{
        Position, RecordedEvent,
        clerk::{Body, DecodeError},
    },
    storage::{Cell, tables::Method},
};

/// Defines a view of the log. A new view is one file in `views/` and one line in its list.
pub trait Projection: Send + Sync + 'static {
    /// Name of the view in the CLI, the API and the logs, and prefix of its tables.
    const NAME: &'static str;
    /// Raise it if the rows of the same log would look different.
    const VERSION: i32;
    const INDEXES: &'static [Index];
    type Row: Row;

    /// The rows that one event contributes to. Pure: no database, no clock, no configuration. An
    /// error means that the view reads this event's family and cannot decode this event.
    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<Self::Row>, DecodeError>;

    /// The undecodable part of an event that has rows all the same. It is recorded as a failure.
    /// Only one view implements this, otherwise each such event would be reported several times.
    fn partial_failure(&self, body: &Body<'_>) -> Option<DecodeError> {
        _ = body;
        None
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// Distinguishes the indexes of one table.
    pub name: &'static str,
    pub columns: &'static [&'static str],
    pub kind: IndexKind,
}

/// How a secondary index is queried and stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    /// Sorted: a b-tree.
    Ordered,
    /// Sorted, without the rows whose first column is null: most rows have no value there.
    Sparse,
    /// For equality only, with values of any length (a hash index on PostgreSQL).
    Equality,
    /// An inverted index: the first column holds a JSON array of texts, and each text has an
    /// entry. The table `<table>_<name>` has the columns `value` and then the others. Queried like
    /// [`IndexKind::Ordered`].
    Inverted,
    /// The same for a JSON array of integers.
    InvertedNumbers,
    /// The same with the key first: `source`, the id, then `value`. Finds the texts of one row,
    /// sorted.
    InvertedByRow,
}

impl IndexKind {
    /// How the index is created in the database. `None` for an inverted index, which is a table of
    /// its own.
    #[must_use]
    pub const fn method(self) -> Option<Method> {
        match self {
            Self::Ordered => Some(Method::Ordered),
            Self::Sparse => Some(Method::Sparse),
            Self::Equality => Some(Method::Equality),
            Self::Inverted | Self::InvertedNumbers | Self::InvertedByRow => None,
        }
    }
}

/// One row of a view, or what one event contributes to it.
pub trait Row: Sized + Clone + Send + Sync + 'static {
    type Entity: EntityTrait<Model = Self::Model>;

    /// The stored part of a row. Serializes as a struct with the columns in their order.
    type Model: Clone + Serialize + DeserializeOwned + Send + Sync + 'static;

    fn model(&self) -> Cow<'_, Self::Model>;

    /// Restores a row from its stored part and its event. The event is absent if
    /// [`Row::event_position`] returns `None`.
    fn restore(model: Self::Model, event: Option<&RecordedEvent>) -> Self;

    /// Position of the event that [`Row::restore`] needs, if the table does not hold the whole
    /// row.
    fn event_position(model: &Self::Model) -> Option<Position> {
        _ = model;
        None
    }

    /// True if each event has rows of its own, which are written once and never merge with others.
    const WRITE_ONCE: bool = false;

    /// True if rows can be in chains, where a row depends on its predecessor. Requires
    /// [`Row::WRITE_ONCE`], the columns of [`CHAIN_COLUMNS`] and an [`IndexKind::Sparse`] index on
    /// them.
    const CHAINED: bool = false;

    /// The key is `source` and this column.
    const KEY_COLUMN: &'static str;

    /// The key: the source, and the id of the object. Rows with different keys are independent of
    /// each other. If rows are [written once](Row::WRITE_ONCE), only the source matters here.
    fn key(&self) -> (&str, &str);

    /// Merges two rows with the same key. Commutative, associative and idempotent, so that the
    /// order and repetition of events do not matter.
    #[must_use]
    fn merge(self, other: Self) -> Self;

    /// Position of the row in its chain; `None` if it is in no chain. Used only if
    /// [`Row::CHAINED`].
    fn link(&self) -> Option<Link<'_>> {
        None
    }

    /// What the next row of the chain is derived from. Used only if [`Row::CHAINED`].
    fn snapshot(&self) -> Option<Predecessor<'_>> {
        None
    }

    /// Sets the fields that depend on the predecessor (`None`: the row is the first one known),
    /// and updates the snapshot that it passes on. Pure: the result depends only on the event and
    /// the predecessor, not on values that were set before.
    fn derive(&mut self, previous: Option<Predecessor<'_>>) {
        _ = previous;
    }
}

/// The columns of a [`Link`], in the order of its fields and of the index. The first is null if
/// the row is in no chain, so the sparse index holds chained rows only.
pub const CHAIN_COLUMNS: [&str; 6] =
    ["chain", "source", "version_at", "version_occurred_at", "version_rank", "svix_id"];

/// The number of leading [`CHAIN_COLUMNS`] that identify the chain.
pub(super) const CHAIN_NAME_COLUMNS: usize = 2;

/// Position in a chain. The chain holds the rows of one subject, sorted by version, not by
/// arrival. The order is total, because two events of one source never have the same id. Fields
/// compare in declaration order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link<'a> {
    pub chain: &'a str,
    pub source: &'a str,
    /// When the subject was updated, if the event reports it, otherwise when the event happened.
    pub at: i64,
    pub occurred_at: i64,
    /// Sorts a creation before an update before a deletion at the same time.
    pub rank: i16,
    /// The event id, compared by bytes.
    pub id: &'a str,
}

/// What a row passes on to the next row of its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor<'a> {
    pub position: i64,
    /// When the subject was updated, as in [`Link::at`].
    pub at: i64,
    /// The last known state of the subject after this event.
    pub snapshot: Cow<'a, str>,
    /// The greatest position among earlier events of the chain that the snapshot depends on.
    /// `None` if it depends on this event alone.
    pub carried_from: Option<i64>,
}

/// For rows that are their own sea-orm model: the table holds the whole row.
macro_rules! stored_whole {
    () => {
        type Model = Self;

        fn model(&self) -> std::borrow::Cow<'_, Self> {
            std::borrow::Cow::Borrowed(self)
        }

        fn restore(model: Self, _event: Option<&crate::event::RecordedEvent>) -> Self {
            model
        }
    };
}
pub(crate) use stored_whole;

impl Predecessor<'_> {
    #[must_use]
    pub fn into_owned(self) -> Predecessor<'static> {
        Predecessor { snapshot: Cow::Owned(self.snapshot.into_owned()), ..self }
    }

    /// The greatest position among the events that the next row depends on, besides its own.
    #[must_use]
    pub fn newest_position(&self) -> i64 {
        self.carried_from.map_or(self.position, |carried_from| carried_from.max(self.position))
    }
}

impl<'a> Link<'a> {
    /// True if both are in the same chain.
    pub(super) fn same_chain(&self, other: &Link<'_>) -> bool {
        (self.chain, self.source) == (other.chain, other.source)
    }

    /// In the order of [`CHAIN_COLUMNS`].
    pub(super) fn cells(self) -> Vec<Cell<'a>> {
        let Self { chain, source, at, occurred_at, rank, id } = self;
        let (at, occurred_at, rank) = (Cell::Integer(at), Cell::Integer(occurred_at), Cell::Integer(rank.into()));
        vec![Cell::Text(chain), Cell::Text(source), at, occurred_at, rank, Cell::Text(id)]
    }
}
