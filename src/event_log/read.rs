//! Reads the log, in bounded batches.

use std::collections::VecDeque;

use tokio_util::task::AbortOnDropHandle;

use super::log::EventLog;
use crate::{
    event::{EventId, Position, RecordedEvent, Size, Source, id::SYSTEM_ID_PREFIX, source::SYSTEM_SOURCE},
    storage::{IdRange, Store, StoreError},
};

/// Events read per statement.
const SYSTEM_EVENTS_BATCH: i64 = 500;
/// Events of one read by position.
const EVENTS_PER_READ: usize = 250;
/// Bytes of bodies of one read by position, roughly.
const BYTES_PER_READ: u64 = 4 * 1024 * 1024;
/// Reads under way while events are worked on, each in its own task. With one, reading and working
/// would wait for each other.
const READS_AT_ONCE: usize = 2;

impl EventLog {
    /// Events from a position on, in order. Returns at most `max_events` events with `max_bytes`
    /// of bodies, but at least one event.
    pub async fn read(
        &self,
        from: Position,
        max_events: u64,
        max_bytes: u64,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        self.store.log().read(from, max_events, max_bytes).await
    }

    pub async fn find(&self, source: &Source, id: &EventId) -> Result<Option<RecordedEvent>, StoreError> {
        self.store.log().find(source, id).await
    }

    /// Gatelog's own events from a position on whose names
    /// ([`SystemEvent::named`](crate::event::SystemEvent::named)) start with `prefix`, ordered by
    /// name. Reads all of them into memory: only for kinds of which there are few.
    pub async fn system_events(&self, prefix: &str, from: Position) -> Result<Vec<RecordedEvent>, StoreError> {
        let (mut after, below) = id_range(prefix);
        let mut events: Vec<RecordedEvent> = Vec::new();
        loop {
            let ids = IdRange { source: SYSTEM_SOURCE, after: &after, below: &below };
            let mut batch = self.store.log().read_ids(ids, from, SYSTEM_EVENTS_BATCH).await?;
            let is_last = i64::try_from(batch.len()).is_ok_and(|read| read < SYSTEM_EVENTS_BATCH);
            events.append(&mut batch);
            match events.last() {
                Some(last) if !is_last => after = last.id.to_string(),
                _ => return Ok(events),
            }
        }
    }

    /// The last event, by name and up to a name, that [`EventLog::system_events`] would return
    /// from position 0 on.
    pub async fn last_system_event(&self, prefix: &str, last: &str) -> Result<Option<RecordedEvent>, StoreError> {
        let ((after, _), (_, below)) = (id_range(prefix), id_range(last));
        self.store.log().last_of_ids(IdRange { source: SYSTEM_SOURCE, after: &after, below: &below }).await
    }

    /// The number of events, read from the database.
    pub async fn size(&self) -> Result<Size, StoreError> {
        self.store.log().size().await
    }
}

/// Reads the events at these positions, in order and each once, until their bodies reach
/// `max_bytes`; at least one. The future borrows nothing, so that several can run at once.
pub fn at_positions(
    store: &Store,
    positions: Vec<Position>,
    max_bytes: u64,
) -> impl Future<Output = Result<Vec<RecordedEvent>, StoreError>> + Send + use<> {
    let (log, observer) = (store.log().clone(), store.read_observer());
    async move {
        let events = log.read_at(positions, max_bytes).await?;
        if let Some(observer) = observer {
            for event in &events {
                observer.read(event.position);
            }
        }
        Ok(events)
    }
}

/// Reads the events at these positions, in order and each once. The next ones are read while
/// `each` takes some. Holds about four megabytes of bodies for each read at most.
pub async fn each_at(
    store: &Store,
    positions: Vec<Position>,
    each: impl FnMut(RecordedEvent) + Send,
) -> Result<(), StoreError> {
    map_at(store, positions, |event| event, each).await
}

/// The same for what `map` makes of each event. It runs in the tasks that read, so that several
/// processors decode.
pub async fn map_at<T: Send + 'static>(
    store: &Store,
    mut positions: Vec<Position>,
    map: impl Fn(RecordedEvent) -> T + Clone + Send + 'static,
    mut each: impl FnMut(T) + Send,
) -> Result<(), StoreError> {
    positions.sort_unstable();
    positions.dedup();
    let begin = |some: &[Position]| {
        let (events, map) = (at_positions(store, some.to_vec(), BYTES_PER_READ), map.clone());
        AbortOnDropHandle::new(tokio::spawn(async move {
            let events = events.await?;
            let last = events.last().map(|event| event.position);
            Ok::<_, StoreError>((last, events.into_iter().map(map).collect::<Vec<T>>()))
        }))
    };
    let mut coming = positions.chunks(EVENTS_PER_READ).map(|wanted| (wanted, begin(wanted)));
    let mut reads: VecDeque<_> = coming.by_ref().take(READS_AT_ONCE).collect();
    while let Some((wanted, read)) = reads.pop_front() {
        let (last, mapped) = read.await??;
        let read = last.map_or(wanted.len(), |last| wanted.partition_point(|at| *at <= last));
        match &wanted[read..] {
            [] => reads.extend(coming.next()),
            // Large bodies: only a part of them is in memory at a time.
            rest => reads.push_front((rest, begin(rest))),
        }
        mapped.into_iter().for_each(&mut each);
    }
    Ok(())
}

/// The bounds of the ids of system events whose names start with `prefix`, in byte order.
fn id_range(prefix: &str) -> (String, String) {
    let after = format!("{SYSTEM_ID_PREFIX}{prefix}");
    let mut below = after.clone().into_bytes();
    if let Some(last) = below.last_mut() {
        // An id is printable ASCII, so there is a next character.
        *last = last.saturating_add(1);
    }
    (after, String::from_utf8_lossy(&below).into_owned())
}
