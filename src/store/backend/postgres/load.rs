//! Loading views on `PostgreSQL`: COPY where rows are new, arrays through UNNEST where they change.

use std::fmt::Write as _;

use sea_orm::{
    DbBackend, Statement, Value,
    sqlx::{
        self, AssertSqlSafe, PgConnection, PgPool, Postgres, Row as _, Transaction, postgres::PgArguments, query::Query,
    },
};

use crate::store::{
    backend::tables::{self, Table, changing, missing, unbound},
    error::StoreError,
    packed_rows::{Cell, PackedRow, PackedRows},
    view_rows::Load,
};

/// Text of one message of a COPY: bounds what is held beside the rows.
const COPY_BYTES: usize = 256 * 1024;

/// Writes in one transaction. Once it has the projection's lock it goes on to its end, whether somebody waits for it or not:
/// a COPY that is broken off leaves its connection of no use, and a COMMIT may be under way. Whoever takes the lock after it
/// sees all of it, or nothing for ever.
pub(crate) async fn write(pool: &PgPool, load: Load) -> Result<bool, StoreError> {
    let mut transaction = pool.begin().await?;
    if load.waits {
        execute(&mut transaction, &tables::lock_statement(load.projection)).await?;
    } else if !is_free(&mut transaction, load.projection).await? {
        transaction.rollback().await?;
        return Ok(false);
    }
    tokio::spawn(write_locked(transaction, load)).await?
}

async fn write_locked(mut transaction: Transaction<'static, Postgres>, load: Load) -> Result<bool, StoreError> {
    if execute(&mut transaction, &load.checkpoint).await? != 1 {
        transaction.rollback().await?;
        return Ok(false);
    }
    for statement in load.leaving(DbBackend::Postgres) {
        execute(&mut transaction, &statement).await?;
    }
    copy(&mut transaction, &load.name, &load.table, &load.new).await?;
    for (statement, rows) in changing(&load.name, &load.table, &load.changed) {
        if execute(&mut transaction, &statement).await? != rows as u64 {
            return Err(missing(&load.name));
        }
    }
    for (name, table, entries) in load.entering()? {
        copy(&mut transaction, &name, &table, &[entries]).await?;
    }
    for statement in &load.then {
        execute(&mut transaction, statement).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Whether nobody else writes that projection: until the transaction ends nobody will.
async fn is_free(on: &mut PgConnection, projection: &str) -> Result<bool, StoreError> {
    let statement = tables::try_lock_statement(projection);
    Ok(bound(&statement)?.fetch_one(on).await?.try_get("taken")?)
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
            Cell::Boolean(truth) => text.push(if truth { 't' } else { 'f' }),
            Cell::Text(value) => push_escaped(text, value),
        }
    }
    text.push('\n');
}

/// What ends a field, a row, or begins an escape is escaped.
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

async fn execute(on: &mut PgConnection, statement: &Statement) -> Result<u64, StoreError> {
    Ok(bound(statement)?.execute(on).await?.rows_affected())
}

fn bound(statement: &Statement) -> Result<Query<'_, Postgres, PgArguments>, StoreError> {
    let values = statement.values.as_ref().map_or(&[][..], |values| &values.0);
    values.iter().try_fold(sqlx::query(AssertSqlSafe(statement.sql.as_str().to_owned())), bind)
}

fn bind<'q>(
    query: Query<'q, Postgres, PgArguments>,
    value: &Value,
) -> Result<Query<'q, Postgres, PgArguments>, StoreError> {
    Ok(match value {
        Value::BigInt(number) => query.bind(*number),
        Value::SmallInt(number) => query.bind(*number),
        Value::Bool(truth) => query.bind(*truth),
        Value::String(text) => query.bind(text.clone()),
        other => return Err(unbound(other)),
    })
}
