//! Reads the log, in bounded batches.

use sea_orm::{ConnectionTrait, QueryResult, Statement, Value, sea_query::ArrayType};

use super::{follow, log::EventLog};
use crate::{
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedEvent, Size, Source, id::SYSTEM_ID_PREFIX, source::SYSTEM_SOURCE},
    store::{Store, StoreError, body, log_sql},
};

/// Events read per statement.
const SYSTEM_EVENTS_BATCH: usize = 500;

impl EventLog {
    /// Events from a position on, in order. Returns at most `max_events` events with `max_bytes`
    /// of bodies, but at least one event.
    pub async fn read(
        &self,
        from: Position,
        max_events: u64,
        max_bytes: u64,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        if let Some(scanners) = self.store.scanners() {
            return scanners.scan(from, max_events, max_bytes).await;
        }
        let limit = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let values = [from.0.into(), limit(max_events).into(), limit(max_bytes).into()];
        self.query(log_sql::READ, values).await
    }

    pub async fn find(&self, source: &Source, id: &EventId) -> Result<Option<RecordedEvent>, StoreError> {
        Ok(self.query(log_sql::FIND, [source.as_str().into(), id.as_str().into()]).await?.pop())
    }

    /// Gatelog's own events from a position on whose names
    /// ([`SystemEvent::named`](crate::event::SystemEvent::named)) start with `prefix`, ordered by
    /// name. Reads all of them into memory: only for kinds of which there are few.
    pub async fn system_events(&self, prefix: &str, from: Position) -> Result<Vec<RecordedEvent>, StoreError> {
        let (mut after, end) = id_range(prefix);
        let mut events: Vec<RecordedEvent> = Vec::new();
        loop {
            let limit = i64::try_from(SYSTEM_EVENTS_BATCH).unwrap_or(i64::MAX);
            let values = [SYSTEM_SOURCE.into(), after.into(), end.as_str().into(), from.0.into(), limit.into()];
            let mut batch = self.query(log_sql::NAMED, values).await?;
            let is_last = batch.len() < SYSTEM_EVENTS_BATCH;
            events.append(&mut batch);
            match events.last() {
                Some(last) if !is_last => after = last.id.to_string(),
                _ => return Ok(events),
            }
        }
    }

    /// The last event, by name, that [`EventLog::system_events`] would return from position 0 on.
    pub async fn last_system_event(&self, prefix: &str) -> Result<Option<RecordedEvent>, StoreError> {
        let (after, end) = id_range(prefix);
        Ok(self.query(log_sql::LAST_NAMED, [SYSTEM_SOURCE.into(), after.into(), end.into()]).await?.pop())
    }

    /// The number of events, read from the database.
    pub async fn size(&self) -> Result<Size, StoreError> {
        follow::size(&self.store).await
    }

    async fn query<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<Vec<RecordedEvent>, StoreError> {
        let statement = Statement::from_sql_and_values(self.store.backend(), sql, values);
        let rows = self.store.scanner().query_all_raw(statement).await?;
        Ok(rows.iter().map(recorded).collect::<Result<_, _>>()?)
    }
}

/// Reads the events at these positions, in order and each once, until their bodies reach
/// `max_bytes`; at least one. The future borrows nothing, so that several can run at once.
pub fn at_positions(
    store: &Store,
    positions: Vec<Position>,
    max_bytes: u64,
) -> impl Future<Output = Result<Vec<RecordedEvent>, StoreError>> + Send + use<> {
    let (scanners, scanner) = (store.scanners().cloned(), store.scanner().clone());
    async move {
        if let Some(scanners) = scanners {
            return scanners.at(positions, max_bytes).await;
        }
        let numbers = positions.iter().map(|position| Value::from(position.0)).collect();
        let wanted = Value::Array(ArrayType::BigInt, Some(Box::new(numbers)));
        let values = [wanted, i64::try_from(max_bytes).unwrap_or(i64::MAX).into()];
        let statement = Statement::from_sql_and_values(scanner.get_database_backend(), log_sql::READ_AT, values);
        let rows = scanner.query_all_raw(statement).await?;
        Ok(rows.iter().map(recorded).collect::<Result<_, _>>()?)
    }
}

/// The bounds of the ids of system events whose names start with `prefix`, in byte order.
fn id_range(prefix: &str) -> (String, String) {
    let after = format!("{SYSTEM_ID_PREFIX}{prefix}");
    let mut end = after.clone().into_bytes();
    if let Some(last) = end.last_mut() {
        // An id is printable ASCII, so there is a next character.
        *last = last.saturating_add(1);
    }
    (after, String::from_utf8_lossy(&end).into_owned())
}

fn recorded(row: &QueryResult) -> Result<RecordedEvent, sea_orm::DbErr> {
    let encoding: Option<i16> = row.try_get_by_index(7)?;
    let stored: Option<Vec<u8>> = row.try_get_by_index(8)?;
    Ok(RecordedEvent {
        position: Position(row.try_get_by_index(0)?),
        source: Source::recorded(&row.try_get_by_index::<String>(1)?),
        id: EventId::recorded(row.try_get_by_index(2)?),
        event_type: row.try_get_by_index::<Option<String>>(3)?.map(EventType::recorded),
        svix_timestamp: row.try_get_by_index(4)?,
        received_at: Timestamp::from_micros(row.try_get_by_index(5)?),
        body: body::decode(encoding.zip(stored.as_deref()), row.try_get_by_index(6)?),
    })
}
