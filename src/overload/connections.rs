//! The open connections, bounded in number: a new one evicts the connection with the highest
//! eviction priority. A connection whose request is being answered is never evicted.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    connection_activity::ConnectionActivity,
    limits::ConnectionLimits,
    log_throttle::{LogRate, LogThrottle},
};
use crate::telemetry::Metrics;

/// How often to look for a connection to evict while all of them are being answered.
const RETRY_INTERVAL: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub struct Connections {
    limits: ConnectionLimits,
    open: AtomicUsize,
    closed: Notify,
    candidates: Mutex<Candidates>,
    metrics: Metrics,
    log_throttle: Arc<LogThrottle<&'static str>>,
}

/// The connections that may still be evicted, by number.
#[derive(Debug, Default)]
struct Candidates {
    next_number: u64,
    by_number: HashMap<u64, (ConnectionActivity, CancellationToken)>,
}

/// Counts one connection as open until it is dropped.
#[derive(Debug)]
pub struct ConnectionGuard {
    connections: Arc<Connections>,
    number: u64,
    /// Cancelled when the connection is evicted.
    pub evicted: CancellationToken,
}

impl Connections {
    pub fn new(limits: ConnectionLimits, metrics: Metrics) -> Arc<Self> {
        let log_throttle = LogThrottle::new(LogRate::default(), |reason, suppressed| {
            tracing::warn!(reason, suppressed, "more connections were closed for this reason");
        });
        let (open, closed, candidates) = (AtomicUsize::new(0), Notify::new(), Mutex::default());
        Arc::new(Self { limits, open, closed, candidates, metrics, log_throttle })
    }

    fn open(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    /// Returns when one more connection is within the limit, evicting one where that is needed.
    pub async fn wait_for_capacity(&self) {
        loop {
            // Created before the check, so that a connection closing in between is noticed.
            let closed = self.closed.notified();
            if self.open() < self.limits.connections {
                return;
            }
            self.evict_one();
            // While all are being answered none is evicted: answers take as long as they take.
            let _ = timeout(RETRY_INTERVAL, closed).await;
        }
    }

    pub fn register(self: &Arc<Self>, activity: ConnectionActivity) -> ConnectionGuard {
        self.open.fetch_add(1, Ordering::AcqRel);
        let evicted = CancellationToken::new();
        let mut candidates = self.candidates();
        let number = candidates.next_number;
        candidates.next_number += 1;
        candidates.by_number.insert(number, (activity, evicted.clone()));
        ConnectionGuard { connections: Arc::clone(self), number, evicted }
    }

    fn record_drop(&self, reason: &'static str) {
        self.metrics.connections_dropped.count([reason]);
        if self.log_throttle.allows(&reason) {
            tracing::warn!(reason, open = self.open(), "a connection is closed");
        }
    }

    fn evict_one(&self) {
        let now = Instant::now();
        let mut candidates = self.candidates();
        let priority = |(number, (activity, _)): (&u64, &(ConnectionActivity, CancellationToken))| {
            activity.eviction_priority(now, self.limits.grace).map(|priority| (priority, *number))
        };
        let first = candidates.by_number.iter().filter_map(priority).min();
        let Some((_, evicted)) = first.and_then(|(_, number)| candidates.by_number.remove(&number)) else {
            return;
        };
        drop(candidates);
        evicted.cancel();
        self.record_drop("evicted");
    }

    fn candidates(&self) -> MutexGuard<'_, Candidates> {
        self.candidates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ConnectionGuard {
    /// Counts and logs that the server closes this connection early.
    pub fn record_drop(&self, reason: &'static str) {
        self.connections.record_drop(reason);
    }
}

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        self.connections.candidates().by_number.remove(&self.number);
        self.connections.open.fetch_sub(1, Ordering::AcqRel);
        self.connections.closed.notify_waiters();
    }
}
