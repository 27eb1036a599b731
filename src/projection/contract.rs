//! What a projection is: a pure function from an event to rows, and rows that merge in any order.

use sea_orm::{ActiveModelTrait, EntityTrait, FromQueryResult, IntoActiveModel};

use crate::event::{
    RecordedEvent,
    clerk::{Body, DecodeError},
};

/// A view of the log. One file in `views/` and its line there make a new one.
pub trait Projection: Send + Sync + 'static {
    /// Its name: in the CLI, the API, the logs, and of its tables.
    const NAME: &'static str;
    /// Raise it when rows of the same log would look different.
    const VERSION: i32;
    /// Secondary indexes of its tables.
    const INDEXES: &'static [Index];
    /// Its rows.
    type Row: Row;

    /// The rows that one event says something about. Pure: no database, no clock, no configuration.
    /// An error means that the event is of a family this view is made of, and cannot be read.
    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<Self::Row>, DecodeError>;

    /// What is wrong with an event of which this view has rows all the same: entered among its failures, so that
    /// somebody sees it. One view of all does so, or each such event would be told of several times.
    fn doubts(&self, body: &Body<'_>) -> Option<DecodeError> {
        _ = body;
        None
    }
}

/// A secondary index of a view.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// Distinguishes it among the indexes of one table.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: &'static [&'static str],
    /// Asked for equality only: values of any length (a hash index on PostgreSQL).
    pub equality: bool,
}

/// One row of a view, or what one event says of it; it is its own sea-orm model.
pub trait Row: Sized + Clone + Send + Sync + FromQueryResult + IntoActiveModel<Self::ActiveModel> + 'static {
    /// Its table's columns.
    type Entity: EntityTrait<Model = Self>;
    /// The same with columns set or not.
    type ActiveModel: ActiveModelTrait<Entity = Self::Entity> + Send;

    /// Written once per event and never read before it: rows never meet another of their key.
    const WRITE_ONCE: bool = false;

    /// The name of the column that, together with `source`, is the key.
    const KEY_COLUMN: &'static str;

    /// The key: source, and the object's own id. Rows of different keys never depend on each other.
    fn key(&self) -> (&str, &str);

    /// Two accounts of the same row in one. Commutes, associates, and is idempotent, so that order and
    /// repetition of events cannot matter.
    #[must_use]
    fn merge(self, other: Self) -> Self;
}
