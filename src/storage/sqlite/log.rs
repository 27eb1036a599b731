//! The log on `SQLite`: events in the order of the file, at some positions, or by id.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};
use sea_orm::sqlx::postgres::PgListener;

use super::{append::Appender, readers::Readers};
use crate::{
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedEvent, Size, Source},
    storage::{
        body,
        error::StoreError,
        held_lock::HeldLock,
        log::{AppendTransaction, IdRange, Log},
    },
};

/// The columns of an event, in the order of [`recorded`].
const SELECT: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position";

#[derive(Debug)]
pub(crate) struct SqliteLog {
    appender: Arc<Appender>,
    readers: Arc<Readers>,
}

impl SqliteLog {
    /// Opens a log that is there.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { appender: Appender::open(path)?, readers: Readers::new(path) })
    }
}

#[async_trait]
impl Log for SqliteLog {
    async fn begin_append(&self) -> Result<Box<dyn AppendTransaction>, StoreError> {
        Ok(Box::new(self.appender.begin().await?))
    }

    fn append_blocks(&self) -> bool {
        true
    }

    async fn size(&self) -> Result<Size, StoreError> {
        let size = |log: &Connection| {
            let size = log.prepare_cached("SELECT size FROM log_head WHERE id = 0")?.query_row([], |row| row.get(0));
            Ok(Size(size.optional()?.unwrap_or(0)))
        };
        self.readers.read(size).await
    }

    async fn read(&self, from: Position, max_events: u64, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
        self.readers.read(move |log| read(log, from, max_events, max_bytes)).await
    }

    async fn read_at(&self, mut positions: Vec<Position>, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
        positions.sort_unstable();
        positions.dedup();
        self.readers.read(move |log| read_at(log, &positions, max_bytes)).await
    }

    async fn find(&self, source: &Source, id: &EventId) -> Result<Option<RecordedEvent>, StoreError> {
        let wanted = (source.as_str().to_owned(), id.as_str().to_owned());
        let find = |log: &Connection| select(log, "WHERE e.source = ? AND e.svix_id = ?", wanted);
        Ok(self.readers.read(find).await?.pop())
    }

    async fn read_ids(&self, ids: IdRange<'_>, from: Position, limit: i64) -> Result<Vec<RecordedEvent>, StoreError> {
        let [source, after, below] = [ids.source, ids.after, ids.below].map(str::to_owned);
        // Ids compare by their bytes, so this is a scan of the index of ids.
        let condition = "WHERE e.source = ? AND e.svix_id > ? AND e.svix_id < ? AND e.position >= ?
                         ORDER BY e.svix_id LIMIT ?";
        self.readers.read(move |log| select(log, condition, (source, after, below, from.0, limit))).await
    }

    async fn last_of_ids(&self, ids: IdRange<'_>) -> Result<Option<RecordedEvent>, StoreError> {
        let ids = [ids.source, ids.after, ids.below].map(str::to_owned);
        let condition = "WHERE e.source = ? AND e.svix_id > ? AND e.svix_id < ? ORDER BY e.svix_id DESC LIMIT 1";
        Ok(self.readers.read(move |log| select(log, condition, ids)).await?.pop())
    }

    async fn listen(&self) -> Result<Option<PgListener>, StoreError> {
        Ok(None)
    }

    async fn lock_migrations(&self) -> Result<Option<Box<dyn HeldLock>>, StoreError> {
        Ok(None)
    }

    async fn grant_serving(&self, _role: &str) -> Result<(), StoreError> {
        Err(StoreError::NoRoles)
    }

    async fn close(&self) {
        self.readers.close();
    }
}

fn select(log: &Connection, condition: &str, parameters: impl Params) -> Result<Vec<RecordedEvent>, StoreError> {
    let mut statement = log.prepare_cached(&format!("{SELECT} {condition}"))?;
    let events = statement.query_map(parameters, recorded)?;
    Ok(events.collect::<Result<_, _>>()?)
}

fn read(log: &Connection, from: Position, max_events: u64, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
    let limit = i64::try_from(max_events).unwrap_or(i64::MAX);
    let mut statement = log.prepare_cached(&format!("{SELECT} WHERE e.position >= ? ORDER BY e.position LIMIT ?"))?;
    let mut rows = statement.query((from.0, limit))?;
    let mut events = Vec::new();
    let mut bytes = 0_u64;
    while let Some(row) = rows.next()? {
        bytes = bytes.saturating_add(u64::try_from(row.get::<_, i64>(6)?).unwrap_or(u64::MAX));
        if bytes > max_bytes && !events.is_empty() {
            break;
        }
        events.push(recorded(row)?);
    }
    Ok(events)
}

fn read_at(log: &Connection, positions: &[Position], max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
    let mut statement = log.prepare_cached(&format!("{SELECT} WHERE e.position = ?"))?;
    let mut events = Vec::with_capacity(positions.len());
    let mut bytes = 0_u64;
    for position in positions {
        if bytes >= max_bytes {
            break;
        }
        let Some(event) = statement.query_row([position.0], recorded).optional()? else { continue };
        bytes = bytes.saturating_add(event.body.size());
        events.push(event);
    }
    Ok(events)
}

fn recorded(row: &Row<'_>) -> Result<RecordedEvent, rusqlite::Error> {
    let encoding: Option<i16> = row.get(7)?;
    let stored = encoding.zip(row.get_ref(8)?.as_blob_or_null()?);
    Ok(RecordedEvent {
        position: Position(row.get(0)?),
        source: Source::recorded(row.get_ref(1)?.as_str()?),
        id: EventId::recorded(row.get(2)?),
        event_type: row.get::<_, Option<String>>(3)?.map(EventType::recorded),
        svix_timestamp: row.get(4)?,
        received_at: Timestamp::from_micros(row.get(5)?),
        body: body::decode(stored, row.get(6)?),
    })
}
