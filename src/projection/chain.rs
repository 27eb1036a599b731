//! Chains: rows whose meaning depends on the row before them. New rows are derived, and so is the
//! row behind each. Where that row then tells the next one something else, the next one is derived
//! too, and so on. Nothing else is touched.

use std::collections::HashSet;

use sea_orm::DbErr;

use super::{
    contract::{CHAIN_COLUMNS, CHAIN_NAME_COLUMNS, Link, Row},
    deps::Deps,
    generation::Generation,
    packing::{self, pack},
    remembered::Unsettled,
    restored::{Stored, restored},
    target::Target,
};
use crate::store::{
    Applied, Cell, ChangedRows, LockMode, PackedRows, RowQuery, Side, StoreError, TableChanges, ViewRows, Wanted,
    tables::Table,
};

/// Places asked for in one statement: bounds the parameter and the answer.
const PLACES_PER_SELECT: usize = 1_000;
const CHAINS_PER_SELECT: usize = 500;
/// Rows of one transaction of the pass over all chains: as many are held, with what their events say.
const ROWS_PER_PAGE: u32 = 2_000;

/// How a row came to be looked at. Of two accounts of one row the first holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    New,
    /// The first known behind a new or a changed one: derived anew, written if that makes a difference.
    Behind,
    /// The last known before a new one: only looked at.
    Before,
}

struct Looked<R> {
    row: R,
    standing: Standing,
    /// The row as the table has it, and what it tells the next one.
    known: Option<(PackedRows, Option<String>)>,
}

pub(super) struct Derived {
    pub(super) new: PackedRows,
    /// Known ones that these change the meaning of.
    pub(super) changed: ChangedRows,
}

/// Derives `new` rows, and known ones that they change the meaning of.
pub(super) async fn derived_beside_known<R: Row>(
    deps: &Deps,
    on: &dyn ViewRows,
    into: Target<'_>,
    new: Vec<R>,
) -> Result<Derived, StoreError> {
    let mut rows: Vec<Looked<R>> = Vec::with_capacity(new.len() * 2);
    rows.extend(new.into_iter().map(|row| Looked { row, standing: Standing::New, known: None }));
    let before = beside(deps, on, into, rows.iter(), Standing::Before).await?;
    let mut behind = beside(deps, on, into, rows.iter(), Standing::Behind).await?;
    rows.extend(before);
    let mut followed = HashSet::new();
    loop {
        rows.extend(behind);
        rows.sort_by(|one, other| one.row.link().cmp(&other.row.link()).then(one.standing.cmp(&other.standing)));
        rows.dedup_by(|later, kept| later.row.link().is_some() && later.row.link() == kept.row.link());
        derive_each(&mut rows);
        let further = rows.iter().filter(|looked| looked.tells_otherwise() && followed.insert(place_of(&looked.row)));
        behind = beside(deps, on, into, further, Standing::Behind).await?;
        if behind.is_empty() {
            return Ok(written(&rows));
        }
    }
}

/// The row that the table has behind each of these, or before.
async fn beside<'r, R: Row>(
    deps: &Deps,
    on: &dyn ViewRows,
    into: Target<'_>,
    rows: impl Iterator<Item = &'r Looked<R>>,
    standing: Standing,
) -> Result<Vec<Looked<R>>, StoreError> {
    let side = if standing == Standing::Before { Side::Before } else { Side::After };
    let Target { name, table } = into;
    let places: Vec<Vec<Cell<'_>>> = rows.filter_map(|looked| looked.row.link().map(Link::cells)).collect();
    let mut found = Vec::with_capacity(places.len());
    for places in places.chunks(PLACES_PER_SELECT) {
        let (columns, same) = (CHAIN_COLUMNS.as_slice(), CHAIN_NAME_COLUMNS);
        let wanted = Wanted::Neighbours { columns, same, places, side };
        let known = on.rows(RowQuery { name, table, wanted }).await?;
        for Stored { row, cells } in restored::<R>(&deps.store, &known).await? {
            let known = (PackedRows::one(cells), told_by(&row));
            found.push(Looked { row, standing, known: Some(known) });
        }
    }
    Ok(found)
}

