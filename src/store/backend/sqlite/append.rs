//! The append transaction on `SQLite`: BEGIN IMMEDIATE, multi-row inserts.

use sea_orm::sqlx::{self, AssertSqlSafe, Row, Sqlite, SqlitePool, Transaction};

use crate::{
    clock::Timestamp,
    event::{Commitment, Position, Salt, Size, Source},
    store::{
        error::StoreError,
        log_rows::{Existing, Head, NewEvent},
    },
};

/// Rows of one INSERT, largest first: one statement per row costs 40 µs, and a few fixed sizes keep their prepared
/// statements. 256 rows of 9 columns stay far below the 32,766 binds that `SQLite` takes.
const ROWS_PER_INSERT: [usize; 5] = [256, 64, 16, 4, 1];

pub(crate) struct AppendTransaction(Transaction<'static, Sqlite>);

impl AppendTransaction {
    pub(crate) async fn begin(pool: &SqlitePool) -> Result<Self, StoreError> {
        // IMMEDIATE: a deferred transaction that reads first fails at once when it then writes, whatever the time-out.
        Ok(Self(pool.begin_with("BEGIN IMMEDIATE").await?))
    }

    pub(crate) async fn head(&mut self) -> Result<Head, StoreError> {
        let row = sqlx::query("SELECT size, received_at FROM log_head WHERE id = 0").fetch_one(&mut *self.0).await?;
        Ok(Head { size: Size(row.try_get(0)?), received_at: Timestamp::from_micros(row.try_get(1)?) })
    }

    pub(crate) async fn existing(&mut self, source: &Source, ids: &[&str]) -> Result<Vec<Existing>, StoreError> {
        let ids = serde_json::to_string(ids).expect("text is always JSON");
        // CROSS JOIN: the wanted ids first, whatever the planner thinks of a table without statistics; the other way
        // round it walks all events of the source.
        let rows = sqlx::query(
            "SELECT e.svix_id, e.position, e.commitment, p.salt, p.signature
               FROM json_each(?2) AS wanted
               CROSS JOIN events AS e ON e.source = ?1 AND e.svix_id = wanted.value
               LEFT JOIN payloads AS p ON p.position = e.position",
        )
        .bind(source.as_str())
        .bind(ids)
        .fetch_all(&mut *self.0)
        .await?;
        rows.iter()
            .map(|row| {
                let salt: Option<[u8; 32]> =
                    row.try_get::<Option<Vec<u8>>, _>(3)?.and_then(|salt| salt.try_into().ok());
                let commitment: Vec<u8> = row.try_get(2)?;
                Ok(Existing {
                    svix_id: row.try_get(0)?,
                    position: Position(row.try_get(1)?),
                    commitment: Commitment(commitment.try_into().map_err(|_| wrong_length())?),
                    opening: salt.map(Salt).zip(row.try_get(4)?),
                })
            })
            .collect()
    }

    pub(crate) async fn insert(&mut self, events: &[NewEvent<'_>]) -> Result<(), StoreError> {
        let mut rest = events;
        for rows in ROWS_PER_INSERT {
            while rest.len() >= rows {
                let (chunk, after) = rest.split_at(rows);
                self.insert_chunk(chunk).await?;
                rest = after;
            }
        }
        Ok(())
    }

    async fn insert_chunk(&mut self, chunk: &[NewEvent<'_>]) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO events (position, source, svix_id, via, event_type, svix_timestamp, received_at, body_bytes, commitment) VALUES {}",
            tuples(chunk.len(), "(?,?,?,?,?,?,?,?,?)")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for new in chunk {
            let event = new.event;
            query = query
                .bind(new.position.0)
                .bind(event.source.as_str())
                .bind(event.id.as_str())
                .bind(event.via.as_str())
                .bind(event.event_type.as_ref().map(|name| name.as_str()))
                .bind(event.svix_timestamp)
                .bind(new.received_at.micros())
                .bind(i64::try_from(event.body.len()).unwrap_or(i64::MAX))
                .bind(event.commitment.0.as_slice());
        }
        query.execute(&mut *self.0).await?;

        let sql = format!(
            "INSERT INTO payloads (position, salt, signature, secret_id, encoding, body) VALUES {}",
            tuples(chunk.len(), "(?,?,?,?,0,?)")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for new in chunk {
            let event = new.event;
            query = query
                .bind(new.position.0)
                .bind(event.salt.0.as_slice())
                .bind(event.signature.as_str())
                .bind(event.secret_id.as_str())
                .bind(&*event.body);
        }
        query.execute(&mut *self.0).await?;
        Ok(())
    }

    pub(crate) async fn commit(mut self, head: Head) -> Result<(), StoreError> {
        sqlx::query("UPDATE log_head SET size = ?, received_at = ? WHERE id = 0")
            .bind(head.size.0)
            .bind(head.received_at.micros())
            .execute(&mut *self.0)
            .await?;
        Ok(self.0.commit().await?)
    }
}

fn tuples(rows: usize, tuple: &str) -> String {
    vec![tuple; rows].join(",")
}

fn wrong_length() -> StoreError {
    StoreError::Driver(sqlx::Error::Decode("a commitment is not 32 bytes long".into()))
}
