//! Rows of one type on their way into a generation's table: gathered and merged by key in bounded memory, then merged with
//! what the table holds, and written.

use std::collections::{HashMap, hash_map::Entry};

use sea_orm::ConnectionTrait;

use super::{
    chain,
    contract::Row,
    packing::{self, pack, packed, unpack},
    remembered::Remembered,
    table_rows,
};
use crate::store::{
    ChangedRows, Loader, PackedRows, Store, StoreError,
    tables::{self, Known, Wanted},
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
    /// Never read before they are written, so they can be packed long before; a piece for each batch.
    WrittenOnce(Vec<PackedRows>),
    /// The same, but some are to be derived from their neighbours. Those that are in no chain are packed already.
    Chained { alone: Vec<PackedRows>, linked: Vec<R> },
    /// To be merged with what the table holds under their keys.
    Merged(Merged<R>),
}

impl<R: Row> Ready<R> {
    /// Everything that can be done to the rows of so many events without a database. Pure.
    pub(super) fn of(rows: impl Iterator<Item = R>, events: usize) -> Self {
        if R::CHAINED {
            let (mut alone, mut linked) = (packing::with_room::<R>(events), Vec::new());
            for row in rows {
                if row.link().is_some() {
                    linked.push(row);
                } else {
                    pack(&row, &mut alone);
                }
            }
            Self::Chained { alone: vec![alone], linked }
        } else if R::WRITE_ONCE {
            let mut packed = packing::with_room::<R>(events);
            for row in rows {
                pack(&row, &mut packed);
            }
            Self::WrittenOnce(vec![packed])
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
            Self::WrittenOnce(rows) => count(rows) >= ROWS_PER_LOAD,
            Self::Chained { alone, linked } => count(alone) + linked.len() >= ROWS_PER_LOAD,
            Self::Merged(rows) => rows.bytes() >= GATHERED_BYTES_MAX,
        }
    }

    /// Merges the rows into a table.
    pub(super) async fn write(
        self,
        store: &Store,
        on: &impl ConnectionTrait,
        into: Target<'_>,
        chains: Chains,
    ) -> Result<(), StoreError> {
        let known = if chains == Chains::Later { Known::No } else { Known::Perhaps };
        match self {
            Self::WrittenOnce(rows) => write_all(on, into, &rows, known).await,
            Self::Chained { mut alone, linked } => {
                match chains {
                    Chains::Later => alone.push(packed(&linked)),
                    Chains::Derived => {
                        let chain::Derived { new, changed } =
                            chain::derived_beside_known(store, on, into, linked).await?;
                        alone.push(new);
                        table_rows::write(on, into, changed.rows(), Known::Perhaps).await?;
                    }
                }
                write_all(on, into, &alone, known).await
            }
            Self::Merged(rows) => {
                for rows in rows.chunks() {
                    let known = tables::select_by_ids(on, rows.wanted(into)).await?;
                    let (mut new, mut changed) = (packing::empty::<R>(), packing::none_changed::<R>());
                    rows.merge(&known, &mut new, &mut changed)?;
                    table_rows::write(on, into, &new, Known::Perhaps).await?;
                    table_rows::write(on, into, changed.rows(), Known::Perhaps).await?;
                }
                Ok(())
            }
        }
    }

    /// What is to be loaded into a table that follows the log: nothing of these events is in it yet.
    pub(super) async fn into_follow(
        self,
        store: &Store,
        loader: &Loader,
        into: Target<'_>,
    ) -> Result<ToLoad, StoreError> {
        match self {
            Self::Chained { alone: mut new, linked } => {
                let derived = chain::derived_beside_known(store, loader, into, linked).await?;
                new.push(derived.new);
                Ok(ToLoad { new, changed: derived.changed })
            }
            // Of what others wrote nothing is remembered: each key is looked up.
            rows => rows.into_load(loader, into, &mut Remembered::nothing()).await,
        }
    }

    /// What is to be loaded into a table that is being filled.
    pub(super) async fn into_load(
        self,
        loader: &Loader,
        into: Target<'_>,
        remembered: &mut Remembered,
    ) -> Result<ToLoad, StoreError> {
        match self {
            Self::WrittenOnce(new) => Ok(ToLoad { new, changed: packing::none_changed::<R>() }),
            Self::Chained { alone: mut new, linked } => {
                let mut derived = packing::with_room::<R>(linked.len());
                for mut row in linked {
                    remembered.derive(&mut row);
                    pack(&row, &mut derived);
                }
                new.push(derived);
                Ok(ToLoad { new, changed: packing::none_changed::<R>() })
            }
            Self::Merged(rows) => {
                let (mut new, mut changed) = (packing::with_room::<R>(rows.rows), packing::none_changed::<R>());
                for Chunk { source, rows } in rows.chunks() {
                    let mut known = Vec::new();
                    for (id, row) in rows {
                        if remembered.was_written(&source, &id) {
                            known.push((id, row));
                        } else {
                            pack(&row, &mut new);
                        }
                    }
                    if !known.is_empty() {
                        let chunk = Chunk { source, rows: known };
                        let known = tables::select_by_ids(loader, chunk.wanted(into)).await?;
                        chunk.merge(&known, &mut new, &mut changed)?;
                    }
                }
                Ok(ToLoad { new: vec![new], changed })
            }
        }
    }
}

fn count(rows: &[PackedRows]) -> usize {
    rows.iter().map(PackedRows::len).sum()
}

async fn write_all(
    on: &impl ConnectionTrait,
    into: Target<'_>,
    rows: &[PackedRows],
    known: Known,
) -> Result<(), StoreError> {
    for rows in rows {
        table_rows::write(on, into, rows, known).await?;
    }
    Ok(())
}

/// Rows to be loaded, by what the table has of them.
#[derive(Debug)]
pub struct ToLoad {
    pub(super) new: Vec<PackedRows>,
    /// It has these, and they are to be otherwise.
    pub(super) changed: ChangedRows,
}

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
    /// Those that the table has already.
    fn wanted<'a>(&'a self, into: Target<'a>) -> Wanted<'a> {
        let Target { name, table } = into;
        let ids = self.rows.iter().map(|(id, _)| id.as_str()).collect();
        Wanted { name, table, key_column: R::KEY_COLUMN, source: &self.source, ids }
    }

    /// Adds each of them: to `changed`, merged with what is known under its key if that changes anything, or else to `new`.
    fn merge(self, known: &PackedRows, new: &mut PackedRows, changed: &mut ChangedRows) -> Result<(), StoreError> {
        let mut of_id = HashMap::with_capacity(known.len());
        for packed in known.iter() {
            let row = R::restore(unpack::<R>(packed)?, None);
            of_id.insert(row.key().1.to_owned(), (row, packed));
        }
        changed.reserve(of_id.len());
        for (id, row) in self.rows {
            match of_id.remove(&id) {
                Some((known, packed)) => {
                    // Most snapshots only repeat what an event of the thing's own has told.
                    changed.add(packed, |rows| pack(&known.merge(row), rows));
                }
                None => pack(&row, new),
            }
        }
        Ok(())
    }
}