/// Derives the new rows and those behind others, each from the one before it. The neighbours of
/// each new row in the table are among them.
fn derive_each<R: Row>(rows: &mut [Looked<R>]) {
    for at in 0..rows.len() {
        let (before, rest) = rows.split_at_mut(at);
        let looked = &mut rest[0];
        if looked.standing != Standing::Before {
            derive(&mut looked.row, before.last().map(|previous| &previous.row));
        }
    }
}

fn written<R: Row>(rows: &[Looked<R>]) -> Derived {
    let (mut new, mut changed) = (packing::empty::<R>(), packing::none_changed::<R>());
    for Looked { row, standing, known } in rows {
        match (standing, known) {
            (Standing::New, _) => pack(row, &mut new),
            (Standing::Behind, Some((known, _))) => {
                for known in known.iter() {
                    changed.add(known, |rows| pack(row, rows));
                }
            }
            (Standing::Before | Standing::Behind, _) => {}
        }
    }
    Derived { new, changed }
}

impl<R: Row> Looked<R> {
    /// Whether it tells the next row something else than the table's row does.
    fn tells_otherwise(&self) -> bool {
        let was_told = self.known.as_ref().filter(|_| self.standing == Standing::Behind);
        was_told.is_some_and(|(_, was_told)| *was_told != told_by(&self.row))
    }
}

fn told_by<R: Row>(row: &R) -> Option<String> {
    row.told().map(|earlier| earlier.told.into_owned())
}

/// Derives a row in a chain from the one before it in their common order, if that is of the same chain.
fn derive<R: Row>(row: &mut R, before: Option<&R>) {
    let Some(link) = row.link() else { return };
    let previous = before.filter(|before| before.link().is_some_and(|before| before.continues(&link)));
    row.derive(previous.and_then(Row::told));
}

/// A row's place, to be kept beyond it.
fn place_of<R: Row>(row: &R) -> Option<(String, String, i64, i64, i16, String)> {
    let Link { chain, source, at, occurred_at, rank, id } = row.link()?;
    Some((chain.to_owned(), source.to_owned(), at, occurred_at, rank, id.to_owned()))
}

/// Derives what was written without its neighbours: the chains that are unsettled, a bounded number
/// of them at a time, or every chained row of the table.
pub(super) async fn settle<R: Row>(
    deps: &Deps,
    generation: &mut Generation,
    table: &Table,
    unsettled: &Unsettled,
) -> Result<Applied, StoreError> {
    let Unsettled::These(chains) = unsettled else { return derive_all::<R>(deps, generation, table, None).await };
    let mut chains: Vec<&str> = chains.iter().map(String::as_str).collect();
    chains.sort_unstable();
    for chains in chains.chunks(CHAINS_PER_SELECT) {
        if derive_all::<R>(deps, generation, table, Some(chains)).await? == Applied::FenceMoved {
            return Ok(Applied::FenceMoved);
        }
    }
    Ok(Applied::Yes)
}

/// Derives every row of these chains, or of all, anew, along the index of chains, in writes of a page
/// each. Begins at the beginning whenever it is called: what is right already is not written again.
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
        let wanted = Wanted::Page { columns: &CHAIN_COLUMNS, among, after, limit: ROWS_PER_PAGE };
        let page = on.rows(RowQuery { name, table, wanted }).await?;
        if page.is_empty() {
            return Ok(Applied::Yes);
        }
        let place = last.as_ref().and_then(place_of);
        let mut changed = packing::none_changed::<R>();
        for Stored { mut row, cells } in restored::<R>(&deps.store, &page).await? {
            derive(&mut row, last.as_ref());
            changed.add(cells, |rows| pack(&row, rows));
            last = Some(row);
        }
        if last.as_ref().and_then(place_of) <= place {
            // A place that its columns do not hold would give the same page for ever.
            return Err(DbErr::Custom(format!("{name}: a row in a chain says another place than its columns")).into());
        }
        if write_changed::<R>(deps, generation, table, changed).await? == Applied::FenceMoved {
            return Ok(Applied::FenceMoved);
        }
    }
}

/// Writes rows that are derived anew; the checkpoint stays.
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
