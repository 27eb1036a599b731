//! Applying a folded batch: checkpoint, rows and failures in one transaction, or nothing at all.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryTrait as _, Set, Statement};

use super::{
    generation::{self, Generation},
    reach::Reach,
    row_store::{Chains, Target, ToLoad},
    view::{Decoded, Failure, Folded, View},
};
use crate::{
    clock::Timestamp,
    event::{Position, RecordedEvent, Size, clerk::Body},
    store::{Load, Loader, Store, StoreError, entity::failure, tables},
};

/// Events read at a time to be folded one by one.
const SINGLE_EVENTS_MAX: u64 = 1_000;
/// Their bodies, in bytes.
const SINGLE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// What is told of an event whose row the database did not take.
pub(super) const REFUSED: &str = "the database refused the row; the server's log says why";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Applied {
    /// It was; the generation's checkpoint is where it should be.
    Yes,
    /// Another process is at it, or was faster. Nothing was changed.
    ElsewhereAhead,
}

pub(super) struct Place<'a> {
    pub(super) view: &'a dyn View,
    pub(super) generation: &'a mut Generation,
    /// Whether to wait for another process that writes this projection at the moment, or to leave it to that one.
    pub(super) waits: bool,
    /// Whether chained rows are derived now.
    pub(super) chains: Chains,
}

/// Writes what was folded of the events from a generation's checkpoint on, and moves the checkpoint to `to`. When the
/// database refuses a row, those events are folded again one by one, and what is refused is passed over.
pub(super) async fn advance(
    reach: &Reach,
    mut place: Place<'_>,
    folded: Folded,
    to: Size,
) -> Result<Applied, StoreError> {
    match apply(reach, &mut place, folded, to).await {
        Err(error) if error.is_in_the_data() => advance_singly(reach, &mut place, to, &error).await,
        applied => applied,
    }
}

/// The same for a live generation, as the loader writes it: what rows are merged with, or derived from, is read before the
/// transaction, which writes nothing if any of it changed since.
pub(super) async fn follow(
    reach: &Reach,
    loader: &Loader,
    mut place: Place<'_>,
    folded: Folded,
    to: Size,
) -> Result<Applied, StoreError> {
    let (name, table) = (place.generation.table(), place.view.table());
    let rows = folded.rows.into_follow(&reach.store, loader, Target { name: &name, table: &table }).await?;
    match load(reach, loader, &mut place, rows, &folded.failures, to).await {
        Err(error) if error.is_in_the_data() => advance_singly(reach, &mut place, to, &error).await,
        applied => applied,
    }
}

/// Loads rows that were made beside what the table holds, with the checkpoint they lead to. Writes nothing if anything in
/// the table changed since the generation was looked up.
pub(super) async fn load(
    reach: &Reach,
    loader: &Loader,
    place: &mut Place<'_>,
    rows: ToLoad,
    failures: &[Failure],
    to: Size,
) -> Result<Applied, StoreError> {
    let Place { view, generation, waits, chains } = place;
    let now = reach.clock.now();
    let backend = reach.store.backend();
    let load = Load {
        projection: view.name(),
        waits: *waits,
        checkpoint: generation::moving_unchanged(generation, to, now).build(backend),
        name: generation.table(),
        table: view.table(),
        new: rows.new,
        changed: rows.changed,
        enters_lists: *chains == Chains::Derived,
        then: recording(backend, generation, failures, now),
    };
    if !loader.write(load).await? {
        return Ok(Applied::ElsewhereAhead);
    }
    tell(generation, failures);
    generation.checkpoint = to;
    generation.changed_at = now;
    Ok(Applied::Yes)
}

