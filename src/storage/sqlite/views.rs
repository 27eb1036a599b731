//! The tables of views on `SQLite`: one connection writes, a few read.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use rusqlite::{Connection, TransactionBehavior};
use sea_orm::{DbBackend, StatementBuilder};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{
    checkpoints::Checkpoints, ddl, file_lock::lock_for_rebuild, open::views_connection, readers::Readers, rows, write,
};
use crate::storage::{
    error::StoreError,
    held_lock::HeldLock,
    location::views_path,
    packed_rows::PackedRows,
    tables::{InvertedIndex, Method, Table},
    views::{Applied, ExclusiveViews, GenerationId, LockMode, RowQuery, TableComparison, ViewRows, ViewWrite, Views},
};

/// Left to other processes after each transaction of a rebuild: `SQLite` gives no waiting writer
/// its chance by itself.
const PAUSE: Duration = Duration::from_millis(1);

#[derive(Debug)]
pub(crate) struct SqliteViews {
    log: PathBuf,
    readers: Arc<Readers>,
    /// Opened at the first write. Writers of this process queue here, without a thread.
    writer: Arc<Mutex<Option<ViewsWriter>>>,
}

#[derive(Debug)]
struct ViewsWriter {
    connection: Connection,
    checkpoints: Checkpoints,
}

impl SqliteViews {
    /// The views of a log; opens nothing yet.
    pub(crate) fn new(log: &Path) -> Self {
        Self { log: log.to_owned(), readers: Readers::new(&views_path(log)), writer: Arc::default() }
    }

    async fn lock(&self) -> OwnedMutexGuard<Option<ViewsWriter>> {
        Arc::clone(&self.writer).lock_owned().await
    }

    /// Runs `work` on the writing connection. Other writers of this process wait until the pause
    /// is over. The write continues even if the caller is gone.
    async fn write<T: Send + 'static>(
        &self,
        pause: Duration,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (mut locked, views) = (self.lock().await, views_path(&self.log));
        let (answer, locked) = tokio::task::spawn_blocking(move || {
            let answer = ViewsWriter::opened(&mut locked, &views).and_then(|writer| {
                let answer = work(&mut writer.connection);
                writer.checkpoints.begin_if_due();
                answer
            });
            (answer, locked)
        })
        .await?;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        drop(locked);
        answer
    }

    /// The same in one transaction.
    async fn transact<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let transact = move |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        self.write(Duration::ZERO, transact).await
    }
}

impl ViewsWriter {
    fn opened<'a>(slot: &'a mut Option<Self>, views: &Path) -> Result<&'a mut Self, StoreError> {
        let writer = match slot.take() {
            Some(writer) => writer,
            None => Self { connection: views_connection(views)?, checkpoints: Checkpoints::open(views)? },
        };
        Ok(slot.insert(writer))
    }
}

#[async_trait]
impl ViewRows for SqliteViews {
    /// Reads on a connection of its own: a writer that waits holds up no reader.
    async fn rows(&self, query: RowQuery<'_>) -> Result<PackedRows, StoreError> {
        let select = rows::Select::new(&query);
        self.readers.read(move |on| rows::read(on, &select)).await
    }

    async fn apply(&self, write: ViewWrite) -> Result<Applied, StoreError> {
        let pause = match write.lock {
            LockMode::Try => Duration::ZERO,
            LockMode::Wait => PAUSE,
        };
        let apply = move |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let applied = write::apply(&transaction, &write)?;
            transaction.commit()?;
            Ok(applied)
        };
        self.write(pause, apply).await
    }

    async fn execute(&self, statement: &dyn StatementBuilder) -> Result<u64, StoreError> {
        let statement = statement.build(&DbBackend::Sqlite);
        self.write(Duration::ZERO, move |on| Ok(rows::execute(on, &statement)? as u64)).await
    }
}

#[async_trait]
impl Views for SqliteViews {
    async fn exclusive(&self, _projection: &str) -> Result<Box<dyn ExclusiveViews>, StoreError> {
        let (mut locked, views) = (self.lock().await, views_path(&self.log));
        let transaction = tokio::task::spawn_blocking(move || {
            let writer = ViewsWriter::opened(&mut locked, &views)?;
            writer.connection.execute_batch("BEGIN IMMEDIATE")?;
            Ok::<_, StoreError>(OpenTransaction(locked))
        });
        Ok(Box::new(SqliteExclusive(Mutex::new(Some(transaction.await??)))))
    }

    async fn exists(&self, table: &str) -> Result<bool, StoreError> {
        let table = table.to_owned();
        self.readers.read(move |on| ddl::exists(on, &table)).await
    }

