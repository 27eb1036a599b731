//! A rate limit for log lines: each kind of line is logged a few times per interval, the rest is
//! counted and reported in one line when the interval ends.
//!
//! Metrics do not pass through here, so they stay exact.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    runtime::Handle,
    time::{Instant, sleep_until},
};

/// Enough to see what is wrong, and to distinguish one mistake from several.
const LINES_MAX: u32 = 20;

/// With [`LINES_MAX`], a flood that lasts for days stays readable and does not fill a disk.
const INTERVAL: Duration = Duration::from_mins(1);

/// The default is for production; tests shorten the interval.
#[derive(Clone, Copy, Debug)]
pub struct LogRate {
    /// Lines of one kind that are logged per interval.
    pub lines: u32,
    /// Starts with the first line of a kind.
    pub interval: Duration,
}

impl Default for LogRate {
    fn default() -> Self {
        Self { lines: LINES_MAX, interval: INTERVAL }
    }
}

/// Limits the rate of log lines per kind `K`. Kinds come from the program and the configuration,
/// never from a request, so there are few.
pub struct LogThrottle<K: Ord> {
    rate: LogRate,
    kinds: Mutex<BTreeMap<K, KindInterval>>,
    /// Logs how many lines of a kind were suppressed.
    report: fn(&K, u64),
}

struct KindInterval {
    end: Instant,
    lines: u32,
    suppressed: u64,
}

impl<K: Ord + Clone + Send + 'static> LogThrottle<K> {
    /// `report` logs one line for the suppressed lines of a kind, given their number.
    #[must_use]
    pub fn new(rate: LogRate, report: fn(&K, u64)) -> Arc<Self> {
        Arc::new(Self { rate, kinds: Mutex::default(), report })
    }

    /// Whether the caller logs this line. A suppressed line is reported at the end of the
    /// interval, also when no further line of its kind follows.
    #[must_use]
    pub fn allows(self: &Arc<Self>, kind: &K) -> bool {
        let now = Instant::now();
        let mut kinds = self.kinds();
        let new_interval = || KindInterval { end: now + self.rate.interval, lines: 0, suppressed: 0 };
        if !kinds.contains_key(kind) {
            kinds.insert(kind.clone(), new_interval());
        }
        let Some(interval) = kinds.get_mut(kind) else { return true };
        let mut unreported = 0;
        if interval.end <= now {
            unreported = std::mem::replace(interval, new_interval()).suppressed;
        }
        let allowed = interval.lines < self.rate.lines;
        if allowed {
            interval.lines += 1;
        } else {
            interval.suppressed += 1;
            if interval.suppressed == 1 {
                self.report_at(interval.end, kind.clone());
            }
        }
        drop(kinds);
        if unreported > 0 {
            (self.report)(kind, unreported);
        }
        allowed
    }

    fn report_at(self: &Arc<Self>, end: Instant, kind: K) {
        // Without a runtime the next line of this kind reports them, or the drop does.
        let Ok(runtime) = Handle::try_current() else { return };
        let throttle = Arc::downgrade(self);
        runtime.spawn(async move {
            sleep_until(end).await;
            if let Some(throttle) = Weak::upgrade(&throttle) {
                throttle.report_suppressed(&kind);
            }
        });
    }

    fn report_suppressed(&self, kind: &K) {
        let suppressed = self.kinds().get_mut(kind).map_or(0, |interval| std::mem::take(&mut interval.suppressed));
        if suppressed > 0 {
            (self.report)(kind, suppressed);
        }
    }
}

impl<K: Ord> LogThrottle<K> {
    fn kinds(&self) -> MutexGuard<'_, BTreeMap<K, KindInterval>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reports the lines that are still suppressed.
impl<K: Ord> Drop for LogThrottle<K> {
    fn drop(&mut self) {
        for (kind, interval) in self.kinds().iter().filter(|(_, interval)| interval.suppressed > 0) {
            (self.report)(kind, interval.suppressed);
        }
    }
}

impl<K: Ord> fmt::Debug for LogThrottle<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("LogThrottle").field("rate", &self.rate).finish_non_exhaustive()
    }
}
