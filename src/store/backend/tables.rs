//! Tables of views: made per generation, written many rows at a time, compared, dropped. Knows no view by name.

use std::fmt::Write as _;

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn,
    QueryResult, Statement, Value, sea_query::ArrayType,
};

use crate::store::error::StoreError;

/// `SQLite` takes 32,766 binds in a statement.
const SQLITE_BINDS_MAX: usize = 32_766;
/// Rows of one INSERT on `SQLite`, largest first: few distinct statements, so that they stay prepared.
const SQLITE_ROWS_PER_INSERT: [usize; 6] = [1_024, 256, 64, 16, 4, 1];
/// Rows of one INSERT on `PostgreSQL`: bounds the message.
const POSTGRES_ROWS_PER_INSERT: usize = 4_096;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 64 bits.
    Integer,
    /// 16 bits.
    SmallInteger,
    /// True or false.
    Boolean,
    /// Text, compared by bytes.
    Text,
}

/// A column of a view.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub nullable: bool,
}

/// The columns of a view's table, and its key.
#[derive(Clone, Debug)]
pub struct Table {
    /// In the order of the entity.
    pub columns: Vec<Column>,
    /// The primary key, in order.
    pub key: Vec<&'static str>,
}

impl Table {
    /// The table that an entity describes.
    #[must_use]
    pub fn of<E: EntityTrait>() -> Self {
        let columns = E::Column::iter()
            .map(|column| {
                let definition = column.def();
                let kind = match definition.get_column_type() {
                    ColumnType::Boolean => Kind::Boolean,
                    ColumnType::SmallInteger => Kind::SmallInteger,
                    ColumnType::BigInteger => Kind::Integer,
                    _ => Kind::Text,
                };
                Column { name: column.as_str(), kind, nullable: definition.is_null() }
            })
            .collect();
        let key = E::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect();
        Self { columns, key }
    }

    fn names(&self) -> String {
        quoted(self.columns.iter().map(|column| column.name))
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(",")
}

async fn run(on: &impl ConnectionTrait, sql: String) -> Result<(), StoreError> {
    on.execute_raw(Statement::from_string(on.get_database_backend(), sql)).await?;
    Ok(())
}

/// Makes the table without secondary indexes.
pub async fn create(on: &impl ConnectionTrait, name: &str, table: &Table) -> Result<(), StoreError> {
    let sqlite = on.get_database_backend() == DbBackend::Sqlite;
    let mut sql = format!("CREATE TABLE \"{name}\" (");
    for column in &table.columns {
        let kind = match (column.kind, sqlite) {
            (Kind::Text, true) => "TEXT",
            (Kind::Text, false) => "text COLLATE \"C\"",
            (_, true) => "INTEGER",
            (Kind::Integer, false) => "bigint",
            (Kind::SmallInteger, false) => "smallint",
            (Kind::Boolean, false) => "boolean",
        };
        let null = if column.nullable { "" } else { " NOT NULL" };
        write!(sql, "\"{}\" {kind}{null}, ", column.name).expect("writing to a String cannot fail");
    }
    let strict = if sqlite { " STRICT" } else { "" };
    write!(sql, "PRIMARY KEY ({})){strict}", quoted(table.key.iter().copied()))
        .expect("writing to a String cannot fail");
    run(on, sql).await
}

/// Makes one secondary index.
pub async fn create_index(
    on: &impl ConnectionTrait,
    table: &str,
    index: &str,
    columns: &[&str],
    equality: bool,
) -> Result<(), StoreError> {
    // Equality on values of any length: a b-tree entry of PostgreSQL ends at 2.7 KB, a hash has no such end.
    let method = if equality && on.get_database_backend() == DbBackend::Postgres { " USING hash" } else { "" };
    let columns = quoted(columns.iter().copied());
    run(on, format!("CREATE INDEX IF NOT EXISTS \"{table}_{index}\" ON \"{table}\"{method} ({columns})")).await
}

/// Tells the planner what the table holds.
pub async fn analyze(on: &impl ConnectionTrait, table: &str) -> Result<(), StoreError> {
    run(on, format!("ANALYZE \"{table}\"")).await
}

/// Drops a table, if it is there. On `SQLite` empty it first, in bounded steps: see [`delete_some`].
pub async fn drop(on: &impl ConnectionTrait, table: &str) -> Result<(), StoreError> {
    run(on, format!("DROP TABLE IF EXISTS \"{table}\"")).await
}

/// Whether a table is there.
pub async fn exists(on: &impl ConnectionTrait, table: &str) -> Result<bool, StoreError> {
    let sql = match on.get_database_backend() {
        DbBackend::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1",
        _ => "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1",
    };
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, [table.into()]);
    Ok(on.query_one_raw(statement).await?.is_some())
}

/// Deletes up to `rows` rows and tells how many; on `SQLite` dropping a large table in one transaction would hold the
/// file for long.
pub async fn delete_some(on: &impl ConnectionTrait, table: &str, rows: u32) -> Result<u64, StoreError> {
    let sql = format!("DELETE FROM \"{table}\" WHERE rowid IN (SELECT rowid FROM \"{table}\" LIMIT {rows})");
    Ok(on.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.rows_affected())
}

