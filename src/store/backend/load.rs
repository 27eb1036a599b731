//! Loading: a batch of rows into a generation's table and the checkpoint they lead to, in one transaction, by the quickest
//! way each database has. That transaction reads nothing: what rows replace is read before, since nobody else writes the
//! table.

use std::sync::Arc;

use sea_orm::{DatabaseConnection, sqlx::SqlitePool};
use tokio::sync::Mutex;

use super::{
    postgres, sqlite,
    tables::{self, Wanted},
};
use crate::store::{error::StoreError, packed_rows::PackedRows, view_rows::Load};

/// Loads generations: one on `SQLite` after the other, on `PostgreSQL` side by side.
#[derive(Clone, Debug)]
pub struct Loader(pub(crate) Inner);

#[derive(Clone, Debug)]
pub(crate) enum Inner {
    /// `turns` is the pool of whoever else in this process writes views: who holds its one connection has the turn.
    Sqlite {
        connection: Arc<Mutex<rusqlite::Connection>>,
        readers: Arc<sqlite::readers::Readers>,
        turns: SqlitePool,
    },
    Postgres(DatabaseConnection),
}

impl Loader {
    /// Writes all of it, or nothing. `false` where there was no such checkpoint to move.
    pub async fn write(&self, load: Load) -> Result<bool, StoreError> {
        match &self.0 {
            Inner::Sqlite { connection, turns, .. } => sqlite::load::write(Arc::clone(connection), turns, load).await,
            Inner::Postgres(views) => postgres::load::write(views.get_postgres_connection_pool(), load).await,
        }
    }

    /// Reads what is there.
    pub async fn read(&self, wanted: Wanted<'_>) -> Result<PackedRows, StoreError> {
        match &self.0 {
            Inner::Sqlite { readers, .. } => sqlite::load::read(readers, &wanted).await,
            Inner::Postgres(views) => tables::select_by_ids(views, wanted).await,
        }
    }
}
