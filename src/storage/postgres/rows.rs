//! Reads rows of views: by id, by neighbours in an index, by pages of an index, and differences of
//! two tables.

use std::fmt::Write as _;

use sea_orm::{
    Statement, Value,
    sea_query::{Expr, ExprTrait as _, Func, FunctionCall},
    sqlx::{self, AssertSqlSafe, PgConnection, PgExecutor, Row as _, postgres::PgRow},
};

use super::array_parameters::{array_literal, given_rows, query, statement};
use crate::storage::{
    error::StoreError,
    packed_rows::{Cell, PackedRows},
    tables::{ColumnKind, Table, qualified, quoted},
    views::{DifferenceCounts, NeighbourSide, RowQuery, RowSelection, TableComparison},
};

pub(super) fn select(query: &RowQuery<'_>) -> Statement {
    match &query.selection {
        RowSelection::ById { key_column, source, ids } => by_id(query, key_column, source, ids),
        RowSelection::Neighbours { columns, same, places, side } => neighbours(query, (columns, *same), places, *side),
        RowSelection::Page { columns, among, after, limit } => page(query, (columns, *among), after.as_deref(), *limit),
    }
}

/// Where a text begins in another one, counted from 1; 0 if it does not occur.
pub(crate) fn place_in(text: Expr, part: Expr) -> FunctionCall {
    Func::cust("strpos").arg(text).arg(part)
}

/// The elements of a JSON array as a relation with a column `value`.
pub(crate) fn elements(list: Expr) -> FunctionCall {
    Func::cust("jsonb_array_elements_text").arg(list.cast_as("jsonb"))
}

fn by_id(query: &RowQuery<'_>, key_column: &str, source: &str, ids: &[&str]) -> Statement {
    let RowQuery { name, table, .. } = query;
    // One index look-up for each id: for a table without statistics the planner would read all
    // rows of the source.
    let sql = format!(
        "SELECT {} FROM UNNEST($2::text::text[]) AS wanted(id) CROSS JOIN LATERAL
         (SELECT * FROM \"{name}\" WHERE \"source\" = $1 AND \"{key_column}\" = wanted.id LIMIT 1) AS known",
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
    let names = || table.columns.iter().map(|column| column.name);
    let sql = format!(
        "SELECT {} FROM {relation} CROSS JOIN LATERAL
         (SELECT {} FROM \"{name}\" AS k WHERE {} AND ({}) {compares} ({}) ORDER BY {order} LIMIT 1) AS r",
        qualified("r.", names()),
        qualified("k.", names()),
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
        let places: Vec<String> = (1..=place.len()).map(|number| format!("${number}")).collect();
        write!(condition, " AND ({order}) > ({})", places.join(",")).expect("writing to a String cannot fail");
        values.extend(place.iter().map(|cell| value(*cell)));
    }
    if let Some(among) = among {
        write!(condition, " AND \"{first}\" = ANY(${}::text::text[])", values.len() + 1)
            .expect("writing to a String cannot fail");
        values.push(texts(among));
    }
    let sql = format!("SELECT {} FROM \"{name}\" WHERE {condition} ORDER BY {order} LIMIT {limit}", table.names());
    statement(sql, values)
}

/// Reads rows with all the columns of a table, in order.
pub(super) async fn read(
    on: impl PgExecutor<'_>,
    table: &Table,
    statement: &Statement,
) -> Result<PackedRows, StoreError> {
    let rows = query(statement)?.fetch_all(on).await?;
    let mut packed = PackedRows::with_columns(table.columns.len());
    packed.reserve(rows.len());
    for row in &rows {
        for (place, column) in table.columns.iter().enumerate() {
            packed.push(cell(row, place, column.kind)?.unwrap_or(Cell::Null));
        }
    }
    Ok(packed)
}

fn cell(row: &PgRow, place: usize, kind: ColumnKind) -> Result<Option<Cell<'_>>, sqlx::Error> {
    Ok(match kind {
        ColumnKind::Text => row.try_get::<Option<&str>, _>(place)?.map(Cell::Text),
        ColumnKind::Integer => row.try_get::<Option<i64>, _>(place)?.map(Cell::Integer),
        ColumnKind::SmallInteger => row.try_get::<Option<i16>, _>(place)?.map(|number| Cell::Integer(number.into())),
        ColumnKind::Boolean => row.try_get::<Option<bool>, _>(place)?.map(Cell::Boolean),
    })
}

/// Runs a statement. Returns how many rows it changed.
pub(super) async fn execute(on: impl PgExecutor<'_>, statement: &Statement) -> Result<u64, StoreError> {
    Ok(query(statement)?.execute(on).await?.rows_affected())
}

pub(super) async fn compare(
    on: &mut PgConnection,
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
        let sql = format!("SELECT {columns} FROM ({}) AS only_one ORDER BY {key} LIMIT {limit}", only(one, other));
        statement(sql, [])
    };
    let only_left = read(&mut *on, table, &first(left, right)).await?;
    let only_right = read(&mut *on, table, &first(right, left)).await?;
    let mut counts = DifferenceCounts::default();
    // Counting compares everything once more.
    if !(only_left.is_empty() && only_right.is_empty()) {
        let sql = format!(
            "WITH l AS ({}), r AS ({}) SELECT (SELECT count(*) FROM l), (SELECT count(*) FROM r),
             (SELECT count(*) FROM (SELECT {key} FROM l INTERSECT SELECT {key} FROM r) AS in_both)",
            only(left, right),
            only(right, left),
        );
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(on).await?;
        counts = DifferenceCounts { only_left: row.try_get(0)?, only_right: row.try_get(1)?, in_both: row.try_get(2)? };
    }
    Ok(TableComparison { only_left, only_right, counts })
}

/// Texts that are bound as one parameter.
fn texts(texts: &[&str]) -> Value {
    array_literal(texts.iter().map(|text| Cell::Text(text)))
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::String(None),
        Cell::Integer(number) => number.into(),
        Cell::Boolean(boolean) => boolean.into(),
        Cell::Text(text) => text.into(),
    }
}
