//! The log on `PostgreSQL`: events in the order of their positions, at some positions, or by id.

use async_trait::async_trait;
use sea_orm::sqlx::{
    self, AssertSqlSafe, PgPool, Postgres, Row as _,
    postgres::{PgArguments, PgListener, PgRow},
    query::Query,
};

use super::{
    append::{CHANNEL, PostgresAppend},
    migration_lock::MigrationLock,
    serving_role,
};
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
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body";

/// Events from position `$1` on: at most `$2`, and no more bytes of bodies than `$3`, but at least
/// one.
const READ: &str = "\
  FROM (SELECT position, source, svix_id, event_type, svix_timestamp, received_at, body_bytes,
               SUM(body_bytes) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) AS running
          FROM (SELECT * FROM events WHERE position >= $1 ORDER BY position LIMIT $2) AS first) AS e
  LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.running <= $3 OR e.position = $1
 ORDER BY e.position";

/// Events at the positions `$1`, in order, until their bodies reach `$2` bytes. One index lookup
/// per position, independent of the planner's statistics.
const READ_AT: &str = "\
  FROM (SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes,
               SUM(e.body_bytes) OVER (ORDER BY e.position ROWS UNBOUNDED PRECEDING) - e.body_bytes AS before
          FROM UNNEST($1) AS wanted (position)
          CROSS JOIN LATERAL (SELECT * FROM events AS e WHERE e.position = wanted.position LIMIT 1) AS e) AS e
  LEFT JOIN LATERAL (SELECT p.encoding, p.body FROM payloads AS p WHERE p.position = e.position LIMIT 1) AS p ON true
 WHERE e.before < $2
 ORDER BY e.position";

const FIND: &str = "\
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.source = $1 AND e.svix_id = $2";

/// Ids compare by their bytes, so this is a scan of the index of ids.
const READ_IDS: &str = "\
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.source = $1 AND e.svix_id > $2 AND e.svix_id < $3 AND e.position >= $4
 ORDER BY e.svix_id LIMIT $5";

const LAST_OF_IDS: &str = "\
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.source = $1 AND e.svix_id > $2 AND e.svix_id < $3
 ORDER BY e.svix_id DESC LIMIT 1";

#[derive(Debug)]
pub(crate) struct PostgresLog {
    pub(crate) writer: PgPool,
    /// Reads the log for projections and rebuilds, apart from queries.
    pub(crate) log_reader: PgPool,
    pub(crate) reader: PgPool,
}

#[async_trait]
impl Log for PostgresLog {
    async fn begin_append(&self) -> Result<Box<dyn AppendTransaction>, StoreError> {
        Ok(Box::new(PostgresAppend::begin(&self.writer).await?))
    }

    fn append_blocks(&self) -> bool {
        false
    }

    async fn size(&self) -> Result<Size, StoreError> {
        let size = sqlx::query_scalar("SELECT size FROM log_head WHERE id = 0").fetch_optional(&self.log_reader);
        Ok(Size(size.await?.unwrap_or(0)))
    }

    async fn read(&self, from: Position, max_events: u64, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
        self.events(select(READ).bind(from.0).bind(limit(max_events)).bind(limit(max_bytes))).await
    }

    async fn read_at(&self, positions: Vec<Position>, max_bytes: u64) -> Result<Vec<RecordedEvent>, StoreError> {
        let positions: Vec<i64> = positions.into_iter().map(|position| position.0).collect();
        self.events(select(READ_AT).bind(positions).bind(limit(max_bytes))).await
    }

    async fn find(&self, source: &Source, id: &EventId) -> Result<Option<RecordedEvent>, StoreError> {
        Ok(self.events(select(FIND).bind(source.as_str().to_owned()).bind(id.as_str().to_owned())).await?.pop())
    }

    async fn read_ids(&self, ids: IdRange<'_>, from: Position, limit: i64) -> Result<Vec<RecordedEvent>, StoreError> {
        self.events(in_range(select(READ_IDS), ids).bind(from.0).bind(limit)).await
    }

    async fn last_of_ids(&self, ids: IdRange<'_>) -> Result<Option<RecordedEvent>, StoreError> {
        Ok(self.events(in_range(select(LAST_OF_IDS), ids)).await?.pop())
    }

    async fn listen(&self) -> Result<Option<PgListener>, StoreError> {
        let mut listener = PgListener::connect_with(&self.reader).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(listener))
    }

    async fn lock_migrations(&self) -> Result<Option<Box<dyn HeldLock>>, StoreError> {
        Ok(Some(Box::new(MigrationLock::take(&self.reader, &self.writer).await?)))
    }

    async fn grant_serving(&self, role: &str) -> Result<(), StoreError> {
        serving_role::grant(&self.writer, role).await
    }

    async fn close(&self) {
        self.log_reader.close().await;
    }
}

impl PostgresLog {
    async fn events(&self, query: Query<'_, Postgres, PgArguments>) -> Result<Vec<RecordedEvent>, StoreError> {
        let rows = query.fetch_all(&self.log_reader).await?;
        Ok(rows.iter().map(recorded).collect::<Result<_, _>>()?)
    }
}

fn select(rest: &'static str) -> Query<'static, Postgres, PgArguments> {
    sqlx::query(AssertSqlSafe(format!("{SELECT}\n{rest}")))
}

fn in_range(query: Query<'static, Postgres, PgArguments>, ids: IdRange<'_>) -> Query<'static, Postgres, PgArguments> {
    [ids.source, ids.after, ids.below].into_iter().fold(query, |query, text| query.bind(text.to_owned()))
}

fn limit(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn recorded(row: &PgRow) -> Result<RecordedEvent, sqlx::Error> {
    let encoding: Option<i16> = row.try_get(7)?;
    let stored: Option<&[u8]> = row.try_get(8)?;
    Ok(RecordedEvent {
        position: Position(row.try_get(0)?),
        source: Source::recorded(row.try_get(1)?),
        id: EventId::recorded(row.try_get(2)?),
        event_type: row.try_get::<Option<String>, _>(3)?.map(EventType::recorded),
        svix_timestamp: row.try_get(4)?,
        received_at: Timestamp::from_micros(row.try_get(5)?),
        body: body::decode(encoding.zip(stored), row.try_get(6)?),
    })
}
