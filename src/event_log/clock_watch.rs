//! Detects jumps of the machine's clock by comparing it with the monotonic clock, and records each
//! in the log, whose times it puts in doubt.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::log::EventLog;
use crate::{
    clock::{Clock, Timestamp},
    event::{Position, SystemEvent, system::SystemEventKind},
    storage::StoreError,
    telemetry::Metrics,
};

/// A step is recorded within this time. A clock that is adjusted slowly stays far below the
/// minimum step in it.
pub const CHECK_INTERVAL: Duration = Duration::from_secs(5);
/// A busy machine, or one that adjusts its clock slowly, may differ by less than this.
const STEP_MILLIS_MIN: i64 = 2_000;

/// The stored fields of `system.clock_stepped`. `seen` is one of two stored texts.
#[derive(Debug, Serialize)]
struct StepFacts {
    expected: String,
    found: String,
    step_ms: i64,
    seen: &'static str,
}

/// Compares the wall clock with the monotonic clock. Both readings are parameters.
#[derive(Clone, Copy, Debug)]
pub struct StepDetector {
    wall: Timestamp,
    monotonic: Instant,
}

impl StepDetector {
    #[must_use]
    pub const fn new(wall: Timestamp, monotonic: Instant) -> Self {
        Self { wall, monotonic }
    }

    /// The time that the wall clock should show, if it jumped since the last call.
    pub fn check(&mut self, wall: Timestamp, monotonic: Instant) -> Option<Timestamp> {
        let elapsed = i64::try_from(monotonic.duration_since(self.monotonic).as_micros()).unwrap_or(i64::MAX);
        let expected = Timestamp::from_micros(self.wall.micros().saturating_add(elapsed));
        *self = Self { wall, monotonic };
        is_step(expected, wall).then_some(expected)
    }
}

fn is_step(expected: Timestamp, found: Timestamp) -> bool {
    step_millis(expected, found).saturating_abs() >= STEP_MILLIS_MIN
}

const fn step_millis(expected: Timestamp, found: Timestamp) -> i64 {
    found.micros().saturating_sub(expected.micros()) / 1_000
}

/// Checks the clock at every `interval`, and never returns.
pub async fn watch(log: EventLog, clock: Clock, metrics: Metrics, interval: Duration) {
    let mut detector = StepDetector::new(clock.now(), Instant::now());
    loop {
        tokio::time::sleep(interval).await;
        let now = clock.now();
        if let Some(expected) = detector.check(now, Instant::now()) {
            record_step(&log, &metrics, (expected, now), "while running").await;
        }
    }
}

/// Checks the clock before the first append: if it is behind the last event, it was set back while
/// the service was stopped.
pub async fn check_at_start(log: &EventLog, clock: &Clock, metrics: &Metrics) -> Result<(), StoreError> {
    let size = log.size().await?;
    let last = log.read(Position(size.0 - 1), 1, 1).await?;
    let now = clock.now();
    if let Some(last) = last.first()
        && last.received_at > now
        && is_step(last.received_at, now)
    {
        record_step(log, metrics, (last.received_at, now), "at the start, by the last event").await;
    }
    Ok(())
}

async fn record_step(log: &EventLog, metrics: &Metrics, (expected, found): (Timestamp, Timestamp), seen: &'static str) {
    let step_ms = step_millis(expected, found);
    tracing::warn!(step_ms, %expected, %found, "the clock of this machine jumped");
    metrics.clock_steps.count([]);
    let facts = StepFacts { expected: expected.to_string(), found: found.to_string(), step_ms, seen };
    log.record_best_effort(SystemEvent::new(SystemEventKind::ClockStepped, found, &facts)).await;
}
