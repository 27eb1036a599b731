//! Notices that the machine's clock jumped, by comparing it with one that cannot. Sets no clock right.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::{error::LogError, log::EventLog};
use crate::{
    clock::{Clock, Timestamp},
    event::{Position, SystemEvent, system::SystemEventKind},
    telemetry::Metrics,
};

/// How often to look. A step is told within this time; clocks that are steered slowly stay far below
/// [`STEP_MILLIS_MIN`] in it.
pub const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A smaller difference is no step: a machine that is busy or steers its clock may differ by this much.
pub const STEP_MILLIS_MIN: i64 = 2_000;

/// What is recorded of a step.
#[derive(Debug, Serialize)]
struct Stepped {
    /// Where the clock should have been.
    expected: String,
    /// Where it was.
    found: String,
    step_ms: i64,
    seen: &'static str,
}

/// The clock against one that cannot jump. Pure: both readings come as parameters.
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    wall: Timestamp,
    steady: Instant,
}

impl Steps {
    /// From a first reading of both.
    #[must_use]
    pub const fn new(wall: Timestamp, steady: Instant) -> Self {
        Self { wall, steady }
    }

    /// Where the clock should be at a later reading, if it is not there: it jumped since the last one.
    pub fn look(&mut self, wall: Timestamp, steady: Instant) -> Option<Timestamp> {
        let passed = i64::try_from(steady.duration_since(self.steady).as_micros()).unwrap_or(i64::MAX);
        let expected = Timestamp::from_micros(self.wall.micros().saturating_add(passed));
        *self = Self { wall, steady };
        is_step(expected, wall).then_some(expected)
    }
}

fn is_step(expected: Timestamp, found: Timestamp) -> bool {
    step_millis(expected, found).saturating_abs() >= STEP_MILLIS_MIN
}

const fn step_millis(expected: Timestamp, found: Timestamp) -> i64 {
    found.micros().saturating_sub(expected.micros()) / 1_000
}

/// Looks for ever. Each step is recorded in the log, whose times it puts in question.
pub async fn watch(log: EventLog, clock: Clock, metrics: Metrics, every: Duration) {
    let mut steps = Steps::new(clock.now(), Instant::now());
    loop {
        tokio::time::sleep(every).await;
        let now = clock.now();
        if let Some(expected) = steps.look(now, Instant::now()) {
            tell(&log, &metrics, (expected, now), "while running").await;
        }
    }
}

/// Looks once, before anything is appended: a clock that stands before the last event was set back meanwhile.
pub async fn look_at_start(log: &EventLog, clock: &Clock, metrics: &Metrics) -> Result<(), LogError> {
    let size = log.size().await?;
    let last = log.read(Position(size.0 - 1), 1, 1).await?;
    let now = clock.now();
    if let Some(last) = last.first()
        && last.received_at > now
        && is_step(last.received_at, now)
    {
        tell(log, metrics, (last.received_at, now), "at the start, by the last event").await;
    }
    Ok(())
}

async fn tell(log: &EventLog, metrics: &Metrics, (expected, found): (Timestamp, Timestamp), seen: &'static str) {
    let step_ms = step_millis(expected, found);
    tracing::warn!(step_ms, %expected, %found, "the clock of this machine jumped");
    metrics.clock_steps.count([]);
    let facts = Stepped { expected: expected.to_string(), found: found.to_string(), step_ms, seen };
    log.note(SystemEvent::new(SystemEventKind::ClockStepped, found, &facts)).await;
}
