//! Rows of one type on their way into a generation's table: gathered and merged by key in bounded memory, then merged with
//! what the table holds, and written.

use std::collections::{HashMap, hash_map::Entry};

use sea_orm::{ConnectionTrait, Value};

use super::{
    chain,
    contract::Row,
    remembered::Remembered,
    table_rows::{self, values},
};
use crate::store::{
    StoreError,
    tables::{self, Known},
};

pub use super::table_rows::Target;

/// Rows that are written once, of one transaction: it has a price of its own, and blocks whoever else writes views.
const ROWS_PER_LOAD: usize = 8_000;
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
    /// The same, but some are to be derived from their neighbours. Those that are in no chain are values already.
    Chained { alone: Vec<Vec<Value>>, linked: Vec<R> },
    /// To be merged with what the table holds under their keys.
    Merged(Merged<R>),
}

impl<R: Row> Ready<R> {
    /// Everything that can be done to projected rows without a database. Pure.
    pub(super) fn of(rows: Vec<R>) -> Self {
        if R::CHAINED {
            let (linked, alone): (Vec<R>, Vec<R>) = rows.into_iter().partition(|row| row.link().is_some());
            Self::Chained { alone: alone.into_iter().map(values).collect(), linked }
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
            (Self::Chained { alone, linked }, Self::Chained { alone: more_alone, linked: more_linked }) => {
                alone.extend(more_alone);
                linked.extend(more_linked);
            }
            (Self::Merged(rows), Self::Merged(more)) => {
                rows.gather(more);
            }
            _ => unreachable!("rows of one type are made ready in one way"),
        }
    }

    /// Whether they should be written now: those of which a table can hold one already are worth gathering, since each
    /// that meets another in memory is one less to read and to write.
    pub(super) fn is_full(&self) -> bool {
        match self {
            Self::WrittenOnce(rows) => rows.len() >= ROWS_PER_LOAD,
            Self::Chained { alone, linked } => alone.len() + linked.len() >= ROWS_PER_LOAD,
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
            Self::Chained { mut alone, linked } => {
                match chains {
                    Chains::Later => alone.extend(linked.into_iter().map(values)),
                    Chains::Derived => alone.extend(chain::derived_beside_known(on, into, linked).await?),
                }
                table_rows::write(on, into, alone, known).await
            }
            Self::Merged(rows) => {
                for rows in rows.chunks() {
                    let merged = rows.merged_with_known(on, into).await?;
                    table_rows::write(on, into, merged, Known::Perhaps).await?;
                }
                Ok(())
            }
        }
    }

    /// The values to load into a table that is being filled.
    pub(super) async fn into_load(
        self,
        on: &impl ConnectionTrait,
        into: Target<'_>,
        remembered: &mut Remembered,
    ) -> Result<ToLoad, StoreError> {
        match self {
            Self::WrittenOnce(new) => Ok(ToLoad { new, replacing: Vec::new() }),
            Self::Chained { mut alone, linked } => {
                alone.extend(linked.into_iter().map(|mut row| {
                    remembered.derive(&mut row);
                    values(row)
                }));
                Ok(ToLoad { new: alone, replacing: Vec::new() })
            }
            Self::Merged(rows) => {
                let mut load = ToLoad::default();
                for Chunk { source, rows } in rows.chunks() {
                    let (known, new): (Vec<_>, Vec<_>) =
                        rows.into_iter().partition(|(id, _)| remembered.was_written(&source, id));
                    load.new.extend(new.into_iter().map(|(_, row)| values(row)));
                    load.replacing.extend(Chunk { source, rows: known }.merged_with_known(on, into).await?);
                }
                Ok(load)
            }
        }
    }
}

/// Values of rows for a table that is being filled.
#[derive(Debug, Default)]
pub struct ToLoad {
    /// Of rows that it does not have.
    pub(super) new: Vec<Vec<Value>>,
    /// Of rows that replace what may have their key.
    pub(super) replacing: Vec<Vec<Value>>,
}

/// One row per key.
pub(super) struct Merged<R> {
    by_source: HashMap<String, HashMap<String, Option<Box<R>>>>,
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
            merge_into(place, Box::new(row));
        } else {
            let (source, id) = (source.to_owned(), id.to_owned());
            self.by_source.entry(source).or_default().insert(id, Some(Box::new(row)));
            self.rows += 1;
        }
    }

    fn gather(&mut self, more: Self) {
        for (source, more) in more.by_source {
            let rows = self.by_source.entry(source).or_default();
            for (id, row) in more {
                let Some(row) = row else { continue };
                match rows.entry(id) {
                    Entry::Occupied(mut known) => merge_into(known.get_mut(), row),
                    Entry::Vacant(place) => {
                        place.insert(Some(row));
                        self.rows += 1;
                    }
                }
            }
        }
    }

    /// What they take of memory, nearly.
    fn bytes(&self) -> usize {
        self.rows * (size_of::<R>() + HEAP_BYTES_PER_ROW)
    }

    /// A bounded number of them at a time, of one source each, in the order of the key.
    fn chunks(self) -> impl Iterator<Item = Chunk<R>> {
        self.by_source.into_iter().flat_map(|(source, rows)| {
            let mut rows: Vec<(String, R)> =
                rows.into_iter().filter_map(|(id, row)| row.map(|row| (id, *row))).collect();
            rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
            let mut rows = rows.into_iter();
            std::iter::from_fn(move || {
                let rows: Vec<(String, R)> = rows.by_ref().take(KEYS_PER_SELECT).collect();
                (!rows.is_empty()).then(|| Chunk { source: source.clone(), rows })
            })
        })
    }
}

/// Merges a row with the one that holds its place. That is empty only in between.
fn merge_into<R: Row>(place: &mut Option<Box<R>>, row: Box<R>) {
    *place = Some(match place.take() {
        Some(known) => Box::new(known.merge(*row)),
        None => row,
    });
}

/// Rows of one source, by id.
struct Chunk<R> {
    source: String,
    rows: Vec<(String, R)>,
}

impl<R: Row> Chunk<R> {
    /// The values of each merged with the one that the table has already.
    async fn merged_with_known(
        self,
        on: &impl ConnectionTrait,
        into: Target<'_>,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        if self.rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut known = known(on, into, &self.source, &self.rows).await?;
        let merged = self.rows.into_iter().map(|(id, row)| match known.remove(&id) {
            Some(known) => values(known.merge(row)),
            None => values(row),
        });
        Ok(merged.collect())
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
