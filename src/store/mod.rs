//! The database: one handle over the truth and the views, with separate connections for who appends, who folds, who
//! scans and who asks. Knows tables; no event's meaning, no view by name.

pub mod backend;
pub mod body;
pub mod changed_rows;
pub mod entity;
pub mod error;
pub mod location;
pub mod log_rows;
mod migrate;
mod outage;
pub mod packed_rows;
mod reason;
pub mod view_rows;

use std::{fs::File, path::Path, sync::Arc, time::Duration};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
    sqlx::{self, PgConnection, postgres::PgListener},
};

use self::{
    backend::{append, load, postgres, sqlite},
    outage::Outage,
};
pub use self::{
    backend::{append::AppendTransaction, load::Loader, log_sql, tables},
    body::{Compression, EncodedEvent, StoredBody},
    changed_rows::{ChangedRows, Columns},
    error::StoreError,
    location::{Location, LocationError},
    log_rows::{Existing, Head, NewEvent},
    packed_rows::{Cell, PackedRow, PackedRows},
    view_rows::{Load, TURN_FOR_OTHERS},
};

/// The advisory lock of the one rebuilding process. Any number, the same for ever.
const REBUILD_LOCK: i64 = 0x67_61_74_65_72_65_62;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Append to it: one process only on `SQLite`.
    Append,
    /// Work beside the appending process: read the log, rebuild views.
    Beside,
}

#[derive(Debug)]
pub struct Store {
    location: Location,
    truth: DatabaseConnection,
    views: DatabaseConnection,
    reader: DatabaseConnection,
    scanner: DatabaseConnection,
    /// Of a `SQLite` log.
    appender: Option<Arc<sqlite::append::Appender>>,
    /// Of a `SQLite` log.
    scanners: Option<Arc<sqlite::readers::Readers>>,
    outage: Outage,
    /// Held open for as long as this process appends.
    _append_lock: Option<File>,
    /// Carries the connections for as long as there are any.
    relay: Option<postgres::relay::Relay>,
}

/// Held by the one rebuilding process; lapses with it.
#[derive(Debug)]
pub struct RebuildLock {
    held: HeldBy,
}

impl RebuildLock {
    /// Gives it back at once. Dropped, it lapses too, but only when the server notices that its connection is gone.
    pub async fn release(self) -> Result<(), StoreError> {
        if let HeldBy::Session { mut connection } = self.held {
            sqlx::query("SELECT pg_advisory_unlock($1)").bind(REBUILD_LOCK).execute(&mut connection).await?;
            sqlx::Connection::close(connection).await?;
        }
        Ok(())
    }
}

#[derive(Debug)]
enum HeldBy {
    File { _lock: File },
    Session { connection: PgConnection },
}

impl Store {
    /// Opens the database, creating a `SQLite` file that is missing (when appending), and checks that it is durable.
    pub async fn open(location: &Location, access: Access) -> Result<Self, StoreError> {
        match location {
            Location::Sqlite(path) => Self::open_sqlite(path, access).await,
            Location::Postgres(url) => {
                let pools = postgres::open::open(url, &location.to_string()).await?;
                Ok(Self {
                    location: location.clone(),
                    truth: pools.truth,
                    views: pools.views,
                    reader: pools.reader,
                    scanner: pools.scanner,
                    appender: None,
                    scanners: None,
                    outage: Outage::default(),
                    _append_lock: None,
                    relay: pools.relay,
                })
            }
        }
    }

    async fn open_sqlite(path: &Path, access: Access) -> Result<Self, StoreError> {
        // One file has one name from here on, so that a link to it leads to the same lock and the
        // same views.
        let path = &sqlite::files::real_path(path)?;
        let append_lock = match access {
            Access::Append => Some(sqlite::open::lock_for_append(path)?),
            Access::Beside if !path.exists() => return Err(StoreError::NoLog { path: path.to_owned() }),
            Access::Beside => None,
        };
        let pools = sqlite::open::open(path).await?;
        Ok(Self {
            location: Location::Sqlite(path.clone()),
            truth: pools.truth,
            views: pools.views,
            reader: pools.reader,
            scanner: pools.scanner,
            appender: Some(sqlite::append::Appender::open(path)?),
            scanners: Some(sqlite::readers::Readers::of(path)),
            outage: Outage::default(),
            _append_lock: append_lock,
            relay: None,
        })
    }

    #[must_use]
    pub const fn location(&self) -> &Location {
        &self.location
    }

    /// Whether an error means that the database does not answer. The log is told so once, and once
    /// when it answers again; anything else is for the caller to log.
    #[must_use]
    pub fn is_away(&self, error: &StoreError) -> bool {
        let is_away = error.is_away();
        if is_away {
            self.note_outage(&error.to_string());
        }
        is_away
    }

    pub fn note_outage(&self, reason: &str) {
        let refusal = self.relay.as_ref().and_then(postgres::relay::Relay::refusal);
        self.outage.begin(&self.location, refusal.as_deref().unwrap_or(reason), &self.reader);
    }

