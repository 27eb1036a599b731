//! The append transaction on `PostgreSQL`: the head's row lock first, arrays through UNNEST.

use std::collections::HashMap;

use async_trait::async_trait;
use sea_orm::sqlx::{self, PgPool, Postgres, Row, Transaction};

use crate::{
    clock::Timestamp,
    event::{Commitment, EventType, Position, Salt, Size, Source},
    storage::{
        error::StoreError,
        log::{AppendTransaction, Existing, Head, NewEvent},
    },
};

/// The channel on which every process that shares the database hears of a new size.
pub(super) const CHANNEL: &str = "gatelog_log_size";

pub(super) struct PostgresAppend(Transaction<'static, Postgres>);

impl PostgresAppend {
    pub(super) async fn begin(pool: &PgPool) -> Result<Self, StoreError> {
        // READ COMMITTED: REPEATABLE READ was measured to see a stale head after the lock.
        Ok(Self(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?))
    }
}

#[async_trait]
impl AppendTransaction for PostgresAppend {
    async fn head(&mut self) -> Result<Head, StoreError> {
        let row = sqlx::query("SELECT size, received_at FROM log_head WHERE id = 0 FOR UPDATE")
            .fetch_one(&mut *self.0)
            .await?;
        Ok(Head { size: Size(row.try_get(0)?), received_at: Timestamp::from_micros(row.try_get(1)?) })
    }

    async fn existing(&mut self, source: &Source, ids: &[&str]) -> Result<Vec<Existing>, StoreError> {
        // One index look-up for each id: LIMIT keeps the planner from joining. Without statistics
        // of a young table it would read every event of the source and filter.
        let known = sqlx::query(
            "SELECT e.svix_id, e.position, e.commitment
               FROM UNNEST($2::text[]) AS wanted (id)
              CROSS JOIN LATERAL
                    (SELECT svix_id, position, commitment FROM events WHERE source = $1 AND svix_id = wanted.id LIMIT 1) AS e",
        )
        .bind(source.as_str())
                .bind(ids)
                .fetch_all(&mut *self.0)
                .await?;
        if known.is_empty() {
            // The common case, and one round trip less. Joined, the plan for a young table reads
            // all payloads.
            return Ok(Vec::new());
        }
        let positions = known.iter().map(|row| row.try_get(1)).collect::<Result<Vec<i64>, _>>()?;
        let openings = sqlx::query("SELECT position, salt, signature FROM payloads WHERE position = ANY($1)")
            .bind(&positions)
            .fetch_all(&mut *self.0)
            .await?;
        let mut opening_at = HashMap::with_capacity(openings.len());
        for row in &openings {
            if let Ok(salt) = row.try_get::<&[u8], _>(1)?.try_into() {
                opening_at.insert(row.try_get::<i64, _>(0)?, (Salt(salt), row.try_get::<String, _>(2)?));
            }
        }
        known
            .iter()
            .map(|row| {
                let commitment: &[u8] = row.try_get(2)?;
                let position: i64 = row.try_get(1)?;
                Ok(Existing {
                    svix_id: row.try_get(0)?,
                    position: Position(position),
                    commitment: Commitment(commitment.try_into().map_err(|_| wrong_length())?),
                    opening: opening_at.get(&position).cloned(),
                })
            })
            .collect()
    }

    async fn insert(&mut self, new: &[NewEvent<'_>]) -> Result<(), StoreError> {
        let positions: Vec<i64> = new.iter().map(|new| new.position.0).collect();
        sqlx::query(
            "INSERT INTO events (position, source, svix_id, via, event_type, svix_timestamp, received_at, body_bytes, commitment)
             SELECT * FROM UNNEST($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bytea[])",
        )
        .bind(&positions)
        .bind(new.iter().map(|new| new.event.source.as_str()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.event.id.as_str()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.event.via.as_str()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.event.event_type.as_ref().map(EventType::as_str)).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.event.svix_timestamp).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.received_at.micros()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| i64::try_from(new.event.body.len()).unwrap_or(i64::MAX)).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.event.commitment.0.as_slice()).collect::<Vec<_>>())
        .execute(&mut *self.0)
        .await?;
        sqlx::query(
            "INSERT INTO payloads (position, salt, signature, secret_id, encoding, body)
             SELECT * FROM UNNEST($1::bigint[], $2::bytea[], $3::text[], $4::text[], $5::smallint[], $6::bytea[])",
        )
        .bind(&positions)
        .bind(new.iter().map(|new| new.event.salt.0.as_slice()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.event.signature.as_str()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.event.secret_id.as_str()).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.body.encoding).collect::<Vec<_>>())
        .bind(new.iter().map(|new| new.body.bytes).collect::<Vec<_>>())
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    /// Moves the head and commits; the notice goes out with the commit.
    async fn commit(mut self: Box<Self>, head: Head) -> Result<(), StoreError> {
        sqlx::query(
            "WITH moved AS (UPDATE log_head SET size = $1, received_at = $2 WHERE id = 0 RETURNING size)
             SELECT pg_notify($3, size::text) FROM moved",
        )
        .bind(head.size.0)
        .bind(head.received_at.micros())
        .bind(CHANNEL)
        .execute(&mut *self.0)
        .await?;
        Ok(self.0.commit().await?)
    }
}

fn wrong_length() -> StoreError {
    StoreError::Driver(sqlx::Error::Decode("a commitment is not 32 bytes long".into()))
}
