//! The connections that are open, no more than may be: for a new one the slowest gives way, and never one whose request
//! is being answered. It accepts and serves none itself.

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

use super::{limits::Limits, pace::Pace};
use crate::telemetry::{
    Metrics,
    throttle::{LogRate, LogThrottle},
};

/// When every connection is being answered, how often to look whether one may give way.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The open connections.
#[derive(Debug)]
pub struct Connections {
    limits: Limits,
    open: AtomicUsize,
    left: Notify,
    entered: Mutex<Entered>,
    metrics: Metrics,
    lines: Arc<LogThrottle<&'static str>>,
}

#[derive(Debug, Default)]
struct Entered {
    next: u64,
    /// Those that may still be asked to give way.
    present: HashMap<u64, (Pace, CancellationToken)>,
}

/// The place of one connection, free again when this is dropped.
#[derive(Debug)]
pub struct Seat {
    connections: Arc<Connections>,
    number: u64,
    /// Cancelled when the connection has to give way.
    pub gives_way: CancellationToken,
}

impl Connections {
    /// None is open.
    #[must_use]
    pub fn new(limits: Limits, metrics: Metrics) -> Arc<Self> {
        let lines = LogThrottle::new(LogRate::default(), |reason, suppressed| {
            tracing::warn!(reason, suppressed, "more connections were closed for this reason");
        });
        let (open, left, entered) = (AtomicUsize::new(0), Notify::new(), Mutex::default());
        Arc::new(Self { limits, open, left, entered, metrics, lines })
    }

    /// How many there are.
    #[must_use]
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    /// Waits until there is a place for one more, which takes no longer than the slowest one needs to go.
    pub async fn room(&self) {
        loop {
            // Made before looking, so that nobody leaves unseen in between.
            let left = self.left.notified();
            if self.open() < self.limits.connections {
                return;
            }
            self.ask_one_to_go();
            // In vain where all are being answered: those take as long as they take.
            let _ = timeout(LOOK_AGAIN, left).await;
        }
    }

    /// A new one takes its place.
    #[must_use]
    pub fn enter(self: &Arc<Self>, pace: Pace) -> Seat {
        self.open.fetch_add(1, Ordering::AcqRel);
        let gives_way = CancellationToken::new();
        let mut entered = self.entered();
        let number = entered.next;
        entered.next += 1;
        entered.present.insert(number, (pace, gives_way.clone()));
        Seat { connections: Arc::clone(self), number, gives_way }
    }

    fn dropped(&self, reason: &'static str) {
        self.metrics.connections_dropped.count([reason]);
        if self.lines.allows(&reason) {
            tracing::warn!(reason, open = self.open(), "a connection is closed");
        }
    }

    fn ask_one_to_go(&self) {
        let now = Instant::now();
        let mut entered = self.entered();
        let standing = |(number, (pace, _)): (&u64, &(Pace, CancellationToken))| {
            pace.standing(now, self.limits.grace).map(|standing| (standing, *number))
        };
        let least = entered.present.iter().filter_map(standing).min();
        let Some((_, (_, gives_way))) = least.and_then(|(_, number)| entered.present.remove_entry(&number)) else {
            return;
        };
        drop(entered);
        gives_way.cancel();
        self.dropped("gave_way");
    }

    fn entered(&self) -> MutexGuard<'_, Entered> {
        self.entered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Counts this connection as closed before its time.
    pub fn dropped(&self, reason: &'static str) {
        self.connections.dropped(reason);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.connections.entered().present.remove(&self.number);
        self.connections.open.fetch_sub(1, Ordering::AcqRel);
        self.connections.left.notify_waiters();
    }
}
