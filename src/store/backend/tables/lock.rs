//! Who writes a projection: one transaction at a time. Writes nothing itself.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::store::error::StoreError;

/// On `PostgreSQL`, tries to become the one process that writes this projection until the transaction ends; on
/// `SQLite` an immediate transaction is that already.
pub async fn try_lock_projection(on: &impl ConnectionTrait, name: &str) -> Result<bool, StoreError> {
    advisory_lock(on, name, "pg_try_advisory_xact_lock").await
}

/// As [`try_lock_projection`], but waits.
pub async fn lock_projection(on: &impl ConnectionTrait, name: &str) -> Result<(), StoreError> {
    advisory_lock(on, name, "pg_advisory_xact_lock").await.map(|_| ())
}

pub(crate) fn lock_statement(name: &str) -> Statement {
    statement(name, "pg_advisory_xact_lock")
}

/// What [`try_lock_projection`] says to `PostgreSQL`: a row that says whether.
pub(crate) fn try_lock_statement(name: &str) -> Statement {
    statement(name, "pg_try_advisory_xact_lock")
}

fn statement(name: &str, function: &str) -> Statement {
    // The waiting form returns void, which is no boolean.
    let sql = format!("SELECT {function}(hashtextextended($1, 0))::text <> 'false' AS taken");
    Statement::from_sql_and_values(DbBackend::Postgres, sql, [format!("gatelog/projection/{name}").into()])
}

async fn advisory_lock(on: &impl ConnectionTrait, name: &str, function: &str) -> Result<bool, StoreError> {
    if on.get_database_backend() == DbBackend::Sqlite {
        return Ok(true);
    }
    Ok(match on.query_one_raw(statement(name, function)).await? {
        Some(row) => row.try_get("", "taken")?,
        None => false,
    })
}
