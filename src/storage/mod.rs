//! A handle on the log and the views, with separate pools for appending, projecting, scanning and
//! queries. It knows tables, but neither events nor single views.

pub mod body;
pub mod changed_rows;
pub mod entity;
pub mod error;
pub mod held_lock;
pub mod location;
pub mod log;
mod migrate;
mod outage;
pub mod packed_rows;
mod postgres;
mod reason;
mod snapshots;
mod sqlite;
pub mod tables;
pub mod views;

use std::{fmt, path::Path, sync::Arc};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, Statement, TransactionOptions,
    TransactionTrait,
    sea_query::{Expr, FunctionCall},
};

use self::outage::Outage;
pub use self::{
    body::{Compression, EncodedEvent, StoredBody},
    changed_rows::{ChangedRows, Columns},
    error::StoreError,
    held_lock::HeldLock,
    location::{Location, LocationError},
    log::{AppendTransaction, Existing, Head, IdRange, Log, NewEvent},
    packed_rows::{Cell, PackedRow, PackedRows},
    snapshots::SNAPSHOTS_MAX,
    views::{
        Applied, ExclusiveViews, Fence, GenerationId, LockMode, NeighbourSide, RowQuery, RowSelection, TableChanges,
        TableComparison, ViewRows, ViewWrite, Views,
    },
};
use crate::event::Position;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Append to the log: one process only on `SQLite`.
    Append,
    /// Work while another process appends: read the log, rebuild views.
    Shared,
}

/// Gets the position of each event that is read by its position.
#[derive(Clone)]
pub(crate) struct ReadObserver(Arc<dyn Fn(Position) + Send + Sync>);

impl ReadObserver {
    pub(crate) fn read(&self, position: Position) {
        (self.0)(position);
    }
}

impl fmt::Debug for ReadObserver {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ReadObserver")
    }
}

#[derive(Debug)]
pub struct Store {
    location: Location,
    log: Arc<dyn Log>,
    view_tables: Arc<dyn Views>,
    /// For the migrations of the log.
    log_writer: DatabaseConnection,
    views: DatabaseConnection,
    reader: DatabaseConnection,
    /// For transactions of many queries, apart from those of one.
    snapshots: DatabaseConnection,
    /// The transaction in which this handle reads. `None` if each query has its own.
    snapshot: Option<Arc<DatabaseTransaction>>,
    /// The isolation level at which several queries see one state, if it is not the default.
    read_isolation: Option<IsolationLevel>,
    read_observer: Option<ReadObserver>,
    outage: Outage,
    /// Held open for as long as this process appends.
    _append_lock: Option<sqlite::FileLock>,
    /// Carries the connections to a server.
    relay: Option<Arc<postgres::Relay>>,
}

impl Store {
    /// Opens the database, creating a `SQLite` file that is missing (when appending), and checks
    /// that it is durable.
    pub async fn open(location: &Location, mode: OpenMode) -> Result<Self, StoreError> {
        match location {
            Location::Sqlite(path) => Self::open_sqlite(path, mode).await,
            Location::Postgres(url) => Self::open_postgres(url, location).await,
        }
    }

    async fn open_sqlite(path: &Path, mode: OpenMode) -> Result<Self, StoreError> {
        // A link to the file leads to the same lock and the same views.
        let path = &sqlite::real_path(path)?;
        let append_lock = match mode {
            OpenMode::Append => Some(sqlite::lock_for_append(path)?),
            OpenMode::Shared if !path.exists() => return Err(StoreError::NoLog { path: path.to_owned() }),
            OpenMode::Shared => None,
        };
        let pools = sqlite::open(path).await?;
        Ok(Self {
            location: Location::Sqlite(path.clone()),
            log: Arc::new(sqlite::SqliteLog::open(path)?),
            view_tables: Arc::new(sqlite::SqliteViews::new(path)),
            log_writer: pools.log_writer,
            views: pools.views,
            reader: pools.reader,
            snapshots: pools.snapshots,
            snapshot: None,
            read_isolation: None,
            read_observer: None,
            outage: Outage::default(),
            _append_lock: append_lock,
            relay: None,
        })
    }

    async fn open_postgres(url: &str, location: &Location) -> Result<Self, StoreError> {
        let pools = postgres::open(url, &location.to_string()).await?;
        let [writer, views, reader] =
            [&pools.log_writer, &pools.views, &pools.reader].map(|pool| pool.get_postgres_connection_pool().clone());
        Ok(Self {
            location: location.clone(),
            log: Arc::new(postgres::PostgresLog { writer, log_reader: pools.log_reader, reader }),
            view_tables: Arc::new(postgres::PostgresViews::new(views)),
            log_writer: pools.log_writer,
            views: pools.views,
            reader: pools.reader,
            snapshots: pools.snapshots,
            snapshot: None,
            read_isolation: Some(IsolationLevel::RepeatableRead),
            read_observer: None,
            outage: Outage::default(),
            _append_lock: None,
            relay: pools.relay.map(Arc::new),
        })
    }

    #[must_use]
    pub const fn location(&self) -> &Location {
        &self.location
    }

    /// Whether an error means that the database does not answer. That is logged once, and again
    /// when the database answers; any other error is for the caller to log.
    #[must_use]
    pub fn is_away(&self, error: &StoreError) -> bool {
        let is_away = error.is_away();
        if is_away {
            self.note_outage(&error.to_string());
        }
        is_away
    }

