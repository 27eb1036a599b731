//! The system event of views that were rebuilt or rolled back.

use std::time::Instant;

use serde::Serialize;

use crate::{
    clock::Clock,
    event::{SystemEvent, system::SystemEventKind},
};

#[derive(Debug, Serialize)]
pub struct Rebuilt<'a> {
    projections: &'a [&'a str],
    events: u64,
    duration_ms: u64,
    by: &'a str,
}

impl<'a> Rebuilt<'a> {
    /// `events` were folded since `since`. `by` is the id of an API key, `command` or `service`.
    #[must_use]
    pub fn new(projections: &'a [&'a str], events: u64, since: Instant, by: &'a str) -> Self {
        let duration_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        Self { projections, events, duration_ms, by }
    }

    /// The event of a rebuild.
    #[must_use]
    pub fn event(&self, clock: &Clock) -> SystemEvent {
        SystemEvent::new(SystemEventKind::Rebuilt, clock.now(), self)
    }

    /// The event of a rollback.
    #[must_use]
    pub fn rollback_event(&self, clock: &Clock) -> SystemEvent {
        SystemEvent::new(SystemEventKind::Rollback, clock.now(), self)
    }
}
