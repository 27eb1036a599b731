//! The handle on the event log.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{runtime::Handle, sync::watch, task::JoinHandle};

use super::{
    follow::follow,
    health::{CommitFailure, LogHealth},
    outcome::{AppendError, AppendOutcome},
    queue::{self, Queue},
    writer::Writer,
};
use crate::{
    clock::Clock,
    event::{Event, Size, SystemEvent},
    storage::{Compression, EncodedEvent, Store, StoreError},
    telemetry::Metrics,
};

/// Less than a supervisor waits for a process to stop.
const BEST_EFFORT_TIMEOUT: Duration = Duration::from_secs(5);

/// The append-only event log. Clones share one log.
#[derive(Clone, Debug)]
pub struct EventLog {
    pub(super) store: Arc<Store>,
    size: watch::Receiver<Size>,
    /// `None` after the shutdown, so that the writer ends when the queue is drained.
    queue: Arc<Mutex<Option<Queue>>>,
    /// The writer first, where the log is open for appending; then the follower.
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
    commit_failure: CommitFailure,
    options: LogOptions,
}

/// How a log is appended to.
#[derive(Clone, Debug, Default)]
pub struct LogOptions {
    pub compression: Compression,
    /// Counts its appends.
    pub metrics: Metrics,
}

impl EventLog {
    /// Opens the log for appending and starts its writer.
    pub async fn start(store: Arc<Store>, clock: Clock) -> Result<Self, StoreError> {
        Self::start_with(store, clock, LogOptions::default()).await
    }

    pub async fn start_with(store: Arc<Store>, clock: Clock, options: LogOptions) -> Result<Self, StoreError> {
        let size = store.log().size().await?;
        let (publish, subscribed) = watch::channel(size);
        let publish = Arc::new(publish);
        let (queue, queued) = queue::queue();
        let commit_failure = CommitFailure::default();
        let writer = Writer {
            store: Arc::clone(&store),
            clock,
            publish: Arc::clone(&publish),
            metrics: options.metrics.clone(),
            commit_failure: commit_failure.clone(),
        };
        // On its own thread where appending blocks; the runtime waits for that thread at its end.
        let appending = if store.log().append_blocks() {
            let runtime = Handle::current();
            tokio::task::spawn_blocking(move || runtime.block_on(writer.run(queued)))
        } else {
            tokio::spawn(writer.run(queued))
        };
        let tasks = vec![appending, tokio::spawn(follow(Arc::clone(&store), publish))];
        Ok(Self {
            store,
            size: subscribed,
            queue: Arc::new(Mutex::new(Some(queue))),
            tasks: Arc::new(Mutex::new(tasks)),
            commit_failure,
            options,
        })
    }

    /// Opens the log for reading only: an append fails with [`AppendError::Closed`].
    pub async fn follow(store: Arc<Store>) -> Result<Self, StoreError> {
        let size = store.log().size().await?;
        let (publish, subscribed) = watch::channel(size);
        let tasks = vec![tokio::spawn(follow(Arc::clone(&store), Arc::new(publish)))];
        Ok(Self {
            store,
            size: subscribed,
            queue: Arc::default(),
            tasks: Arc::new(Mutex::new(tasks)),
            commit_failure: CommitFailure::default(),
            options: LogOptions::default(),
        })
    }

    /// Encodes the body of an event for the log. Blocks its thread for some 3 ms per MiB.
    #[must_use]
    pub fn encode(&self, event: Event) -> EncodedEvent {
        self.options.compression.encode(event)
    }

    /// Records an event permanently. Returns only after the commit has reached the disk. Once
    /// queued, the event is appended even if the caller is dropped.
    pub async fn append(&self, event: Event) -> Result<AppendOutcome, AppendError> {
        self.append_encoded(self.encode(event)).await
    }

    /// [`EventLog::append`], of an event that was encoded elsewhere.
    pub async fn append_encoded(&self, event: EncodedEvent) -> Result<AppendOutcome, AppendError> {
        let queue = self.queue.lock().map_or(None, |queue| queue.clone()).ok_or(AppendError::Closed)?;
        let outcome = queue.send(event)?;
        drop(queue);
        outcome.await.unwrap_or(Err(AppendError::Store))
    }

    pub async fn record(&self, event: SystemEvent) -> Result<AppendOutcome, AppendError> {
        let event = event.into_event().map_err(|error| {
            tracing::error!(%error, "the system gives no random numbers");
            AppendError::Store
        })?;
        self.append(event).await
    }

    /// Appends one of Gatelog's own events that nothing depends on: waits at most 5 s, and logs
    /// and counts a failure.
    pub async fn record_best_effort(&self, event: SystemEvent) {
        let event_type = event.kind().as_str();
        let error = match tokio::time::timeout(BEST_EFFORT_TIMEOUT, self.record(event)).await {
            Ok(Ok(_)) => return,
            Ok(Err(error)) => error.to_string(),
            Err(_elapsed) => "the database does not answer; the event may still be recorded".to_owned(),
        };
        self.options.metrics.unrecorded.count([event_type]);
        tracing::error!(event.r#type = event_type, error, "one of gatelog's own events was not recorded");
    }

    #[must_use]
    pub fn health(&self) -> LogHealth {
        let queue = self.queue.lock().map_or(None, |queue| queue.clone());
        let (queued_events, queued_bytes) = queue.as_ref().map_or((0, 0), Queue::queued);
        LogHealth {
            queued_events,
            queued_bytes,
            full: queue.as_ref().is_some_and(Queue::is_full),
            failing: self.commit_failure.is_recent(),
            closed: queue.is_none(),
        }
    }

    /// A channel that receives each new size, whichever process appended.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Size> {
        self.size.clone()
    }

    /// Refuses further appends, and returns when every queued event is on disk.
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