    /// Brings the schema up to date. Says which migrations this process applied.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        migrate::migrate(&self.schemas()).await
    }

    /// Refuses a schema that is not up to date.
    pub async fn check_migrated(&self) -> Result<(), StoreError> {
        let pending = migrate::pending(&self.schemas()).await?;
        if pending.is_empty() { Ok(()) } else { Err(StoreError::NotMigrated { pending: pending.join(", ") }) }
    }

    /// Lets a role of `PostgreSQL` serve: append to the log and read it, and own the views.
    pub async fn grant_serving(&self, role: &str) -> Result<(), StoreError> {
        migrate::grant_serving(&self.schemas(), role).await
    }

    const fn schemas(&self) -> migrate::Schemas<'_> {
        migrate::Schemas { truth: &self.truth, views: &self.views, lock: &self.reader }
    }

    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// For queries: sees the log and the views, changes neither, with a time-out for each statement.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Tells of each statement of a query from now on: for tests of what they cost.
    pub fn observe_queries(&mut self, each: impl Fn(&Statement) + Send + Sync + 'static) {
        self.reader.set_metric_callback(move |done| each(done.statement));
    }

    /// For scans of the log, apart from the connections of queries.
    #[must_use]
    pub const fn scanner(&self) -> &DatabaseConnection {
        &self.scanner
    }

    /// For scans of a `SQLite` log from a position on.
    pub(crate) const fn scanners(&self) -> Option<&Arc<sqlite::readers::Readers>> {
        self.scanners.as_ref()
    }

    /// For single statements on the views.
    #[must_use]
    pub const fn views(&self) -> &DatabaseConnection {
        &self.views
    }

    /// A transaction that appends. On `SQLite` it [blocks](Self::append_blocks) the thread that uses it.
    pub async fn begin_append(&self) -> Result<AppendTransaction, StoreError> {
        Ok(AppendTransaction(if let Some(appender) = &self.appender {
            append::Inner::Sqlite(appender.begin().await?)
        } else {
            let pool = self.truth.get_postgres_connection_pool();
            append::Inner::Postgres(postgres::append::AppendTransaction::begin(pool).await?)
        }))
    }

    /// Whether who appends needs a thread of its own.
    #[must_use]
    pub const fn append_blocks(&self) -> bool {
        self.appender.is_some()
    }

    pub async fn begin_views(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.views.begin_with_options(options).await?)
    }

    /// Loads views; on `SQLite` leaves them to others for a moment after each transaction.
    pub fn loader(&self) -> Result<Loader, StoreError> {
        Ok(Loader(match &self.location {
            Location::Sqlite(path) => self.sqlite_loader(&location::views_path(path), TURN_FOR_OTHERS)?,
            Location::Postgres(_) => load::Inner::Postgres(self.views.clone()),
        }))
    }

    /// Loads what views that follow the log are to show soon.
    pub fn follower(&self) -> Result<Loader, StoreError> {
        Ok(Loader(match &self.location {
            Location::Sqlite(path) => self.sqlite_loader(&location::views_path(path), Duration::ZERO)?,
            Location::Postgres(_) => load::Inner::Postgres(self.views.clone()),
        }))
    }

    fn sqlite_loader(&self, views: &Path, pause: Duration) -> Result<load::Inner, StoreError> {
        Ok(load::Inner::Sqlite {
            connection: Arc::new(tokio::sync::Mutex::new(sqlite::load::open(views)?)),
            readers: sqlite::readers::Readers::of(views),
            turns: self.views.get_sqlite_connection_pool().clone(),
            pause,
            checkpoints: Arc::new(sqlite::checkpoints::Checkpoints::of(views)?),
        })
    }

    /// A transaction in which several queries see one state.
    pub async fn begin_read(&self) -> Result<DatabaseTransaction, StoreError> {
        let isolation_level = match self.backend() {
            DbBackend::Sqlite => None,
            _ => Some(IsolationLevel::RepeatableRead),
        };
        let options = TransactionOptions { isolation_level, ..TransactionOptions::default() };
        Ok(self.reader.begin_with_options(options).await?)
    }

    /// Becomes the one rebuilding process, or says that there is one: `None`.
    pub async fn try_lock_rebuild(&self) -> Result<Option<RebuildLock>, StoreError> {
        let held = match &self.location {
            Location::Sqlite(path) => match sqlite::open::lock_for_rebuild(path) {
                Ok(lock) => HeldBy::File { _lock: lock },
                Err(StoreError::InUse { .. }) => return Ok(None),
                Err(error) => return Err(error),
            },
            Location::Postgres(_) => {
                // A connection of its own: the lock is the session's, and ends with it.
                let mut connection = self.views.get_postgres_connection_pool().acquire().await?.detach();
                let taken: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
                    .bind(REBUILD_LOCK)
                    .fetch_one(&mut connection)
                    .await?;
                if !taken {
                    sqlx::Connection::close(connection).await?;
                    return Ok(None);
                }
                HeldBy::Session { connection }
            }
        };
        Ok(Some(RebuildLock { held }))
    }

    /// Hears of appends by other processes, where there can be any: `PostgreSQL`'s notices.
    pub async fn listen(&self) -> Result<Option<PgListener>, StoreError> {
        if self.backend() == DbBackend::Sqlite {
            return Ok(None);
        }
        let mut listener = PgListener::connect_with(self.reader.get_postgres_connection_pool()).await?;
        listener.listen(postgres::append::CHANNEL).await?;
        Ok(Some(listener))
    }

    /// Closes every connection but the one that appends to a `SQLite` log, which goes with the store; what was committed
    /// stays.
    pub async fn close(&self) {
        if let Some(scanners) = &self.scanners {
            scanners.close();
        }
        for pool in [&self.reader, &self.scanner, &self.views, &self.truth] {
            if let Err(error) = pool.clone().close().await {
                tracing::warn!(%error, "a database connection did not close cleanly");
            }
        }
    }
}
