//! Errors of the database, worded for the operator.

use std::path::PathBuf;

use sea_orm::{DbErr, sqlx};
use tokio::task::JoinError;

use super::reason;

/// Reasons are in the texts, which are logged without their causes.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot reach the database {location}: {reason}; {check}")]
    Unreachable {
        /// The location and what was tried, without a password.
        location: String,
        reason: String,
        check: &'static str,
    },
    #[error(
        "{path} is in use: another gatelog process appends to this log; stop it first, or give this one another DATABASE_URL (several processes can share a PostgreSQL database)"
    )]
    InUse { path: PathBuf },
    #[error(
        "{path} has {links} hard links, and a second process could append to it by another name: \
         remove the other links (a symbolic link is fine)"
    )]
    HardLinked { path: PathBuf, links: u64 },
    /// A setting under which an acknowledged event could be lost.
    #[error("the database would lose acknowledged events: {setting}; {remedy}")]
    NotDurable { setting: String, remedy: &'static str },
    #[error("the database schema is not up to date ({pending}); run `gatelog migrate` first")]
    NotMigrated { pending: String },
    #[error(
        "a newer Gatelog has changed the database schema ({migrations}), and this version does not know \
         it: run that version or a later one"
    )]
    TooNew { migrations: String },
    #[error("--serving-role works with PostgreSQL only: a SQLite file has no roles; leave it out")]
    NoRoles,
    #[error(
        "--serving-role: there is no such role in the database; create it first, for example CREATE ROLE gatelog_serve LOGIN"
    )]
    NoSuchRole,
    #[error("{path} does not exist; `gatelog serve` creates it, or point DATABASE_URL at the log you mean")]
    NoLog { path: PathBuf },
    #[error("{}", worded(orm_is_away(.0), &reason::of_orm(.0)))]
    Database(DbErr),
    #[error("{}", worded(driver_is_away(.0), &reason::of_driver(.0)))]
    Driver(sqlx::Error),
    /// An error of `SQLite` on the connections that append, scan and write views past the async
    /// driver.
    #[error("{}", worded(rusqlite_is_away(.0), &.0.to_string()))]
    Rusqlite(rusqlite::Error),
    /// Reading or writing on a thread or in a task of its own ended abnormally.
    #[error(
        "reading or writing the database broke off; the log lines before this one say why, and it is safe to try again"
    )]
    Abnormal(JoinError),
    #[error(
        "the file {path} cannot be used: {reason}; check that its folder exists and that this user may write there"
    )]
    File { path: PathBuf, reason: std::io::Error },
}

/// Adds where to look to a reason.
fn worded(is_away: bool, reason: &str) -> String {
    if is_away {
        return format!("the database does not answer: {reason}; check that it is running and can be reached");
    }
    format!("the database reports an error: {reason}; check its disk space and permissions, and the server's log")
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Driver(error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Rusqlite(error)
    }
}

impl From<JoinError> for StoreError {
    fn from(error: JoinError) -> Self {
        Self::Abnormal(error)
    }
}

impl StoreError {
    /// Whether the data of one row is the reason, so that other rows of its batch may still go
    /// through: `PostgreSQL`'s classes 22 (data), 23 (constraint), 54 (limit) and P0 (raised by a
    /// trigger); constraint, mismatch and too big of `SQLite`.
    #[must_use]
    pub fn is_in_the_data(&self) -> bool {
        // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH.
        const SQLITE_CODES: [i64; 3] = [18, 19, 20];
        let is_of_sqlite = |code: i64| SQLITE_CODES.contains(&(code & 0xff));
        let driver = match self {
            Self::Rusqlite(rusqlite::Error::SqliteFailure(error, _)) => {
                return is_of_sqlite(error.extended_code.into());
            }
            Self::Driver(error) => error,
            Self::Database(
                DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error))
                | DbErr::Query(sea_orm::RuntimeErr::SqlxError(error)),
            ) => &**error,
            _ => return false,
        };
        let Some(error) = driver.as_database_error() else { return matches!(driver, sqlx::Error::Encode(_)) };
        let Some(code) = error.code() else { return false };
        if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
            return ["22", "23", "54", "P0"].iter().any(|class| code.starts_with(class));
        }
        // Extended codes, whose low byte is the primary one.
        code.parse().is_ok_and(is_of_sqlite)
    }

    /// Whether the database does not answer, rather than refuses: no connection, a broken one, or
    /// a server that starts or stops; a `SQLite` file that is locked for too long or cannot be
    /// read. Worth another try.
    #[must_use]
    pub fn is_away(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Database(error) => orm_is_away(error),
            Self::Driver(error) => driver_is_away(error),
            Self::Rusqlite(error) => rusqlite_is_away(error),
            _ => false,
        }
    }
}

fn orm_is_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error)) | DbErr::Query(sea_orm::RuntimeErr::SqlxError(error)) => {
            driver_is_away(error)
        }
        _ => false,
    }
}

fn rusqlite_is_away(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::SqliteFailure(error, _) if sqlite_is_away(error.extended_code.into()))
}

fn driver_is_away(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
    match error {
        Io(_) | Tls(_) | PoolTimedOut | PoolClosed | WorkerCrashed => true,
        Database(error) => {
            let Some(code) = error.code() else { return false };
            if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_none() {
                return code.parse().is_ok_and(sqlite_is_away);
            }
            // Classes 08 (connection), 53 (resources) and 58 (system), and the ends and starts
            // among 57.
            ["08", "53", "58", "57P"].iter().any(|class| code.starts_with(class))
        }
        _ => false,
    }
}

/// By its extended code, whose low byte is the primary one.
fn sqlite_is_away(code: i64) -> bool {
    // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_CANTOPEN.
    [5, 6, 10, 14].contains(&(code & 0xff))
}
