//! Fills generations. One pass reads and decodes the log for all of them. Batches are decoded and
//! folded on all processors while earlier batches are written, by one task per generation. Rows
//! that merge are collected over many batches first.

use std::sync::Arc;

use tokio::{
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};

use super::{
    build_cache::BuildCache,
    checkpoint::{self, Destination},
    deps::Deps,
    generation::Generation,
    progress::Progress,
    rebuild_error::RebuildError,
    row_store::WriteMode,
    view::{self, Folded, View},
};
use crate::{
    event::{Position, RecordedEvent, Size},
    event_log::EventLog,
    storage::{Applied, LockMode, tables::Table},
};

/// Events of one batch: few enough that the bodies stay in a processor's cache until they are
/// folded.
const BATCH_EVENTS_MAX: u64 = 1_000;
/// Bodies of one batch, in bytes.
const BATCH_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Batches read ahead of the writer. Each is decoded and folded on a processor meanwhile.
const BATCHES_AHEAD: usize = 2;
/// Folded batches in the queue of one generation. With fewer, folding and writing would wait for
/// each other.
const PARTS_AHEAD: usize = 16;
/// Maximum number of events whose rows are collected before they are written. After a kill, these
/// are folded again.
const GATHERED_EVENTS_MAX: u64 = 200_000;
/// Maximum size of their bodies, in bytes. It bounds the texts in the rows.
const GATHERED_BODY_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// A generation under construction.
pub(super) struct GenerationBuild {
    pub(super) view: Arc<dyn View>,
    pub(super) generation: Generation,
    /// Without inverted indexes until they are created.
    pub(super) table: Table,
    pub(super) mode: WriteMode,
}

impl GenerationBuild {
    /// Continues at the checkpoint of a generation without indexes.
    pub(super) fn new(view: Arc<dyn View>, generation: Generation) -> Self {
        let is_empty = generation.checkpoint == Size(0);
        let cache = if is_empty { BuildCache::for_empty_table() } else { BuildCache::for_unknown_table() };
        let table = Table { inverted_indexes: Vec::new(), ..view.table() };
        Self { view, generation, table, mode: WriteMode::Fill(cache) }
    }

    /// The same for a generation with all its indexes.
    pub(super) fn indexed(view: Arc<dyn View>, generation: Generation) -> Self {
        let table = view.table();
        Self { view, generation, table, mode: WriteMode::Follow }
    }

    pub(super) fn destination(&mut self) -> (Destination<'_>, &mut WriteMode) {
        let Self { view, generation, table, mode } = self;
        (Destination { view: &**view, generation, table, lock: LockMode::Wait }, mode)
    }
}

/// A folded batch, with one part for each generation.
struct Batch {
    events: u64,
    parts: Vec<BatchPart>,
}

/// The part of a batch for one generation.
struct BatchPart {
    folded: Folded,
    events: u64,
    body_bytes: u64,
    to: Size,
}

/// The folded events of one generation that are not written yet.
#[derive(Default)]
struct Gathered {
    folded: Option<Folded>,
    events: u64,
    body_bytes: u64,
    to: Size,
}

