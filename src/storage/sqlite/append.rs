//! The append transaction on `SQLite`: BEGIN IMMEDIATE and multi-row INSERTs, on the thread of the
//! caller.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use rusqlite::{
    Connection, OptionalExtension as _, Row, params,
    types::{ToSqlOutput, ValueRef},
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{checkpoints::Checkpoints, open};
use crate::{
    clock::Timestamp,
    event::{Commitment, EventType, Position, Salt, Size, Source},
    storage::{
        error::StoreError,
        log::{AppendTransaction, Existing, Head, NewEvent},
    },
};

/// Rows of one INSERT, most first: few sizes, so that the statements stay prepared. 64 rows of 9
/// columns stay far below the 32,766 parameters that `SQLite` takes.
const ROWS_PER_INSERT: [usize; 4] = [64, 16, 4, 1];

/// The connection that appends, and the one that makes checkpoints.
#[derive(Debug)]
pub(super) struct Appender {
    connection: Arc<Mutex<Connection>>,
    checkpoints: Checkpoints,
}

impl Appender {
    /// Opens the connections to a log that is there.
    pub(super) fn open(log: &Path) -> Result<Arc<Self>, StoreError> {
        let connection = Arc::new(Mutex::new(open::appending_connection(log)?));
        Ok(Arc::new(Self { connection, checkpoints: Checkpoints::open(log)? }))
    }

    /// Begins a transaction, after the one before it has ended.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<SqliteAppend, StoreError> {
        let connection = Arc::clone(&self.connection).lock_owned().await;
        // IMMEDIATE: a deferred transaction that reads first and then writes fails at once,
        // independent of the time-out.
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(SqliteAppend { connection, appender: Arc::clone(self) })
    }
}

/// Rolls back when dropped.
pub(super) struct SqliteAppend {
    connection: OwnedMutexGuard<Connection>,
    appender: Arc<Appender>,
}

impl SqliteAppend {
    /// A row of one table for each event. A refusal ends the transaction, so SQLite keeps no
    /// journal for each statement, with which it would undo that statement alone.
    fn insert_into<'e, const COLUMNS: usize>(
        &self,
        table: &str,
        events: &'e [NewEvent<'_>],
        row: impl Fn(&'e NewEvent<'_>) -> [ValueRef<'e>; COLUMNS],
    ) -> Result<(), StoreError> {
        let tuple = format!("({})", vec!["?"; COLUMNS].join(","));
        let mut rest = events;
        for size in ROWS_PER_INSERT {
            while let Some((chunk, after)) = rest.split_at_checked(size) {
                let sql = format!("INSERT OR ROLLBACK INTO {table} VALUES {}", vec![tuple.as_str(); size].join(","));
                let mut insert = self.connection.prepare_cached(&sql)?;
                for (index, value) in chunk.iter().flat_map(&row).enumerate() {
                    insert.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(value))?;
                }
                insert.raw_execute()?;
                rest = after;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl AppendTransaction for SqliteAppend {
    async fn head(&mut self) -> Result<Head, StoreError> {
        let mut head = self.connection.prepare_cached("SELECT size, received_at FROM log_head WHERE id = 0")?;
        Ok(head.query_row([], |row| {
            Ok(Head { size: Size(row.get(0)?), received_at: Timestamp::from_micros(row.get(1)?) })
        })?)
    }

    async fn existing(&mut self, source: &Source, ids: &[&str]) -> Result<Vec<Existing>, StoreError> {
        let mut recorded = self.connection.prepare_cached(
            "SELECT e.svix_id, e.position, e.commitment, p.salt, p.signature
               FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
              WHERE e.source = ?1 AND e.svix_id = ?2",
        )?;
        let mut all = Vec::new();
        for id in ids {
            all.extend(recorded.query_row((source.as_str(), id), existing).optional()?);
        }
        Ok(all)
    }

    async fn insert(&mut self, events: &[NewEvent<'_>]) -> Result<(), StoreError> {
        self.insert_into(
            "events (position, source, svix_id, via, event_type, svix_timestamp, received_at, body_bytes, commitment)",
            events,
            |new| {
                let event = new.event;
                let event_type = event.event_type.as_ref().map(EventType::as_str);
                [
                    ValueRef::Integer(new.position.0),
                    text(event.source.as_str()),
                    text(event.id.as_str()),
                    text(event.via.as_str()),
                    event_type.map_or(ValueRef::Null, text),
                    ValueRef::Integer(event.svix_timestamp),
                    ValueRef::Integer(new.received_at.micros()),
                    ValueRef::Integer(i64::try_from(event.body.len()).unwrap_or(i64::MAX)),
                    ValueRef::Blob(&event.commitment.0),
                ]
            },
        )?;
        self.insert_into("payloads (position, salt, signature, secret_id, encoding, body)", events, |new| {
            let event = new.event;
            [
                ValueRef::Integer(new.position.0),
                ValueRef::Blob(&event.salt.0),
                text(&event.signature),
                text(event.secret_id.as_str()),
                ValueRef::Integer(new.body.encoding.into()),
                ValueRef::Blob(new.body.bytes),
            ]
        })
    }

    async fn commit(self: Box<Self>, head: Head) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE OR ROLLBACK log_head SET size = ?, received_at = ? WHERE id = 0")?
            .execute(params![head.size.0, head.received_at.micros()])?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        self.appender.checkpoints.begin_if_due();
        Ok(())
    }
}

impl Drop for SqliteAppend {
    fn drop(&mut self) {
        // A refusal has ended the transaction already.
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "an append that failed was not rolled back");
        }
    }
}

fn text(text: &str) -> ValueRef<'_> {
    ValueRef::Text(text.as_bytes())
}

fn existing(row: &Row<'_>) -> Result<Existing, rusqlite::Error> {
    let salt: Option<[u8; 32]> = row.get(3)?;
    Ok(Existing {
        svix_id: row.get(0)?,
        position: Position(row.get(1)?),
        commitment: Commitment(row.get(2)?),
        opening: salt.map(Salt).zip(row.get(4)?),
    })
}
