//! Making tables and indexes, and dropping them in bounded steps. Writes no rows.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::shape::{Method, Table, quoted};
use crate::store::error::StoreError;

/// How full pages of rows that change are made on `PostgreSQL`: a row that finds room for its next version on its own page
/// leaves the indexes of what stays the same alone.
const CHANGING_FILL_PERCENT: u8 = 80;

async fn run(on: &impl ConnectionTrait, sql: String) -> Result<(), StoreError> {
    on.execute_raw(Statement::from_string(on.get_database_backend(), sql)).await?;
    Ok(())
}

/// Makes the table without secondary indexes, and without an index of its key where that is made later.
pub async fn create(on: &impl ConnectionTrait, name: &str, table: &Table) -> Result<(), StoreError> {
    let sqlite = on.get_database_backend() == DbBackend::Sqlite;
    let mut sql = format!("CREATE TABLE \"{name}\" (");
    for column in &table.columns {
        let null = if column.nullable { "" } else { " NOT NULL" };
        write!(sql, "\"{}\" {}{null}, ", column.name, column.declared(sqlite))
            .expect("writing to a String cannot fail");
    }
    if !table.key_later || sqlite && table.key_is_the_row_number() {
        write!(sql, "PRIMARY KEY ({}), ", quoted(table.key.iter().copied())).expect("writing to a String cannot fail");
    }
    sql.truncate(sql.len() - ", ".len());
    sql.push(')');
    match (sqlite, table.is_its_key(), table.key_later) {
        (true, true, false) => sql.push_str(" WITHOUT ROWID, STRICT"),
        (true, ..) => sql.push_str(" STRICT"),
        (false, false, false) => {
            write!(sql, " WITH (fillfactor = {CHANGING_FILL_PERCENT})").expect("writing to a String cannot fail");
        }
        (false, ..) => {}
    }
    run(on, sql).await
}

/// Makes the index of the key, if the table was made without.
pub async fn create_key(on: &impl ConnectionTrait, name: &str, table: &Table) -> Result<(), StoreError> {
    let sqlite = on.get_database_backend() == DbBackend::Sqlite;
    if !table.key_later || sqlite && table.key_is_the_row_number() {
        return Ok(());
    }
    let key = quoted(table.key.iter().copied());
    run(on, format!("CREATE UNIQUE INDEX IF NOT EXISTS \"{name}_key\" ON \"{name}\" ({key})")).await
}

pub async fn create_index(
    on: &impl ConnectionTrait,
    table: &str,
    index: &str,
    columns: &[&str],
    method: Method,
) -> Result<(), StoreError> {
    // Equality on values of any length: a b-tree entry of PostgreSQL ends at 2.7 KB, a hash has no such end.
    let hash = method == Method::Equality && on.get_database_backend() == DbBackend::Postgres;
    let using = if hash { " USING hash" } else { "" };
    let only = match (method, columns) {
        (Method::Sparse, [first, ..]) => format!(" WHERE \"{first}\" IS NOT NULL"),
        _ => String::new(),
    };
    let columns = quoted(columns.iter().copied());
    run(on, format!("CREATE INDEX IF NOT EXISTS \"{table}_{index}\" ON \"{table}\"{using} ({columns}){only}")).await
}

/// Tells the planner what the table holds.
pub async fn analyze(on: &impl ConnectionTrait, table: &str) -> Result<(), StoreError> {
    run(on, format!("ANALYZE \"{table}\"")).await
}

/// The same, of a table that was built; on `PostgreSQL` also tells it that all its rows are everybody's to see: an index then
/// answers by itself, and no row is fetched to see whether it may be seen.
pub async fn analyze_built(on: &impl ConnectionTrait, table: &str) -> Result<(), StoreError> {
    match on.get_database_backend() {
        DbBackend::Postgres => run(on, format!("VACUUM (ANALYZE) \"{table}\"")).await,
        _ => analyze(on, table).await,
    }
}

/// Drops a table, if it is there. On `SQLite` empty it first, in bounded steps: see [`delete_some`].
pub async fn drop(on: &impl ConnectionTrait, table: &str) -> Result<(), StoreError> {
    run(on, format!("DROP TABLE IF EXISTS \"{table}\"")).await
}

pub async fn exists(on: &impl ConnectionTrait, table: &str) -> Result<bool, StoreError> {
    let sql = match on.get_database_backend() {
        DbBackend::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1",
        _ => "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1",
    };
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, [table.into()]);
    Ok(on.query_one_raw(statement).await?.is_some())
}

/// The tables that hold a table's lists: those whose names begin with its name and an underscore.
pub async fn beside(on: &impl ConnectionTrait, table: &str) -> Result<Vec<String>, StoreError> {
    let sql = match on.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, length($1)) = $1 ORDER BY name"
        }
        _ => {
            "SELECT tablename AS name FROM pg_tables
              WHERE schemaname = current_schema() AND starts_with(tablename, $1) ORDER BY name"
        }
    };
    let beginning = format!("{table}_");
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, [beginning.into()]);
    let rows = on.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}

/// Deletes up to `rows` rows and tells how many; on `SQLite` dropping a large table in one transaction would hold the
/// file for long.
pub async fn delete_some(on: &impl ConnectionTrait, table: &str, rows: u32) -> Result<u64, StoreError> {
    let key = key_of(on, table).await?;
    let sql = format!("DELETE FROM \"{table}\" WHERE ({key}) IN (SELECT {key} FROM \"{table}\" LIMIT {rows})");
    Ok(on.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.rows_affected())
}

/// What tells the rows of a table of `SQLite` apart: the number of the row, but where its key is all there is.
async fn key_of(on: &impl ConnectionTrait, table: &str) -> Result<String, StoreError> {
    let sql = "SELECT name FROM pragma_table_info($1) WHERE pk > 0
                  AND (SELECT wr FROM pragma_table_list WHERE name = $1) ORDER BY pk";
    let rows = on.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, [table.into()])).await?;
    let names: Vec<String> = rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?;
    Ok(if names.is_empty() { "rowid".to_owned() } else { quoted(names.iter().map(String::as_str)) })
}
