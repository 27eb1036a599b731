//! Applying a [`ViewWrite`] inside a transaction: COPY of new rows, and one UPDATE from arrays of
//! the columns that change.

use std::{fmt::Write as _, ops::Range};

use sea_orm::{DbBackend, Statement, sqlx::PgConnection};

use super::{
    array_parameters::{given_rows, statement},
    rows::execute,
};
use crate::storage::{
    error::StoreError,
    packed_rows::{Cell, PackedRow, PackedRows},
    tables::{Column, InvertedIndex, Table},
    views::{Applied, TableChanges, ViewWrite, missing_row},
};

/// Rows of one UPDATE: bounds the message.
const ROWS_PER_UPDATE: usize = 4_096;
/// Text of one message of a COPY: bounds the memory besides the rows.
const COPY_BYTES: usize = 256 * 1024;

pub(super) async fn apply(on: &mut PgConnection, write: &ViewWrite) -> Result<Applied, StoreError> {
    if run(on, DbBackend::Postgres.build(&write.move_checkpoint())).await? != 1 {
        return Ok(Applied::FenceMoved);
    }
    for changes in &write.tables {
        change(on, changes).await?;
    }
    let failures: Vec<Statement> = write.insert_failures().map(|insert| DbBackend::Postgres.build(&insert)).collect();
    for insert in failures {
        run(on, insert).await?;
    }
    Ok(Applied::Yes)
}

async fn change(on: &mut PgConnection, changes: &TableChanges) -> Result<(), StoreError> {
    let TableChanges { name, table, removed, new, changed } = changes;
    let unindexed = table.inverted_indexes.iter().filter_map(|inverted| remove_entries(changes, inverted));
    for statement in unindexed.chain(remove(name, table, removed)).collect::<Vec<_>>() {
        run(on, statement).await?;
    }
    copy(on, name, table, new).await?;
    for rows in changed.rows().places(ROWS_PER_UPDATE).collect::<Vec<_>>() {
        let count = rows.len() as u64;
        if run(on, update(changes, rows)).await? != count {
            return Err(missing_row(name));
        }
    }
    for (name, table, entries) in changes.entries_to_insert()? {
        copy(on, &name, &table, &[entries]).await?;
    }
    Ok(())
}

async fn run(on: &mut PgConnection, statement: Statement) -> Result<u64, StoreError> {
    execute(on, &statement).await
}

fn remove_entries(changes: &TableChanges, inverted: &InvertedIndex) -> Option<Statement> {
    let TableChanges { name, table, .. } = changes;
    let mut keys = changes.rows_to_unindex(inverted).map(|row| key_of(table, row)).peekable();
    keys.peek()?;
    let (relation, values) = given_rows(&table.columns_named(&table.key), keys);
    let sql = format!(
        "DELETE FROM \"{}\" WHERE ({}) IN (SELECT {} FROM {relation} CROSS JOIN \"{name}\" AS r
         CROSS JOIN LATERAL jsonb_array_elements_text(r.\"{}\"::jsonb) AS texts(value) WHERE {})",
        inverted.table(name),
        inverted.key(),
        inverted.entry(),
        inverted.column,
        same_key(table, "r"),
    );
    Some(statement(sql, values))
}

fn remove(name: &str, table: &Table, rows: &PackedRows) -> Option<Statement> {
    if rows.is_empty() {
        return None;
    }
    let (relation, values) = given_rows(&table.columns_named(&table.key), rows.iter().map(|row| key_of(table, row)));
    let sql = format!(
        "DELETE FROM \"{name}\" WHERE ctid = ANY(ARRAY(SELECT known.place FROM {relation}
         CROSS JOIN LATERAL (SELECT k.ctid AS place FROM \"{name}\" AS k WHERE {} LIMIT 1) AS known))",
        same_key(table, "k"),
    );
    Some(statement(sql, values))
}

/// Changes the rows at these places: their columns in which any row differs.
fn update(changes: &TableChanges, rows: Range<usize>) -> Statement {
    let TableChanges { name, table, changed, .. } = changes;
    let set: Vec<usize> = changed.differing().places().collect();
    let places: Vec<usize> = table.key_places().into_iter().chain(set.iter().copied()).collect();
    let columns: Vec<&Column> = places.iter().map(|place| &table.columns[*place]).collect();
    let set = set.iter().map(|place| format!("\"{0}\" = given.\"{0}\"", table.columns[*place].name));
    let rows = changed.rows().range(rows).map(|row| places.iter().map(|place| row.cell(*place)).collect());
    let (relation, values) = given_rows(&columns, rows);
    // One index look-up for each row: see `rows::by_id`.
    let sql = format!(
        "UPDATE \"{name}\" AS r SET {} FROM (SELECT known.place, given.* FROM {relation}
         CROSS JOIN LATERAL (SELECT k.ctid AS place FROM \"{name}\" AS k WHERE {} LIMIT 1) AS known) AS given
          WHERE r.ctid = given.place",
        set.collect::<Vec<_>>().join(", "),
        same_key(table, "k"),
    );
    statement(sql, values)
}

fn key_of<'r>(table: &Table, row: PackedRow<'r>) -> Vec<Cell<'r>> {
    table.key_places().into_iter().map(|place| row.cell(place)).collect()
}

/// `k."source" = given."source" AND …`
fn same_key(table: &Table, relation: &str) -> String {
    let same = |key: &&str| format!("{relation}.\"{key}\" = given.\"{key}\"");
    table.key.iter().map(same).collect::<Vec<_>>().join(" AND ")
}

/// Appends rows, in the text format of COPY.
async fn copy(on: &mut PgConnection, name: &str, table: &Table, rows: &[PackedRows]) -> Result<(), StoreError> {
    if rows.iter().all(PackedRows::is_empty) {
        return Ok(());
    }
    let sql = format!("COPY \"{name}\" ({}) FROM STDIN", table.names());
    let mut copying = on.copy_in_raw(&sql).await?;
    let mut text = String::with_capacity(COPY_BYTES + COPY_BYTES / 4);
    for row in rows.iter().flat_map(PackedRows::iter) {
        push_row(&mut text, row);
        if text.len() >= COPY_BYTES {
            copying.send(text.as_bytes()).await?;
            text.clear();
        }
    }
    copying.send(text.as_bytes()).await?;
    copying.finish().await?;
    Ok(())
}

fn push_row(text: &mut String, row: PackedRow<'_>) {
    for (index, cell) in row.cells().enumerate() {
        if index > 0 {
            text.push('\t');
        }
        match cell {
            Cell::Null => text.push_str("\\N"),
            Cell::Integer(number) => write!(text, "{number}").expect("writing to a String cannot fail"),
            Cell::Boolean(boolean) => text.push(if boolean { 't' } else { 'f' }),
            Cell::Text(value) => push_escaped(text, value),
        }
    }
    text.push('\n');
}

/// Escapes characters that end a field or a row, or start an escape sequence.
fn push_escaped(text: &mut String, value: &str) {
    let mut rest = value;
    while let Some(at) = rest.find(['\\', '\t', '\n', '\r']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        text.push_str(match from.as_bytes()[0] {
            b'\t' => "\\t",
            b'\n' => "\\n",
            b'\r' => "\\r",
            _ => "\\\\",
        });
        rest = &from[1..];
    }
    text.push_str(rest);
}
