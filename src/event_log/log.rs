//! The handle on the log.

use std::sync::{Arc, Mutex};

use tokio::{sync::watch, task::JoinHandle};

use super::{
    appended::Appended,
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
};

/// The append-only event log.
#[derive(Clone, Debug)]
pub struct EventLog {
    store: Arc<Store>,
    size: watch::Receiver<Size>,
    /// Taken away at shutdown, so that the writer ends when the queue is drained.
    queue: Arc<Mutex<Option<Queue>>>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl EventLog {
    /// Opens the log for appending and starts its writer.
    pub async fn start(store: Arc<Store>, clock: Clock) -> Result<Self, LogError> {
        let size = read::size(&store).await?;
        let (publish, subscribed) = watch::channel(size);
        let publish = Arc::new(publish);
        let (queue, waiting) = queue::queue();
        let writer = Writer::new(Arc::clone(&store), clock, Arc::clone(&publish));
        let tasks = vec![tokio::spawn(writer.run(waiting)), tokio::spawn(follow(Arc::clone(&store), publish))];
        Ok(Self {
            store,
            size: subscribed,
            queue: Arc::new(Mutex::new(Some(queue))),
            tasks: Arc::new(Mutex::new(tasks)),
        })
    }

    /// Opens the log for reading only: appends are refused as [`AppendError::Closed`].
    pub async fn follow(store: Arc<Store>) -> Result<Self, LogError> {
        let size = read::size(&store).await?;
        let (publish, subscribed) = watch::channel(size);
        let tasks = vec![tokio::spawn(follow(Arc::clone(&store), Arc::new(publish)))];
        Ok(Self { store, size: subscribed, queue: Arc::default(), tasks: Arc::new(Mutex::new(tasks)) })
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
