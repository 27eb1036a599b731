//! The way to the writer, bounded by number and by bytes: what does not fit is refused at once, and sent again later.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::{appended::Appended, error::AppendError};
use crate::event::Event;

/// Bodies waiting for the writer, in bytes: what a burst may take of memory.
pub(super) const QUEUE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Events waiting for the writer: at the slowest measured commit rate some ten seconds' worth, the most that a sender
/// waits for.
pub(super) const QUEUE_EVENTS_MAX: usize = 16_384;
/// What an event weighs beside its body.
const EVENT_OVERHEAD_BYTES: usize = 1_024;

/// Room that the largest delivery needs; with less, the queue counts as full.
const ROOM_BYTES_MIN: usize = 2 * 1024 * 1024 + EVENT_OVERHEAD_BYTES;

/// An event on its way to the writer, and where its outcome is awaited.
pub(super) struct Waiting {
    pub(super) event: Event,
    pub(super) answer: oneshot::Sender<Result<Appended, AppendError>>,
    _room: OwnedSemaphorePermit,
}

/// The sending end.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    sender: mpsc::Sender<Waiting>,
    room: Arc<Semaphore>,
}

/// The weight of an event in the queue.
pub(super) fn weight(event: &Event) -> usize {
    event.body.len() + EVENT_OVERHEAD_BYTES
}

/// Both ends.
pub(super) fn queue() -> (Queue, mpsc::Receiver<Waiting>) {
    let (sender, receiver) = mpsc::channel(QUEUE_EVENTS_MAX);
    (Queue { sender, room: Arc::new(Semaphore::new(QUEUE_BYTES_MAX)) }, receiver)
}

impl Queue {
    /// Puts an event into the queue. From here on it is appended whether or not anybody still awaits the outcome.
    pub(super) fn send(&self, event: Event) -> Result<oneshot::Receiver<Result<Appended, AppendError>>, AppendError> {
        let permits = u32::try_from(weight(&event)).map_err(|_| AppendError::Busy)?;
        let room = Arc::clone(&self.room).try_acquire_many_owned(permits).map_err(|_| AppendError::Busy)?;
        let (answer, outcome) = oneshot::channel();
        self.sender.try_send(Waiting { event, answer, _room: room }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => AppendError::Busy,
            mpsc::error::TrySendError::Closed(_) => AppendError::Closed,
        })?;
        Ok(outcome)
    }

    /// How many events wait, and how many bytes of them wait or are being written.
    pub(super) fn waiting(&self) -> (usize, usize) {
        let events = self.sender.max_capacity() - self.sender.capacity();
        (events, QUEUE_BYTES_MAX - self.room.available_permits())
    }

    /// Whether the next event may find no room.
    pub(super) fn is_full(&self) -> bool {
        self.sender.capacity() == 0 || self.room.available_permits() < ROOM_BYTES_MIN
    }
}
