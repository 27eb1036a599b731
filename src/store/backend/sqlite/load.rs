//! Loading views on `SQLite`: one prepared statement for each table, on a connection and a thread of its own.

use std::{path::Path, sync::Arc, time::Duration};

use rusqlite::{
    Connection, Statement, TransactionBehavior,
    types::{ToSqlOutput, ValueRef},
};
use sea_orm::{DbBackend, Value, sqlx::SqlitePool};
use tokio::sync::Mutex;

use super::{
    open::{LATE_CHECKPOINT_PAGES, connection_to},
    readers::Readers,
};
use crate::store::{
    backend::tables::{Kind, Known, Table, insert_into, unbound},
    error::StoreError,
    packed_rows::{Cell, PackedRow, PackedRows},
    view_rows::Load,
};

/// Rows of one INSERT: a step of the statement costs as much as a narrow row. Far below the 32,766 binds that `SQLite`
/// takes.
const ROWS_PER_INSERT: usize = 64;

/// 16 MiB of page cache: most rows are appended, and the connection that indexes them later has a cache of its own.
const CACHE_KIB: &str = "-16384";

/// Opens a connection that writes the views, beside that of the pool.
pub(crate) fn open(views: &Path) -> Result<Connection, StoreError> {
    let connection = connection_to(views)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LATE_CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    Ok(connection)
}

/// Writes in one transaction, when it is its turn.
pub(crate) async fn write(
    connection: Arc<Mutex<Connection>>,
    (turns, pause): (&SqlitePool, Duration),
    load: Load,
) -> Result<bool, StoreError> {
    let turn = turns.acquire().await?;
    // Whoever waits does so without a thread. After a panic no transaction is open: it is rolled back where it is dropped.
    let mut connection = connection.lock_owned().await;
    // The turn goes along: a write that nobody waits for any more ends all the same, and who reads then sees all of it.
    let (written, turn) = tokio::task::spawn_blocking(move || (write_now(&mut connection, &load), turn)).await?;
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
    drop(turn);
    written
}

fn write_now(connection: &mut Connection, load: &Load) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if execute(&transaction, &load.checkpoint)? != 1 {
        return Ok(false);
    }
    for statement in load.leaving(DbBackend::Sqlite) {
        execute(&transaction, &statement)?;
    }
    for rows in &load.new {
        insert(&transaction, load, rows, Known::No)?;
    }
    insert(&transaction, load, &load.replacing, Known::Perhaps)?;
    for statement in load.entering(DbBackend::Sqlite) {
        execute(&transaction, &statement)?;
    }
    for statement in &load.then {
        execute(&transaction, statement)?;
    }
    transaction.commit()?;
    Ok(true)
}

fn insert(on: &Connection, load: &Load, rows: &PackedRows, known: Known) -> Result<(), StoreError> {
    let Load { name, table, .. } = load;
    let (head, tail) = (insert_into(name, table), known.tail(table));
    let tuple = format!("({})", vec!["?"; table.columns.len()].join(","));
    let prepare = |rows: usize| on.prepare(&format!("{head} VALUES {} {tail}", vec![tuple.as_str(); rows].join(",")));
    // All are of one size, but the last.
    let mut prepared: Option<(usize, Statement<'_>)> = None;
    for places in rows.places(ROWS_PER_INSERT) {
        let (_, statement) = match &mut prepared {
            Some(prepared) if prepared.0 == places.len() => prepared,
            prepared => prepared.insert((places.len(), prepare(places.len())?)),
        };
        for (index, cell) in rows.range(places).flat_map(PackedRow::cells).enumerate() {
            let given = match cell {
                Cell::Null => ValueRef::Null,
                Cell::Integer(number) => ValueRef::Integer(number),
                Cell::Boolean(truth) => ValueRef::Integer(i64::from(truth)),
                Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            };
            statement.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(given))?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

/// Reads on another connection: who waits for a turn holds up nobody who reads.
pub(crate) async fn read(
    readers: &Arc<Readers>,
    table: &Table,
    statement: sea_orm::Statement,
) -> Result<PackedRows, StoreError> {
    let kinds: Vec<Kind> = table.columns.iter().map(|column| column.kind).collect();
    readers.read(move |on| read_now(on, &statement, &kinds)).await
}

fn read_now(on: &Connection, statement: &sea_orm::Statement, kinds: &[Kind]) -> Result<PackedRows, StoreError> {
    let mut prepared = on.prepare(&statement.sql)?;
    bind(&mut prepared, statement)?;
    let mut packed = PackedRows::of(kinds.len());
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        for (place, kind) in kinds.iter().enumerate() {
            packed.push(match (row.get_ref(place)?, kind) {
                (ValueRef::Null, _) => Cell::Null,
                (ValueRef::Integer(number), Kind::Boolean) => Cell::Boolean(number != 0),
                (ValueRef::Integer(number), _) => Cell::Integer(number),
                (text, _) => Cell::Text(text.as_str().map_err(rusqlite::Error::from)?),
            });
        }
    }
    Ok(packed)
}

/// How many rows it changed.
fn execute(on: &Connection, statement: &sea_orm::Statement) -> Result<usize, StoreError> {
    let mut prepared = on.prepare(&statement.sql)?;
    bind(&mut prepared, statement)?;
    Ok(prepared.raw_execute()?)
}

fn bind(prepared: &mut Statement<'_>, statement: &sea_orm::Statement) -> Result<(), StoreError> {
    for (index, value) in statement.values.iter().flat_map(|values| &values.0).enumerate() {
        let given = match value {
            Value::BigInt(Some(number)) => ValueRef::Integer(*number),
            Value::SmallInt(Some(number)) => ValueRef::Integer(i64::from(*number)),
            Value::Bool(Some(truth)) => ValueRef::Integer(i64::from(*truth)),
            Value::String(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::BigInt(None) | Value::SmallInt(None) | Value::Bool(None) | Value::String(None) => ValueRef::Null,
            other => return Err(unbound(other)),
        };
        prepared.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(given))?;
    }
    Ok(())
}
