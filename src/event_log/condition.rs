//! How the log is doing: what waits, and whether appends commit. Asks nothing of the database.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a failed append says that the next one will fail too. Whoever is not ready may be sent nothing by which it
/// could be seen that appends commit again, so the judgement lapses by itself.
const FAILING_FOR: Duration = Duration::from_secs(15);

/// How the log is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Events waiting for the writer.
    pub waiting_events: usize,
    /// Bytes of events waiting for the writer or being written.
    pub waiting_bytes: usize,
    /// Whether the next delivery may find no room.
    pub full: bool,
    /// Whether the last append did not commit, a moment ago.
    pub failing: bool,
    /// Whether the log takes nothing any more: it is shutting down, or was opened for reading.
    pub closed: bool,
}

/// When an append last failed, if none has committed since. Shared by the writer and the handle.
#[derive(Clone, Debug, Default)]
pub(super) struct Failing(Arc<Mutex<Option<Instant>>>);

impl Failing {
    pub(super) fn committed(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn failed(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    pub(super) fn now(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|since| since.elapsed() < FAILING_FOR)
    }
}
