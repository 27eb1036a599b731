//! Rows of one type on their way into a generation's table: collected and merged by key in bounded
//! memory, then merged with the stored rows.

use std::collections::{HashMap, hash_map::Entry};

use super::{
    build_cache::BuildCache,
    chain,
    contract::Row,
    deps::Deps,
    packing::{self, pack, unpack},
};
use crate::storage::{ChangedRows, PackedRow, PackedRows, RowQuery, RowSelection, StoreError, TableChanges, ViewRows};

pub use super::target_table::TargetTable;

/// Rows of one transaction for rows that are written once. More of them would block other writers
/// of views for long.
const ROWS_PER_LOAD: usize = 8_000;
/// Keys of one lookup: bounds the parameter and the rows in memory.
const KEYS_PER_SELECT: usize = 4_096;
/// Memory for the collected rows of one view, by the estimate below. A rebuild uses more: queued
/// batches, rows that are read back, and caches of the database.
pub const GATHERED_BYTES_MAX: usize = 12 * 1024 * 1024;
/// Estimated heap memory of one row: ids, addresses, names. Long texts are bounded only by the
/// bodies.
const HEAP_BYTES_PER_ROW: usize = 768;

/// What the table may hold for the events that are written.
#[derive(Debug)]
pub enum WriteMode {
    /// Nothing. The table is being filled and has no indexes, so chained rows are derived with the
    /// cache; stale chains are recomputed afterwards.
    Fill(BuildCache),
    /// Nothing. The table has all its indexes, and every row is derived.
    Follow,
    /// Possibly the rows of these events.
    Repeat,
}

impl WriteMode {
    /// The database refused a write, so the table holds less than the cache says.
    pub(super) fn invalidate_cache(&mut self) {
        if let Self::Fill(cache) = self {
            cache.invalidate();
        }
    }

    /// Returns true if the table may have a row with this key, and records the key.
    fn may_have(&mut self, source: &str, id: &str) -> bool {
        match self {
            Self::Fill(cache) => cache.may_have(source, id),
            Self::Follow | Self::Repeat => true,
        }
    }
}

/// Rows that are not written yet.
pub(super) enum PendingRows<R> {
    /// Written once and never read first, so they are packed early. One element per batch.
    WrittenOnce(Vec<PackedRows>),
    /// Written once, but some are derived from their neighbours. Rows without a chain are packed.
    Chained { alone: Vec<PackedRows>, linked: Vec<R> },
    /// Merged with the stored rows that have the same key.
    Merged(Merged<R>),
}

impl<R: Row> PendingRows<R> {
    /// Packs or merges the rows of some events. Pure.
    pub(super) fn from_rows(rows: impl Iterator<Item = R>, events: usize) -> Self {
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

    /// Adds the rows of later events. Pure.
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
            _ => unreachable!("rows of one type wait in one way"),
        }
    }

    /// True if the rows should be written now. Collecting pays off for rows that merge: each merge
    /// in memory saves a read and a write.
    pub(super) fn is_full(&self) -> bool {
        match self {
            Self::WrittenOnce(rows) => count(rows) >= ROWS_PER_LOAD,
            Self::Chained { alone, linked } => count(alone) + linked.len() >= ROWS_PER_LOAD,
            Self::Merged(rows) => rows.bytes() >= GATHERED_BYTES_MAX,
        }
    }

    /// The changes of a table. `on` reads the rows that these merge with or derive from.
    pub(super) async fn changes(
        self,
        deps: &Deps,
        on: &dyn ViewRows,
        into: TargetTable<'_>,
        mode: &mut WriteMode,
    ) -> Result<TableChanges, StoreError> {
        let mut changes = TableChanges {
            name: into.name.to_owned(),
            table: into.table.clone(),
            removed: packing::empty::<R>(),
            new: Vec::new(),
            changed: packing::none_changed::<R>(),
        };
        match self {
            Self::WrittenOnce(new) => changes.new = new,
            Self::Chained { alone, linked } => {
                changes.new = alone;
                if let WriteMode::Fill(cache) = mode {
                    let mut derived = packing::with_room::<R>(linked.len());
                    for mut row in linked {
                        cache.derive(&mut row);
                        pack(&row, &mut derived);
                    }
                    changes.new.push(derived);
                } else {
                    let derived = chain::derive_with_neighbours(deps, on, into, linked).await?;
                    changes.new.push(derived.new);
                    changes.changed = derived.changed;
                }
            }
            Self::Merged(rows) => {
                let mut new = packing::with_room::<R>(rows.rows);
                for Chunk { source, rows } in rows.chunks() {
                    let mut known = Vec::new();
                    for (id, row) in rows {
                        if mode.may_have(&source, &id) {
                            known.push((id, row));
                        } else {
                            pack(&row, &mut new);
                        }
                    }
                    if !known.is_empty() {
                        let chunk = Chunk { source, rows: known };
                        let known = on.rows(chunk.selection(into)).await?;
                        chunk.merge(&known, &mut new, &mut changes.changed)?;
                    }
                }
                changes.new.push(new);
            }
        }
        if R::WRITE_ONCE && matches!(mode, WriteMode::Repeat) {
            for cell in changes.new.iter().flat_map(PackedRows::iter).flat_map(PackedRow::cells) {
                changes.removed.push(cell);
            }
        }
        Ok(changes)
    }
}

fn count(rows: &[PackedRows]) -> usize {
    rows.iter().map(PackedRows::len).sum()
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

    /// The approximate memory that they use.
    fn bytes(&self) -> usize {
        self.rows * (size_of::<R>() + HEAP_BYTES_PER_ROW)
    }

    /// Splits the rows into chunks of bounded length, each of one source, sorted by key.
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

/// Merges a row into its slot. The slot is empty only while this runs.
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
    /// Selects the stored rows with the same keys.
    fn selection<'a>(&'a self, into: TargetTable<'a>) -> RowQuery<'a> {
        let TargetTable { name, table } = into;
        let ids = self.rows.iter().map(|(id, _)| id.as_str()).collect();
        RowQuery { name, table, selection: RowSelection::ById { key_column: R::KEY_COLUMN, source: &self.source, ids } }
    }

    /// Adds each row to `new`. If a row is stored under its key, the merged row goes to `changed`
    /// instead, if it differs.
    fn merge(self, known: &PackedRows, new: &mut PackedRows, changed: &mut ChangedRows) -> Result<(), StoreError> {
        let mut by_id = HashMap::with_capacity(known.len());
        for packed in known.iter() {
            let row = R::restore(unpack::<R>(packed)?, None);
            by_id.insert(row.key().1.to_owned(), (row, packed));
        }
        changed.reserve(by_id.len());
        for (id, row) in self.rows {
            match by_id.remove(&id) {
                Some((known, packed)) => {
                    // Most snapshots only repeat what an event of the object itself reported.
                    changed.add(packed, |rows| pack(&known.merge(row), rows));
                }
                None => pack(&row, new),
            }
        }
        Ok(())
    }
}
