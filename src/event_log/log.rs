//! The handle on the log.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch, task::JoinHandle};

use super::{
    appended::Appended,
    condition::{Condition, Failing},
    error::{AppendError, LogError},
    follow::follow,
    queue::{self, Queue},
    read,
    writer::Writer,
};
use crate::{
    clock::Clock,
    event::{Event, EventId, Position, RecordedEvent, Size, Source, SystemEvent},
    store::Store,
    telemetry::Metrics,
};

/// How long whoever notes something waits for the log: less than a supervisor waits for a process to stop.
const NOTE_WAITED_FOR: Duration = Duration::from_secs(5);

/// The append-only event log.
#[derive(Clone, Debug)]
pub struct EventLog {
    store: Arc<Store>,
    size: watch::Receiver<Size>,
    /// Taken away at shutdown, so that the writer ends when the queue is drained.
    queue: Arc<Mutex<Option<Queue>>>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
    failing: Failing,
    metrics: Metrics,
}

impl EventLog {
    /// Opens the log for appending and starts its writer.
    pub async fn start(store: Arc<Store>, clock: Clock) -> Result<Self, LogError> {
        Self::start_measured(store, clock, Metrics::default()).await
    }

    /// The same, telling how appends go.
    pub async fn start_measured(store: Arc<Store>, clock: Clock, metrics: Metrics) -> Result<Self, LogError> {
        let size = read::size(&store).await?;
        let (publish, subscribed) = watch::channel(size);
        let publish = Arc::new(publish);
        let (queue, waiting) = queue::queue();
        let failing = Failing::default();
        let writer = Writer {
            store: Arc::clone(&store),
            clock,
            publish: Arc::clone(&publish),
            metrics: metrics.clone(),
            failing: failing.clone(),
        };
        // A thread of its own where appending blocks; the runtime does not end before it.
        let appending = if store.append_blocks() {
            let runtime = Handle::current();
            tokio::task::spawn_blocking(move || runtime.block_on(writer.run(waiting)))
        } else {
            tokio::spawn(writer.run(waiting))
        };
        let tasks = vec![appending, tokio::spawn(follow(Arc::clone(&store), publish))];
        Ok(Self {
            store,
            size: subscribed,
            queue: Arc::new(Mutex::new(Some(queue))),
            tasks: Arc::new(Mutex::new(tasks)),
            failing,
            metrics,
        })
    }

    /// Opens the log for reading only: appends are refused as [`AppendError::Closed`].
    pub async fn follow(store: Arc<Store>) -> Result<Self, LogError> {
        let size = read::size(&store).await?;
        let (publish, subscribed) = watch::channel(size);
        let tasks = vec![tokio::spawn(follow(Arc::clone(&store), Arc::new(publish)))];
        Ok(Self {
            store,
            size: subscribed,
            queue: Arc::default(),
            tasks: Arc::new(Mutex::new(tasks)),
            failing: Failing::default(),
            metrics: Metrics::default(),
        })
    }

    /// Records an event, once for ever. Answers only after the commit reached the disk. Once queued, the event is
    /// appended even if the caller is dropped.
    pub async fn append(&self, event: Event) -> Result<Appended, AppendError> {
        let queue = self.queue.lock().map_or(None, |queue| queue.clone()).ok_or(AppendError::Closed)?;
        let outcome = queue.send(event)?;
        drop(queue);
        outcome.await.unwrap_or(Err(AppendError::Store))
    }

    /// Records one of Gatelog's own events, as [`EventLog::append`] does any other.
    pub async fn record(&self, event: SystemEvent) -> Result<Appended, AppendError> {
        let event = event.into_event().map_err(|error| {
            tracing::error!(%error, "the system gives no random numbers");
            AppendError::Store
        })?;
        self.append(event).await
    }

    /// The same where nothing depends on it: that it fails is logged and counted, and it waits for no database that does
    /// not answer.
    pub async fn note(&self, event: SystemEvent) {
        let kind = event.kind().as_str();
        let error = match tokio::time::timeout(NOTE_WAITED_FOR, self.record(event)).await {
            Ok(Ok(_)) => return,
            Ok(Err(error)) => error.to_string(),
            Err(_elapsed) => "the database does not answer; it may be recorded yet".to_owned(),
        };
        self.metrics.unrecorded.count([kind]);
        tracing::error!(event.r#type = kind, error, "one of gatelog's own events was not recorded");
    }

    /// Events from a position on, in order: at most so many, and no more bytes of bodies than that, but at least one.
    pub async fn read(&self, from: Position, max_events: u64, max_bytes: u64) -> Result<Vec<RecordedEvent>, LogError> {
        read::read(&self.store, from, max_events, max_bytes).await
    }

    /// The event of a source with that id.
    pub async fn find(&self, source: &Source, id: &EventId) -> Result<Option<RecordedEvent>, LogError> {
        read::find(&self.store, source, id).await
    }

    /// Gatelog's own events whose names begin so ([`SystemEvent::named`]), from a position on, by name. For what is few.
    pub async fn named(&self, beginning: &str, from: Position) -> Result<Vec<RecordedEvent>, LogError> {
        read::named(&self.store, beginning, from).await
    }

    /// The last of them, by name.
    pub async fn last_named(&self, beginning: &str) -> Result<Option<RecordedEvent>, LogError> {
        read::last_named(&self.store, beginning).await
    }

    /// The number of events, read from the database.
    pub async fn size(&self) -> Result<Size, LogError> {
        read::size(&self.store).await
    }

    /// How it is doing at the moment.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let queue = self.queue.lock().map_or(None, |queue| queue.clone());
        let (waiting_events, waiting_bytes) = queue.as_ref().map_or((0, 0), Queue::waiting);
        Condition {
            waiting_events,
            waiting_bytes,
            full: queue.as_ref().is_some_and(Queue::is_full),
            failing: self.failing.now(),
            closed: queue.is_none(),
        }
    }

    /// Told of each new size, whichever process appended.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Size> {
        self.size.clone()
    }

    /// Takes no more, appends what is queued, and returns when that is on disk.
    pub async fn shut_down(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        let tasks = self.tasks.lock().map(|mut tasks| std::mem::take(&mut *tasks)).unwrap_or_default();
        let mut tasks = tasks.into_iter();
        let writer = if tasks.len() > 1 { tasks.next() } else { None };
        if let Some(writer) = writer
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the writer of the log ended abnormally");
        }
        tasks.for_each(|follower| follower.abort());
    }
}
