//! Creates tables and indexes of views, and drops them in bounded steps.

use std::fmt::Write as _;

use rusqlite::{Connection, OptionalExtension as _};

use crate::storage::{
    error::StoreError,
    tables::{InvertedIndex, Method, Table, quoted},
    views::GenerationId,
};

/// The built-in key of rows, unless the table is `WITHOUT ROWID`.
const ROW_NUMBER: &str = "rowid";
/// Rows deleted in one transaction: some 10 ms.
const ROWS_PER_STEP: u32 = 5_000;

pub(super) fn create(on: &Connection, name: &str, table: &Table) -> Result<(), StoreError> {
    let mut sql = format!("CREATE TABLE \"{name}\" (");
    for column in &table.columns {
        let null = if column.nullable { "" } else { " NOT NULL" };
        write!(sql, "\"{}\" {}{null}, ", column.name, column.sqlite_type()).expect("writing to a String cannot fail");
    }
    if !table.deferred_key || table.key_is_one_number() {
        write!(sql, "PRIMARY KEY ({}), ", quoted(table.key.iter().copied())).expect("writing to a String cannot fail");
    }
    sql.truncate(sql.len() - ", ".len());
    let is_its_key = table.is_its_key() && !table.deferred_key;
    sql.push_str(if is_its_key { ") WITHOUT ROWID, STRICT" } else { ") STRICT" });
    Ok(on.execute_batch(&sql)?)
}

pub(super) fn create_key(on: &Connection, name: &str, table: &Table) -> Result<(), StoreError> {
    if !table.deferred_key || table.key_is_one_number() {
        return Ok(());
    }
    if table.is_its_key() {
        return sort_by_key(on, name, table);
    }
    let key = quoted(table.key.iter().copied());
    Ok(on.execute_batch(&format!("CREATE UNIQUE INDEX IF NOT EXISTS \"{name}_key\" ON \"{name}\" ({key})"))?)
}

/// Moves the rows of a table whose columns are all key into a table that is its own index: half
/// the bytes, and one tree to write instead of two. Requires a transaction.
fn sort_by_key(on: &Connection, name: &str, table: &Table) -> Result<(), StoreError> {
    if row_key(on, name)? != ROW_NUMBER {
        return Ok(());
    }
    let sorted = format!("{name}_sorted");
    create(on, &sorted, &Table { deferred_key: false, ..table.clone() })?;
    let key = quoted(table.key.iter().copied());
    // Sorted, so that inserts append.
    Ok(on.execute_batch(&format!(
        "INSERT INTO \"{sorted}\" ({key}) SELECT {key} FROM \"{name}\" ORDER BY {key};
         DROP TABLE \"{name}\";
         ALTER TABLE \"{sorted}\" RENAME TO \"{name}\""
    ))?)
}

pub(super) fn create_index_sql(table: &str, index: &str, columns: &[&str], method: Method) -> String {
    let only = match (method, columns) {
        (Method::Sparse, [first, ..]) => format!(" WHERE \"{first}\" IS NOT NULL"),
        _ => String::new(),
    };
    let columns = quoted(columns.iter().copied());
    format!("CREATE INDEX IF NOT EXISTS \"{table}_{index}\" ON \"{table}\" ({columns}){only}")
}

/// Requires a transaction, so that an existing table of entries is always complete.
pub(super) fn create_inverted_index(
    on: &Connection,
    name: &str,
    table: &Table,
    inverted: &InvertedIndex,
) -> Result<(), StoreError> {
    let entries = inverted.table(name);
    if exists(on, &entries)? {
        return Ok(());
    }
    create(on, &entries, &inverted.shape(table))?;
    // Sorted, so that inserts append. A text that occurs twice in a list has one entry.
    Ok(on.execute_batch(&format!(
        "INSERT INTO \"{entries}\" ({}) SELECT {} FROM \"{name}\" AS r CROSS JOIN json_each(r.\"{}\") AS texts
         WHERE true ORDER BY {} ON CONFLICT DO NOTHING",
        inverted.key(),
        inverted.entry(),
        inverted.column,
        inverted.order()
    ))?)
}

pub(super) fn exists(on: &Connection, table: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
    Ok(on.query_row(sql, [table], |_| Ok(())).optional()?.is_some())
}

/// The tables of a generation: its rows and its inverted indexes.
pub(super) fn tables_of(on: &Connection, generation: &GenerationId) -> Result<Vec<String>, StoreError> {
    let mut names = on.prepare(
        "SELECT name FROM sqlite_master
          WHERE type = 'table' AND (name = ?1 OR substr(name, 1, length(?1) + 1) = ?1 || '_') ORDER BY name",
    )?;
    let names = names.query_map([generation.table()], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Deletes some rows of a table, and returns how many: dropping a large table in one transaction
/// would hold the file for long.
pub(super) fn delete_some(on: &Connection, table: &str) -> Result<usize, StoreError> {
    let key = row_key(on, table)?;
    let sql = format!("DELETE FROM \"{table}\" WHERE ({key}) IN (SELECT {key} FROM \"{table}\" LIMIT {ROWS_PER_STEP})");
    Ok(on.execute(&sql, [])?)
}

/// The columns that identify rows: the row number, unless the table has none.
fn row_key(on: &Connection, table: &str) -> Result<String, StoreError> {
    let mut columns = on.prepare(
        "SELECT name FROM pragma_table_info(?1) WHERE pk > 0
            AND (SELECT wr FROM pragma_table_list WHERE name = ?1) ORDER BY pk",
    )?;
    let names: Vec<String> = columns.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(if names.is_empty() { ROW_NUMBER.to_owned() } else { quoted(names.iter().map(String::as_str)) })
}

/// Drops the empty tables of a generation and its bookkeeping, in a transaction.
pub(super) fn drop_generation(on: &Connection, generation: &GenerationId) -> Result<(), StoreError> {
    for table in tables_of(on, generation)? {
        on.execute_batch(&format!("DROP TABLE \"{table}\""))?;
    }
    let GenerationId { name, number } = generation;
    on.execute("DELETE FROM projections WHERE name = ? AND generation = ?", (name, number))?;
    on.execute("DELETE FROM projection_failures WHERE name = ? AND generation = ?", (name, number))?;
    Ok(())
}
