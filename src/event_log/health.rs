//! The health of the log as this process sees it: the queue, and whether appends commit. Reading
//! it needs no database.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a failed append marks the log as failing. The mark expires by itself, because a
/// service that is not ready may receive no delivery that would show that appends commit again.
const FAILING_FOR: Duration = Duration::from_secs(15);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHealth {
    pub queued_events: usize,
    /// Bytes of events waiting for the writer or being written.
    pub queued_bytes: usize,
    /// Whether the queue may have no room for the next delivery.
    pub full: bool,
    /// Whether the last append failed to commit, less than 15 s ago.
    pub failing: bool,
    /// Whether the log accepts no appends: it is shutting down, or was opened for reading.
    pub closed: bool,
}

/// When an append last failed, if none has committed since. Shared by the writer and the handle.
#[derive(Clone, Debug, Default)]
pub(super) struct CommitFailure(Arc<Mutex<Option<Instant>>>);

impl CommitFailure {
    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn set(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    pub(super) fn is_recent(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|since| since.elapsed() < FAILING_FOR)
    }
}
