//! Scanning the log on `SQLite`: events in the order of the file, on threads and connections of their own. A row of the
//! async driver is copied once more and sent from one thread to another.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use rusqlite::{Connection, OpenFlags, Row};

use super::open::{BUSY_TIMEOUT, SCANNERS_MAX};
use crate::{
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedEvent, Source},
    store::error::StoreError,
};

/// As `log_sql::READ`, whose bound on bytes is where the walk is left.
const READ: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.body
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.position >= ?1
 ORDER BY e.position LIMIT ?2";

/// Connections that scan: as many as there are scans at once, of which a few are kept.
#[derive(Debug)]
pub(crate) struct Scanners {
    log: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Scanners {
    pub(crate) fn of(log: &Path) -> Arc<Self> {
        Arc::new(Self { log: log.to_owned(), idle: Mutex::default() })
    }

    /// Events from a position on, in order: at most so many, and no more bytes of bodies than that, but at least one.
    pub(crate) async fn read(
        self: &Arc<Self>,
        from: Position,
        max_events: u64,
        max_bytes: u64,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let scanners = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let idle = scanners.idle().pop();
            let connection = idle.map_or_else(|| scanners.open(), Ok)?;
            let events = read(&connection, from, max_events, max_bytes)?;
            let mut idle = scanners.idle();
            if idle.len() < SCANNERS_MAX as usize {
                idle.push(connection);
            }
            Ok(events)
        })
        .await?
    }

    /// Closes what is idle.
    pub(crate) fn close(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        // Nothing panics while it holds this.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<Connection, StoreError> {
        // One thread at a time has it, so that it needs no lock of its own.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.log, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "query_only", "ON")?;
        Ok(connection)
    }
}

fn read(on: &Connection, from: Position, max_events: u64, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
    let limit = i64::try_from(max_events).unwrap_or(i64::MAX);
    let mut statement = on.prepare(READ)?;
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

fn recorded(row: &Row<'_>) -> Result<RecordedEvent, rusqlite::Error> {
    let body = row.get_ref(7)?.as_blob_or_null()?;
    Ok(RecordedEvent {
        position: Position(row.get(0)?),
        source: Source::recorded(row.get_ref(1)?.as_str()?),
        id: EventId::recorded(row.get(2)?),
        event_type: row.get::<_, Option<String>>(3)?.map(EventType::recorded),
        svix_timestamp: row.get(4)?,
        received_at: Timestamp::from_micros(row.get(5)?),
        body: body.map_or_else(Bytes::new, Bytes::copy_from_slice),
    })
}
