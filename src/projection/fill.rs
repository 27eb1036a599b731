//! Filling generations: one scan of the log and one decoding feed all of them; the next batch is read and folded while
//! the one before is written.

use std::sync::Arc;

use futures_util::future::try_join_all;
use tokio::sync::mpsc;

use super::{
    checkpoint::{self, Applied, Place},
    generation::Generation,
    progress::Progress,
    rebuild_error::RebuildError,
    row_store::Chains,
    view::{self, Folded, View},
};
use crate::{
    clock::Clock,
    event::{Position, RecordedEvent, Size},
    event_log::EventLog,
    store::Store,
};

/// Events of one transaction.
const BATCH_EVENTS_MAX: u64 = 10_000;
/// Bodies of one batch, in bytes: what a rebuild holds in memory is three batches.
pub(super) const BATCH_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Left to the projector between two transactions: `SQLite` gives no turn to a waiting writer by itself.
const TURN_FOR_OTHERS: std::time::Duration = std::time::Duration::from_millis(2);

/// What filling works with.
#[derive(Clone, Copy)]
pub(super) struct Reach<'a> {
    pub(super) store: &'a Store,
    pub(super) log: &'a EventLog,
    pub(super) clock: &'a Clock,
}

/// Generations being filled, each with its view.
pub(super) type Filling = Vec<(Arc<dyn View>, Generation)>;

/// A batch ready to be written: for each generation what it is to fold, in the order of the filling.
struct Batch {
    events: Vec<RecordedEvent>,
    folded: Vec<Folded>,
    to: Size,
}

/// Fills generations up to `until`, or to the end of the log. Returns how many events this run read.
pub(super) async fn fill(
    reach: Reach<'_>,
    filling: &mut Filling,
    chains: Chains,
    progress: &dyn Progress,
    until: Option<Size>,
) -> Result<u64, RebuildError> {
    let Some(from) = filling.iter().map(|(_, generation)| generation.checkpoint).min() else { return Ok(0) };
    let goal = match until {
        Some(until) => until,
        None => reach.log.size().await?,
    };
    let total = u64::try_from(goal.0 - from.0).unwrap_or(0);
    let plan: Vec<(Arc<dyn View>, Size)> =
        filling.iter().map(|(view, generation)| (Arc::clone(view), generation.checkpoint)).collect();
    let (ready, mut batches) = mpsc::channel::<Batch>(1);
    let log = reach.log.clone();
    let reading = tokio::spawn(async move { read_and_fold(log, plan, from, goal, ready).await });

    let mut events_read = 0;
    while let Some(batch) = batches.recv().await {
        // Side by side: PostgreSQL writes each view on a connection of its own; on SQLite they take turns anyway.
        let writing = filling.iter_mut().zip(batch.folded).map(|((view, generation), folded)| {
            let start = batch.events.partition_point(|event| event.position.0 < generation.checkpoint.0);
            let place = Place { view: &**view, generation, waits: true, chains };
            write(reach, place, &batch.events[start..], folded, batch.to)
        });
        try_join_all(writing).await?;
        events_read += batch.events.len() as u64;
        progress.folded(events_read, total);
        tokio::time::sleep(TURN_FOR_OTHERS).await;
    }
    reading.await??;
    Ok(events_read)
}

/// Writes a folded batch, unless the generation has it already.
async fn write(
    reach: Reach<'_>,
    place: Place<'_>,
    events: &[RecordedEvent],
    folded: Folded,
    to: Size,
) -> Result<(), RebuildError> {
    if place.generation.checkpoint >= to {
        return Ok(());
    }
    let name = place.view.name();
    match checkpoint::advance(reach.store, reach.clock, place, events, folded, to).await? {
        Applied::Yes => Ok(()),
        Applied::ElsewhereAhead => Err(RebuildError::Interfered { name }),
    }
}

/// Reads the log once and folds each batch for every generation that still needs it.
async fn read_and_fold(
    log: EventLog,
    plan: Vec<(Arc<dyn View>, Size)>,
    from: Size,
    goal: Size,
    ready: mpsc::Sender<Batch>,
) -> Result<(), RebuildError> {
    let plan = Arc::new(plan);
    let mut from = from;
    while from < goal {
        let left = u64::try_from(goal.0 - from.0).unwrap_or(0);
        let events = log.read(Position(from.0), left.min(BATCH_EVENTS_MAX), BATCH_BYTES_MAX).await?;
        let Some(last) = events.last() else { return Ok(()) };
        let to = Size(last.position.0 + 1);
        let plan = Arc::clone(&plan);
        // Folding is all computation: it must not hold up whatever else this process does.
        let batch = tokio::task::spawn_blocking(move || {
            let decoded = view::decode(&events);
            let folded =
                plan.iter().map(|(view, since)| view.fold(checkpoint::from_position(&decoded, *since))).collect();
            drop(decoded);
            Batch { events, folded, to }
        })
        .await?;
        if ready.send(batch).await.is_err() {
            // The writing side failed and says why.
            return Ok(());
        }
        from = to;
    }
    Ok(())
}
