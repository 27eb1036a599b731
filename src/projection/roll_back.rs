//! Views that know more than the log: it was restored from a backup, and they were not. Such copies are dropped, since
//! they show what the log does not hold, and would pass over what comes now at the positions that they have folded.

use serde::Serialize;

use super::{generation, rebuild_error::RebuildError, retire};
use crate::{event_log::EventLog, store::Store};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dropped {
    pub projection: String,
    pub generation: i64,
    /// How many events it had folded.
    pub checkpoint: i64,
}

/// Drops every copy if one of them has folded more than the log holds, or, as the caller knows, something else. Which of
/// the others folded what is gone now cannot be told, so all are made anew.
pub async fn drop_if_ahead(store: &Store, log: &EventLog, else_folded: bool) -> Result<Vec<Dropped>, RebuildError> {
    // Checkpoints first: read after the size, those of a process that is appending would seem to be ahead of it.
    let generations = generation::all(store.views()).await?;
    let size = log.size().await?;
    let mut dropped = Vec::new();
    if !else_folded && generations.iter().all(|generation| generation.checkpoint <= size) {
        return Ok(dropped);
    }
    for generation in generations {
        retire::drop_generation(store, &generation).await?;
        dropped.push(Dropped {
            projection: generation.name,
            generation: generation.number,
            checkpoint: generation.checkpoint.0,
        });
    }
    Ok(dropped)
}
