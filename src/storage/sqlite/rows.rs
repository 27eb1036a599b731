//! Reads rows of views: by id, by neighbours in an index, by pages of an index, and differences of
//! two tables.

use std::fmt::Write as _;

use rusqlite::{
    Connection,
    types::{ToSqlOutput, ValueRef},
};
use sea_orm::{
    DbBackend, Statement, Value,
    sea_query::{Expr, Func, FunctionCall},
};

use crate::storage::{
    error::StoreError,
    packed_rows::{Cell, PackedRows},
    tables::{Column, ColumnKind, Table, qualified, quoted},
    views::{DifferenceCounts, NeighbourSide, RowQuery, RowSelection, TableComparison, unexpected_value},
};

pub(super) fn select(query: &RowQuery<'_>) -> Statement {
    match &query.selection {
        RowSelection::ById { key_column, source, ids } => by_id(query, key_column, source, ids),
        RowSelection::Neighbours { columns, same, places, side } => neighbours(query, (columns, *same), places, *side),
        RowSelection::Page { columns, among, after, limit } => page(query, (columns, *among), after.as_deref(), *limit),
    }
}

fn by_id(query: &RowQuery<'_>, key_column: &str, source: &str, ids: &[&str]) -> Statement {
    let RowQuery { name, table, .. } = query;
    let sql = format!(
        "SELECT {} FROM \"{name}\" WHERE \"source\" = $1 AND \"{key_column}\" IN (SELECT value FROM json_each($2))",
        table.names()
    );
    statement(sql, [source.into(), texts(ids)])
}

fn neighbours(
    query: &RowQuery<'_>,
    (columns, same): (&[&str], usize),
    places: &[Vec<Cell<'_>>],
    side: NeighbourSide,
) -> Statement {
    let RowQuery { name, table, .. } = query;
    let (relation, values) = given_rows(&table.columns_named(columns), places.iter().cloned());
    let (equal, ordered) = columns.split_at(same);
    let equal: Vec<String> = equal.iter().map(|column| format!("k.\"{column}\" = given.\"{column}\"")).collect();
    let (compares, direction) = match side {
        NeighbourSide::Before => ("<", "DESC"),
        NeighbourSide::After => (">", "ASC"),
    };
    let order = ordered.iter().map(|column| format!("k.\"{column}\" {direction}")).collect::<Vec<_>>().join(",");
    // A cross join is walked from left to right.
    let sql = format!(
        "SELECT {} FROM {relation} CROSS JOIN \"{name}\" AS r WHERE r.rowid =
         (SELECT k.rowid FROM \"{name}\" AS k WHERE {} AND ({}) {compares} ({}) ORDER BY {order} LIMIT 1)",
        qualified("r.", table.columns.iter().map(|column| column.name)),
        equal.join(" AND "),
        qualified("k.", ordered.iter().copied()),
        qualified("given.", ordered.iter().copied()),
    );
    statement(sql, values)
}

fn page(
    query: &RowQuery<'_>,
    (columns, among): (&[&str], Option<&[&str]>),
    after: Option<&[Cell<'_>]>,
    limit: u32,
) -> Statement {
    let RowQuery { name, table, .. } = query;
    let order = quoted(columns.iter().copied());
    let first = columns.first().copied().unwrap_or_default();
    let mut condition = format!("\"{first}\" IS NOT NULL");
    let mut values = Vec::new();
    if let Some(place) = after {
        let places = vec!["?"; place.len()].join(",");
        write!(condition, " AND ({order}) > ({places})").expect("writing to a String cannot fail");
        values.extend(place.iter().map(|cell| value(*cell)));
    }
    if let Some(among) = among {
        write!(condition, " AND \"{first}\" IN (SELECT value FROM json_each(?))")
            .expect("writing to a String cannot fail");
        values.push(texts(among));
    }
    let sql = format!("SELECT {} FROM \"{name}\" WHERE {condition} ORDER BY {order} LIMIT {limit}", table.names());
    statement(sql, values)
}

/// Rows of values as a relation `given` with these columns, from one JSON text. The number of rows
/// does not change the statement, so few prepared statements suffice.
pub(super) fn given_rows<'r>(columns: &[&Column], rows: impl Iterator<Item = Vec<Cell<'r>>>) -> (String, Vec<Value>) {
    let rows = rows.map(|row| serde_json::Value::Array(row.into_iter().map(json).collect()));
    let fields: Vec<String> =
        columns.iter().enumerate().map(|(place, column)| format!("value->>{place} AS \"{}\"", column.name)).collect();
    let relation = format!("(SELECT {} FROM json_each(?)) AS given", fields.join(","));
    (relation, vec![serde_json::Value::Array(rows.collect()).to_string().into()])
}

/// The elements of a JSON array as a relation with a column `value`.
pub(crate) fn elements(list: Expr) -> FunctionCall {
    Func::cust("json_each").arg(list)
}

pub(super) fn statement(sql: String, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)
}

/// Reads rows with all the columns of a table, in order.
pub(super) fn read(on: &Connection, kinds: &[ColumnKind], statement: &Statement) -> Result<PackedRows, StoreError> {
    let mut prepared = on.prepare_cached(&statement.sql)?;
    bind(&mut prepared, statement)?;
    let mut packed = PackedRows::with_columns(kinds.len());
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        for (place, kind) in kinds.iter().enumerate() {
            packed.push(match (row.get_ref(place)?, kind) {
                (ValueRef::Null, _) => Cell::Null,
                (ValueRef::Integer(number), ColumnKind::Boolean) => Cell::Boolean(number != 0),
                (ValueRef::Integer(number), _) => Cell::Integer(number),
                (text, _) => Cell::Text(text.as_str().map_err(rusqlite::Error::from)?),
            });
        }
    }
    Ok(packed)
}

