//! Opens the two files with the settings that the guarantees need, and reads those back.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use sea_orm::{
    DatabaseConnection, SqlxSqliteConnector,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions,
        sqlite::{
            SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
        },
    },
};

use super::files::create_private;
use crate::storage::{error::StoreError, location::views_path, reason, snapshots::SNAPSHOTS_MAX};

/// While `serve` runs, a rebuild by another process writes the views in bounded transactions; this
/// outlasts several of them.
const BUSY_TIMEOUT: Duration = Duration::from_mins(1);
/// A query waits no longer than this for a file that is locked whole; then it is answered 503.
const QUERY_BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Queries at once; each holds a connection and reads in parallel under WAL.
const READERS_MAX: u32 = 8;
/// A query that takes longer is stopped: one report must not keep the WAL growing for ever.
const QUERY_TIMEOUT: Duration = Duration::from_secs(30);
/// The same for a snapshot, in which all pages of a list are read. Exports end theirs before.
const SNAPSHOT_TIMEOUT: Duration = Duration::from_mins(11);
/// Virtual-machine steps between two looks at the clock: some 100 µs of work.
const STEPS_BETWEEN_CHECKS: i32 = 10_000;
/// Pages of write-ahead log between two checkpoints: 32 MiB. At the default of 4 MiB a busy writer
/// waits for one several times a second.
const CHECKPOINT_PAGES: &str = "8192";
/// The same for a writer with a checkpoint thread: 128 MiB. The writer makes one only if that
/// thread does not reach the end of the log for long.
const LATE_CHECKPOINT_PAGES: &str = "32768";
/// Rows on their way from the connection's thread; at the default of 50 the two threads wake each
/// other for every few of them.
const ROWS_BUFFERED: usize = 1_024;
/// Page cache of a writer, 16 MiB: frequently written pages stay in memory. Each sorting thread
/// takes as much again.
const WRITER_CACHE_KIB: &str = "-16384";
/// Rows of an index that the planner's statistics are drawn from, in place of all of them.
const ANALYSIS_ROWS: &str = "1000";
/// Threads that sort the entries of an index, in addition to the connection's own.
const SORTING_THREADS: &str = "2";
/// Statements on views that stay prepared: of each view an INSERT of each size, and an UPDATE for
/// each set of columns that changes often.
const PREPARED_MAX: usize = 128;

/// Connections of the async driver.
pub(crate) struct SqlitePools {
    /// For the migrations of the log.
    pub(crate) log_writer: DatabaseConnection,
    /// For the migrations of the views and their bookkeeping.
    pub(crate) views: DatabaseConnection,
    pub(crate) reader: DatabaseConnection,
    /// For snapshots.
    pub(crate) snapshots: DatabaseConnection,
}

/// Opens the files and creates missing ones.
pub(crate) async fn open(log: &Path) -> Result<SqlitePools, StoreError> {
    let views = views_path(log);
    create_private(log)?;
    create_private(&views)?;
    let log_options = file(log, SqliteSynchronous::Full);
    let views_options = file(&views, SqliteSynchronous::Normal);

    let unreachable = |path: &Path, error: &sqlx::Error| StoreError::Unreachable {
        location: format!("sqlite:{}", path.display()),
        reason: reason::of_driver(error),
        check: "check that DATABASE_URL names a database file of Gatelog and that this user may write it",
    };
    let log_writer = writer(log_options.clone()).await.map_err(|error| unreachable(log, &error))?;
    let views_writer = writer(views_options).await.map_err(|error| unreachable(&views, &error))?;
    let reader_options = log_options.create_if_missing(false).busy_timeout(QUERY_BUSY_TIMEOUT);
    Ok(SqlitePools {
        log_writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(log_writer),
        views: SqlxSqliteConnector::from_sqlx_sqlite_pool(views_writer),
        reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers(
            reader_options.clone(),
            &views,
            READERS_MAX,
            QUERY_TIMEOUT,
        )),
        snapshots: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers(
            reader_options,
            &views,
            SNAPSHOTS_MAX,
            SNAPSHOT_TIMEOUT,
        )),
    })
}

/// A connection past the async driver, to a file that is there. One thread at a time has it, so it
/// needs no lock of its own.
pub(super) fn connection_to(file: &Path) -> Result<rusqlite::Connection, StoreError> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// Opens the appending connection to an existing log. What it commits is on disk.
pub(super) fn appending_connection(log: &Path) -> Result<rusqlite::Connection, StoreError> {
    let connection = connection_to(log)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LATE_CHECKPOINT_PAGES)?;
    verify_durable(&connection)?;
    Ok(connection)
}

/// The connection that writes views, to a file that is there.
pub(super) fn views_connection(views: &Path) -> Result<rusqlite::Connection, StoreError> {
    let connection = connection_to(views)?;
    for (name, value) in [
        ("synchronous", "NORMAL"),
        ("wal_autocheckpoint", LATE_CHECKPOINT_PAGES),
        ("cache_size", WRITER_CACHE_KIB),
        ("threads", SORTING_THREADS),
        ("analysis_limit", ANALYSIS_ROWS),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    connection.set_prepared_statement_cache_capacity(PREPARED_MAX);
    Ok(connection)
}

fn file(path: &Path, synchronous: SqliteSynchronous) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(false)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .row_buffer_size(ROWS_BUFFERED)
        .disable_statement_logging()
}

/// One connection: a pool of two would only make them wait for each other.
async fn writer(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).connect_with(options).await
}

/// Readers see the log and, attached, the views; they can change neither, and none runs longer
/// than `time_max`.
fn readers(options: SqliteConnectOptions, views: &Path, connections: u32, time_max: Duration) -> SqlitePool {
    let attach = format!("ATTACH DATABASE '{}' AS views", views.display().to_string().replace('\'', "''"));
    SqlitePoolOptions::new()
        .max_connections(connections)
        .after_connect(move |connection, _| {
            let attach = attach.clone();
            Box::pin(async move {
                sqlx::query(AssertSqlSafe(attach)).execute(&mut *connection).await?;
                sqlx::query("PRAGMA query_only = ON").execute(&mut *connection).await?;
                limit_time(connection, time_max).await
            })
        })
        .before_acquire(move |connection, _| {
            Box::pin(async move {
                limit_time(connection, time_max).await?;
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

/// From now on, a statement of this connection is interrupted when `time_max` is over.
async fn limit_time(connection: &mut SqliteConnection, time_max: Duration) -> Result<(), sqlx::Error> {
    let deadline = Instant::now() + time_max;
    connection.lock_handle().await?.set_progress_handler(STEPS_BETWEEN_CHECKS, move || Instant::now() < deadline);
    Ok(())
}

/// Reads the durability settings back: a file system without WAL support reports another journal
/// mode.
fn verify_durable(connection: &rusqlite::Connection) -> Result<(), StoreError> {
    const FULL: i64 = 2;
    const REMEDY: &str = "put the database file on a local disk whose file system supports SQLite's WAL mode";
    let journal: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if !journal.eq_ignore_ascii_case("wal") {
        return Err(StoreError::NotDurable {
            setting: format!("SQLite answers journal_mode = {journal}"),
            remedy: REMEDY,
        });
    }
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if synchronous < FULL {
        return Err(StoreError::NotDurable {
            setting: format!("SQLite answers synchronous = {synchronous}"),
            remedy: REMEDY,
        });
    }
    Ok(())
}
