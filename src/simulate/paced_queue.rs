//! The planned deliveries of a run with the times to send them, at a limited rate.

use std::time::Duration;

use tokio::time::Instant;

use super::disorder::PlannedDelivery;

/// A run that falls behind its rate catches up by at most this span: a stall is not followed by a
/// burst, and the millisecond resolution of the timer costs no throughput.
const CATCH_UP: Duration = Duration::from_millis(100);

pub(super) struct PacedQueue {
    plan: Box<dyn Iterator<Item = PlannedDelivery> + Send>,
    interval: Duration,
    last_due: Option<Instant>,
}

impl PacedQueue {
    /// `rate` is the maximum per second; `None` sets no limit.
    pub fn new(plan: impl Iterator<Item = PlannedDelivery> + Send + 'static, rate: Option<u32>) -> Self {
        let interval = rate.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate.max(1));
        Self { plan: Box::new(plan), interval, last_due: None }
    }

    /// The next delivery and the time to send it.
    pub fn next(&mut self, now: Instant) -> Option<(PlannedDelivery, Instant)> {
        let planned = self.plan.next()?;
        let due = match self.last_due {
            Some(last) => (last + self.interval).max(now.checked_sub(CATCH_UP).unwrap_or(now)),
            None => now,
        };
        self.last_due = Some(due);
        Some((planned, due))
    }
}
