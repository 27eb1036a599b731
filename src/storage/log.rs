//! The log in a database: appending and reading events.

use std::fmt;

use async_trait::async_trait;
use sea_orm::sqlx::postgres::PgListener;

use crate::{
    clock::Timestamp,
    event::{Commitment, Event, EventId, Position, RecordedEvent, Salt, Size, Source},
    storage::{body::StoredBody, error::StoreError, held_lock::HeldLock},
};

/// The one row of `log_head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: Size,
    /// When the last event was received.
    pub received_at: Timestamp,
}

/// An event about to be inserted.
#[derive(Debug)]
pub struct NewEvent<'a> {
    pub position: Position,
    pub received_at: Timestamp,
    pub event: &'a Event,
    pub body: StoredBody<'a>,
}

/// An event that the log already holds.
#[derive(Clone, Debug)]
pub struct Existing {
    pub svix_id: String,
    pub position: Position,
    pub commitment: Commitment,
    /// Salt and signature of its payload; `None` once that is erased.
    pub opening: Option<(Salt, String)>,
}

/// Some ids of one source, in byte order: those after `after` and below `below`.
#[derive(Clone, Copy, Debug)]
pub struct IdRange<'a> {
    pub source: &'a str,
    pub after: &'a str,
    pub below: &'a str,
}

/// Appends to the log and reads it, on one kind of database.
#[async_trait]
pub trait Log: fmt::Debug + Send + Sync {
    async fn begin_append(&self) -> Result<Box<dyn AppendTransaction>, StoreError>;

    /// Whether an append transaction blocks its thread, so that the writer needs one of its own.
    fn append_blocks(&self) -> bool;

    async fn size(&self) -> Result<Size, StoreError>;

    /// Events from a position on, in order: at most `max_events` with `max_bytes` of bodies, but
    /// at least one.
    async fn read(&self, from: Position, max_events: u64, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError>;

    /// Events at these positions, in order and each once, until their bodies reach `max_bytes`; at
    /// least one.
    async fn read_at(&self, positions: Vec<Position>, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError>;

    async fn find(&self, source: &Source, id: &EventId) -> Result<Option<RecordedEvent>, StoreError>;

    /// Events of a range of ids at position `from` or later: the first `limit`, by id.
    async fn read_ids(&self, ids: IdRange<'_>, from: Position, limit: i64) -> Result<Vec<RecordedEvent>, StoreError>;

    /// The last event, by id, of a range of ids.
    async fn last_of_ids(&self, ids: IdRange<'_>) -> Result<Option<RecordedEvent>, StoreError>;

    /// Notifications of appends by other processes, if the database supports several.
    async fn listen(&self) -> Result<Option<PgListener>, StoreError>;

    /// Takes the lock for migrations, if several processes can migrate.
    async fn lock_migrations(&self) -> Result<Option<Box<dyn HeldLock>>, StoreError>;

    /// Lets a role serve: append to the log and read it, and own the views.
    async fn grant_serving(&self, role: &str) -> Result<(), StoreError>;

    /// Closes the connections that read.
    async fn close(&self);
}

/// An append transaction: head, existing events, insert, commit. Rolls back when dropped.
#[async_trait]
pub trait AppendTransaction: Send {
    /// The head, locked: no other writer appends until this transaction ends.
    async fn head(&mut self) -> Result<Head, StoreError>;

    /// Which of a source's ids the log holds already.
    async fn existing(&mut self, source: &Source, ids: &[&str]) -> Result<Vec<Existing>, StoreError>;

    /// Both rows of each event, in the order of their positions.
    async fn insert(&mut self, events: &[NewEvent<'_>]) -> Result<(), StoreError>;

    /// Moves the head and commits. An error leaves the outcome unknown.
    async fn commit(self: Box<Self>, head: Head) -> Result<(), StoreError>;
}
