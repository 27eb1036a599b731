//! Chains: rows whose meaning depends on the row before them. What is written and what thereby got another predecessor is
//! derived anew; nothing else is touched.

use sea_orm::DbErr;

use super::{
    contract::{CHAIN_COLUMNS, CHAIN_NAME_COLUMNS, Link, Row},
    packing::{self, pack, packed, unpack},
    remembered::Unsettled,
    table_rows::{self, Target},
};
use crate::store::{
    Cell, ChangedRows, PackedRows, Store, StoreError, TURN_FOR_OTHERS,
    tables::{self, Known, Reader, Side},
};

/// Places asked for in one statement: bounds the parameter and the answer.
const PLACES_PER_SELECT: usize = 1_000;
/// Chains asked for in one statement.
const CHAINS_PER_SELECT: usize = 500;
/// Rows of one transaction of the pass over all chains.
const ROWS_PER_PAGE: u32 = 5_000;

/// How a row came to be looked at. Of two accounts of one row the first holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    New,
    /// The first known behind a new one: derived anew, written if that makes a difference.
    Behind,
    /// The last known before a new one: only looked at.
    Before,
}

pub(super) struct Derived {
    pub(super) new: PackedRows,
    /// Known ones that these change the meaning of.
    pub(super) changed: ChangedRows,
}

/// Derives `new` rows, and known ones that they change the meaning of.
pub(super) async fn derived_beside_known<R: Row>(
    on: &impl Reader,
    into: Target<'_>,
    new: Vec<R>,
) -> Result<Derived, StoreError> {
    let places: Vec<Vec<Cell<'_>>> = new.iter().filter_map(|row| row.link().map(Link::cells)).collect();
    let mut rows = Vec::with_capacity(new.len() + places.len());
    for (side, standing) in [(Side::Behind, Standing::Behind), (Side::Before, Standing::Before)] {
        for places in places.chunks(PLACES_PER_SELECT) {
            let order = (CHAIN_COLUMNS.as_slice(), CHAIN_NAME_COLUMNS);
            for row in tables::select_beside(on, into.name, into.table, order, places, side).await?.iter() {
                rows.push((unpack::<R>(row)?, standing));
            }
        }
    }
    rows.extend(new.into_iter().map(|row| (row, Standing::New)));
    Ok(derived(rows))
}

/// What is to be written of these rows. Each new one's neighbours in the table are among them.
fn derived<R: Row>(mut rows: Vec<(R, Standing)>) -> Derived {
    rows.sort_by(|(one, one_is), (other, other_is)| one.link().cmp(&other.link()).then(one_is.cmp(other_is)));
    rows.dedup_by(|(later, _), (kept, _)| later.link().is_some() && later.link() == kept.link());
    let (mut new, mut changed) = (packing::empty::<R>(), packing::none_changed::<R>());
    for at in 0..rows.len() {
        let (before, rest) = rows.split_at_mut(at);
        let (row, standing) = &mut rest[0];
        let previous = before.last().map(|(previous, _)| previous);
        match standing {
            Standing::New => {
                derive(row, previous);
                pack(row, &mut new);
            }
            Standing::Behind => derive_known(row, previous, &mut changed),
            Standing::Before => {}
        }
    }
    Derived { new, changed }
}

/// Derives a row in a chain from the one before it in their common order, if that is of the same chain.
fn derive<R: Row>(row: &mut R, before: Option<&R>) {
    let Some(link) = row.link() else { return };
    let previous = before.filter(|before| before.link().is_some_and(|before| before.continues(&link)));
    row.derive(previous.and_then(Row::told));
}

/// The same of a row that the table has; it is to be written if it says something else now.
fn derive_known<R: Row>(row: &mut R, before: Option<&R>, changed: &mut ChangedRows) {
    let known = packed([&*row]);
    derive(row, before);
    for known in known.iter() {
        changed.add(known, |rows| pack(row, rows));
    }
}

/// A row's place, to be kept beyond it.
fn place_of<R: Row>(row: &R) -> Option<(String, String, i64, i64, i16, String)> {
    let Link { chain, source, at, occurred_at, rank, id } = row.link()?;
    Some((chain.to_owned(), source.to_owned(), at, occurred_at, rank, id.to_owned()))
}

/// Derives what was written without its neighbours: the chains that are unsettled, a bounded number of them at a time, or
/// every chained row of the table.
pub(super) async fn settle<R: Row>(store: &Store, into: Target<'_>, unsettled: &Unsettled) -> Result<(), StoreError> {
    let Unsettled::These(chains) = unsettled else { return derive_all::<R>(store, into, None).await };
    let mut chains: Vec<&str> = chains.iter().map(String::as_str).collect();
    chains.sort_unstable();
    for chains in chains.chunks(CHAINS_PER_SELECT) {
        derive_all::<R>(store, into, Some(chains)).await?;
    }
    Ok(())
}

/// Derives every row of these chains, or of all, anew, along the index of chains, in transactions of a page each. Begins at
/// the beginning whenever it is called: what is right already is not written again.
async fn derive_all<R: Row>(store: &Store, into: Target<'_>, among: Option<&[&str]>) -> Result<(), StoreError> {
    let mut last: Option<R> = None;
    loop {
        let transaction = store.begin_views().await?;
        let behind = last.as_ref().and_then(Row::link).map(Link::cells);
        let page =
            tables::select_page(&transaction, into.name, into.table, (&CHAIN_COLUMNS, among), behind, ROWS_PER_PAGE)
                .await?;
        if page.is_empty() {
            transaction.rollback().await?;
            return Ok(());
        }
        let place = last.as_ref().and_then(place_of);
        let mut changed = packing::none_changed::<R>();
        for row in page.iter() {
            let mut row = unpack::<R>(row)?;
            derive_known(&mut row, last.as_ref(), &mut changed);
            last = Some(row);
        }
        if last.as_ref().and_then(place_of) <= place {
            // A place that its columns do not hold would give the same page for ever.
            return Err(
                DbErr::Custom(format!("{}: a row in a chain says another place than its columns", into.name)).into()
            );
        }
        table_rows::write(&transaction, into, changed.rows(), Known::Perhaps).await?;
        transaction.commit().await?;
        tokio::time::sleep(TURN_FOR_OTHERS).await;
    }
}
