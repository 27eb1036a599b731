//! The tables of views on `PostgreSQL`. One process at a time writes a projection: it holds an
//! advisory lock until its transaction ends.

use async_trait::async_trait;
use sea_orm::{
    DbBackend, StatementBuilder,
    sqlx::{self, Connection as _, PgConnection, PgPool, Postgres, Transaction},
};
use tokio::sync::Mutex;

use super::{ddl, rows, write};
use crate::storage::{
    error::StoreError,
    held_lock::HeldLock,
    packed_rows::PackedRows,
    tables::{InvertedIndex, Method, Table, quoted},
    views::{Applied, ExclusiveViews, GenerationId, LockMode, RowQuery, TableComparison, ViewRows, ViewWrite, Views},
};

/// The advisory lock of the one rebuilding process. Any number, the same for ever.
const REBUILD_LOCK: i64 = 0x67_61_74_65_72_65_62;

#[derive(Debug)]
pub(crate) struct PostgresViews {
    pool: PgPool,
}

impl PostgresViews {
    pub(crate) const fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}

#[async_trait]
impl ViewRows for PostgresViews {
    async fn rows(&self, query: RowQuery<'_>) -> Result<PackedRows, StoreError> {
        rows::read(&self.pool, query.table, &rows::select(&query)).await
    }

    async fn apply(&self, write: ViewWrite) -> Result<Applied, StoreError> {
        let mut transaction = self.pool.begin().await?;
        match write.lock {
            LockMode::Wait => lock(&mut transaction, &write.generation.name).await?,
            LockMode::Try => {
                if !try_lock(&mut transaction, &write.generation.name).await? {
                    transaction.rollback().await?;
                    return Ok(Applied::FenceMoved);
                }
            }
        }
        // From here on the write continues even if the caller is gone: an aborted COPY makes its
        // connection unusable, and a COMMIT may be running. The next process with the lock sees
        // the whole write or nothing.
        tokio::spawn(async move {
            let applied = write::apply(&mut transaction, &write).await?;
            match applied {
                Applied::Yes => transaction.commit().await?,
                Applied::FenceMoved => transaction.rollback().await?,
            }
            Ok(applied)
        })
        .await?
    }

    async fn execute(&self, statement: &dyn StatementBuilder) -> Result<u64, StoreError> {
        rows::execute(&self.pool, &statement.build(&DbBackend::Postgres)).await
    }
}

