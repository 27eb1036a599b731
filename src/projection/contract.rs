//! What a projection is: a pure function from an event to rows, and rows that merge in any order.

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

/// A view of the log. One file in `views/` and its line there make a new one.
pub trait Projection: Send + Sync + 'static {
    /// Its name: in the CLI, the API, the logs, and of its tables.
    const NAME: &'static str;
    /// Raise it when rows of the same log would look different.
    const VERSION: i32;
    const INDEXES: &'static [Index];
    type Row: Row;

    /// The rows that one event says something about. Pure: no database, no clock, no configuration.
    /// An error means that the event is of a family this view is made of, and cannot be read.
    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<Self::Row>, DecodeError>;

    /// What is wrong with an event of which this view has rows all the same: entered among its failures, so that
    /// somebody sees it. One view of all does so, or each such event would be told of several times.
    fn partial_failure(&self, body: &Body<'_>) -> Option<DecodeError> {
        _ = body;
        None
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// Distinguishes it among the indexes of one table.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: &'static [&'static str],
    pub kind: IndexKind,
}

/// How a secondary index is asked, and so how it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    /// In order, from a place on: a b-tree.
    Ordered,
    /// The same, over the rows only whose first column is known: most rows have none.
    Sparse,
    /// For equality only: values of any length (a hash index on PostgreSQL).
    Equality,
    /// The first column holds a list of texts (a JSON array): one entry for each of them, beside the other columns, in
    /// a table `<table>_<name>` with the columns `value`, then the others. Asked like [`IndexKind::Ordered`].
    Inverted,
    /// The same, of a list of whole numbers.
    InvertedNumbers,
    /// The same with the key of the row first: `source`, its id, then `value`. Finds the texts of one row, in order.
    InvertedByRow,
}

impl IndexKind {
    /// How the table's own index is made; `None` where a table beside it takes its place.
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

/// One row of a view, or what one event says of it.
pub trait Row: Sized + Clone + Send + Sync + 'static {
    type Entity: EntityTrait<Model = Self::Model>;

    /// What the table holds of a row: serialized, a struct of its columns in their order.
    type Model: Clone + Serialize + DeserializeOwned + Send + Sync + 'static;

    fn model(&self) -> Cow<'_, Self::Model>;

    /// The row that the table holds as `model`, with what its event says beside it. The event is
    /// absent where [`Row::event_position`] names none.
    fn restore(model: Self::Model, event: Option<&RecordedEvent>) -> Self;

    /// The event that a stored row is restored with: of tables that do not hold all of a row.
    fn event_position(model: &Self::Model) -> Option<Position> {
        _ = model;
        None
    }

    /// Written once per event and never read before it: rows never meet another of their key.
    const WRITE_ONCE: bool = false;

    /// Whether some of these rows form chains: what such a row means depends on the row before it in its chain.
    /// Requires [`Row::WRITE_ONCE`], the columns of [`CHAIN_COLUMNS`], and an [`IndexKind::Sparse`] index over them.
    const CHAINED: bool = false;

    /// The name of the column that, together with `source`, is the key.
    const KEY_COLUMN: &'static str;

    /// The key: source, and the object's own id. Rows of different keys never depend on each other.
    /// Of a row that is [written once](Row::WRITE_ONCE), only the source counts here.
    fn key(&self) -> (&str, &str);

    /// Two accounts of the same row in one. Commutes, associates, and is idempotent, so that order and
    /// repetition of events cannot matter.
    #[must_use]
    fn merge(self, other: Self) -> Self;

    /// The row's place in its chain; `None` for a row that is in none. Only where [`Row::CHAINED`].
    fn link(&self) -> Option<Link<'_>> {
        None
    }

    /// What the next row in the chain is derived from. Only where [`Row::CHAINED`].
    fn snapshot(&self) -> Option<Predecessor<'_>> {
        None
    }

    /// Sets what the row means beside the one before it in its chain (`None`: it is the first that is known), and what
    /// it takes over from there to tell the next one. Pure, and a function of what its event says and the row before it
    /// tells: what was set before does not matter.
    fn derive(&mut self, previous: Option<Predecessor<'_>>) {
        _ = previous;
    }
}

/// The columns that hold a [`Link`], in its order, which is also that of the index over them: the first is null in a row
/// that is in no chain, and so the index holds the others only.
pub const CHAIN_COLUMNS: [&str; 6] =
    ["chain", "source", "version_at", "version_occurred_at", "version_rank", "svix_id"];

/// How many of [`CHAIN_COLUMNS`] name the chain; the others are the place in it.
pub(super) const CHAIN_NAME_COLUMNS: usize = 2;

/// A place in a chain: the rows of one subject, ordered by the version of what they say of it, never by arrival. A total
/// order, because no two events of one source share an id. Fields are compared in the order they stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link<'a> {
    pub chain: &'a str,
    pub source: &'a str,
    /// When the subject was updated, by its own account; else when the event happened.
    pub at: i64,
    pub occurred_at: i64,
    /// A creation before an update before a deletion, all at one moment.
    pub rank: i16,
    /// The event id, as bytes.
    pub id: &'a str,
}

/// What a row tells the one behind it in its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor<'a> {
    pub position: i64,
    /// When the subject was updated, as in [`Link::at`].
    pub at: i64,
    /// What this event and those before it told of the subject.
    pub snapshot: Cow<'a, str>,
}

/// The table holds the whole row: for rows that are their own sea-orm model.
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
        Predecessor { position: self.position, at: self.at, snapshot: Cow::Owned(self.snapshot.into_owned()) }
    }
}

impl<'a> Link<'a> {
    /// Whether both are of one chain.
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
