//! Limits how many large bodies are verified at once and how many wait. Beyond that a delivery is
//! answered 503 and the sender retries.

use std::{num::NonZero, panic::resume_unwind, sync::Arc, thread};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

/// Bodies up to this size are verified on the thread that received them: it takes a fraction of a
/// millisecond, less than handing them over. Larger ones would block the thread for other
/// requests; 2 MiB take some ten milliseconds.
const AT_ONCE_BYTES_MAX: usize = 64 * 1024;

/// Large bodies that may wait: half of the memory for unverified bodies if all have 2 MiB, and
/// less than a second.
const QUEUE_MAX: usize = 32;

#[derive(Clone, Copy, Debug)]
pub struct VerificationLimits {
    /// Size up to which a body is verified on the thread that received it.
    pub at_once_bytes: usize,
    /// Large bodies that are verified at the same time.
    pub running: usize,
    /// Large bodies that may wait.
    pub waiting: usize,
}

/// Permits for verifying large bodies.
#[derive(Clone, Debug)]
pub struct Verification {
    at_once_bytes: usize,
    running: Arc<Semaphore>,
    /// Permits to run or wait.
    slots: Arc<Semaphore>,
}

/// Too many large bodies wait. The sender should retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many large bodies wait to be verified; its sender will try again")]
pub struct QueueFull;

impl Default for VerificationLimits {
    fn default() -> Self {
        // Half of the processors: large bodies leave the other half to small ones and to the
        // database.
        let running = thread::available_parallelism().map_or(1, NonZero::get).div_ceil(2);
        Self { at_once_bytes: AT_ONCE_BYTES_MAX, running, waiting: QUEUE_MAX }
    }
}

impl Verification {
    #[must_use]
    pub fn new(limits: VerificationLimits) -> Self {
        let VerificationLimits { at_once_bytes, running, waiting } = limits;
        let slots = Arc::new(Semaphore::new(running.saturating_add(waiting).min(Semaphore::MAX_PERMITS)));
        Self { at_once_bytes, running: Arc::new(Semaphore::new(running)), slots }
    }

    /// Whether a body of this size needs a permit.
    #[must_use]
    pub const fn needs_permit(&self, bytes: usize) -> bool {
        bytes > self.at_once_bytes
    }

    /// Runs the work on a blocking thread as soon as there is a permit.
    pub async fn with_permit<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, QueueFull> {
        let slot = Arc::clone(&self.slots).try_acquire_owned().map_err(|_| QueueFull)?;
        let permit = Arc::clone(&self.running).acquire_owned().await.map_err(|_| QueueFull)?;
        let worked = spawn_blocking(move || {
            // Held by the work, not by the request: the work continues if the sender hangs up.
            let _held: [OwnedSemaphorePermit; 2] = [slot, permit];
            work()
        });
        worked.await.map_err(|error| match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime is shutting down.
            Err(_) => QueueFull,
        })
    }
}
