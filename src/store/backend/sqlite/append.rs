//! The append transaction on `SQLite`: BEGIN IMMEDIATE, multi-row inserts. It blocks whoever calls: with the async driver
//! each statement wakes a thread and waits for it, which took longer than what the statement does.

use std::{path::Path, sync::Arc};

use rusqlite::{
    Connection, OptionalExtension as _, Row, params,
    types::{ToSqlOutput, ValueRef},
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{checkpoints::Checkpoints, open};
use crate::{
    clock::Timestamp,
    event::{Commitment, EventType, Position, Salt, Size, Source},
    store::{
        error::StoreError,
        log_rows::{Existing, Head, NewEvent},
    },
};

/// Rows of one INSERT, largest first: few fixed sizes, so that the statements stay prepared. 64 rows of 9 columns stay far
/// below the 32,766 binds that `SQLite` takes.
const ROWS_PER_INSERT: [usize; 4] = [64, 16, 4, 1];

/// The one connection that appends, and checkpoints beside it.
#[derive(Debug)]
pub(crate) struct Appender {
    connection: Arc<Mutex<Connection>>,
    checkpoints: Checkpoints,
}

impl Appender {
    /// Opens it, to a log that is there.
    pub(crate) fn open(log: &Path) -> Result<Arc<Self>, StoreError> {
        let connection = Arc::new(Mutex::new(open::appending_connection(log)?));
        Ok(Arc::new(Self { connection, checkpoints: Checkpoints::of(log)? }))
    }

    /// Begins a transaction, when nobody else is in one.
    pub(crate) async fn begin(self: &Arc<Self>) -> Result<AppendTransaction, StoreError> {
        let connection = Arc::clone(&self.connection).lock_owned().await;
        // IMMEDIATE: a deferred transaction that reads first fails at once when it then writes, whatever the time-out.
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(AppendTransaction { connection, appender: Arc::clone(self) })
    }
}

/// Rolled back where it is dropped.
pub(crate) struct AppendTransaction {
    connection: OwnedMutexGuard<Connection>,
    appender: Arc<Appender>,
}

impl AppendTransaction {
    pub(crate) fn head(&self) -> Result<Head, StoreError> {
        let mut head = self.connection.prepare_cached("SELECT size, received_at FROM log_head WHERE id = 0")?;
        Ok(head.query_row([], |row| {
            Ok(Head { size: Size(row.get(0)?), received_at: Timestamp::from_micros(row.get(1)?) })
        })?)
    }

    pub(crate) fn existing(&self, source: &Source, ids: &[&str]) -> Result<Vec<Existing>, StoreError> {
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

    pub(crate) fn insert(&self, events: &[NewEvent<'_>]) -> Result<(), StoreError> {
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

    pub(crate) fn commit(self, head: Head) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE OR ROLLBACK log_head SET size = ?, received_at = ? WHERE id = 0")?
            .execute(params![head.size.0, head.received_at.micros()])?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        self.appender.checkpoints.begin_if_due();
        Ok(())
    }
}

impl Drop for AppendTransaction {
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