/// Fills generations up to `until`, or to the end of the log. Returns the generations and the
/// number of events that were read.
pub(super) async fn fill(
    deps: &Deps,
    builds: Vec<GenerationBuild>,
    progress: &dyn Progress,
    until: Option<Size>,
) -> Result<(Vec<GenerationBuild>, u64), RebuildError> {
    let Some(from) = builds.iter().map(|build| build.generation.checkpoint).min() else {
        return Ok((builds, 0));
    };
    let goal = match until {
        Some(until) => until,
        None => deps.log.size().await?,
    };
    let total = u64::try_from(goal.0 - from.0).unwrap_or(0);
    let plan: Vec<(Arc<dyn View>, Size)> =
        builds.iter().map(|build| (Arc::clone(&build.view), build.generation.checkpoint)).collect();
    let (ready, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let reading = tokio::spawn(read_and_fold(deps.log.clone(), plan, from, goal, ready));

    let mut parts = Vec::with_capacity(builds.len());
    // One task per generation. If the set is dropped, it aborts the tasks. That must happen before
    // the queues close, otherwise they would write the collected rows.
    let mut writing = JoinSet::new();
    for (place, build) in builds.into_iter().enumerate() {
        let (sender, receiver) = mpsc::channel(PARTS_AHEAD);
        parts.push(sender);
        let written = write_all(deps.clone(), build, receiver);
        writing.spawn(async move { written.await.map(|build| (place, build)) });
    }

    let mut events_read = 0;
    'reading: while let Some(folding) = batches.recv().await {
        let batch = folding.await?;
        for (sender, part) in parts.iter().zip(batch.parts) {
            if sender.send(part).await.is_err() {
                // The task failed; joining it below returns the error.
                break 'reading;
            }
        }
        events_read += batch.events;
        progress.folded(events_read, total);
    }
    drop((parts, batches));
    let mut filled = Vec::with_capacity(writing.len());
    while let Some(written) = writing.join_next().await {
        filled.push(written??);
    }
    reading.await??;
    filled.sort_by_key(|(place, _)| *place);
    Ok((filled.into_iter().map(|(_, build)| build).collect(), events_read))
}

impl Gathered {
    fn add(&mut self, part: BatchPart) {
        match &mut self.folded {
            Some(known) => known.gather(part.folded),
            None => self.folded = Some(part.folded),
        }
        self.events += part.events;
        self.body_bytes += part.body_bytes;
        self.to = part.to;
    }

    fn is_full(&self) -> bool {
        self.events >= GATHERED_EVENTS_MAX
            || self.body_bytes >= GATHERED_BODY_BYTES_MAX
            || self.folded.as_ref().is_some_and(|folded| folded.rows.is_full())
    }
}

/// Collects the parts of one generation and writes them when they are large enough, with their
/// checkpoint.
async fn write_all(
    deps: Deps,
    mut build: GenerationBuild,
    mut parts: mpsc::Receiver<BatchPart>,
) -> Result<GenerationBuild, RebuildError> {
    let mut gathered = Gathered::default();
    while let Some(part) = parts.recv().await {
        gathered.add(part);
        if gathered.is_full() {
            write(&deps, &mut build, std::mem::take(&mut gathered)).await?;
        }
    }
    write(&deps, &mut build, gathered).await?;
    Ok(build)
}

/// Writes collected rows, unless the generation has them already.
async fn write(deps: &Deps, build: &mut GenerationBuild, gathered: Gathered) -> Result<(), RebuildError> {
    let Gathered { folded, to, .. } = gathered;
    let Some(folded) = folded.filter(|_| build.generation.checkpoint < to) else { return Ok(()) };
    let name = build.view.name();
    let (mut into, mode) = build.destination();
    match checkpoint::advance(deps, &mut into, mode, folded, to).await? {
        Applied::Yes => Ok(()),
        Applied::FenceMoved => Err(RebuildError::Interfered { name }),
    }
}

/// Reads the log once and starts folding each batch for the generations that need it.
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
        // Reserve first: a batch that was read stays in memory.
        let Ok(room) = ready.reserve().await else {
            // The writing side failed and returns the error.
            return Ok(());
        };
        let left = u64::try_from(goal.0 - from.0).unwrap_or(0);
        let events = log.read(Position(from.0), left.min(BATCH_EVENTS_MAX), BATCH_BYTES_MAX).await?;
        let Some(last) = events.last() else { return Ok(()) };
        from = Size(last.position.0 + 1);
        let plan = Arc::clone(&plan);
        // Folding is CPU-bound: it must not block the other tasks of this process.
        room.send(tokio::task::spawn_blocking(move || fold(&plan, &events, from)));
    }
    Ok(())
}

fn fold(plan: &[(Arc<dyn View>, Size)], events: &[RecordedEvent], to: Size) -> Batch {
    let decoded = view::decode(events);
    let body_bytes = events.iter().map(|event| event.body.size()).sum();
    let events = events.len() as u64;
    let part = |(view, since): &(Arc<dyn View>, Size)| {
        let folded = view.fold(checkpoint::from_position(&decoded, *since));
        BatchPart { folded, events, body_bytes, to }
    };
    Batch { events, parts: plan.iter().map(part).collect() }
}
