//! Writing rows, many at a time. Reads nothing.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::{
    given::Given,
    shape::{Column, Table, quoted},
};
use crate::store::error::StoreError;

/// `SQLite` takes 32,766 binds in a statement.
const SQLITE_BINDS_MAX: usize = 32_766;
/// Rows of one INSERT on `SQLite`, largest first: few distinct statements, so that they stay prepared.
const SQLITE_ROWS_PER_INSERT: [usize; 6] = [1_024, 256, 64, 16, 4, 1];
/// Rows of one INSERT on `PostgreSQL`: bounds the message.
const POSTGRES_ROWS_PER_INSERT: usize = 4_096;

/// Writes rows, each with a value for every column in order; one that exists is replaced as a whole.
pub async fn upsert(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    mut rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    let backend = on.get_database_backend();
    let others = table.columns.iter().map(|column| column.name).filter(|name| !table.key.contains(name));
    let assignments =
        others.map(|column| format!("\"{column}\" = excluded.\"{column}\"")).collect::<Vec<_>>().join(",");
    let head = format!("INSERT INTO \"{name}\" ({})", table.names());
    let key = quoted(table.key.iter().copied());
    let tail = match &*assignments {
        "" => format!("ON CONFLICT ({key}) DO NOTHING"),
        assignments => format!("ON CONFLICT ({key}) DO UPDATE SET {assignments}"),
    };

    if backend == DbBackend::Postgres {
        let columns: Vec<&Column> = table.columns.iter().collect();
        for rows in rows.chunks(POSTGRES_ROWS_PER_INSERT) {
            let Given { relation, values } = Given::of(backend, &columns, rows.iter().map(|row| row.iter().collect()))?;
            // Named, not a star: `given` has the columns in the table's order.
            let sql = format!("{head} SELECT {} FROM {relation} {tail}", table.names());
            on.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
        return Ok(());
    }
    let tuple = format!("({})", vec!["?"; table.columns.len()].join(","));
    for size in SQLITE_ROWS_PER_INSERT {
        if size > 1 && size * table.columns.len() > SQLITE_BINDS_MAX {
            continue;
        }
        while rows.len() >= size {
            let rest = rows.split_off(size);
            let sql = format!("{head} VALUES {} {tail}", vec![tuple.as_str(); size].join(","));
            on.execute_raw(Statement::from_sql_and_values(backend, sql, rows.into_iter().flatten())).await?;
            rows = rest;
        }
    }
    Ok(())
}
