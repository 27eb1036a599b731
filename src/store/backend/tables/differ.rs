//! What two tables of one shape differ in. Changes neither.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};

use super::shape::{Table, quoted};
use crate::store::error::StoreError;

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

/// How many rows differ between two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Rows that stand in the left one and not, or not the same, in the right one.
    pub only_left: i64,
    /// The inverse.
    pub only_right: i64,
    /// Keys that stand in both, with other values.
    pub in_both: i64,
}

/// Counts what [`select_difference`] would give without a limit.
pub async fn count_difference(
    on: &impl ConnectionTrait,
    table: &Table,
    left: &str,
    right: &str,
) -> Result<Differing, StoreError> {
    let columns = table.names();
    let key = quoted(table.key.iter().copied());
    let only =
        |one: &str, other: &str| format!("SELECT {columns} FROM \"{one}\" EXCEPT SELECT {columns} FROM \"{other}\"");
    let sql = format!(
        "WITH l AS ({}), r AS ({}) SELECT (SELECT count(*) FROM l) AS only_left, (SELECT count(*) FROM r) AS only_right, (SELECT count(*) FROM (SELECT {key} FROM l INTERSECT SELECT {key} FROM r) AS both_sides) AS in_both",
        only(left, right),
        only(right, left),
    );
    let row = on.query_one_raw(Statement::from_string(on.get_database_backend(), sql)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("counts always are one row".to_owned()))?;
    Ok(Differing {
        only_left: row.try_get("", "only_left")?,
        only_right: row.try_get("", "only_right")?,
        in_both: row.try_get("", "in_both")?,
    })
}
