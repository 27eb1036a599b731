//! Filling generations: one scan of the log and one decoding feed all of them. Batches are decoded and folded on all
//! processors while the ones before are written, by one task for each generation; rows that merge are gathered over many
//! batches before they are.

use std::sync::Arc;

use tokio::{
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};

use super::{
    checkpoint::{self, Applied, Place},
    generation::Generation,
    progress::Progress,
    reach::Reach,
    rebuild_error::RebuildError,
    remembered::Remembered,
    row_store::{Chains, Target},
    view::{self, Folded, View},
};
use crate::{
    event::{Position, RecordedEvent, Size},
    event_log::EventLog,
    store::{Loader, StoreError, TURN_FOR_OTHERS},
};

/// Events of one batch: few enough that their bodies stay in a processor's cache until they are folded.
const BATCH_EVENTS_MAX: u64 = 1_000;
/// Bodies of one batch, in bytes.
pub(super) const BATCH_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Batches read ahead of the one that is written: they are decoded and folded meanwhile, each on a processor.
const BATCHES_AHEAD: usize = 2;
/// Folded batches that wait for one generation while it is written, or another is: on `SQLite` they take turns. With fewer,
/// whoever folds would wait for whoever writes, and the other way round.
const PARTS_AHEAD: usize = 16;
/// Events whose rows are gathered before they are written: what a killed rebuild folds again.
const GATHERED_EVENTS_MAX: u64 = 200_000;
/// Their bodies, in bytes: whatever texts rows keep of them, no more can gather.
const GATHERED_BODY_BYTES_MAX: u64 = 128 * 1024 * 1024;

pub(super) struct Filling {
    pub(super) view: Arc<dyn View>,
    pub(super) generation: Generation,
    /// What this run knows of what it wrote.
    pub(super) remembered: Remembered,
}

#[derive(Clone)]
enum Way {
    /// Into tables that nothing is derived in yet.
    Loaded(Loader),
    Followed,
}

impl Filling {
    /// One that nothing is in yet, or what somebody else left.
    pub(super) fn of(view: Arc<dyn View>, generation: Generation) -> Self {
        let is_empty = generation.checkpoint == Size(0);
        let remembered = if is_empty { Remembered::of_empty_table() } else { Remembered::nothing() };
        Self { view, generation, remembered }
    }

    fn place(&mut self, chains: Chains) -> Place<'_> {
        Place { view: &*self.view, generation: &mut self.generation, waits: true, chains }
    }
}

/// A batch that was folded: what each generation gets of it, in the order of the filling.
struct Batch {
    events: u64,
    parts: Vec<Part>,
}

/// What one generation gets of a batch.
struct Part {
    folded: Folded,
    events: u64,
    body_bytes: u64,
    to: Size,
}

/// What was folded for one generation and is not written yet.
#[derive(Default)]
struct Gathered {
    folded: Option<Folded>,
    events: u64,
    body_bytes: u64,
    to: Size,
}

/// Fills generations up to `until`, or to the end of the log. Returns them, and how many events this run read.
pub(super) async fn fill(
    reach: &Reach,
    filling: Vec<Filling>,
    chains: Chains,
    progress: &dyn Progress,
    until: Option<Size>,
) -> Result<(Vec<Filling>, u64), RebuildError> {
    let Some(from) = filling.iter().map(|filling| filling.generation.checkpoint).min() else {
        return Ok((filling, 0));
    };
    let goal = match until {
        Some(until) => until,
        None => reach.log.size().await?,
    };
    let total = u64::try_from(goal.0 - from.0).unwrap_or(0);
    let way = match chains {
        Chains::Later => Way::Loaded(reach.store.loader()?),
        Chains::Derived => Way::Followed,
    };
    let plan: Vec<(Arc<dyn View>, Size)> =
        filling.iter().map(|filling| (Arc::clone(&filling.view), filling.generation.checkpoint)).collect();
    let (ready, mut batches) = mpsc::channel(BATCHES_AHEAD);
    let reading = tokio::spawn(read_and_fold(reach.log.clone(), plan, from, goal, ready));

    let mut parts = Vec::with_capacity(filling.len());
    // One task for each generation: it goes at its own pace. Dropped, the set ends them; that must come before there are no
    // more parts, at which they would write what has gathered.
    let mut writing = JoinSet::new();
    for (place, filling) in filling.into_iter().enumerate() {
        let (sender, receiver) = mpsc::channel(PARTS_AHEAD);
        parts.push(sender);
        let written = write_all(reach.clone(), way.clone(), filling, receiver);
        writing.spawn(async move { written.await.map(|filling| (place, filling)) });
    }

    let mut events_read = 0;
    'reading: while let Some(folding) = batches.recv().await {
        let batch = folding.await?;
        for (sender, part) in parts.iter().zip(batch.parts) {
            if sender.send(part).await.is_err() {
                // Whoever writes it failed, and says why.
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
    Ok((filled.into_iter().map(|(_, filling)| filling).collect(), events_read))
}

impl Gathered {
    fn add(&mut self, part: Part) {
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

/// Gathers what comes for one generation, and writes it whenever that is due, with the checkpoint to which it was folded.
async fn write_all(
    reach: Reach,
    way: Way,
    mut filling: Filling,
    mut parts: mpsc::Receiver<Part>,
) -> Result<Filling, RebuildError> {
    let mut gathered = Gathered::default();
    while let Some(part) = parts.recv().await {
        gathered.add(part);
        if gathered.is_full() {
            write(&reach, &way, &mut filling, std::mem::take(&mut gathered)).await?;
        }
    }
    write(&reach, &way, &mut filling, gathered).await?;
    Ok(filling)
}

/// Writes what was gathered, unless the generation has it already.
async fn write(reach: &Reach, way: &Way, filling: &mut Filling, gathered: Gathered) -> Result<(), RebuildError> {
    let Gathered { folded, to, .. } = gathered;
    let Some(folded) = folded.filter(|_| filling.generation.checkpoint < to) else { return Ok(()) };
    let name = filling.view.name();
    let applied = match way {
        Way::Loaded(loader) => load(reach, filling, folded, loader, to).await?,
        Way::Followed => {
            let applied = checkpoint::advance(reach, filling.place(Chains::Derived), folded, to).await?;
            tokio::time::sleep(TURN_FOR_OTHERS).await;
            applied
        }
    };
    match applied {
        Applied::Yes => Ok(()),
        Applied::ElsewhereAhead => Err(RebuildError::Interfered { name }),
    }
}

/// Loads what was folded. Nobody else writes a generation that is being filled, so what it holds is read beforehand.
async fn load(
    reach: &Reach,
    filling: &mut Filling,
    folded: Folded,
    loader: &Loader,
    to: Size,
) -> Result<Applied, StoreError> {
    let (name, table) = (filling.generation.table(), filling.view.table());
    let target = Target { name: &name, table: &table };
    let rows = folded.rows.into_load(loader, target, &mut filling.remembered).await?;
    let mut place = filling.place(Chains::Later);
    match checkpoint::load(reach, loader, &mut place, rows, &folded.failures, to).await {
        Err(error) if error.is_in_the_data() => {
            let applied = checkpoint::advance_singly(reach, &mut place, to, &error).await;
            filling.remembered.forget();
            applied
        }
        applied => applied,
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
    let body_bytes = events.iter().map(|event| event.body.size()).sum();
    let events = events.len() as u64;
    let part = |(view, since): &(Arc<dyn View>, Size)| {
        let folded = view.fold(checkpoint::from_position(&decoded, *since));
        Part { folded, events, body_bytes, to }
    };
    Batch { events, parts: plan.iter().map(part).collect() }
}
