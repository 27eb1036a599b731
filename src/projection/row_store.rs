//! Rows of one type on their way into a generation's table: read what is known of their keys, merge, write.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value};

use super::{
    chain,
    contract::Row,
    table_rows::{self, values},
};
use crate::store::{StoreError, tables};

pub use super::table_rows::Target;

/// Keys asked for in one statement: bounds the parameter and the answer.
const KEYS_PER_SELECT: usize = 4_096;

/// What is done about rows that form chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chains {
    /// Each row written, and each whose place behind another changed, is derived anew.
    Derived,
    /// There is no index to find neighbours by yet: one pass along it, later, derives all.
    Later,
}

/// Rows on their way into a table.
pub(super) enum Ready<R> {
    /// Never read before they are written, so they can be turned into values long before.
    WrittenOnce(Vec<Vec<Value>>),
    /// The same, to be derived from their neighbours.
    Chained(Vec<R>),
    /// To be merged with what the table holds under their keys, which differ among each other.
    Merged(Vec<R>),
}

impl<R: Row> Ready<R> {
    /// Everything that can be done to projected rows without a database. Pure.
    pub(super) fn of(rows: Vec<R>) -> Self {
        if R::CHAINED {
            Self::Chained(rows)
        } else if R::WRITE_ONCE {
            Self::WrittenOnce(rows.into_iter().map(values).collect())
        } else {
            Self::Merged(merge_by_key(rows))
        }
    }

    /// Merges the rows into a table.
    pub(super) async fn write(
        self,
        on: &impl ConnectionTrait,
        into: Target<'_>,
        chains: Chains,
    ) -> Result<(), StoreError> {
        let values = match self {
            Self::WrittenOnce(values) => values,
            Self::Chained(rows) if chains == Chains::Later => rows.into_iter().map(values).collect(),
            Self::Chained(rows) => chain::derived_beside_known(on, into, rows).await?,
            Self::Merged(rows) => merged_with_known(on, into, rows).await?,
        };
        table_rows::replace(on, into, values).await
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
    into: Target<'_>,
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
        let mut known = known(on, into, &source, &rows).await?;
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
    into: Target<'_>,
    source: &str,
    rows: &[R],
) -> Result<HashMap<String, R>, StoreError> {
    let mut known = HashMap::new();
    for rows in rows.chunks(KEYS_PER_SELECT) {
        let ids: Vec<&str> = rows.iter().map(|row| row.key().1).collect();
        for row in tables::select_by_ids(on, into.name, into.table, R::KEY_COLUMN, source, &ids).await? {
            let row = R::from_query_result(&row, "")?;
            known.insert(row.key().1.to_owned(), row);
        }
    }
    Ok(known)
}
