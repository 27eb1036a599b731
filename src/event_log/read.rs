//! Reads the log, in bounded batches.

use bytes::Bytes;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value, sea_query::ArrayType};

use super::outcome::LogError;
use crate::{
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedEvent, Size, Source, id::SYSTEM_ID_PREFIX, source::SYSTEM_SOURCE},
    store::{Store, StoreError, log_sql},
};

pub(super) async fn size(store: &Store) -> Result<Size, LogError> {
    let statement = Statement::from_string(store.backend(), log_sql::SIZE);
    let row = store.scanner().query_one_raw(statement).await.map_err(StoreError::from)?;
    let size = row.map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(StoreError::from)?;
    Ok(Size(size))
}

pub(super) async fn read(
    store: &Store,
    from: Position,
    max_events: u64,
    max_bytes: u64,
) -> Result<Vec<RecordedEvent>, LogError> {
    if let Some(scanners) = store.scanners() {
        return Ok(scanners.scan(from, max_events, max_bytes).await?);
    }
    let limit = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let values = [from.0.into(), limit(max_events).into(), limit(max_bytes).into()];
    let statement = Statement::from_sql_and_values(store.backend(), log_sql::READ, values);
    let rows = store.scanner().query_all_raw(statement).await.map_err(StoreError::from)?;
    let events: Result<Vec<_>, _> = rows.iter().map(recorded).collect();
    Ok(events.map_err(StoreError::from)?)
}

pub(super) async fn find(store: &Store, source: &Source, id: &EventId) -> Result<Option<RecordedEvent>, LogError> {
    let values = [source.as_str().into(), id.as_str().into()];
    let statement = Statement::from_sql_and_values(store.backend(), log_sql::FIND, values);
    let row = store.scanner().query_one_raw(statement).await.map_err(StoreError::from)?;
    Ok(row.as_ref().map(recorded).transpose().map_err(StoreError::from)?)
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

/// Events read per statement.
const SYSTEM_EVENTS_BATCH: usize = 500;

pub(super) async fn system_events(store: &Store, prefix: &str, from: Position) -> Result<Vec<RecordedEvent>, LogError> {
    let (mut after, end) = id_range(prefix);
    let mut events: Vec<RecordedEvent> = Vec::new();
    loop {
        let limit = i64::try_from(SYSTEM_EVENTS_BATCH).unwrap_or(i64::MAX);
        let values = [SYSTEM_SOURCE.into(), after.into(), end.as_str().into(), from.0.into(), limit.into()];
        let statement = Statement::from_sql_and_values(store.backend(), log_sql::NAMED, values);
        let rows = store.scanner().query_all_raw(statement).await.map_err(StoreError::from)?;
        for row in &rows {
            events.push(recorded(row).map_err(StoreError::from)?);
        }
        match events.last() {
            Some(last) if rows.len() == SYSTEM_EVENTS_BATCH => after = last.id.to_string(),
            _ => return Ok(events),
        }
    }
}

pub(super) async fn last_system_event(store: &Store, prefix: &str) -> Result<Option<RecordedEvent>, LogError> {
    let (after, end) = id_range(prefix);
    let values = [SYSTEM_SOURCE.into(), after.into(), end.into()];
    let statement = Statement::from_sql_and_values(store.backend(), log_sql::LAST_NAMED, values);
    let row = store.scanner().query_one_raw(statement).await.map_err(StoreError::from)?;
    Ok(row.as_ref().map(recorded).transpose().map_err(StoreError::from)?)
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
    let body: Option<Vec<u8>> = row.try_get_by_index(6)?;
    Ok(RecordedEvent {
        position: Position(row.try_get_by_index(0)?),
        source: Source::recorded(&row.try_get_by_index::<String>(1)?),
        id: EventId::recorded(row.try_get_by_index(2)?),
        event_type: row.try_get_by_index::<Option<String>>(3)?.map(EventType::recorded),
        svix_timestamp: row.try_get_by_index(4)?,
        received_at: Timestamp::from_micros(row.try_get_by_index(5)?),
        body: body.map_or_else(Bytes::new, Bytes::from),
    })
}