pub(super) fn kinds(table: &Table) -> Vec<ColumnKind> {
    table.columns.iter().map(|column| column.kind).collect()
}

/// Runs a statement. Returns how many rows it changed.
pub(super) fn execute(on: &Connection, statement: &Statement) -> Result<usize, StoreError> {
    let mut prepared = on.prepare_cached(&statement.sql)?;
    bind(&mut prepared, statement)?;
    Ok(prepared.raw_execute()?)
}

fn bind(prepared: &mut rusqlite::Statement<'_>, statement: &Statement) -> Result<(), StoreError> {
    for (index, value) in statement.values.iter().flat_map(|values| &values.0).enumerate() {
        let bound = match value {
            Value::BigInt(Some(number)) => ValueRef::Integer(*number),
            Value::SmallInt(Some(number)) => ValueRef::Integer(i64::from(*number)),
            Value::Int(Some(number)) => ValueRef::Integer(i64::from(*number)),
            Value::Bool(Some(boolean)) => ValueRef::Integer(i64::from(*boolean)),
            Value::String(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::BigInt(None)
            | Value::SmallInt(None)
            | Value::Int(None)
            | Value::Bool(None)
            | Value::String(None) => ValueRef::Null,
            other => return Err(unexpected_value(other)),
        };
        prepared.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(bound))?;
    }
    Ok(())
}

pub(super) fn compare(
    on: &Connection,
    table: &Table,
    left: &str,
    right: &str,
    limit: u32,
) -> Result<TableComparison, StoreError> {
    let columns = table.names();
    let key = quoted(table.key.iter().copied());
    let only =
        |one: &str, other: &str| format!("SELECT {columns} FROM \"{one}\" EXCEPT SELECT {columns} FROM \"{other}\"");
    let first = |one: &str, other: &str| {
        let sql = format!("SELECT {columns} FROM ({}) ORDER BY {key} LIMIT {limit}", only(one, other));
        read(on, &kinds(table), &statement(sql, []))
    };
    let (only_left, only_right) = (first(left, right)?, first(right, left)?);
    let mut counts = DifferenceCounts::default();
    // Counting compares everything once more.
    if !(only_left.is_empty() && only_right.is_empty()) {
        let sql = format!(
            "WITH l AS ({}), r AS ({}) SELECT (SELECT count(*) FROM l), (SELECT count(*) FROM r),
             (SELECT count(*) FROM (SELECT {key} FROM l INTERSECT SELECT {key} FROM r))",
            only(left, right),
            only(right, left),
        );
        counts = on.query_row(&sql, [], |row| {
            Ok(DifferenceCounts { only_left: row.get(0)?, only_right: row.get(1)?, in_both: row.get(2)? })
        })?;
    }
    Ok(TableComparison { only_left, only_right, counts })
}

/// Texts that are bound as one parameter.
fn texts(texts: &[&str]) -> Value {
    texts.iter().map(|text| serde_json::Value::from(*text)).collect::<serde_json::Value>().to_string().into()
}

fn json(cell: Cell<'_>) -> serde_json::Value {
    match cell {
        Cell::Null => serde_json::Value::Null,
        Cell::Integer(number) => number.into(),
        Cell::Boolean(boolean) => i64::from(boolean).into(),
        Cell::Text(text) => text.into(),
    }
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::String(None),
        Cell::Integer(number) => number.into(),
        Cell::Boolean(boolean) => boolean.into(),
        Cell::Text(text) => text.into(),
    }
}