    async fn create_key(&self, name: &str, table: &Table) -> Result<(), StoreError> {
        let (name, table) = (name.to_owned(), table.clone());
        self.transact(move |on| ddl::create_key(on, &name, &table)).await
    }

    async fn create_index(&self, table: &str, index: &str, columns: &[&str], method: Method) -> Result<(), StoreError> {
        let sql = ddl::create_index_sql(table, index, columns, method);
        self.write(Duration::ZERO, move |on| Ok(on.execute_batch(&sql)?)).await
    }

    async fn create_inverted_index(
        &self,
        name: &str,
        table: &Table,
        inverted: &InvertedIndex,
    ) -> Result<(), StoreError> {
        let (name, table, inverted) = (name.to_owned(), table.clone(), inverted.clone());
        self.transact(move |on| ddl::create_inverted_index(on, &name, &table, &inverted)).await
    }

    async fn analyze(&self, table: &str) -> Result<(), StoreError> {
        let sql = format!("ANALYZE \"{table}\"");
        self.write(Duration::ZERO, move |on| Ok(on.execute_batch(&sql)?)).await
    }

    async fn analyze_built(&self, table: &str) -> Result<(), StoreError> {
        self.analyze(table).await
    }

    async fn drop_generation(&self, generation: &GenerationId) -> Result<(), StoreError> {
        let dropped = generation.clone();
        let tables = self.readers.read(move |on| ddl::tables_of(on, &dropped)).await?;
        for table in tables {
            loop {
                let table = table.clone();
                if self.write(Duration::ZERO, move |on| ddl::delete_some(on, &table)).await? == 0 {
                    break;
                }
            }
        }
        let dropped = generation.clone();
        self.transact(move |on| ddl::drop_generation(on, &dropped)).await
    }

    async fn try_lock_rebuild(&self) -> Result<Option<Box<dyn HeldLock>>, StoreError> {
        match lock_for_rebuild(&self.log) {
            Ok(lock) => Ok(Some(Box::new(lock))),
            Err(StoreError::InUse { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn close(&self) {
        self.readers.close();
        self.lock().await.take();
    }
}

/// The writing connection in a transaction that rolls back when dropped.
struct OpenTransaction(OwnedMutexGuard<Option<ViewsWriter>>);

impl OpenTransaction {
    fn connection(&self) -> &Connection {
        &self.0.as_ref().expect("the connection was opened before the transaction").connection
    }
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        let connection = self.connection();
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a change of views that was given up was not rolled back");
        }
    }
}

/// Empty while a step runs on its thread: a step whose caller is gone rolls back when it ends.
struct SqliteExclusive(Mutex<Option<OpenTransaction>>);

impl SqliteExclusive {
    async fn step<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let mut slot = self.0.lock().await;
        let transaction = slot.take().expect("nothing is done in a transaction after a step that panicked");
        let step = tokio::task::spawn_blocking(move || (work(transaction.connection()), transaction));
        let (answer, transaction) = step.await?;
        *slot = Some(transaction);
        answer
    }
}

#[async_trait]
impl ViewRows for SqliteExclusive {
    async fn rows(&self, query: RowQuery<'_>) -> Result<PackedRows, StoreError> {
        let select = rows::Select::new(&query);
        self.step(move |on| rows::read(on, &select)).await
    }

    async fn apply(&self, write: ViewWrite) -> Result<Applied, StoreError> {
        self.step(move |on| write::apply(on, &write)).await
    }

    async fn execute(&self, statement: &dyn StatementBuilder) -> Result<u64, StoreError> {
        let statement = statement.build(&DbBackend::Sqlite);
        self.step(move |on| Ok(rows::execute(on, &statement)? as u64)).await
    }
}

#[async_trait]
impl ExclusiveViews for SqliteExclusive {
    async fn create(&self, name: &str, table: &Table) -> Result<(), StoreError> {
        let (name, table) = (name.to_owned(), table.clone());
        self.step(move |on| ddl::create(on, &name, &table)).await
    }

    async fn drop_table(&self, name: &str) -> Result<(), StoreError> {
        let sql = format!("DROP TABLE IF EXISTS \"{name}\"");
        self.step(move |on| Ok(on.execute_batch(&sql)?)).await
    }

    async fn compare(&self, table: &Table, left: &str, right: &str, limit: u32) -> Result<TableComparison, StoreError> {
        let (table, left, right) = (table.clone(), left.to_owned(), right.to_owned());
        self.step(move |on| rows::compare(on, &table, &left, &right, limit)).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.step(|on| Ok(on.execute_batch("COMMIT")?)).await
    }
}
