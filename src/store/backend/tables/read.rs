//! Reading rows: by id, beside a place in an index, in the order of one, and what two tables differ in. Writes nothing.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value, sea_query::ArrayType};

use super::{
    given::Given,
    shape::{Table, qualified, quoted},
};
use crate::store::error::StoreError;

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

/// On which side of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The last before it.
    Before,
    /// The first behind it.
    Behind,
}

/// For each place in the order of `columns`, the nearest row on one side of it that has the same values in the first
/// `same` of them, if there is one. A row may come several times. Needs the index.
pub async fn select_beside(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    (columns, same): (&[&str], usize),
    places: &[Vec<Value>],
    side: Side,
) -> Result<Vec<QueryResult>, StoreError> {
    let backend = on.get_database_backend();
    let given = table.columns_named(columns);
    let Given { relation, values } = Given::of(backend, &given, places.iter().map(|place| place.iter().collect()))?;
    let (equal, ordered) = columns.split_at(same);
    let equal = equal.iter().map(|column| format!("k.\"{column}\" = given.\"{column}\"")).collect::<Vec<_>>();
    let (compares, direction) = match side {
        Side::Before => ("<", "DESC"),
        Side::Behind => (">", "ASC"),
    };
    let order = ordered.iter().map(|column| format!("k.\"{column}\" {direction}")).collect::<Vec<_>>().join(",");
    let nearest = format!(
        "FROM \"{name}\" AS k WHERE {} AND ({}) {compares} ({}) ORDER BY {order} LIMIT 1",
        equal.join(" AND "),
        qualified("k.", ordered.iter().copied()),
        qualified("given.", ordered.iter().copied()),
    );
    let names = || table.columns.iter().map(|column| column.name);
    let wanted = qualified("r.", names());
    let sql = if backend == DbBackend::Sqlite {
        // A cross join is walked from left to right.
        format!("SELECT {wanted} FROM {relation} CROSS JOIN \"{name}\" AS r WHERE r.rowid = (SELECT k.rowid {nearest})")
    } else {
        format!(
            "SELECT {wanted} FROM {relation} CROSS JOIN LATERAL (SELECT {} {nearest}) AS r",
            qualified("k.", names())
        )
    };
    Ok(on.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
}

/// Up to `limit` rows in the order of `columns`, of which the first is not null: from the beginning, or behind a place.
/// Needs the index.
pub async fn select_page(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    columns: &[&str],
    behind: Option<Vec<Value>>,
    limit: u32,
) -> Result<Vec<QueryResult>, StoreError> {
    let backend = on.get_database_backend();
    let order = quoted(columns.iter().copied());
    let known = columns.first().map_or_else(String::new, |first| format!("\"{first}\" IS NOT NULL"));
    let from = match &behind {
        Some(place) => {
            let places: Vec<String> = (1..=place.len()).map(|number| format!("${number}")).collect();
            format!(" AND ({order}) > ({})", places.join(","))
        }
        None => String::new(),
    };
    let sql = format!("SELECT {} FROM \"{name}\" WHERE {known}{from} ORDER BY {order} LIMIT {limit}", table.names());
    Ok(on.query_all_raw(Statement::from_sql_and_values(backend, sql, behind.unwrap_or_default())).await?)
}
