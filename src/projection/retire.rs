//! Dropping generations that nobody reads any more, in bounded steps.

use std::time::Duration;

use sea_orm::DbBackend;

use super::{
    generation::{self, Generation, State},
    view::View,
};
use crate::{
    clock::{Clock, Timestamp},
    store::{Store, StoreError, tables},
};

/// A reader that began on a replaced generation ends on it; queries are stopped after 30 s.
const GRACE: Duration = Duration::from_mins(1);
/// What another version of this binary built and nobody has followed for so long is abandoned.
const ABANDONED_AFTER: Duration = Duration::from_hours(24);
/// Rows deleted in one transaction on `SQLite`: some 10 ms.
const ROWS_PER_STEP: u32 = 5_000;

/// Drops what is due. Called now and then by whoever serves.
pub async fn retire(store: &Store, clock: &Clock, views: &[std::sync::Arc<dyn View>]) -> Result<(), StoreError> {
    let now = clock.now();
    for candidate in generation::all(store.views()).await? {
        let Some(view) = views.iter().find(|view| view.name() == candidate.name) else { continue };
        let live = generation::live(store.views(), view.name(), view.version()).await?;
        let Some(live) = live else { continue };
        if is_due(&candidate, &live, now) {
            tracing::info!(projection = %candidate.name, generation = candidate.number, state = %candidate.state, "dropping a generation that nobody reads");
            drop_generation(store, &candidate).await?;
        }
    }
    Ok(())
}

fn is_due(candidate: &Generation, live: &Generation, now: Timestamp) -> bool {
    let unchanged_for = |limit: Duration| {
        let limit = i64::try_from(limit.as_micros()).unwrap_or(i64::MAX);
        now.micros() - candidate.changed_at.micros() > limit
    };
    let of_another_version = candidate.version != live.version;
    if candidate.state == State::Previous.as_str() {
        return unchanged_for(GRACE) && candidate.keep_until.is_none_or(|until| until <= now);
    }
    // A live generation of another version stays while some binary keeps it up to date, or nothing happens at all.
    of_another_version && candidate.checkpoint < live.checkpoint && unchanged_for(ABANDONED_AFTER)
}

/// Drops what a killed rebuild or check of this version left.
pub(super) async fn drop_building(store: &Store, name: &str, version: i32) -> Result<(), StoreError> {
    while let Some(left) = generation::newest(store.views(), name, version, State::Building).await? {
        drop_generation(store, &left).await?;
    }
    Ok(())
}

/// Drops one generation: its rows in steps, then table and entry together.
pub(super) async fn drop_generation(store: &Store, generation: &Generation) -> Result<(), StoreError> {
    let mut tables_of_it = tables::beside(store.views(), &generation.table()).await?;
    tables_of_it.push(generation.table());
    // Withdrawn first: killed between two steps, this leaves half a table that must never be gone on with.
    generation::withdraw(store.views(), generation).await?;
    if store.backend() == DbBackend::Sqlite {
        for table in &tables_of_it {
            if tables::exists(store.views(), table).await? {
                while tables::delete_some(store.views(), table, ROWS_PER_STEP).await? > 0 {
                    tokio::task::yield_now().await;
                }
            }
        }
    }
    let transaction = store.begin_views().await?;
    for table in &tables_of_it {
        tables::drop(&transaction, table).await?;
    }
    generation::forget(&transaction, generation).await?;
    transaction.commit().await?;
    Ok(())
}
