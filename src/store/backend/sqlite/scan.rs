//! Reading the log on `SQLite`: events in the order of the file, or at some places of it.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::readers::Readers;
use crate::{
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedEvent, Source},
    store::{body, error::StoreError},
};

/// As `log_sql::READ`, whose bound on bytes is where the walk is left.
const READ: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.position >= ?1
 ORDER BY e.position LIMIT ?2";

impl Readers {
    /// Events from a position on, in order: at most so many, and no more bytes of bodies than that, but at least one.
    pub(crate) async fn scan(
        self: &Arc<Self>,
        from: Position,
        max_events: u64,
        max_bytes: u64,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        self.read(move |log| scan(log, from, max_events, max_bytes)).await
    }

    /// Events at these positions, in order and without repetition: as many of the first as have fewer bytes of bodies before
    /// them than that.
    pub(crate) async fn at(
        self: &Arc<Self>,
        mut positions: Vec<Position>,
        max_bytes: u64,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        positions.sort_unstable();
        positions.dedup();
        self.read(move |log| at(log, &positions, max_bytes)).await
    }
}

const READ_AT: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.position = ?1";

fn scan(log: &Connection, from: Position, max_events: u64, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
    let limit = i64::try_from(max_events).unwrap_or(i64::MAX);
    let mut statement = log.prepare_cached(READ)?;
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

fn at(log: &Connection, positions: &[Position], max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
    let mut statement = log.prepare_cached(READ_AT)?;
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
