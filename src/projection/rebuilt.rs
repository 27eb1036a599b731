//! What the log is told when views were built anew, or put back: by whom, which, and what it took.

use std::time::Instant;

use serde::Serialize;

use crate::{
    clock::Clock,
    event::{SystemEvent, system::SystemEventKind},
};

/// Views that were built from the log, or put back.
#[derive(Debug, Serialize)]
pub struct Rebuilt<'a> {
    projections: &'a [&'a str],
    events: u64,
    duration_ms: u64,
    by: &'a str,
}

impl<'a> Rebuilt<'a> {
    /// These views, of so many events that were folded since then; `by` an API key, the command, or the service.
    #[must_use]
    pub fn new(projections: &'a [&'a str], events: u64, since: Instant, by: &'a str) -> Self {
        let duration_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        Self { projections, events, duration_ms, by }
    }

    /// For the log: they were built anew.
    #[must_use]
    pub fn event(&self, clock: &Clock) -> SystemEvent {
        SystemEvent::new(SystemEventKind::Rebuilt, clock.now(), self)
    }

    /// For the log: they were put back.
    #[must_use]
    pub fn put_back_event(&self, clock: &Clock) -> SystemEvent {
        SystemEvent::new(SystemEventKind::Rollback, clock.now(), self)
    }
}
