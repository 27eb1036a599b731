//! Applying a [`ViewWrite`] inside a transaction: prepared multi-row INSERTs, and an UPDATE for
//! each set of columns that changes.

use rusqlite::Connection;
use sea_orm::DbBackend;

use super::rows::{bind_cells, execute};
use crate::storage::{
    error::StoreError,
    packed_rows::{PackedRow, PackedRows},
    tables::{InvertedIndex, Table},
    views::{Applied, TableChanges, ViewWrite, missing_row},
};

/// Rows of one INSERT, most first: a step of the statement costs as much as a narrow row. Far
/// below the 32,766 parameters that `SQLite` takes; few sizes, so that the statements stay
/// prepared.
const ROWS_PER_INSERT: [usize; 4] = [64, 16, 4, 1];

pub(super) fn apply(on: &Connection, write: &ViewWrite) -> Result<Applied, StoreError> {
    if execute(on, &DbBackend::Sqlite.build(&write.move_checkpoint()))? != 1 {
        return Ok(Applied::FenceMoved);
    }
    for changes in &write.tables {
        change(on, changes)?;
    }
    for failures in write.insert_failures() {
        execute(on, &DbBackend::Sqlite.build(&failures))?;
    }
    Ok(Applied::Yes)
}

fn change(on: &Connection, changes: &TableChanges) -> Result<(), StoreError> {
    let TableChanges { name, table, removed, new, .. } = changes;
    for inverted in &table.inverted_indexes {
        remove_entries(on, changes, inverted)?;
    }
    remove(on, name, table, removed)?;
    for rows in new {
        insert(on, name, table, rows)?;
    }
    update(on, changes)?;
    for (name, table, entries) in changes.entries_to_insert()? {
        insert(on, &name, &table, &entries)?;
    }
    Ok(())
}

fn remove_entries(on: &Connection, changes: &TableChanges, inverted: &InvertedIndex) -> Result<(), StoreError> {
    let TableChanges { name, table, .. } = changes;
    let places = table.key_places();
    let same: Vec<String> = table.key.iter().map(|key| format!("r.\"{key}\" = ?")).collect();
    // A cross join is walked from left to right.
    let sql = format!(
        "DELETE FROM \"{}\" WHERE ({}) IN (SELECT {} FROM \"{name}\" AS r
         CROSS JOIN json_each(r.\"{}\") AS texts WHERE {})",
        inverted.table(name),
        inverted.key(),
        inverted.entry(),
        inverted.column,
        same.join(" AND ")
    );
    for row in changes.rows_to_unindex(inverted) {
        let mut statement = on.prepare_cached(&sql)?;
        bind_cells(&mut statement, places.iter().map(|place| row.cell(*place)))?;
        statement.raw_execute()?;
    }
    Ok(())
}

fn remove(on: &Connection, name: &str, table: &Table, rows: &PackedRows) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let places = table.key_places();
    let mut statement =
        on.prepare_cached(&format!("DELETE FROM \"{name}\" WHERE {}", equal(table, &places, " AND ")))?;
    for row in rows.iter() {
        bind_cells(&mut statement, places.iter().map(|place| row.cell(*place)))?;
        statement.raw_execute()?;
    }
    Ok(())
}

fn insert(on: &Connection, name: &str, table: &Table, rows: &PackedRows) -> Result<(), StoreError> {
    let head = table.insert_into(name);
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

/// Updates row by row and only the columns that differ: `SQLite` writes every index of a column
/// that is set, even if the value is the same.
fn update(on: &Connection, changes: &TableChanges) -> Result<(), StoreError> {
    let TableChanges { name, table, changed, .. } = changes;
    let key = table.key_places();
    for (differing, rows) in changed.by_columns() {
        let set: Vec<usize> = differing.places().collect();
        let sql = format!("UPDATE \"{name}\" SET {} WHERE {}", equal(table, &set, ","), equal(table, &key, " AND "));
        let mut statement = on.prepare_cached(&sql)?;
        for row in rows {
            bind_cells(&mut statement, set.iter().chain(&key).map(|place| row.cell(*place)))?;
            if statement.raw_execute()? != 1 {
                return Err(missing_row(name));
            }
        }
    }
    Ok(())
}

/// `"first" = ?,"second" = ?`
fn equal(table: &Table, places: &[usize], between: &str) -> String {
    let equal = |place: &usize| format!("\"{}\" = ?", table.columns[*place].name);
    places.iter().map(equal).collect::<Vec<_>>().join(between)
}
