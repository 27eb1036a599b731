//! Applies folded batches: rows, failures and checkpoint in one atomic write.

use super::{
    deps::Deps,
    failure::Failure,
    generation::Generation,
    row_store::{TargetTable, WriteMode},
    view::{Decoded, Folded, View, decode},
};
use crate::{
    event::{Position, RecordedEvent, Size, clerk::Body},
    storage::{Applied, LockMode, StoreError, TableChanges, ViewRows, tables::Table},
};

/// Events of one read when events are folded one by one.
const SINGLE_EVENTS_MAX: u64 = 1_000;
/// Bodies of these events, in bytes.
const SINGLE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Bodies of one batch that is folded within an open transaction, in bytes.
const CATCH_UP_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The reason of a failure if the database refused a row. The database's own message may repeat
/// the row.
pub(super) const REFUSED: &str = "the database refused the row; the server's log says why";

/// A generation that a write advances.
pub(super) struct Destination<'a> {
    pub(super) view: &'a dyn View,
    pub(super) generation: &'a mut Generation,
    /// Without inverted indexes while the generation has none to update.
    pub(super) table: &'a Table,
    pub(super) lock: LockMode,
}

/// Writes the fold of the events after a generation's checkpoint and moves the checkpoint to `to`.
/// If the database refuses a row, the events are folded again one by one, and each refused event
/// becomes a failure.
pub(super) async fn advance(
    deps: &Deps,
    into: &mut Destination<'_>,
    mode: &mut WriteMode,
    folded: Folded,
    to: Size,
) -> Result<Applied, StoreError> {
    match write(deps, deps.store.view_tables(), into, mode, folded, to).await {
        Err(error) if error.is_in_the_data() => {
            mode.invalidate_cache();
            advance_singly(deps, into, mode, to, &error).await
        }
        applied => applied,
    }
}

async fn advance_singly(
    deps: &Deps,
    into: &mut Destination<'_>,
    mode: &mut WriteMode,
    to: Size,
    refused: &StoreError,
) -> Result<Applied, StoreError> {
    let name = into.view.name();
    tracing::warn!(error = %refused, projection = name, "the database refused a batch, folding it event by event");
    while into.generation.checkpoint < to {
        let from = into.generation.checkpoint.0;
        let left = u64::try_from(to.0 - from).unwrap_or(0);
        let events = deps.log.read(Position(from), left.min(SINGLE_EVENTS_MAX), SINGLE_BYTES_MAX).await?;
        for event in &events {
            if advance_by_one(deps, into, mode, event).await? == Applied::FenceMoved {
                return Ok(Applied::FenceMoved);
            }
        }
        if events.is_empty() {
            return apply(deps, deps.store.view_tables(), into, Vec::new(), &[], to).await;
        }
    }
    Ok(Applied::Yes)
}

async fn advance_by_one(
    deps: &Deps,
    into: &mut Destination<'_>,
    mode: &mut WriteMode,
    event: &RecordedEvent,
) -> Result<Applied, StoreError> {
    let (view, next) = (into.view, Size(event.position.0 + 1));
    let on = deps.store.view_tables();
    match write(deps, on, into, mode, fold(view, std::slice::from_ref(event)), next).await {
        Err(error) if error.is_in_the_data() => {
            tracing::warn!(%error, projection = view.name(), position = event.position.0, "the database refused a row");
            mode.invalidate_cache();
            let failure = Failure::new(event, &Body::decode(event), &REFUSED);
            apply(deps, on, into, Vec::new(), &[failure], next).await
        }
        applied => applied,
    }
}

/// Folds the events up to `goal` that a generation lacks, inside an open transaction.
pub(super) async fn catch_up(
    deps: &Deps,
    on: &dyn ViewRows,
    into: &mut Destination<'_>,
    goal: Size,
) -> Result<Applied, StoreError> {
    while into.generation.checkpoint < goal {
        let from = into.generation.checkpoint.0;
        let left = u64::try_from(goal.0 - from).unwrap_or(0);
        let events = deps.log.read(Position(from), left, CATCH_UP_BYTES_MAX).await?;
        let Some(last) = events.last() else { break };
        let (folded, to) = (fold(into.view, &events), Size(last.position.0 + 1));
        if write(deps, on, into, &mut WriteMode::Follow, folded, to).await? == Applied::FenceMoved {
            return Ok(Applied::FenceMoved);
        }
    }
    Ok(Applied::Yes)
}

/// Writes a fold. `on` reads the rows that it merges with or derives from. Nothing is written if
/// the generation has changed since it was read.
pub(super) async fn write(
    deps: &Deps,
    on: &dyn ViewRows,
    into: &mut Destination<'_>,
    mode: &mut WriteMode,
    folded: Folded,
    to: Size,
) -> Result<Applied, StoreError> {
    let name = into.generation.table();
    let changes = folded.rows.changes(deps, on, TargetTable { name: &name, table: into.table }, mode).await?;
    apply(deps, on, into, vec![changes], &folded.failures, to).await
}

pub(super) async fn apply(
    deps: &Deps,
    on: &dyn ViewRows,
    into: &mut Destination<'_>,
    changes: Vec<TableChanges>,
    failures: &[Failure],
    to: Size,
) -> Result<Applied, StoreError> {
    let write = into.generation.write(to, deps.clock.now(), into.lock, changes, failures);
    let changed_at = write.changed_at();
    let applied = on.apply(write).await?;
    if applied == Applied::Yes {
        into.generation.checkpoint = to;
        into.generation.changed_at = changed_at;
        log(into.generation, failures);
    }
    Ok(applied)
}

pub(super) fn fold(view: &dyn View, events: &[RecordedEvent]) -> Folded {
    view.fold(&decode(events))
}

pub(super) fn from_position<'d, 'e>(decoded: &'d [Decoded<'e>], from: Size) -> &'d [Decoded<'e>] {
    let start = decoded.partition_point(|decoded| decoded.event.position.0 < from.0);
    &decoded[start..]
}

fn log(generation: &Generation, failures: &[Failure]) {
    for failure in failures {
        tracing::warn!(
            projection = %generation.name,
            position = failure.position,
            event.id = %failure.svix_id,
            reason = %failure.reason,
            "an event could not be read, or not wholly"
        );
    }
}
