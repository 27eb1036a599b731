//! Hands the planned deliveries to all connections, one at a time and no faster than asked for. It sends nothing.

use std::time::Duration;

use tokio::time::Instant;

use super::disorder::Planned;

/// A sender that fell behind its rate catches up so much and no more: what was missed in a stall is not sent as a
/// burst, while the timer's grain of a millisecond costs nothing.
const CATCH_UP: Duration = Duration::from_millis(100);

/// Planned deliveries and the moments to send them.
pub struct Feed {
    plan: Box<dyn Iterator<Item = Planned> + Send>,
    interval: Duration,
    last_due: Option<Instant>,
}

impl Feed {
    /// At most so many a second; as fast as they are asked for without.
    pub fn new(plan: impl Iterator<Item = Planned> + Send + 'static, rate: Option<u32>) -> Self {
        let interval = rate.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate.max(1));
        Self { plan: Box::new(plan), interval, last_due: None }
    }

    /// The next delivery, and when to send it.
    pub fn next(&mut self, now: Instant) -> Option<(Planned, Instant)> {
        let planned = self.plan.next()?;
        let due = match self.last_due {
            Some(last) => (last + self.interval).max(now.checked_sub(CATCH_UP).unwrap_or(now)),
            None => now,
        };
        self.last_due = Some(due);
        Some((planned, due))
    }
}
