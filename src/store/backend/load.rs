//! Loading: a batch of rows into a generation's table and the checkpoint they lead to, in one transaction, by the quickest
//! way each database has. That transaction reads nothing: what rows replace is read before, since nobody else writes the
//! table.

use std::{sync::Arc, time::Duration};

use sea_orm::{DatabaseConnection, DbBackend, Statement, sqlx::SqlitePool};
use tokio::sync::Mutex;

use super::{
    postgres, sqlite,
    tables::{self, List, Reader, Table},
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
        /// Left to others after each transaction.
        pause: Duration,
        /// Made beside: who writes does not wait for the disk.
        checkpoints: Arc<sqlite::checkpoints::Checkpoints>,
    },
    Postgres(DatabaseConnection),
}

impl Loader {
    /// Writes all of it, or nothing. `false` where there was no such checkpoint to move.
    pub async fn write(&self, load: Load) -> Result<bool, StoreError> {
        match &self.0 {
            Inner::Sqlite { connection, turns, pause, checkpoints, .. } => {
                let written = sqlite::load::write(Arc::clone(connection), (turns, *pause), load).await;
                checkpoints.begin_if_due();
                written
            }
            Inner::Postgres(views) => postgres::load::write(views.get_postgres_connection_pool(), load).await,
        }
    }
}

impl Reader for Loader {
    fn backend(&self) -> DbBackend {
        match &self.0 {
            Inner::Sqlite { .. } => DbBackend::Sqlite,
            Inner::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn read(&self, table: &Table, statement: Statement) -> Result<PackedRows, StoreError> {
        match &self.0 {
            Inner::Sqlite { readers, .. } => sqlite::load::read(readers, table, statement).await,
            Inner::Postgres(views) => views.read(table, statement).await,
        }
    }
}

impl Load {
    /// Takes out what rows have entered that will enter something else.
    pub(super) fn leaving(&self, backend: DbBackend) -> Vec<Statement> {
        let Self { name, table, changed, .. } = self;
        let of_list = |list| (list, changed.differing_in(table.columns_of(list)));
        let lists = self.lists().iter().map(of_list).filter(|(_, rows)| rows.clone().next().is_some());
        lists.map(|(list, rows)| tables::leaving(backend, name, table, list, rows)).collect()
    }

    /// What rows enter that it did not have, or that were something else: the table of each list, its shape, and its entries.
    pub(super) fn entering(&self) -> Result<Vec<(String, Table, PackedRows)>, StoreError> {
        let Self { name, table, new, changed, .. } = self;
        let mut entering = Vec::with_capacity(self.lists().len());
        for list in self.lists() {
            let rows = new.iter().flat_map(PackedRows::iter).chain(changed.differing_in(table.columns_of(list)));
            entering.push((list.table(name), list.shape(table), list.entries(table, rows)?));
        }
        Ok(entering)
    }

    /// Those whose entries are kept exact.
    fn lists(&self) -> &[List] {
        if self.enters_lists { &self.table.lists } else { &[] }
    }
}
