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
    backend::tables::{Kind, Table, insert_into, missing, unbound},
    error::StoreError,
    packed_rows::{Cell, PackedRow, PackedRows},
    view_rows::Load,
};

/// Rows of one INSERT, most first: a step of the statement costs as much as a narrow row. Far below the 32,766 binds that
/// `SQLite` takes; few sizes, so that the statements stay prepared.
const ROWS_PER_INSERT: [usize; 4] = [64, 16, 4, 1];
/// Statements that stay prepared: of each view an INSERT of each size, and an UPDATE for each set of columns that changes
/// often.
const PREPARED_MAX: usize = 128;

/// 16 MiB of page cache: most rows are appended, and the connection that indexes them later has a cache of its own.
const CACHE_KIB: &str = "-16384";

/// Opens a connection that writes the views, beside that of the pool.
pub(crate) fn open(views: &Path) -> Result<Connection, StoreError> {
    let connection = connection_to(views)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", LATE_CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(PREPARED_MAX);
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
        insert(&transaction, &load.name, &load.table, rows)?;
    }
    replace(&transaction, load)?;
    for (name, table, entries) in load.entering()? {
        insert(&transaction, &name, &table, &entries)?;
    }
    for statement in &load.then {
        execute(&transaction, statement)?;
    }
    transaction.commit()?;
    Ok(true)
}

fn insert(on: &Connection, name: &str, table: &Table, rows: &PackedRows) -> Result<(), StoreError> {
    let head = insert_into(name, table);
    let tuple = format!("({})", vec!["?"; table.columns.len()].join(","));
    let mut written = 0;
    for size in ROWS_PER_INSERT {
        if rows.len() - written < size {
            continue;
        }
        let mut statement = on.prepare_cached(&format!("{head} VALUES {}", vec![tuple.as_str(); size].join(",")))?;
        while rows.len() - written >= size {
            bind_cells(&mut statement, rows.range(written..written + size).flat_map(PackedRow::cells))?;
            statement.raw_execute()?;
            written += size;
        }
    }
    Ok(())
}

/// Row by row, and only the columns that differ: `SQLite` writes every index of a column that is set, whatever the value was.
fn replace(on: &Connection, load: &Load) -> Result<(), StoreError> {
    let Load { name, table, changed, .. } = load;
    let key = table.key_places();
    let equal = |place: usize| format!("\"{}\" = ?", table.columns[place].name);
    for (differing, rows) in changed.by_columns() {
        let set: Vec<String> = differing.places().map(equal).collect();
        let of_key: Vec<String> = key.iter().copied().map(equal).collect();
        let sql = format!("UPDATE \"{name}\" SET {} WHERE {}", set.join(","), of_key.join(" AND "));
        let mut statement = on.prepare_cached(&sql)?;
        for row in rows {
            bind_cells(&mut statement, differing.places().chain(key.iter().copied()).map(|place| row.cell(place)))?;
            if statement.raw_execute()? != 1 {
                return Err(missing(name));
            }
        }
    }
    Ok(())
}

fn bind_cells<'c>(statement: &mut Statement<'_>, cells: impl Iterator<Item = Cell<'c>>) -> Result<(), StoreError> {
    for (index, cell) in cells.enumerate() {
        let given = match cell {
            Cell::Null => ValueRef::Null,
            Cell::Integer(number) => ValueRef::Integer(number),
            Cell::Boolean(truth) => ValueRef::Integer(i64::from(truth)),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        };
        statement.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(given))?;
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
    let mut prepared = on.prepare_cached(&statement.sql)?;
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

fn execute(on: &Connection, statement: &sea_orm::Statement) -> Result<usize, StoreError> {
    let mut prepared = on.prepare_cached(&statement.sql)?;
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
