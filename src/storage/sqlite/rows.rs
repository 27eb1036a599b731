//! Reads rows of views: by id, by neighbours in an index, by pages of an index, and differences of
//! two tables.

use std::fmt::Write as _;

use rusqlite::{
    Connection,
    types::{ToSqlOutput, ValueRef},
};
use sea_orm::{
    Statement, Value,
    sea_query::{Expr, Func, FunctionCall},
};

use crate::storage::{
    error::StoreError,
    packed_rows::{Cell, PackedRows},
    tables::{ColumnKind, Table, quoted},
    views::{DifferenceCounts, NeighbourSide, RowQuery, RowSelection, TableComparison, unexpected_value},
};

/// A query of rows with all the columns of a table, which runs once for each row of parameters: a
/// call costs nothing here, and a JSON text of all of them would be parsed again and again.
pub(super) struct Select {
    sql: String,
    kinds: Vec<ColumnKind>,
    parameters: PackedRows,
}

impl Select {
    pub(super) fn new(query: &RowQuery<'_>) -> Self {
        let (sql, parameters) = match &query.selection {
            RowSelection::ById { key_column, source, ids } => by_id(query, key_column, source, ids),
            RowSelection::Neighbours { columns, same, places, side } => {
                neighbours(query, (columns, *same), places, *side)
            }
            RowSelection::Page { columns, among, after, limit } => {
                page(query, (columns, *among), after.as_deref(), *limit)
            }
        };
        Self { sql, kinds: kinds(query.table), parameters }
    }
}

fn by_id(query: &RowQuery<'_>, key_column: &str, source: &str, ids: &[&str]) -> (String, PackedRows) {
    let RowQuery { name, table, .. } = query;
    let sql = format!("SELECT {} FROM \"{name}\" WHERE \"source\" = ? AND \"{key_column}\" = ?", table.names());
    (sql, packed(2, ids.iter().flat_map(|id| [Cell::Text(source), Cell::Text(id)])))
}

fn neighbours(
    query: &RowQuery<'_>,
    (columns, same): (&[&str], usize),
    places: &[Vec<Cell<'_>>],
    side: NeighbourSide,
) -> (String, PackedRows) {
    let RowQuery { name, table, .. } = query;
    let (equal, ordered) = columns.split_at(same);
    let equal: Vec<String> = equal.iter().map(|column| format!("\"{column}\" = ?")).collect();
    let (compares, direction) = match side {
        NeighbourSide::Before => ("<", "DESC"),
        NeighbourSide::After => (">", "ASC"),
    };
    let order = ordered.iter().map(|column| format!("\"{column}\" {direction}")).collect::<Vec<_>>().join(",");
    let sql = format!(
        "SELECT {} FROM \"{name}\" WHERE {} AND ({}) {compares} ({}) ORDER BY {order} LIMIT 1",
        table.names(),
        equal.join(" AND "),
        quoted(ordered.iter().copied()),
        vec!["?"; ordered.len()].join(","),
    );
    (sql, packed(columns.len(), places.iter().flatten().copied()))
}

fn page(
    query: &RowQuery<'_>,
    (columns, among): (&[&str], Option<&[&str]>),
    after: Option<&[Cell<'_>]>,
    limit: u32,
) -> (String, PackedRows) {
    let RowQuery { name, table, .. } = query;
    let order = quoted(columns.iter().copied());
    let first = columns.first().copied().unwrap_or_default();
    let mut condition = format!("\"{first}\" IS NOT NULL");
    let mut parameters = Vec::new();
    if let Some(place) = after {
        let places = vec!["?"; place.len()].join(",");
        write!(condition, " AND ({order}) > ({places})").expect("writing to a String cannot fail");
        parameters.extend_from_slice(place);
    }
    let among = among.map(|texts| serde_json::Value::from(texts).to_string());
    if let Some(texts) = &among {
        write!(condition, " AND \"{first}\" IN (SELECT value FROM json_each(?))")
            .expect("writing to a String cannot fail");
        parameters.push(Cell::Text(texts));
    }
    parameters.push(Cell::Integer(limit.into()));
    let sql = format!("SELECT {} FROM \"{name}\" WHERE {condition} ORDER BY {order} LIMIT ?", table.names());
    (sql, packed(parameters.len(), parameters))
}

fn packed<'c>(columns: usize, cells: impl IntoIterator<Item = Cell<'c>>) -> PackedRows {
    let mut rows = PackedRows::with_columns(columns);
    cells.into_iter().for_each(|cell| rows.push(cell));
    rows
}

/// Where a text begins in another one, counted from 1; 0 if it does not occur.
pub(crate) fn place_in(text: Expr, part: Expr) -> FunctionCall {
    Func::cust("instr").arg(text).arg(part)
}

/// The elements of a JSON array as a relation with a column `value`.
pub(crate) fn elements(list: Expr) -> FunctionCall {
    Func::cust("json_each").arg(list)
}

pub(super) fn read(on: &Connection, select: &Select) -> Result<PackedRows, StoreError> {
    let Select { sql, kinds, parameters } = select;
    let mut prepared = on.prepare_cached(sql)?;
    let mut packed = PackedRows::with_columns(kinds.len());
    for row in parameters.iter() {
        bind_cells(&mut prepared, row.cells())?;
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
    }
    Ok(packed)
}

fn kinds(table: &Table) -> Vec<ColumnKind> {
    table.columns.iter().map(|column| column.kind).collect()
}

/// Runs a statement. Returns how many rows it changed.
pub(super) fn execute(on: &Connection, statement: &Statement) -> Result<usize, StoreError> {
    let mut prepared = on.prepare_cached(&statement.sql)?;
    let cells = statement.values.iter().flat_map(|values| &values.0).map(|value| {
        Ok(match value {
            Value::BigInt(Some(number)) => Cell::Integer(*number),
            Value::SmallInt(Some(number)) => Cell::Integer((*number).into()),
            Value::Int(Some(number)) => Cell::Integer((*number).into()),
            Value::Bool(Some(boolean)) => Cell::Boolean(*boolean),
            Value::String(Some(text)) => Cell::Text(text),
            Value::BigInt(None)
            | Value::SmallInt(None)
            | Value::Int(None)
            | Value::Bool(None)
            | Value::String(None) => Cell::Null,
            other => return Err(unexpected_value(other)),
        })
    });
    let cells: Vec<Cell<'_>> = cells.collect::<Result<_, _>>()?;
    bind_cells(&mut prepared, cells)?;
    Ok(prepared.raw_execute()?)
}

pub(super) fn bind_cells<'c>(
    statement: &mut rusqlite::Statement<'_>,
    cells: impl IntoIterator<Item = Cell<'c>>,
) -> Result<(), StoreError> {
    for (index, cell) in cells.into_iter().enumerate() {
        let bound = match cell {
            Cell::Null => ValueRef::Null,
            Cell::Integer(number) => ValueRef::Integer(number),
            Cell::Boolean(boolean) => ValueRef::Integer(i64::from(boolean)),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        };
        statement.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(bound))?;
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
        let sql = format!("SELECT {columns} FROM ({}) ORDER BY {key} LIMIT ?", only(one, other));
        read(on, &Select { sql, kinds: kinds(table), parameters: packed(1, [Cell::Integer(limit.into())]) })
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
