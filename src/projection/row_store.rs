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

/// Rows on their way into a table.
pub(super) enum Ready<R> {
    /// Never read before they are written, so they can be turned into values long before.
    WrittenOnce(Vec<Vec<Value>>),
    /// To be merged with what the table holds under their keys, which differ among each other.
    Merged(Vec<R>),
}

impl<R: Row> Ready<R> {
    /// Everything that can be done to projected rows without a database. Pure.
    pub(super) fn of(rows: Vec<R>) -> Self {
        if R::WRITE_ONCE {
            Self::WrittenOnce(rows.into_iter().map(values).collect())
        } else {
            Self::Merged(merge_by_key(rows))
        }
    }

    /// Merges the rows into a table.
    pub(super) async fn write(self, on: &impl ConnectionTrait, name: &str, table: &Table) -> Result<(), StoreError> {
        let values = match self {
            Self::WrittenOnce(values) => values,
            Self::Merged(rows) => merged_with_known(on, name, table, rows).await?,
        };
        tables::upsert(on, name, table, values).await
    }
}

/// One row per key.
fn merge_by_key<R: Row>(rows: Vec<R>) -> Vec<R> {
    let mut places = HashMap::with_capacity(rows.len());
    let place_of: Vec<usize> = rows
        .iter()
        .map(|row| {
            let next = places.len();
            *places.entry(row.key()).or_insert(next)
        })
        .collect();
    let mut merged: Vec<Option<R>> = Vec::new();
    merged.resize_with(places.len(), || None);
    for (row, place) in rows.into_iter().zip(place_of) {
        merged[place] = Some(match merged[place].take() {
            Some(known) => known.merge(row),
            None => row,
        });
    }
    merged.into_iter().flatten().collect()
}

/// The values of rows, each merged with the one that the table has already.
async fn merged_with_known<R: Row>(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    rows: Vec<R>,
) -> Result<Vec<Vec<Value>>, StoreError> {
    let mut by_source: HashMap<String, Vec<R>> = HashMap::new();
    for row in rows {
        let source = row.key().0;
        match by_source.get_mut(source) {
            Some(rows) => rows.push(row),
            None => _ = by_source.insert(source.to_owned(), vec![row]),
        }
    }
    let mut merged = Vec::new();
    for (source, rows) in by_source {
        let mut known = known(on, name, table, &source, &rows).await?;
        merged.extend(rows.into_iter().map(|row| match known.remove(row.key().1) {
            Some(known) => values(known.merge(row)),
            None => values(row),
        }));
    }
    Ok(merged)
}

/// Of the rows of one source, those that the table has already, by id.
async fn known<R: Row>(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    source: &str,
    rows: &[R],
) -> Result<HashMap<String, R>, StoreError> {
    let mut known = HashMap::new();
    for rows in rows.chunks(KEYS_PER_SELECT) {
        let ids: Vec<&str> = rows.iter().map(|row| row.key().1).collect();
        for row in tables::select_by_ids(on, name, table, R::KEY_COLUMN, source, &ids).await? {
            let row = R::from_query_result(&row, "")?;
            known.insert(row.key().1.to_owned(), row);
        }
    }
    Ok(known)
}

/// The row's values in the order of its columns.
fn values<R: Row>(row: R) -> Vec<Value> {
    let mut row: R::ActiveModel = row.into_active_model();
    <R::Entity as EntityTrait>::Column::iter()
        .map(|column| row.take(column).into_value().expect("a row has a value for every column of its entity"))
        .collect()
}