/// Writes rows, each with a value for every column in order; one that exists is replaced as a whole.
pub async fn upsert(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    mut rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    let backend = on.get_database_backend();
    let others: Vec<&str> =
        table.columns.iter().map(|column| column.name).filter(|name| !table.key.contains(name)).collect();
    let assignments =
        others.iter().map(|column| format!("\"{column}\" = excluded.\"{column}\"")).collect::<Vec<_>>().join(",");
    let head = format!("INSERT INTO \"{name}\" ({})", table.names());
    // A row that is nothing but its key is the same row already.
    let replace = if others.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {assignments}") };
    let tail = format!("ON CONFLICT ({}) DO {replace}", quoted(table.key.iter().copied()));

    if backend == DbBackend::Postgres {
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(POSTGRES_ROWS_PER_INSERT));
            let arrays = unnest(table);
            let sql = format!("{head} SELECT * FROM UNNEST({arrays}) {tail}");
            let values = array_literals(table, &rows)?;
            on.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            rows = rest;
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

/// `$1::text::bigint[], $2::text::text[], …`
fn unnest(table: &Table) -> String {
    let array = |(index, column): (usize, &Column)| {
        let kind = match column.kind {
            Kind::Integer => "bigint",
            Kind::SmallInteger => "smallint",
            Kind::Boolean => "boolean",
            Kind::Text => "text",
        };
        format!("${}::text::{kind}[]", index + 1)
    };
    table.columns.iter().enumerate().map(array).collect::<Vec<_>>().join(",")
}

/// Rows turned into one array per column, as `PostgreSQL` writes arrays: the driver binds no arrays with nulls in them.
fn array_literals(table: &Table, rows: &[Vec<Value>]) -> Result<Vec<Value>, StoreError> {
    let mut arrays = Vec::with_capacity(table.columns.len());
    for column in 0..table.columns.len() {
        let mut array = String::with_capacity(rows.len() * 24);
        for row in rows {
            array.push(if array.is_empty() { '{' } else { ',' });
            push_element(&mut array, &row[column])?;
        }
        array.push('}');
        arrays.push(Value::from(array));
    }
    Ok(arrays)
}

fn push_element(array: &mut String, value: &Value) -> Result<(), StoreError> {
    match value {
        Value::BigInt(Some(number)) => write!(array, "{number}").expect("writing to a String cannot fail"),
        Value::SmallInt(Some(number)) => write!(array, "{number}").expect("writing to a String cannot fail"),
        Value::Bool(Some(truth)) => array.push(if *truth { 't' } else { 'f' }),
        Value::String(Some(text)) => {
            array.push('"');
            for character in text.chars() {
                if matches!(character, '"' | '\\') {
                    array.push('\\');
                }
                array.push(character);
            }
            array.push('"');
        }
        Value::BigInt(None) | Value::SmallInt(None) | Value::Bool(None) | Value::String(None) => {
            array.push_str("NULL");
        }
        other => {
            return Err(DbErr::Type(format!("a view's column cannot hold {other:?}")).into());
        }
    }
    Ok(())
}

/// The rows of one source with any of the given ids in `key_column`.
pub async fn select_by_ids(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    key_column: &str,
    source: &str,
    ids: &[&str],
) -> Result<Vec<QueryResult>, StoreError> {
    let backend = on.get_database_backend();
    let columns = table.names();
    let (wanted, ids): (&str, Value) = if backend == DbBackend::Sqlite {
        let ids =
            Value::from(ids.iter().map(|id| serde_json::Value::from(*id)).collect::<serde_json::Value>().to_string());
        ("IN (SELECT value FROM json_each($2))", ids)
    } else {
        let ids = ids.iter().map(|id| Value::from(*id)).collect();
        ("= ANY($2)", Value::Array(ArrayType::String, Some(Box::new(ids))))
    };
    let sql = format!("SELECT {columns} FROM \"{name}\" WHERE \"source\" = $1 AND \"{key_column}\" {wanted}");
    Ok(on.query_all_raw(Statement::from_sql_and_values(backend, sql, [source.into(), ids])).await?)
}

/// Up to `limit` rows that stand in one table and not, or not the same, in the other; in order of the key.
pub async fn select_difference(
    on: &impl ConnectionTrait,
    table: &Table,
    left: &str,
    right: &str,
    limit: u32,
) -> Result<Vec<QueryResult>, StoreError> {
    let columns = table.names();
    let key = quoted(table.key.iter().copied());
    let sql = format!(
        "SELECT {columns} FROM (SELECT {columns} FROM \"{left}\" EXCEPT SELECT {columns} FROM \"{right}\") AS only_left ORDER BY {key} LIMIT {limit}"
    );
    Ok(on.query_all_raw(Statement::from_string(on.get_database_backend(), sql)).await?)
}

/// On `PostgreSQL`, tries to become the one process that writes this projection until the transaction ends; on
/// `SQLite` an immediate transaction is that already.
pub async fn try_lock_projection(on: &impl ConnectionTrait, name: &str) -> Result<bool, StoreError> {
    advisory_lock(on, name, "pg_try_advisory_xact_lock").await
}

/// As [`try_lock_projection`], but waits.
pub async fn lock_projection(on: &impl ConnectionTrait, name: &str) -> Result<(), StoreError> {
    advisory_lock(on, name, "pg_advisory_xact_lock").await.map(|_| ())
}

async fn advisory_lock(on: &impl ConnectionTrait, name: &str, function: &str) -> Result<bool, StoreError> {
    let backend = on.get_database_backend();
    if backend == DbBackend::Sqlite {
        return Ok(true);
    }
    // The waiting form returns void, which is no boolean.
    let sql = format!("SELECT {function}(hashtextextended($1, 0))::text <> 'false' AS taken");
    let statement = Statement::from_sql_and_values(backend, sql, [format!("gatelog/projection/{name}").into()]);
    Ok(match on.query_one_raw(statement).await? {
        Some(row) => row.try_get("", "taken")?,
        None => false,
    })
}
