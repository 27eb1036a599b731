//! Lets so many log lines of each kind through in an interval, counts the others, and has one line said of them when the
//! interval ends. Counts nothing for metrics: those stay exact whatever is logged.

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

/// Enough to see what is wrong, and to tell one mistake from several.
pub const LINES_MAX: u32 = 20;

/// At most [`LINES_MAX`] lines and one more of each kind in this time: a flood of days stays readable and fills no disk.
pub const INTERVAL: Duration = Duration::from_mins(1);

/// How many lines, and in what time. The default is for production; tests shorten the time.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Lines of one kind that are let through in an interval.
    pub lines: u32,
    /// How long an interval lasts, from the first line of a kind on.
    pub interval: Duration,
}

impl Default for Rate {
    fn default() -> Self {
        Self { lines: LINES_MAX, interval: INTERVAL }
    }
}

/// Log lines by kind. Kinds are few: the program's own words, and configured names.
pub struct Throttle<K: Ord> {
    rate: Rate,
    kinds: Mutex<BTreeMap<K, Interval>>,
    /// Told the kind, and how many lines of it were held back.
    say: fn(&K, u64),
}

struct Interval {
    end: Instant,
    lines: u32,
    held_back: u64,
}

impl<K: Ord + Clone + Send + 'static> Throttle<K> {
    /// Nothing was said yet. `say` logs the one line of those that were held back.
    #[must_use]
    pub fn new(rate: Rate, say: fn(&K, u64)) -> Arc<Self> {
        Arc::new(Self { rate, kinds: Mutex::default(), say })
    }

    /// Whether a line of this kind is to be logged now. Where it is not, it is counted, and said of all of them at the
    /// end of the interval, also when no further one comes.
    #[must_use]
    pub fn lets(self: &Arc<Self>, kind: &K) -> bool {
        let now = Instant::now();
        let mut kinds = self.kinds();
        let fresh = || Interval { end: now + self.rate.interval, lines: 0, held_back: 0 };
        if !kinds.contains_key(kind) {
            kinds.insert(kind.clone(), fresh());
        }
        let Some(interval) = kinds.get_mut(kind) else { return true };
        let mut said_late = 0;
        if interval.end <= now {
            said_late = std::mem::replace(interval, fresh()).held_back;
        }
        let lets = interval.lines < self.rate.lines;
        if lets {
            interval.lines += 1;
        } else {
            interval.held_back += 1;
            if interval.held_back == 1 {
                self.say_at(interval.end, kind.clone());
            }
        }
        drop(kinds);
        if said_late > 0 {
            (self.say)(kind, said_late);
        }
        lets
    }

    fn say_at(self: &Arc<Self>, end: Instant, kind: K) {
        // Without a runtime it is said with the next line, or at the end.
        let Ok(runtime) = Handle::try_current() else { return };
        let throttle = Arc::downgrade(self);
        runtime.spawn(async move {
            sleep_until(end).await;
            if let Some(throttle) = Weak::upgrade(&throttle) {
                throttle.say_held_back(&kind);
            }
        });
    }

    fn say_held_back(&self, kind: &K) {
        let held_back = self.kinds().get_mut(kind).map_or(0, |interval| std::mem::take(&mut interval.held_back));
        if held_back > 0 {
            (self.say)(kind, held_back);
        }
    }
}

impl<K: Ord> Throttle<K> {
    fn kinds(&self) -> MutexGuard<'_, BTreeMap<K, Interval>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was held back last is said all the same.
impl<K: Ord> Drop for Throttle<K> {
    fn drop(&mut self) {
        for (kind, interval) in self.kinds().iter().filter(|(_, interval)| interval.held_back > 0) {
            (self.say)(kind, interval.held_back);
        }
    }
}

impl<K: Ord> fmt::Debug for Throttle<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Throttle").field("rate", &self.rate).finish_non_exhaustive()
    }
}
