//! Memory for bodies that are not verified yet, shared by all deliveries.
//!
//! Memory is counted as bytes arrive, not as they are announced. When it runs out, the slowest
//! body is evicted.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tokio::{sync::Notify, time::Instant};

use crate::telemetry::Metrics;

/// Limits of the budget.
#[derive(Clone, Copy, Debug)]
pub struct BudgetLimits {
    /// Bytes of all unverified bodies together.
    pub bytes: usize,
    /// Bytes of one body.
    pub body_bytes: usize,
    /// A body younger than this is not considered slow.
    pub grace: Duration,
}

/// The memory that all unverified bodies share.
#[derive(Debug)]
pub struct Budget {
    limits: BudgetLimits,
    ledger: Mutex<Ledger>,
    metrics: Metrics,
}

/// The body was evicted in favour of faster ones. The sender should retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the memory for unverified bodies was short, and this body was the slowest")]
pub struct Dropped;

#[derive(Debug, Default)]
struct Ledger {
    /// Bytes of all bodies, including complete ones that are not verified yet.
    held: usize,
    next: u64,
    /// Bodies that are still being received.
    growing: HashMap<u64, Account>,
}

#[derive(Debug)]
struct Account {
    began: Instant,
    received: u64,
    held: usize,
    place: Arc<Place>,
}

/// Buffer of a body. Shared with the budget, so that an eviction frees it at once, before the
/// task of the body runs.
#[derive(Debug)]
struct Place {
    /// `None` after an eviction.
    bytes: Mutex<Option<Vec<u8>>>,
    lost: Notify,
}

/// A body that is being received. Dropping it frees its memory.
#[derive(Debug)]
pub struct Growing {
    budget: Arc<Budget>,
    number: u64,
    place: Arc<Place>,
    /// Upper bound for what is allocated ahead, never allocated itself.
    expected: usize,
}

/// A complete body. It counts against the budget until it is dropped, which should be after
/// verification.
#[derive(Debug)]
pub struct Unverified {
    bytes: Bytes,
    _room: Room,
}

#[derive(Debug)]
struct Room {
    budget: Arc<Budget>,
    held: usize,
}

impl Budget {
    /// An empty budget.
    #[must_use]
    pub fn new(limits: BudgetLimits, metrics: Metrics) -> Arc<Self> {
        Arc::new(Self { limits, ledger: Mutex::default(), metrics })
    }

    /// Starts a body. The announced length only bounds how far its buffer may be allocated ahead.
    #[must_use]
    pub fn begin(self: &Arc<Self>, announced: Option<usize>) -> Growing {
        let place = Arc::new(Place { bytes: Mutex::new(Some(Vec::new())), lost: Notify::new() });
        let account = Account { began: Instant::now(), received: 0, held: 0, place: Arc::clone(&place) };
        let mut ledger = self.ledger();
        let number = ledger.next;
        ledger.next += 1;
        ledger.growing.insert(number, account);
        drop(ledger);
        let expected = announced.unwrap_or(self.limits.body_bytes).min(self.limits.body_bytes);
        Growing { budget: Arc::clone(self), number, place, expected }
    }

    /// Bytes that unverified bodies hold.
    #[must_use]
    pub fn held(&self) -> usize {
        self.ledger().held
    }

    /// Counts received bytes and reserves memory for the buffer, by evicting other bodies or this
    /// one.
    fn grow(&self, number: u64, received: usize, more: usize) -> Result<(), Dropped> {
        let now = Instant::now();
        let mut lost = Vec::new();
        let mut outcome = Ok(());
        let mut ledger = self.ledger();
        let Some(own) = ledger.growing.get_mut(&number) else { return Err(Dropped) };
        own.received = own.received.saturating_add(received as u64);
        own.held += more;
        ledger.held += more;
        while ledger.held > self.limits.bytes && outcome.is_ok() {
            let (least, why) = ledger.least(now, self.limits.grace).unwrap_or((number, "no_room"));
            let Some(account) = ledger.growing.remove(&least) else { break };
            ledger.held -= account.held;
            lost.push(account.place);
            self.metrics.bodies_dropped.count([why]);
            if least == number {
                outcome = Err(Dropped);
            }
        }
        drop(ledger);
        for place in lost {
            place.lose();
        }
        outcome
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger {
    /// The body to evict: the slowest of those past their grace period; if all are younger, the
    /// largest, so that a delivery of usual size is never evicted.
    fn least(&self, now: Instant, grace: Duration) -> Option<(u64, &'static str)> {
        let old = self.growing.iter().filter(|(_, account)| now.duration_since(account.began) >= grace);
        let slowest = old.min_by_key(|(_, account)| (account.bytes_per_second(now), account.began));
        if let Some((number, _)) = slowest {
            return Some((*number, "slowest"));
        }
        self.growing.iter().max_by_key(|(_, account)| account.held).map(|(number, _)| (*number, "largest"))
    }
}

impl Account {
    fn bytes_per_second(&self, now: Instant) -> u128 {
        const NANOSECONDS: u128 = 1_000_000_000;
        u128::from(self.received) * NANOSECONDS / now.duration_since(self.began).as_nanos().max(1)
    }
}

impl Place {
    fn bytes(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lose(&self) {
        drop(self.bytes().take());
        self.lost.notify_one();
    }
}

impl Growing {
    /// Appends a chunk. The bytes are copied, so that they hold no buffer of the connection.
    pub fn push(&self, chunk: &[u8]) -> Result<(), Dropped> {
        let (length, capacity) = {
            let bytes = self.place.bytes();
            let bytes = bytes.as_ref().ok_or(Dropped)?;
            (bytes.len(), bytes.capacity())
        };
        // Doubling keeps the number of copies small; the expected length bounds it.
        let needed = length + chunk.len();
        let wanted = if needed > capacity { needed.max((2 * capacity).min(self.expected)) } else { capacity };
        self.budget.grow(self.number, chunk.len(), wanted - capacity)?;
        let mut bytes = self.place.bytes();
        let bytes = bytes.as_mut().ok_or(Dropped)?;
        bytes.reserve_exact(wanted - bytes.len());
        bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// Bytes received so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.place.bytes().as_ref().map_or(0, Vec::len)
    }

    /// Whether no byte was received so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Completes when the body is evicted.
    pub async fn lost(&self) {
        self.place.lost.notified().await;
    }

    /// The complete body. It can no longer be evicted.
    pub fn finish(self) -> Result<Unverified, Dropped> {
        let mut bytes = self.place.bytes().take().ok_or(Dropped)?;
        bytes.shrink_to_fit();
        let mut ledger = self.budget.ledger();
        let account = ledger.growing.remove(&self.number).ok_or(Dropped)?;
        ledger.held -= account.held - bytes.len();
        drop(ledger);
        let room = Room { budget: Arc::clone(&self.budget), held: bytes.len() };
        Ok(Unverified { bytes: bytes.into(), _room: room })
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        let mut ledger = self.budget.ledger();
        if let Some(account) = ledger.growing.remove(&self.number) {
            ledger.held -= account.held;
        }
    }
}

impl Unverified {
    /// The body. Clones do not count: keep this value until the body is verified.
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.budget.ledger().held -= self.held;
    }
}
