//! The queue in front of the writer, bounded by events and by bytes. When it is full an append
//! fails at once; the delivery is answered 503 and the sender retries.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::outcome::{AppendError, AppendOutcome};
use crate::storage::EncodedEvent;

const QUEUE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// At the slowest measured commit rate some ten seconds' worth, the longest that a sender waits.
const QUEUE_EVENTS_MAX: usize = 16_384;
/// Memory of a queued event in addition to its body, raw and compressed.
const EVENT_OVERHEAD_BYTES: usize = 1_024;

/// What the largest delivery needs, raw and compressed; with less left, the queue counts as full.
const FREE_BYTES_MIN: usize = 2 * 2 * 1024 * 1024 + EVENT_OVERHEAD_BYTES;

pub(super) type AppendResult = Result<AppendOutcome, AppendError>;

pub(super) struct QueuedEvent {
    pub(super) event: EncodedEvent,
    pub(super) reply: oneshot::Sender<AppendResult>,
    _reserved: OwnedSemaphorePermit,
}

/// The sending end.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    sender: mpsc::Sender<QueuedEvent>,
    free_bytes: Arc<Semaphore>,
}

pub(super) fn queued_bytes(event: &EncodedEvent) -> usize {
    event.body_bytes() + EVENT_OVERHEAD_BYTES
}

pub(super) fn queue() -> (Queue, mpsc::Receiver<QueuedEvent>) {
    let (sender, receiver) = mpsc::channel(QUEUE_EVENTS_MAX);
    (Queue { sender, free_bytes: Arc::new(Semaphore::new(QUEUE_BYTES_MAX)) }, receiver)
}

impl Queue {
    /// Queues an event. The writer appends it even if the receiver of the outcome is dropped.
    pub(super) fn send(&self, event: EncodedEvent) -> Result<oneshot::Receiver<AppendResult>, AppendError> {
        let bytes = u32::try_from(queued_bytes(&event)).map_err(|_| AppendError::Busy)?;
        let reserved = Arc::clone(&self.free_bytes).try_acquire_many_owned(bytes).map_err(|_| AppendError::Busy)?;
        let (reply, outcome) = oneshot::channel();
        self.sender.try_send(QueuedEvent { event, reply, _reserved: reserved }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => AppendError::Busy,
            mpsc::error::TrySendError::Closed(_) => AppendError::Closed,
        })?;
        Ok(outcome)
    }

    /// The events that wait for the writer, and the bytes that wait or are being written.
    pub(super) fn queued(&self) -> (usize, usize) {
        let events = self.sender.max_capacity() - self.sender.capacity();
        (events, QUEUE_BYTES_MAX - self.free_bytes.available_permits())
    }

    /// Whether the next event may find no room.
    pub(super) fn is_full(&self) -> bool {
        self.sender.capacity() == 0 || self.free_bytes.available_permits() < FREE_BYTES_MIN
    }
}
