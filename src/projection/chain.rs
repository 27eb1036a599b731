//! Chains: rows whose content depends on the row before them. New rows are derived, and so is the
//! successor of each. If that changes what a successor passes on, the next row is derived too, and
//! so on. Other rows stay as they are.

use std::collections::HashSet;

use sea_orm::DbErr;

use super::{
    build_cache::StaleChains,
    contract::{CHAIN_COLUMNS, CHAIN_NAME_COLUMNS, Link, Predecessor, Row},
    deps::Deps,
    generation::Generation,
    packing::{self, pack},
    stored_row::{StoredRow, restore_rows},
    target_table::TargetTable,
};
use crate::storage::{
    Applied, Cell, ChangedRows, LockMode, NeighbourSide, PackedRows, RowQuery, RowSelection, StoreError, TableChanges,
    ViewRows, tables::Table,
};

/// Links of one statement: bounds its parameter and its result.
const LINKS_PER_SELECT: usize = 1_000;
const CHAINS_PER_SELECT: usize = 500;
/// Rows of one transaction when chains are recomputed. All of them are in memory, with their
/// events.
const ROWS_PER_PAGE: u32 = 2_000;

/// Why a row is a candidate. If a row is found twice, the smaller kind is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum CandidateKind {
    New,
    /// The first stored row after a new or changed row: derived again, written if that changes it.
    Successor,
    /// The last stored row before a new row: read only.
    Predecessor,
}

struct Candidate<R> {
    row: R,
    kind: CandidateKind,
    /// The row as stored, and what it passes on.
    known: Option<(PackedRows, Option<Predecessor<'static>>)>,
}

pub(super) struct Derived {
    pub(super) new: PackedRows,
    /// Stored rows that changed because of the new ones.
    pub(super) changed: ChangedRows,
}

/// Derives new rows, and the stored rows that depend on them.
pub(super) async fn derive_with_neighbours<R: Row>(
    deps: &Deps,
    on: &dyn ViewRows,
    into: TargetTable<'_>,
    new: Vec<R>,
) -> Result<Derived, StoreError> {
    let mut rows: Vec<Candidate<R>> = Vec::with_capacity(new.len() * 2);
    rows.extend(new.into_iter().map(|row| Candidate { row, kind: CandidateKind::New, known: None }));
    let before = neighbours(deps, on, into, rows.iter(), CandidateKind::Predecessor).await?;
    let mut successors = neighbours(deps, on, into, rows.iter(), CandidateKind::Successor).await?;
    rows.extend(before);
    let mut followed = HashSet::new();
    loop {
        rows.extend(successors);
        rows.sort_by(|one, other| one.row.link().cmp(&other.row.link()).then(one.kind.cmp(&other.kind)));
        rows.dedup_by(|later, kept| later.row.link().is_some() && later.row.link() == kept.row.link());
        derive_each(&mut rows);
        let further =
            rows.iter().filter(|candidate| candidate.passes_on_change() && followed.insert(link_key(&candidate.row)));
        successors = neighbours(deps, on, into, further, CandidateKind::Successor).await?;
        if successors.is_empty() {
            return Ok(to_write(&rows));
        }
    }
}

/// Reads the stored row after each of these rows, or before it.
async fn neighbours<'r, R: Row>(
    deps: &Deps,
    on: &dyn ViewRows,
    into: TargetTable<'_>,
    rows: impl Iterator<Item = &'r Candidate<R>>,
    kind: CandidateKind,
) -> Result<Vec<Candidate<R>>, StoreError> {
    let side = if kind == CandidateKind::Predecessor { NeighbourSide::Before } else { NeighbourSide::After };
    let TargetTable { name, table } = into;
    let places: Vec<Vec<Cell<'_>>> = rows.filter_map(|candidate| candidate.row.link().map(Link::cells)).collect();
    let mut found = Vec::with_capacity(places.len());
    for places in places.chunks(LINKS_PER_SELECT) {
        let (columns, same) = (CHAIN_COLUMNS.as_slice(), CHAIN_NAME_COLUMNS);
        let selection = RowSelection::Neighbours { columns, same, places, side };
        let known = on.rows(RowQuery { name, table, selection }).await?;
        for StoredRow { row, cells } in restore_rows::<R>(&deps.store, &known).await? {
            let known = (PackedRows::one(cells), row.snapshot().map(Predecessor::into_owned));
            found.push(Candidate { row, kind, known: Some(known) });
        }
    }
    Ok(found)
}

/// Derives new rows and successors, each from the row before it. The stored neighbours of each new
/// row are among the candidates.
fn derive_each<R: Row>(rows: &mut [Candidate<R>]) {
    for at in 0..rows.len() {
        let (before, rest) = rows.split_at_mut(at);
        let candidate = &mut rest[0];
        if candidate.kind != CandidateKind::Predecessor {
            derive(&mut candidate.row, before.last().map(|previous| &previous.row));
        }
    }
}

