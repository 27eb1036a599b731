//! How many deliveries are verified at once, and how many large ones may wait for it. Every delivery that gets its turn
//! is verified, whoever sent it; beyond the queue it is to come again. It verifies nothing itself.

use std::{num::NonZero, panic::resume_unwind, sync::Arc, thread};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

/// Bodies up to this are verified where they are received, in a fraction of a millisecond: handing them over would cost
/// more, and as many of them at once as the runtime has threads is the bound that is wanted. Larger ones would keep such
/// a thread from everybody else's requests, 2 MiB for some ten milliseconds.
pub const AT_ONCE_BYTES_MAX: usize = 64 * 1024;

/// Large bodies waiting for their turn: half of the memory for unverified ones when all are of 2 MiB, and a wait of
/// less than a second.
pub const QUEUE_MAX: usize = 32;

/// How large bodies are verified.
#[derive(Clone, Copy, Debug)]
pub struct VerificationLimits {
    /// Up to which a body is verified where it is received.
    pub at_once_bytes: usize,
    /// Large bodies verified at the same time.
    pub running: usize,
    /// Large bodies that may wait.
    pub waiting: usize,
}

/// The turns of large bodies.
#[derive(Clone, Debug)]
pub struct Verification {
    at_once_bytes: usize,
    running: Arc<Semaphore>,
    /// Of those that run or wait.
    places: Arc<Semaphore>,
}

/// Too many large bodies wait already: it should come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many large bodies wait to be verified; its sender will try again")]
pub struct QueueFull;

impl Default for VerificationLimits {
    fn default() -> Self {
        // Half of the processors, so that large bodies, good or bad, leave the other half to the many small ones and to
        // the database.
        let running = thread::available_parallelism().map_or(1, NonZero::get).div_ceil(2);
        Self { at_once_bytes: AT_ONCE_BYTES_MAX, running, waiting: QUEUE_MAX }
    }
}

impl Verification {
    /// Nobody waits.
    #[must_use]
    pub fn new(limits: VerificationLimits) -> Self {
        let VerificationLimits { at_once_bytes, running, waiting } = limits;
        let places = Arc::new(Semaphore::new(running.saturating_add(waiting).min(Semaphore::MAX_PERMITS)));
        Self { at_once_bytes, running: Arc::new(Semaphore::new(running)), places }
    }

    /// Whether a body of that size takes a turn at all.
    #[must_use]
    pub const fn takes_turns(&self, bytes: usize) -> bool {
        bytes > self.at_once_bytes
    }

    /// Does the work on a thread of its own when it is its turn.
    pub async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, QueueFull> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| QueueFull)?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(|_| QueueFull)?;
        let worked = spawn_blocking(move || {
            // Held here and not by the request: work goes on when its sender hangs up.
            let _held: [OwnedSemaphorePermit; 2] = [place, turn];
            work()
        });
        worked.await.map_err(|error| match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime shuts down.
            Err(_) => QueueFull,
        })
    }
}
