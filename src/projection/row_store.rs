//! Rows of one type in a generation's table: read what is known of their keys, merge, write.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Iterable, Value};

use super::contract::Row;
use crate::store::{
    StoreError,
    tables::{self, Table},
};

/// Keys asked for in one statement: bounds the parameter and the answer.
const KEYS_PER_SELECT: usize = 4_096;

/// Merges rows into a table. Their keys must differ among each other, except for rows that are written once.
pub(super) async fn write<R: Row>(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    rows: &[R],
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let known = if R::WRITE_ONCE { HashMap::new() } else { known(on, name, table, rows).await? };
    let values = rows
        .iter()
        .map(|row| {
            let (source, id) = row.key();
            match known.get(&(source.to_owned(), id.to_owned())) {
                Some(known) => values(known.clone().merge(row.clone())),
                None => values(row.clone()),
            }
        })
        .collect::<Result<Vec<_>, _>>()?;
    tables::upsert(on, name, table, values).await
}

/// The rows that the table has already under these keys.
async fn known<R: Row>(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    rows: &[R],
) -> Result<HashMap<(String, String), R>, StoreError> {
    let mut by_source: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in rows {
        let (source, id) = row.key();
        by_source.entry(source).or_default().push(id);
    }
    let mut known = HashMap::new();
    for (source, ids) in by_source {
        for ids in ids.chunks(KEYS_PER_SELECT) {
            for row in tables::select_by_ids(on, name, table, R::KEY_COLUMN, source, ids).await? {
                let row = R::from_query_result(&row, "")?;
                let (source, id) = row.key();
                known.insert((source.to_owned(), id.to_owned()), row);
            }
        }
    }
    Ok(known)
}

/// The row's values in the order of its columns.
fn values<R: Row>(row: R) -> Result<Vec<Value>, StoreError> {
    let mut row: R::ActiveModel = row.into_active_model();
    <R::Entity as EntityTrait>::Column::iter()
        .map(|column| {
            row.take(column).into_value().ok_or_else(|| {
                StoreError::Database(sea_orm::DbErr::AttrNotSet("a row of a view has a value for every column".into()))
            })
        })
        .collect()
}