    pub fn note_outage(&self, reason: &str) {
        let refusal = self.relay.as_ref().and_then(|relay| relay.refusal());
        self.outage.begin(&self.location, refusal.as_deref().unwrap_or(reason), &self.reader);
    }

    /// Brings the schema up to date. Returns the migrations that this process applied.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        migrate::migrate(&*self.log, &self.schemas()).await
    }

    /// Fails if the schema is not up to date.
    pub async fn check_migrated(&self) -> Result<(), StoreError> {
        let pending = migrate::pending(&self.schemas()).await?;
        if pending.is_empty() { Ok(()) } else { Err(StoreError::NotMigrated { pending: pending.join(", ") }) }
    }

    /// Lets a role of `PostgreSQL` serve: append to the log and read it, and own the views.
    pub async fn grant_serving(&self, role: &str) -> Result<(), StoreError> {
        self.log.grant_serving(role).await
    }

    const fn schemas(&self) -> migrate::Schemas<'_> {
        migrate::Schemas { log: &self.log_writer, views: &self.views }
    }

    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// For appending to the log, and for scans of it.
    #[must_use]
    pub const fn log(&self) -> &Arc<dyn Log> {
        &self.log
    }

    /// For the rows of views.
    #[must_use]
    pub fn view_tables(&self) -> &dyn Views {
        &*self.view_tables
    }

    /// For queries: sees the log and the views, changes neither, with a time-out for each
    /// statement.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Calls `each` for every statement of a query from now on. Tests use it to measure queries.
    pub fn observe_queries(&mut self, each: impl Fn(&Statement) + Send + Sync + 'static) {
        self.reader.set_metric_callback(move |done| each(done.statement));
    }

    /// Calls `each` with the position of every event that is read by its position from now on: for
    /// tests of what queries cost.
    pub fn observe_reads(&mut self, each: impl Fn(Position) + Send + Sync + 'static) {
        self.read_observer = Some(ReadObserver(Arc::new(each)));
    }

    pub(crate) fn read_observer(&self) -> Option<ReadObserver> {
        self.read_observer.clone()
    }

    /// For reading the bookkeeping of views.
    #[must_use]
    pub const fn views(&self) -> &DatabaseConnection {
        &self.views
    }

    /// A transaction that appends. It may [block](Log::append_blocks) its thread.
    pub async fn begin_append(&self) -> Result<Box<dyn AppendTransaction>, StoreError> {
        self.log.begin_append().await
    }

    /// A transaction in which several queries see one state.
    pub async fn begin_read(&self) -> Result<DatabaseTransaction, StoreError> {
        match &self.snapshot {
            // A savepoint: an error in it leaves the snapshot usable.
            Some(snapshot) => Ok(snapshot.begin().await?),
            None => Ok(self.reader.begin_with_options(self.read_options()).await?),
        }
    }

    /// A handle on the same database whose [read transactions](Self::begin_read) all see the state
    /// at the first of them, until it is dropped; they must not overlap. It holds a connection, so
    /// that there are [`SNAPSHOTS_MAX`] at most, and old rows of views. It appends nothing.
    pub async fn snapshot(&self) -> Result<Self, StoreError> {
        let snapshot = self.snapshots.begin_with_options(self.read_options()).await?;
        Ok(Self {
            location: self.location.clone(),
            log: Arc::clone(&self.log),
            view_tables: Arc::clone(&self.view_tables),
            log_writer: self.log_writer.clone(),
            views: self.views.clone(),
            reader: self.reader.clone(),
            snapshots: self.snapshots.clone(),
            snapshot: Some(Arc::new(snapshot)),
            read_isolation: self.read_isolation,
            read_observer: self.read_observer.clone(),
            outage: self.outage.clone(),
            _append_lock: None,
            relay: self.relay.clone(),
        })
    }

    fn read_options(&self) -> TransactionOptions {
        TransactionOptions { isolation_level: self.read_isolation, ..TransactionOptions::default() }
    }

    /// Becomes the one rebuilding process; `None` if another process is.
    pub async fn try_lock_rebuild(&self) -> Result<Option<Box<dyn HeldLock>>, StoreError> {
        self.view_tables.try_lock_rebuild().await
    }

    /// Closes all connections except the one that appends to a `SQLite` log, which is dropped with
    /// the store.
    pub async fn close(&self) {
        for pool in [&self.reader, &self.snapshots, &self.views, &self.log_writer] {
            if let Err(error) = pool.clone().close().await {
                tracing::warn!(%error, "a database connection did not close cleanly");
            }
        }
        self.log.close().await;
        self.view_tables.close().await;
    }
}

/// The elements of a JSON array in a view as a relation with a column `value`, for queries.
#[must_use]
pub fn elements(backend: DbBackend, list: Expr) -> FunctionCall {
    match backend {
        DbBackend::Postgres => postgres::elements(list),
        _ => sqlite::elements(list),
    }
}

/// Where a text begins in another one, counted from 1; 0 if it does not occur. For queries.
#[must_use]
pub fn place_in(backend: DbBackend, text: Expr, part: Expr) -> FunctionCall {
    match backend {
        DbBackend::Postgres => postgres::place_in(text, part),
        _ => sqlite::place_in(text, part),
    }
}
