//! Creates and drops tables and indexes of views.

use std::fmt::Write as _;

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection, PgExecutor};

use crate::storage::{
    error::StoreError,
    tables::{Column, ColumnKind, InvertedIndex, Method, Table, quoted},
    views::GenerationId,
};

/// Fill factor of tables with updates: if the new version of a row fits on the same page, indexes
/// on unchanged columns are not touched.
const CHANGING_FILL_PERCENT: u8 = 80;

pub(super) async fn run(on: impl PgExecutor<'_>, sql: String) -> Result<(), StoreError> {
    sqlx::query(AssertSqlSafe(sql)).execute(on).await?;
    Ok(())
}

pub(super) async fn create(on: &mut PgConnection, name: &str, table: &Table) -> Result<(), StoreError> {
    let mut sql = format!("CREATE TABLE \"{name}\" (");
    for column in &table.columns {
        let null = if column.nullable { "" } else { " NOT NULL" };
        write!(sql, "\"{}\" {}{null}, ", column.name, declared(column)).expect("writing to a String cannot fail");
    }
    if !table.deferred_key {
        write!(sql, "PRIMARY KEY ({}), ", quoted(table.key.iter().copied())).expect("writing to a String cannot fail");
    }
    sql.truncate(sql.len() - ", ".len());
    sql.push(')');
    if !table.is_its_key() && !table.deferred_key {
        write!(sql, " WITH (fillfactor = {CHANGING_FILL_PERCENT})").expect("writing to a String cannot fail");
    }
    run(on, sql).await
}

/// Text compares by bytes, independent of the locale of the database.
const fn declared(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Text => "text COLLATE \"C\"",
        ColumnKind::Integer | ColumnKind::SmallInteger | ColumnKind::Boolean => column.postgres_type(),
    }
}

pub(super) fn create_index_sql(table: &str, index: &str, columns: &[&str], method: Method) -> String {
    // A b-tree entry ends at 2.7 KB, a hash index holds values of any length.
    let using = if method == Method::Equality { " USING hash" } else { "" };
    let only = match (method, columns) {
        (Method::Sparse, [first, ..]) => format!(" WHERE \"{first}\" IS NOT NULL"),
        _ => String::new(),
    };
    let columns = quoted(columns.iter().copied());
    format!("CREATE INDEX IF NOT EXISTS \"{table}_{index}\" ON \"{table}\"{using} ({columns}){only}")
}

/// Creates the table of an inverted index with its entries. Requires a transaction, so that an
/// existing table is always complete.
pub(super) async fn create_inverted_index(
    on: &mut PgConnection,
    name: &str,
    table: &Table,
    inverted: &InvertedIndex,
) -> Result<(), StoreError> {
    let entries = inverted.table(name);
    create(on, &entries, &inverted.shape(table)).await?;
    // Sorted, so that inserts append. A text that occurs twice in a list has one entry.
    let sql = format!(
        "INSERT INTO \"{entries}\" ({}) SELECT {} FROM \"{name}\" AS r
         CROSS JOIN LATERAL jsonb_array_elements_text(r.\"{}\"::jsonb) AS texts(value)
         ORDER BY {} ON CONFLICT DO NOTHING",
        inverted.key(),
        inverted.entry(),
        inverted.column,
        inverted.order()
    );
    run(on, sql).await
}

pub(super) async fn exists(on: impl PgExecutor<'_>, table: &str) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1)";
    Ok(sqlx::query_scalar(sql).bind(table).fetch_one(on).await?)
}

/// Drops the tables of a generation, those of its inverted indexes, and its bookkeeping.
pub(super) async fn drop_generation(on: &mut PgConnection, generation: &GenerationId) -> Result<(), StoreError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()
            AND (tablename = $1 OR starts_with(tablename, $1 || '_')) ORDER BY tablename",
    )
    .bind(generation.table())
    .fetch_all(&mut *on)
    .await?;
    for table in tables {
        run(&mut *on, format!("DROP TABLE \"{table}\"")).await?;
    }
    for table in ["projections", "projection_failures"] {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table} WHERE name = $1 AND generation = $2")))
            .bind(&generation.name)
            .bind(generation.number)
            .execute(&mut *on)
            .await?;
    }
    Ok(())
}
