//! Garbage collection: drops generations that no query reads any more.

use std::time::Duration;

use super::{
    generation::{self, Generation, GenerationState},
    view::View,
};
use crate::{
    clock::{Clock, Timestamp},
    event::Size,
    storage::{Store, StoreError},
};

/// A query that started on a replaced generation ends on it. Queries are stopped after 30 s.
const GRACE: Duration = Duration::from_mins(1);
/// A generation of another version is abandoned if no process has updated it for this long.
const ABANDONED_AFTER: Duration = Duration::from_hours(24);

/// Drops the generations that are due. A serving process calls this from time to time.
pub async fn collect(store: &Store, clock: &Clock, views: &[std::sync::Arc<dyn View>]) -> Result<(), StoreError> {
    let now = clock.now();
    let all = generation::all(store.views()).await?;
    let followed_to = all.iter().map(|generation| generation.checkpoint).max().unwrap_or(Size(0));
    for candidate in &all {
        let is_due = match views.iter().find(|view| view.name() == candidate.name) {
            Some(view) => generation::live_among(&all, view.name(), view.version())
                .is_some_and(|live| is_due(candidate, live, now)),
            // A view that this version of the binary does not have.
            None => candidate.checkpoint < followed_to && unchanged_for(candidate, ABANDONED_AFTER, now),
        };
        if is_due {
            tracing::info!(projection = %candidate.name, generation = candidate.number, state = %candidate.state, "dropping a generation that no query reads");
            drop_generation(store, candidate).await?;
        }
    }
    Ok(())
}

fn is_due(candidate: &Generation, live: &Generation, now: Timestamp) -> bool {
    let of_another_version = candidate.version != live.version;
    if candidate.state == GenerationState::Previous.as_str() {
        return unchanged_for(candidate, GRACE, now) && candidate.keep_until.is_none_or(|until| until <= now);
    }
    // A live generation of another version stays while a process updates it, and while the log
    // does not grow.
    of_another_version && candidate.checkpoint < live.checkpoint && unchanged_for(candidate, ABANDONED_AFTER, now)
}

fn unchanged_for(candidate: &Generation, limit: Duration, now: Timestamp) -> bool {
    let limit = i64::try_from(limit.as_micros()).unwrap_or(i64::MAX);
    now.micros() - candidate.changed_at.micros() > limit
}

/// Drops generations of this version that a killed rebuild or check left behind.
pub(super) async fn drop_building(store: &Store, name: &str, version: i32) -> Result<(), StoreError> {
    while let Some(left) = generation::newest(store.views(), name, version, GenerationState::Building).await? {
        drop_generation(store, &left).await?;
    }
    Ok(())
}

/// Drops one generation: its tables and its bookkeeping.
pub(super) async fn drop_generation(store: &Store, generation: &Generation) -> Result<(), StoreError> {
    let tables = store.view_tables();
    // Mark it first: if the process is killed in between, no rebuild may continue a partly dropped
    // generation.
    tables.execute(&generation::mark_dropped(generation)).await?;
    tables.drop_generation(&generation.id()).await
}