#[async_trait]
impl Views for PostgresViews {
    async fn exclusive(&self, projection: &str) -> Result<Box<dyn ExclusiveViews>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        lock(&mut transaction, projection).await?;
        Ok(Box::new(PostgresExclusive(Mutex::new(Some(transaction)))))
    }

    async fn exists(&self, table: &str) -> Result<bool, StoreError> {
        ddl::exists(&self.pool, table).await
    }

    async fn create_key(&self, name: &str, table: &Table) -> Result<(), StoreError> {
        if !table.deferred_key {
            return Ok(());
        }
        let key = quoted(table.key.iter().copied());
        let sql = format!("CREATE UNIQUE INDEX IF NOT EXISTS \"{name}_key\" ON \"{name}\" ({key})");
        ddl::run(&self.pool, sql).await
    }

    async fn create_index(&self, table: &str, index: &str, columns: &[&str], method: Method) -> Result<(), StoreError> {
        ddl::run(&self.pool, ddl::create_index_sql(table, index, columns, method)).await
    }

    async fn create_inverted_index(
        &self,
        name: &str,
        table: &Table,
        inverted: &InvertedIndex,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        if !ddl::exists(&mut *transaction, &inverted.table(name)).await? {
            ddl::create_inverted_index(&mut transaction, name, table, inverted).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn analyze(&self, table: &str) -> Result<(), StoreError> {
        ddl::run(&self.pool, format!("ANALYZE \"{table}\"")).await
    }

    async fn analyze_built(&self, table: &str) -> Result<(), StoreError> {
        // Vacuumed, its rows are known to be visible to all: an index answers without fetching
        // them.
        ddl::run(&self.pool, format!("VACUUM (ANALYZE) \"{table}\"")).await
    }

    async fn drop_generation(&self, generation: &GenerationId) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        ddl::drop_generation(&mut transaction, generation).await?;
        Ok(transaction.commit().await?)
    }

    async fn try_lock_rebuild(&self) -> Result<Option<Box<dyn HeldLock>>, StoreError> {
        // A connection of its own: the lock is the session's, and ends with it.
        let mut connection = self.pool.acquire().await?.detach();
        let sql = "SELECT pg_try_advisory_lock($1)";
        if sqlx::query_scalar(sql).bind(REBUILD_LOCK).fetch_one(&mut connection).await? {
            return Ok(Some(Box::new(RebuildLock(connection))));
        }
        connection.close().await?;
        Ok(None)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

/// A connection whose session holds the lock of the rebuilding process.
#[derive(Debug)]
struct RebuildLock(PgConnection);

#[async_trait]
impl HeldLock for RebuildLock {
    async fn release(mut self: Box<Self>) -> Result<(), StoreError> {
        sqlx::query("SELECT pg_advisory_unlock($1)").bind(REBUILD_LOCK).execute(&mut self.0).await?;
        Ok(self.0.close().await?)
    }
}

/// Waits until no other transaction writes this projection.
async fn lock(on: &mut PgConnection, projection: &str) -> Result<(), StoreError> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(lock_name(projection))
        .execute(on)
        .await?;
    Ok(())
}

async fn try_lock(on: &mut PgConnection, projection: &str) -> Result<bool, StoreError> {
    let sql = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))";
    Ok(sqlx::query_scalar(sql).bind(lock_name(projection)).fetch_one(on).await?)
}

/// The same for ever, in every version.
fn lock_name(projection: &str) -> String {
    format!("gatelog/projection/{projection}")
}

/// Empty while a write runs in its task: a write whose caller is gone rolls back when it ends.
struct PostgresExclusive(Mutex<Option<Transaction<'static, Postgres>>>);

const USED: &str = "nothing is done in a transaction after a write that panicked";

#[async_trait]
impl ViewRows for PostgresExclusive {
    async fn rows(&self, query: RowQuery<'_>) -> Result<PackedRows, StoreError> {
        let mut transaction = self.0.lock().await;
        rows::read(&mut **transaction.as_mut().expect(USED), query.table, &rows::select(&query)).await
    }

    async fn apply(&self, write: ViewWrite) -> Result<Applied, StoreError> {
        let mut slot = self.0.lock().await;
        let mut transaction = slot.take().expect(USED);
        let writing = tokio::spawn(async move { (write::apply(&mut transaction, &write).await, transaction) });
        let (applied, transaction) = writing.await?;
        *slot = Some(transaction);
        applied
    }

    async fn execute(&self, statement: &dyn StatementBuilder) -> Result<u64, StoreError> {
        let mut transaction = self.0.lock().await;
        let statement = statement.build(&DbBackend::Postgres);
        rows::execute(&mut **transaction.as_mut().expect(USED), &statement).await
    }
}

#[async_trait]
impl ExclusiveViews for PostgresExclusive {
    async fn create(&self, name: &str, table: &Table) -> Result<(), StoreError> {
        ddl::create(self.0.lock().await.as_mut().expect(USED), name, table).await
    }

    async fn drop_table(&self, name: &str) -> Result<(), StoreError> {
        let mut transaction = self.0.lock().await;
        ddl::run(&mut **transaction.as_mut().expect(USED), format!("DROP TABLE IF EXISTS \"{name}\"")).await
    }

    async fn compare(&self, table: &Table, left: &str, right: &str, limit: u32) -> Result<TableComparison, StoreError> {
        rows::compare(self.0.lock().await.as_mut().expect(USED), table, left, right, limit).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Ok(self.0.into_inner().expect(USED).commit().await?)
    }
}
