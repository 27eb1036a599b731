//! Opens the two files with the settings that the guarantees need, and reads those back.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
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

use super::files::{create_private, one_name, open_lock};
use crate::store::{error::StoreError, location::views_path, reason};

/// A second process beside `serve` (a rebuild) writes the views in bounded transactions; this outlasts several of them.
const BUSY_TIMEOUT: Duration = Duration::from_mins(1);
/// A query waits no longer than this for a file that somebody has locked whole; then it is
/// answered 503.
const QUERY_BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Queries at once; each holds a connection and reads in parallel under WAL.
const READERS_MAX: u32 = 8;
/// Connections that read the log for projections and rebuilds, apart from those of queries.
pub(super) const SCANNERS_MAX: u32 = 3;
/// A query that takes longer is stopped: one report must not keep the WAL growing for ever.
pub(crate) const QUERY_TIMEOUT: Duration = Duration::from_secs(30);
/// Virtual-machine steps between two looks at the clock: some 100 µs of work.
const STEPS_BETWEEN_CHECKS: i32 = 10_000;
/// Pages of write-ahead log between two checkpoints: 32 MiB. At the default of 4 MiB a busy writer waits for one several
/// times a second.
const CHECKPOINT_PAGES: &str = "8192";
/// The same for a writer beside whom checkpoints are made, and who makes one only where these do not come to its end for
/// long: 128 MiB.
pub(crate) const LATE_CHECKPOINT_PAGES: &str = "32768";
/// Rows on their way from the connection's thread; at the default of 50 the two wake each other for every few of them.
const ROWS_BUFFERED: usize = 1_024;
/// 16 MiB of page cache for a writer: what is written often stays in memory. Whoever sorts an index takes as much again for
/// each of its threads.
const WRITER_CACHE_KIB: &str = "-16384";
/// Rows of an index that the planner's statistics are drawn from; the whole of each index would be read otherwise.
const ANALYSIS_ROWS: &str = "1000";
/// Beside the connection's own, for sorting what an index is made of.
const SORTING_THREADS: &str = "2";

pub(crate) struct Pools {
    pub(crate) truth: DatabaseConnection,
    pub(crate) views: DatabaseConnection,
    pub(crate) reader: DatabaseConnection,
    pub(crate) scanner: DatabaseConnection,
}

/// Takes the lock that makes this the one appending process of the log; it lapses with the process.
pub(crate) fn lock_for_append(log: &Path) -> Result<File, StoreError> {
    one_name(log)?;
    lock(beside(log, "lock"))
}

/// Takes the lock that makes this the one rebuilding process, or says that another has it.
pub(crate) fn lock_for_rebuild(log: &Path) -> Result<File, StoreError> {
    lock(beside(&views_path(log), "rebuild.lock"))
}

fn beside(log: &Path, suffix: &str) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn lock(path: PathBuf) -> Result<File, StoreError> {
    let file = open_lock(&path).map_err(|reason| StoreError::File { path: path.clone(), reason })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path }),
        Err(TryLockError::Error(reason)) => Err(StoreError::File { path, reason }),
    }
}

/// Opens the files, creating what is missing.
pub(crate) async fn open(log: &Path) -> Result<Pools, StoreError> {
    let views = views_path(log);
    create_private(log)?;
    create_private(&views)?;
    let truth_options = file(log, SqliteSynchronous::Full);
    let views_options = file(&views, SqliteSynchronous::Normal)
        .pragma("cache_size", WRITER_CACHE_KIB)
        .pragma("threads", SORTING_THREADS)
        .pragma("analysis_limit", ANALYSIS_ROWS);

    let unreachable = |path: &Path, error: &sqlx::Error| StoreError::Unreachable {
        location: format!("sqlite:{}", path.display()),
        reason: reason::of_driver(error),
        check: "check that DATABASE_URL names a database file of Gatelog and that this user may write it",
    };
    let truth = writer(truth_options.clone()).await.map_err(|error| unreachable(log, &error))?;
    let views_writer = writer(views_options).await.map_err(|error| unreachable(&views, &error))?;
    Ok(Pools {
        truth: SqlxSqliteConnector::from_sqlx_sqlite_pool(truth),
        views: SqlxSqliteConnector::from_sqlx_sqlite_pool(views_writer),
        reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers(
            truth_options.clone().create_if_missing(false).busy_timeout(QUERY_BUSY_TIMEOUT),
            &views,
        )),
        scanner: SqlxSqliteConnector::from_sqlx_sqlite_pool(
            SqlitePoolOptions::new()
                .max_connections(SCANNERS_MAX)
                .connect_lazy_with(truth_options.create_if_missing(false).pragma("query_only", "ON")),
        ),
    })
}

/// A connection beside those of the pools, to a file that is there. One thread at a time has it, so that it needs no lock of
/// its own.
pub(super) fn connection_to(file: &Path) -> Result<rusqlite::Connection, StoreError> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// The connection that appends, to a log that is there. What it commits is on disk.
pub(super) fn appending_connection(log: &Path) -> Result<rusqlite::Connection, StoreError> {
    let connection = connection_to(log)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LATE_CHECKPOINT_PAGES)?;
    verify_durable(&connection)?;
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

/// Readers see the truth and, attached, the views; they can change neither, and none runs longer than it may.
fn readers(options: SqliteConnectOptions, views: &Path) -> SqlitePool {
    let attach = format!("ATTACH DATABASE '{}' AS views", views.display().to_string().replace('\'', "''"));
    SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        .after_connect(move |connection, _| {
            let attach = attach.clone();
            Box::pin(async move {
                sqlx::query(AssertSqlSafe(attach)).execute(&mut *connection).await?;
                sqlx::query("PRAGMA query_only = ON").execute(&mut *connection).await?;
                limit_time(connection).await
            })
        })
        .before_acquire(|connection, _| {
            Box::pin(async move {
                limit_time(connection).await?;
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

/// From now on, a statement of this connection is interrupted when [`QUERY_TIMEOUT`] is over.
async fn limit_time(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let deadline = Instant::now() + QUERY_TIMEOUT;
    connection.lock_handle().await?.set_progress_handler(STEPS_BETWEEN_CHECKS, move || Instant::now() < deadline);
    Ok(())
}

/// Reads back what durability rests on: a file system without WAL support answers with another journal mode.
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
