//! Applying a folded batch: checkpoint, rows and failures in one transaction, or nothing at all.

use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, Set};

use super::{
    generation::{self, Generation},
    row_store::{Chains, Target},
    view::{Decoded, Failure, Folded, View},
};
use crate::{
    clock::{Clock, Timestamp},
    event::{RecordedEvent, Size, clerk::Body},
    store::{Store, StoreError, entity::failure, tables},
};

/// What is told of an event whose row the database did not take.
pub(super) const REFUSED: &str = "the database refused the row; the server's log says why";

/// Whether a batch was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Applied {
    /// It was; the generation's checkpoint is where it should be.
    Yes,
    /// Another process is at it, or was faster. Nothing was changed.
    ElsewhereAhead,
}

/// Where a batch goes.
pub(super) struct Place<'a> {
    pub(super) view: &'a dyn View,
    pub(super) generation: &'a mut Generation,
    /// Whether to wait for another process that writes this projection at the moment, or to leave it to that one.
    pub(super) waits: bool,
    /// Whether chained rows are derived now.
    pub(super) chains: Chains,
}

/// Folds events into a generation, of whose checkpoint `events` is the continuation, and moves the checkpoint to `to`.
/// When the database refuses a row, the batch is folded again event by event, and what is refused is passed over.
pub(super) async fn advance(
    store: &Store,
    clock: &Clock,
    mut place: Place<'_>,
    events: &[RecordedEvent],
    folded: Folded,
    to: Size,
) -> Result<Applied, StoreError> {
    match apply(store, clock, &mut place, folded, to).await {
        Err(error) if error.is_in_the_data() => {
            let projection = place.view.name();
            tracing::warn!(%error, projection, "the database refused a batch, folding it event by event");
            advance_singly(store, clock, &mut place, events, to).await
        }
        applied => applied,
    }
}

async fn advance_singly(
    store: &Store,
    clock: &Clock,
    place: &mut Place<'_>,
    events: &[RecordedEvent],
    to: Size,
) -> Result<Applied, StoreError> {
    let view = place.view;
    for event in events {
        let next = Size(event.position.0 + 1);
        let event_only = std::slice::from_ref(event);
        let applied = match apply(store, clock, place, fold(view, event_only), next).await {
            Err(error) if error.is_in_the_data() => {
                tracing::warn!(%error, projection = view.name(), position = event.position.0, "the database refused a row");
                // Failures are shown to whoever may ask, and a database's own words can repeat the row.
                let passed_over =
                    Folded { failures: vec![Failure::of(event, &Body::decode(event), &REFUSED)], ..fold(view, &[]) };
                apply(store, clock, place, passed_over, next).await
            }
            applied => applied,
        }?;
        if applied == Applied::ElsewhereAhead {
            return Ok(applied);
        }
    }
    if place.generation.checkpoint < to {
        return apply(store, clock, place, fold(view, &[]), to).await;
    }
    Ok(Applied::Yes)
}

/// Decodes and folds. Pure.
pub(super) fn fold(view: &dyn View, events: &[RecordedEvent]) -> Folded {
    view.fold(&super::view::decode(events))
}

/// Of decoded events, those from a position on.
pub(super) fn from_position<'d, 'e>(decoded: &'d [Decoded<'e>], from: Size) -> &'d [Decoded<'e>] {
    let start = decoded.partition_point(|decoded| decoded.event.position.0 < from.0);
    &decoded[start..]
}

async fn apply(
    store: &Store,
    clock: &Clock,
    place: &mut Place<'_>,
    folded: Folded,
    to: Size,
) -> Result<Applied, StoreError> {
    let Place { view, generation, waits, chains } = place;
    let transaction = store.begin_views().await?;
    if *waits {
        tables::lock_projection(&transaction, view.name()).await?;
    } else if !tables::try_lock_projection(&transaction, view.name()).await? {
        transaction.rollback().await?;
        return Ok(Applied::ElsewhereAhead);
    }
    let now = clock.now();
    if !write(&transaction, *view, generation, *chains, folded, to, now).await? {
        transaction.rollback().await?;
        return Ok(Applied::ElsewhereAhead);
    }
    transaction.commit().await?;
    generation.checkpoint = to;
    generation.changed_at = now;
    Ok(Applied::Yes)
}

/// Writes a folded batch inside a transaction; `false` when the checkpoint is no longer where the caller read it.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    view: &dyn View,
    generation: &Generation,
    chains: Chains,
    folded: Folded,
    to: Size,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !generation::move_checkpoint(transaction, generation, to, now).await? {
        return Ok(false);
    }
    folded.rows.write(transaction, Target { name: &generation.table(), table: &view.table() }, chains).await?;
    record_failures(transaction, generation, &folded.failures, now).await?;
    Ok(true)
}

pub(super) async fn record_failures(
    on: &impl ConnectionTrait,
    generation: &Generation,
    failures: &[Failure],
    now: Timestamp,
) -> Result<(), StoreError> {
    /// Rows of one INSERT: far below the 32,766 binds that `SQLite` takes.
    const FAILURES_PER_INSERT: usize = 1_000;
    for failures in failures.chunks(FAILURES_PER_INSERT) {
        let rows = failures.iter().map(|failure| failure::ActiveModel {
            name: Set(generation.name.clone()),
            generation: Set(generation.number),
            position: Set(failure.position),
            source: Set(failure.source.clone()),
            svix_id: Set(failure.svix_id.clone()),
            reason: Set(failure.reason.clone()),
            failed_at: Set(now.micros()),
            object_id: Set(failure.object_id.clone()),
            occurred_at: Set(Some(failure.occurred_at)),
        });
        failure::Entity::insert_many(rows).exec_without_returning(on).await?;
    }
    for failure in failures {
        tracing::warn!(
            projection = %generation.name,
            position = failure.position,
            event.id = %failure.svix_id,
            reason = %failure.reason,
            "an event could not be read, or not wholly"
        );
    }
    Ok(())
}
