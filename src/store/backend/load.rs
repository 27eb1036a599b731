//! Loading: a batch of rows into a generation's table and the checkpoint they lead to, in one transaction, by the quickest
//! way each database has. Reads nothing: what is to be written is known before.

use std::sync::Arc;

use sea_orm::sqlx::{PgPool, SqlitePool};
use tokio::sync::Mutex;

use super::{postgres, sqlite};
use crate::store::{error::StoreError, view_rows::Load};

/// Loads generations: one on `SQLite` after the other, on `PostgreSQL` side by side.
#[derive(Clone, Debug)]
pub struct Loader(pub(crate) Inner);

#[derive(Clone, Debug)]
pub(crate) enum Inner {
    /// `turns` is the pool of whoever else in this process writes views: who holds its one connection has the turn.
    Sqlite {
        connection: Arc<Mutex<rusqlite::Connection>>,
        turns: SqlitePool,
    },
    Postgres(PgPool),
}

impl Loader {
    /// Writes all of it, or nothing. `false` where there was no such checkpoint to move.
    pub async fn write(&self, load: Load) -> Result<bool, StoreError> {
        match &self.0 {
            Inner::Sqlite { connection, turns } => sqlite::load::write(Arc::clone(connection), turns, load).await,
            Inner::Postgres(pool) => postgres::load::write(pool, load).await,
        }
    }
}
