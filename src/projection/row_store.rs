//! Rows of one type on their way into a generation's table: gathered and merged by key in bounded memory, then merged with
//! what the table holds, and written.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value};

use super::{
    chain,
    contract::Row,
    table_rows::{self, Known, values},
};
use crate::store::{StoreError, tables};

pub use super::table_rows::Target;

/// Keys asked for in one statement, and rows written in one go: bounds the parameter, the answer, and what is held.
const KEYS_PER_SELECT: usize = 4_096;
/// What gathered rows of one view may weigh, by the estimate below. A rebuild holds more than this for each view that
/// merges: batches on their way, rows that are read back, and the caches of the database.
pub const GATHERED_BYTES_MAX: usize = 12 * 1024 * 1024;
/// What is on the heap for one row beside the row itself: ids, addresses, names. Estimated, not measured; texts of any length
/// are bounded only by the bodies they come from.
const HEAP_BYTES_PER_ROW: usize = 768;

/// What is done about rows while they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chains {
    /// Each row written, and each whose place behind another changed, is derived anew.
    Derived,
    /// The table is being filled. There is no index to find neighbours by yet: one pass along it, later, derives all. And
    /// what is written once cannot be there yet.
    Later,
}

/// Rows on their way into a table.
pub(super) enum Ready<R> {
    /// Never read before they are written, so they can be turned into values long before.
    WrittenOnce(Vec<Vec<Value>>),
    /// The same, to be derived from their neighbours.
    Chained(Vec<R>),
    /// To be merged with what the table holds under their keys.
    Merged(Merged<R>),
}

impl<R: Row> Ready<R> {
    /// Everything that can be done to projected rows without a database. Pure.
    pub(super) fn of(rows: Vec<R>) -> Self {
        if R::CHAINED {
            Self::Chained(rows)
        } else if R::WRITE_ONCE {
            Self::WrittenOnce(rows.into_iter().map(values).collect())
        } else {
            let mut merged = Merged::default();
            for row in rows {
                merged.add(row);
            }
            Self::Merged(merged)
        }
    }

    /// Takes in what later events say. Pure.
    pub(super) fn gather(&mut self, more: Self) {
        match (self, more) {
            (Self::WrittenOnce(rows), Self::WrittenOnce(more)) => rows.extend(more),
            (Self::Chained(rows), Self::Chained(more)) => rows.extend(more),
            (Self::Merged(rows), Self::Merged(more)) => {
                for row in more.into_rows() {
                    rows.add(row);
                }
            }
            _ => unreachable!("rows of one type are made ready in one way"),
        }
    }

    /// Whether they should be written now: those of which a table can hold one already are worth gathering, since each
    /// that meets another in memory is one less to read and to write.
    pub(super) fn is_full(&self) -> bool {
        match self {
            Self::WrittenOnce(_) | Self::Chained(_) => true,
            Self::Merged(rows) => rows.bytes() >= GATHERED_BYTES_MAX,
        }
    }

    /// Merges the rows into a table.
    pub(super) async fn write(
        self,
        on: &impl ConnectionTrait,
        into: Target<'_>,
        chains: Chains,
    ) -> Result<(), StoreError> {
        let known = if chains == Chains::Later { Known::No } else { Known::Perhaps };
        match self {
            Self::WrittenOnce(values) => table_rows::write(on, into, values, known).await,
            Self::Chained(rows) if chains == Chains::Later => {
                table_rows::write(on, into, rows.into_iter().map(values).collect(), known).await
            }
            Self::Chained(rows) => {
                let derived = chain::derived_beside_known(on, into, rows).await?;
                table_rows::write(on, into, derived, known).await
            }
            Self::Merged(rows) => rows.write(on, into).await,
        }
    }
}

/// One row per key.
pub(super) struct Merged<R> {
    by_source: HashMap<String, HashMap<String, Option<R>>>,
    rows: usize,
}

impl<R> Default for Merged<R> {
    fn default() -> Self {
        Self { by_source: HashMap::new(), rows: 0 }
    }
}

impl<R: Row> Merged<R> {
    fn add(&mut self, row: R) {
        let (source, id) = row.key();
        if let Some(place) = self.by_source.get_mut(source).and_then(|rows| rows.get_mut(id)) {
            *place = Some(match place.take() {
                Some(known) => known.merge(row),
                None => row,
            });
            return;
        }
        let (source, id) = (source.to_owned(), id.to_owned());
        self.by_source.entry(source).or_default().insert(id, Some(row));
        self.rows += 1;
    }

    fn into_rows(self) -> impl Iterator<Item = R> {
        self.by_source.into_values().flat_map(HashMap::into_values).flatten()
    }

    /// What they take of memory, nearly.
    fn bytes(&self) -> usize {
        self.rows * (size_of::<R>() + HEAP_BYTES_PER_ROW)
    }

    /// Writes each merged with the one that the table has already, in the order of the key.
    async fn write(self, on: &impl ConnectionTrait, into: Target<'_>) -> Result<(), StoreError> {
        for (source, rows) in self.by_source {
            let mut rows: Vec<(String, R)> =
                rows.into_iter().filter_map(|(id, row)| row.map(|row| (id, row))).collect();
            rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
            let mut rows = rows.into_iter().peekable();
            while rows.peek().is_some() {
                let some: Vec<(String, R)> = rows.by_ref().take(KEYS_PER_SELECT).collect();
                let mut known = known(on, into, &source, &some).await?;
                let merged = some.into_iter().map(|(id, row)| match known.remove(&id) {
                    Some(known) => values(known.merge(row)),
                    None => values(row),
                });
                table_rows::write(on, into, merged.collect(), Known::Perhaps).await?;
            }
        }
        Ok(())
    }
}

/// Of the rows of one source, those that the table has already, by id.
async fn known<R: Row>(
    on: &impl ConnectionTrait,
    into: Target<'_>,
    source: &str,
    rows: &[(String, R)],
) -> Result<HashMap<String, R>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    let found = tables::select_by_ids(on, into.name, into.table, R::KEY_COLUMN, source, &ids).await?;
    let mut known = HashMap::with_capacity(found.len());
    for row in found {
        let row = R::from_query_result(&row, "")?;
        known.insert(row.key().1.to_owned(), row);
    }
    Ok(known)
}