fn to_write<R: Row>(rows: &[Candidate<R>]) -> Derived {
    let (mut new, mut changed) = (packing::empty::<R>(), packing::none_changed::<R>());
    for Candidate { row, kind, known } in rows {
        match (kind, known) {
            (CandidateKind::New, _) => pack(row, &mut new),
            (CandidateKind::Successor, Some((known, _))) => {
                for known in known.iter() {
                    changed.add(known, |rows| pack(row, rows));
                }
            }
            (CandidateKind::Predecessor | CandidateKind::Successor, _) => {}
        }
    }
    Derived { new, changed }
}

impl<R: Row> Candidate<R> {
    /// True if a successor passes on something else than the stored row does.
    fn passes_on_change(&self) -> bool {
        let known = self.known.as_ref().filter(|_| self.kind == CandidateKind::Successor);
        known.is_some_and(|(_, known)| *known != self.row.snapshot())
    }
}

/// Derives a row from the row before it in the sort order, if both are in the same chain.
fn derive<R: Row>(row: &mut R, before: Option<&R>) {
    let Some(link) = row.link() else { return };
    let previous = before.filter(|before| before.link().is_some_and(|before| before.same_chain(&link)));
    row.derive(previous.and_then(Row::snapshot));
}

/// The link of a row, as an owned key.
fn link_key<R: Row>(row: &R) -> Option<(String, String, i64, i64, i16, String)> {
    let Link { chain, source, at, occurred_at, rank, id } = row.link()?;
    Some((chain.to_owned(), source.to_owned(), at, occurred_at, rank, id.to_owned()))
}

/// Derives rows that were written without their neighbours: those of the stale chains, a bounded
/// number of chains at a time, or all chained rows of the table.
pub(super) async fn recompute<R: Row>(
    deps: &Deps,
    generation: &mut Generation,
    table: &Table,
    stale: &StaleChains,
) -> Result<Applied, StoreError> {
    let StaleChains::Listed(chains) = stale else { return derive_all::<R>(deps, generation, table, None).await };
    let mut chains: Vec<&str> = chains.iter().map(String::as_str).collect();
    chains.sort_unstable();
    for chains in chains.chunks(CHAINS_PER_SELECT) {
        if derive_all::<R>(deps, generation, table, Some(chains)).await? == Applied::FenceMoved {
            return Ok(Applied::FenceMoved);
        }
    }
    Ok(Applied::Yes)
}

/// Derives all rows of these chains, or of all chains, in index order, with one write per page.
/// Always starts at the beginning; rows that are correct already are not written again.
async fn derive_all<R: Row>(
    deps: &Deps,
    generation: &mut Generation,
    table: &Table,
    among: Option<&[&str]>,
) -> Result<Applied, StoreError> {
    let (on, name) = (deps.store.view_tables(), &*generation.table());
    let mut last: Option<R> = None;
    loop {
        let after = last.as_ref().and_then(Row::link).map(Link::cells);
        let selection = RowSelection::Page { columns: &CHAIN_COLUMNS, among, after, limit: ROWS_PER_PAGE };
        let page = on.rows(RowQuery { name, table, selection }).await?;
        if page.is_empty() {
            return Ok(Applied::Yes);
        }
        let place = last.as_ref().and_then(link_key);
        let mut changed = packing::none_changed::<R>();
        for StoredRow { mut row, cells } in restore_rows::<R>(&deps.store, &page).await? {
            derive(&mut row, last.as_ref());
            changed.add(cells, |rows| pack(&row, rows));
            last = Some(row);
        }
        if last.as_ref().and_then(link_key) <= place {
            // Otherwise the same page would be read again, without end.
            return Err(DbErr::Custom(format!("{name}: a row in a chain says another place than its columns")).into());
        }
        if write_changed::<R>(deps, generation, table, changed).await? == Applied::FenceMoved {
            return Ok(Applied::FenceMoved);
        }
    }
}

/// Writes derived rows. The checkpoint stays.
async fn write_changed<R: Row>(
    deps: &Deps,
    generation: &mut Generation,
    table: &Table,
    rows: ChangedRows,
) -> Result<Applied, StoreError> {
    if rows.rows().is_empty() {
        return Ok(Applied::Yes);
    }
    let changes = TableChanges {
        name: generation.table(),
        table: table.clone(),
        removed: packing::empty::<R>(),
        new: Vec::new(),
        changed: rows,
    };
    let write = generation.write(generation.checkpoint, deps.clock.now(), LockMode::Wait, vec![changes], &[]);
    let changed_at = write.changed_at();
    let applied = deps.store.view_tables().apply(write).await?;
    if applied == Applied::Yes {
        generation.changed_at = changed_at;
    }
    Ok(applied)
}
