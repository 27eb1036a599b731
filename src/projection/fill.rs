//! Filling generations: one scan of the log and one decoding feed all of them. Batches are decoded and folded on all
//! processors while the ones before are written; rows that merge are gathered over many batches before they are.

use std::sync::Arc;

use futures_util::future::try_join_all;
use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    checkpoint::{self, Applied, Place},
    generation::Generation,
    progress::Progress,
    reach::Reach,
    rebuild_error::RebuildError,
    row_store::Chains,
    view::{self, Folded, View},
};
use crate::{
    event::{Position, RecordedEvent, Size},
    event_log::EventLog,
};

/// Events of one batch.
const BATCH_EVENTS_MAX: u64 = 4_000;
/// Bodies of one batch, in bytes.
pub(super) const BATCH_BYTES_MAX: u64 = 12 * 1024 * 1024;
/// Batches read ahead of the one that is written: they are decoded and folded meanwhile, each on a processor.
const BATCHES_AHEAD: usize = 2;
/// Events whose rows are gathered before they are written: what a killed rebuild folds again.
const GATHERED_EVENTS_MAX: u64 = 200_000;
/// Their bodies, in bytes: whatever texts rows keep of them, no more can gather.
const GATHERED_BODY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Left to the projector between two transactions: `SQLite` gives no turn to a waiting writer by itself.
const TURN_FOR_OTHERS: std::time::Duration = std::time::Duration::from_millis(1);

/// Generations being filled, each with its view.
pub(super) type Filling = Vec<(Arc<dyn View>, Generation)>;

/// A batch ready to be gathered: for each generation what it is to fold, in the order of the filling.
struct Batch {
    events: u64,
    body_bytes: u64,
    folded: Vec<Folded>,
    to: Size,
}

/// What was folded for one generation and is not written yet.
#[derive(Default)]
struct Gathered {
    folded: Option<Folded>,
    events: u64,
    body_bytes: u64,
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
    let (ready, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let log = reach.log.clone();
    let reading = tokio::spawn(async move { read_and_fold(log, plan, from, goal, ready).await });

    let mut gathered: Vec<Gathered> = filling.iter().map(|_| Gathered::default()).collect();
    let mut events_read = 0;
    let mut to = from;
    while let Some(folding) = batches.recv().await {
        let batch: Batch = folding.await?;
        to = batch.to;
        for (gathered, folded) in gathered.iter_mut().zip(batch.folded) {
            gathered.add(folded, batch.events, batch.body_bytes);
        }
        write_all(reach, filling, &mut gathered, chains, to, Gathered::is_full).await?;
        events_read += batch.events;
        progress.folded(events_read, total);
        tokio::time::sleep(TURN_FOR_OTHERS).await;
    }
    write_all(reach, filling, &mut gathered, chains, to, |_| true).await?;
    reading.await??;
    Ok(events_read)
}

impl Gathered {
    fn add(&mut self, folded: Folded, events: u64, body_bytes: u64) {
        match &mut self.folded {
            Some(known) => known.gather(folded),
            None => self.folded = Some(folded),
        }
        self.events += events;
        self.body_bytes += body_bytes;
    }

    fn is_full(&self) -> bool {
        self.events >= GATHERED_EVENTS_MAX
            || self.body_bytes >= GATHERED_BODY_BYTES_MAX
            || self.folded.as_ref().is_some_and(|folded| folded.rows.is_full())
    }
}

/// Writes what is gathered for each generation where that is due, with the checkpoint to which it was folded. Side by
/// side: `PostgreSQL` writes each view on a connection of its own; on `SQLite` they take turns anyway.
async fn write_all(
    reach: Reach<'_>,
    filling: &mut Filling,
    gathered: &mut [Gathered],
    chains: Chains,
    to: Size,
    is_due: impl Fn(&Gathered) -> bool,
) -> Result<(), RebuildError> {
    let due = filling.iter_mut().zip(gathered).filter(|(_, gathered)| is_due(gathered));
    let writing = due.map(|((view, generation), gathered)| {
        let folded = std::mem::take(gathered).folded;
        let place = Place { view: &**view, generation, waits: true, chains };
        write(reach, place, folded, to)
    });
    try_join_all(writing).await?;
    Ok(())
}

/// Writes what was folded, unless the generation has it already.
async fn write(reach: Reach<'_>, place: Place<'_>, folded: Option<Folded>, to: Size) -> Result<(), RebuildError> {
    let Some(folded) = folded.filter(|_| place.generation.checkpoint < to) else { return Ok(()) };
    let name = place.view.name();
    match checkpoint::advance(reach, place, folded, to).await? {
        Applied::Yes => Ok(()),
        Applied::ElsewhereAhead => Err(RebuildError::Interfered { name }),
    }
}

/// Reads the log once, and sets each batch to be folded for every generation that still needs it.
async fn read_and_fold(
    log: EventLog,
    plan: Vec<(Arc<dyn View>, Size)>,
    from: Size,
    goal: Size,
    ready: mpsc::Sender<JoinHandle<Batch>>,
) -> Result<(), RebuildError> {
    let plan = Arc::new(plan);
    let mut from = from;
    while from < goal {
        // Room first: a batch that is read is held.
        let Ok(room) = ready.reserve().await else {
            // The writing side failed and says why.
            return Ok(());
        };
        let left = u64::try_from(goal.0 - from.0).unwrap_or(0);
        let events = log.read(Position(from.0), left.min(BATCH_EVENTS_MAX), BATCH_BYTES_MAX).await?;
        let Some(last) = events.last() else { return Ok(()) };
        from = Size(last.position.0 + 1);
        let plan = Arc::clone(&plan);
        // Folding is all computation: it must not hold up whatever else this process does.
        room.send(tokio::task::spawn_blocking(move || fold(&plan, &events, from)));
    }
    Ok(())
}

fn fold(plan: &[(Arc<dyn View>, Size)], events: &[RecordedEvent], to: Size) -> Batch {
    let decoded = view::decode(events);
    let folded = plan.iter().map(|(view, since)| view.fold(checkpoint::from_position(&decoded, *since))).collect();
    let body_bytes = events.iter().map(|event| event.body.len() as u64).sum();
    Batch { events: events.len() as u64, body_bytes, folded, to }
}
