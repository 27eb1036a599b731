//! Detects a log that is behind its views, because it was restored from a backup and the views
//! were not. Such generations are dropped: they show events that are gone, and would skip new
//! events at positions that they have folded.

use serde::Serialize;

use super::{garbage, generation, rebuild_error::RebuildError};
use crate::{event_log::EventLog, storage::Store};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dropped {
    pub projection: String,
    pub generation: i64,
    /// The number of events that it had folded.
    pub checkpoint: i64,
}

/// Drops every generation if one has folded more events than the log holds, or events of another
/// log, which the caller has checked. All are rebuilt, because it is unknown which of the others
/// folded events that are gone.
pub async fn drop_if_ahead(
    store: &Store,
    log: &EventLog,
    folded_another_log: bool,
) -> Result<Vec<Dropped>, RebuildError> {
    // Read the checkpoints first: if the size were read first, a serving process could advance a
    // checkpoint past it.
    let generations = generation::all(store.views()).await?;
    let size = log.size().await?;
    let mut dropped = Vec::new();
    if !folded_another_log && generations.iter().all(|generation| generation.checkpoint <= size) {
        return Ok(dropped);
    }
    for generation in generations {
        garbage::drop_generation(store, &generation).await?;
        dropped.push(Dropped {
            projection: generation.name,
            generation: generation.number,
            checkpoint: generation.checkpoint.0,
        });
    }
    Ok(dropped)
}