/// The same after the database refused a row: event by event, and what is refused is passed over.
pub(super) async fn advance_singly(
    reach: &Reach,
    place: &mut Place<'_>,
    to: Size,
    refused: &StoreError,
) -> Result<Applied, StoreError> {
    let view = place.view;
    tracing::warn!(error = %refused, projection = view.name(), "the database refused a batch, folding it event by event");
    while place.generation.checkpoint < to {
        let from = place.generation.checkpoint.0;
        let left = u64::try_from(to.0 - from).unwrap_or(0);
        let events = reach.log.read(Position(from), left.min(SINGLE_EVENTS_MAX), SINGLE_BYTES_MAX).await?;
        for event in &events {
            if advance_by_one(reach, place, event).await? == Applied::ElsewhereAhead {
                return Ok(Applied::ElsewhereAhead);
            }
        }
        if events.is_empty() {
            return apply(reach, place, fold(view, &[]), to).await;
        }
    }
    Ok(Applied::Yes)
}

async fn advance_by_one(reach: &Reach, place: &mut Place<'_>, event: &RecordedEvent) -> Result<Applied, StoreError> {
    let view = place.view;
    let next = Size(event.position.0 + 1);
    match apply(reach, place, fold(view, std::slice::from_ref(event)), next).await {
        Err(error) if error.is_in_the_data() => {
            tracing::warn!(%error, projection = view.name(), position = event.position.0, "the database refused a row");
            // Failures are shown to whoever may ask, and a database's own words can repeat the row.
            let failure = Failure::of(event, &Body::decode(event), &REFUSED);
            apply(reach, place, Folded { failures: vec![failure], ..fold(view, &[]) }, next).await
        }
        applied => applied,
    }
}

pub(super) fn fold(view: &dyn View, events: &[RecordedEvent]) -> Folded {
    view.fold(&super::view::decode(events))
}

pub(super) fn from_position<'d, 'e>(decoded: &'d [Decoded<'e>], from: Size) -> &'d [Decoded<'e>] {
    let start = decoded.partition_point(|decoded| decoded.event.position.0 < from.0);
    &decoded[start..]
}

async fn apply(reach: &Reach, place: &mut Place<'_>, folded: Folded, to: Size) -> Result<Applied, StoreError> {
    let Place { view, generation, waits, chains } = place;
    let transaction = reach.store.begin_views().await?;
    if *waits {
        tables::lock_projection(&transaction, view.name()).await?;
    } else if !tables::try_lock_projection(&transaction, view.name()).await? {
        transaction.rollback().await?;
        return Ok(Applied::ElsewhereAhead);
    }
    let now = reach.clock.now();
    if !write(&reach.store, &transaction, *view, generation, *chains, folded, to, now).await? {
        transaction.rollback().await?;
        return Ok(Applied::ElsewhereAhead);
    }
    transaction.commit().await?;
    generation.checkpoint = to;
    generation.changed_at = now;
    Ok(Applied::Yes)
}

/// Writes a folded batch inside a transaction; `false` when the checkpoint is no longer where the caller read it.
#[expect(clippy::too_many_arguments, reason = "goes with the second way of writing")]
pub(super) async fn write(
    store: &Store,
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
    folded.rows.write(store, transaction, Target { name: &generation.table(), table: &view.table() }, chains).await?;
    record_failures(transaction, generation, &folded.failures, now).await?;
    Ok(true)
}

pub(super) async fn record_failures(
    on: &impl ConnectionTrait,
    generation: &Generation,
    failures: &[Failure],
    now: Timestamp,
) -> Result<(), StoreError> {
    for statement in recording(on.get_database_backend(), generation, failures, now) {
        on.execute_raw(statement).await?;
    }
    tell(generation, failures);
    Ok(())
}

pub(super) fn recording(
    backend: DbBackend,
    generation: &Generation,
    failures: &[Failure],
    now: Timestamp,
) -> Vec<Statement> {
    /// Rows of one INSERT: far below the 32,766 binds that `SQLite` takes.
    const FAILURES_PER_INSERT: usize = 1_000;
    let statement = |failures: &[Failure]| {
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
        failure::Entity::insert_many(rows).build(backend)
    };
    failures.chunks(FAILURES_PER_INSERT).map(statement).collect()
}

pub(super) fn tell(generation: &Generation, failures: &[Failure]) {
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
