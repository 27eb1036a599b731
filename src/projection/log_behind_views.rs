//! A log that is behind the views: it was restored from a backup, and they were not. Such
//! generations are dropped: they show what the log does not hold, and would skip new events at the
//! positions that they have folded.

use serde::Serialize;

use super::{garbage, generation, rebuild_error::RebuildError};
use crate::{event_log::EventLog, storage::Store};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dropped {
    pub projection: String,
    pub generation: i64,
    /// How many events it had folded.
    pub checkpoint: i64,
}

/// Drops every generation if one has folded more than the log holds, or, as the caller knows,
/// another log. Which of the others folded events that are gone cannot be known, so all are built
/// again.
pub async fn drop_if_ahead(
    store: &Store,
    log: &EventLog,
    folded_another_log: bool,
) -> Result<Vec<Dropped>, RebuildError> {
    // Checkpoints first: read after the size, those of a serving process would seem to be ahead.
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
