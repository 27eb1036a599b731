//! Loading views on `SQLite`: one prepared statement for each table, on a connection and a thread of its own.

use std::{path::Path, sync::Arc};

use rusqlite::{
    Connection, OpenFlags, Statement, TransactionBehavior,
    types::{ToSqlOutput, ValueRef},
};
use sea_orm::{Value, sqlx::SqlitePool};
use tokio::sync::Mutex;

use super::open::{BUSY_TIMEOUT, CHECKPOINT_PAGES};
use crate::store::{
    backend::tables::{Known, insert_into, unknown},
    error::StoreError,
    view_rows::{Load, TURN_FOR_OTHERS},
};

/// Rows of one INSERT: a step of the statement costs as much as a narrow row. Far below the 32,766 binds that `SQLite`
/// takes.
const ROWS_PER_INSERT: usize = 64;

/// 16 MiB of page cache: most rows are appended, and the connection that indexes them later has a cache of its own.
const CACHE_KIB: &str = "-16384";

/// Opens a connection that writes the views, beside the one that follows the log.
pub(crate) fn open(views: &Path) -> Result<Connection, StoreError> {
    // One thread at a time has it, so that it needs no lock of its own.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(views, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    Ok(connection)
}

/// Writes in one transaction, when it is its turn.
pub(crate) async fn write(
    connection: Arc<Mutex<Connection>>,
    turns: &SqlitePool,
    load: Load,
) -> Result<bool, StoreError> {
    let turn = turns.acquire().await?;
    // Whoever waits does so without a thread. After a panic no transaction is open: it is rolled back where it is dropped.
    let mut connection = connection.lock_owned().await;
    let written = tokio::task::spawn_blocking(move || write_now(&mut connection, &load)).await?;
    tokio::time::sleep(TURN_FOR_OTHERS).await;
    drop(turn);
    written
}

fn write_now(connection: &mut Connection, load: &Load) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if execute(&transaction, &load.checkpoint)? != 1 {
        return Ok(false);
    }
    insert(&transaction, load, &load.new, Known::No)?;
    insert(&transaction, load, &load.replacing, Known::Perhaps)?;
    for statement in &load.then {
        execute(&transaction, statement)?;
    }
    transaction.commit()?;
    Ok(true)
}

fn insert(on: &Connection, load: &Load, rows: &[Vec<Value>], known: Known) -> Result<(), StoreError> {
    let Load { name, table, .. } = load;
    let (head, tail) = (insert_into(name, table), known.tail(table));
    let tuple = format!("({})", vec!["?"; table.columns.len()].join(","));
    let (several, single) = rows.as_chunks::<ROWS_PER_INSERT>();
    if !several.is_empty() {
        let tuples = vec![tuple.as_str(); ROWS_PER_INSERT].join(",");
        let mut statement = on.prepare(&format!("{head} VALUES {tuples} {tail}"))?;
        for rows in several {
            bind(&mut statement, rows.iter().flatten())?;
            statement.raw_execute()?;
        }
    }
    if !single.is_empty() {
        let mut statement = on.prepare(&format!("{head} VALUES {tuple} {tail}"))?;
        for row in single {
            bind(&mut statement, row)?;
            statement.raw_execute()?;
        }
    }
    Ok(())
}

/// How many rows it changed.
fn execute(on: &Connection, statement: &sea_orm::Statement) -> Result<usize, StoreError> {
    let mut prepared = on.prepare(&statement.sql)?;
    bind(&mut prepared, statement.values.iter().flat_map(|values| &values.0))?;
    Ok(prepared.raw_execute()?)
}

fn bind<'v>(statement: &mut Statement<'_>, values: impl IntoIterator<Item = &'v Value>) -> Result<(), StoreError> {
    for (index, value) in values.into_iter().enumerate() {
        let given = match value {
            Value::BigInt(Some(number)) => ValueRef::Integer(*number),
            Value::SmallInt(Some(number)) => ValueRef::Integer(i64::from(*number)),
            Value::Bool(Some(truth)) => ValueRef::Integer(i64::from(*truth)),
            Value::String(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::BigInt(None) | Value::SmallInt(None) | Value::Bool(None) | Value::String(None) => ValueRef::Null,
            other => return Err(unknown(other)),
        };
        statement.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(given))?;
    }
    Ok(())
}
