//! The reason that a database gives for an error, without the prefixes of libraries.

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

const NO_CONNECTION: &str = "no connection came free in time";
const CLOSED: &str = "the connection was closed";

pub(super) fn of_orm(error: &DbErr) -> String {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => NO_CONNECTION.to_owned(),
        DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => CLOSED.to_owned(),
        DbErr::Conn(error) | DbErr::Exec(error) | DbErr::Query(error) => match error {
            RuntimeErr::SqlxError(error) => of_driver(error),
            RuntimeErr::Internal(reason) => reason.clone(),
        },
        DbErr::Custom(reason) | DbErr::Type(reason) | DbErr::Json(reason) | DbErr::Migration(reason) => reason.clone(),
        error => error.to_string(),
    }
}

pub(super) fn of_driver(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        sqlx::Error::Tls(error) => format!("no TLS connection can be made, {error}"),
        sqlx::Error::Protocol(reason) => reason.clone(),
        sqlx::Error::Configuration(error) => error.to_string(),
        sqlx::Error::Decode(error) | sqlx::Error::ColumnDecode { source: error, .. } => {
            format!("a stored value cannot be read, {error}")
        }
        sqlx::Error::RowNotFound => "a row is missing".to_owned(),
        sqlx::Error::PoolTimedOut => NO_CONNECTION.to_owned(),
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => CLOSED.to_owned(),
        error => error.to_string(),
    }
}
