//! Reads bodies of deliveries into memory that all unverified bodies share.
//!
//! Memory is counted as bytes arrive, not as they are announced. When it runs out, the slowest
//! body is evicted.

use std::{
    collections::HashMap,
    io,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::{sync::Notify, time::Instant};

use crate::telemetry::Metrics;

/// Maximum body: four times the largest that Svix sends.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Memory for all unverified bodies: 64 of the largest, or 50,000 of the usual size. Half as much
/// again may wait for the writer.
const UNVERIFIED_BYTES_MAX: usize = 128 * 1024 * 1024;

/// A lost packet is retransmitted within about a second: a younger body may still turn out to be
/// fast.
const GRACE: Duration = Duration::from_secs(2);

/// The default is for production; tests use smaller ones.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// Bytes of all unverified bodies together.
    pub bytes: usize,
    /// Bytes of one body.
    pub body_bytes: usize,
    /// A body younger than this is not considered slow.
    pub grace: Duration,
}

/// The memory that all unverified bodies share.
#[derive(Debug)]
pub struct BodyBudget {
    limits: BodyLimits,
    usage: Mutex<Usage>,
    metrics: Metrics,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    #[error(
        "the body is over {BODY_BYTES_MAX} bytes, the most that a delivery may have; leave this type of event out \
         at the sender"
    )]
    TooLarge,
    #[error("the body did not arrive in time; its sender will try again")]
    TooSlow,
    #[error(
        "the body broke off, since the client closed the connection or sent invalid HTTP; its sender will try again"
    )]
    Broken,
    #[error("the memory for unverified bodies was short, and this body was the slowest; its sender will try again")]
    Dropped,
}

#[derive(Debug, Default)]
struct Usage {
    /// Bytes of all bodies, including complete ones that are not verified yet.
    held: usize,
    next: u64,
    receiving: HashMap<u64, BodyUsage>,
}

#[derive(Debug)]
struct BodyUsage {
    began: Instant,
    received: u64,
    held: usize,
    slot: Arc<Slot>,
}

/// Buffer of a body. Shared with the budget, so that an eviction frees it at once, before the
/// task of the body runs.
#[derive(Debug)]
struct Slot {
    /// `None` after an eviction.
    bytes: Mutex<Option<Vec<u8>>>,
    lost: Notify,
}

/// A body that is being received. Dropping it frees its memory.
#[derive(Debug)]
pub struct BodyBuffer {
    budget: Arc<BodyBudget>,
    number: u64,
    slot: Arc<Slot>,
    /// Upper bound for what is allocated ahead, never allocated itself.
    expected: usize,
}

/// A complete body. It counts against the budget until it is dropped, which should be after
/// verification.
#[derive(Debug)]
pub struct Unverified {
    bytes: Bytes,
    _reservation: Reservation,
}

#[derive(Debug)]
struct Reservation {
    budget: Arc<BodyBudget>,
    held: usize,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { bytes: UNVERIFIED_BYTES_MAX, body_bytes: BODY_BYTES_MAX, grace: GRACE }
    }
}

impl BodyBudget {
    #[must_use]
    pub fn new(limits: BodyLimits, metrics: Metrics) -> Arc<Self> {
        Arc::new(Self { limits, usage: Mutex::default(), metrics })
    }

    /// Reads a body to its end, or until it is evicted.
    pub async fn read(
        self: &Arc<Self>,
        body: impl Stream<Item = io::Result<Bytes>>,
        announced: Option<usize>,
    ) -> Result<Unverified, BodyError> {
        let body_bytes = self.limits.body_bytes;
        if announced.is_some_and(|length| length > body_bytes) {
            return Err(BodyError::TooLarge);
        }
        let buffer = self.begin(announced);
        let mut chunks = pin!(body);
        loop {
            let chunk = tokio::select! {
                biased;
                () = buffer.lost() => return Err(BodyError::Dropped),
                chunk = chunks.next() => chunk,
            };
            match chunk {
                Some(Ok(chunk)) if chunk.len() > body_bytes - buffer.len() => return Err(BodyError::TooLarge),
                Some(Ok(chunk)) => buffer.push(&chunk)?,
                Some(Err(error)) if error.kind() == io::ErrorKind::TimedOut => return Err(BodyError::TooSlow),
                Some(Err(_)) => return Err(BodyError::Broken),
                None => return buffer.finish(),
            }
        }
    }

    /// Starts a body. The announced length only bounds how far its buffer may be allocated ahead.
    #[must_use]
    pub fn begin(self: &Arc<Self>, announced: Option<usize>) -> BodyBuffer {
        let slot = Arc::new(Slot { bytes: Mutex::new(Some(Vec::new())), lost: Notify::new() });
        let body = BodyUsage { began: Instant::now(), received: 0, held: 0, slot: Arc::clone(&slot) };
        let mut usage = self.usage();
        let number = usage.next;
        usage.next += 1;
        usage.receiving.insert(number, body);
        drop(usage);
        let expected = announced.unwrap_or(self.limits.body_bytes).min(self.limits.body_bytes);
        BodyBuffer { budget: Arc::clone(self), number, slot, expected }
    }

    /// Bytes that unverified bodies hold.
    #[must_use]
    pub fn held(&self) -> usize {
        self.usage().held
    }

    /// Counts received bytes and reserves memory for the buffer, by evicting other bodies or this
    /// one.
    fn grow(&self, number: u64, received: usize, more: usize) -> Result<(), BodyError> {
        let now = Instant::now();
        let mut lost = Vec::new();
        let mut outcome = Ok(());
        let mut usage = self.usage();
        let Some(own) = usage.receiving.get_mut(&number) else { return Err(BodyError::Dropped) };
        own.received = own.received.saturating_add(received as u64);
        own.held += more;
        usage.held += more;
        while usage.held > self.limits.bytes && outcome.is_ok() {
            let (least, why) = usage.least(now, self.limits.grace).unwrap_or((number, "no_room"));
            let Some(body) = usage.receiving.remove(&least) else { break };
            usage.held -= body.held;
            lost.push(body.slot);
            self.metrics.bodies_dropped.count([why]);
            if least == number {
                outcome = Err(BodyError::Dropped);
            }
        }
        drop(usage);
        for slot in lost {
            slot.lose();
        }
        outcome
    }

    fn usage(&self) -> MutexGuard<'_, Usage> {
        self.usage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Usage {
    /// The body to evict: the slowest of those past their grace period; if all are younger, the
    /// largest, so that a delivery of usual size is never evicted.
    fn least(&self, now: Instant, grace: Duration) -> Option<(u64, &'static str)> {
        let old = self.receiving.iter().filter(|(_, body)| now.duration_since(body.began) >= grace);
        let slowest = old.min_by_key(|(_, body)| (body.bytes_per_second(now), body.began));
        if let Some((number, _)) = slowest {
            return Some((*number, "slowest"));
        }
        self.receiving.iter().max_by_key(|(_, body)| body.held).map(|(number, _)| (*number, "largest"))
    }
}

impl BodyUsage {
    fn bytes_per_second(&self, now: Instant) -> u128 {
        const NANOSECONDS: u128 = 1_000_000_000;
        u128::from(self.received) * NANOSECONDS / now.duration_since(self.began).as_nanos().max(1)
    }
}

impl Slot {
    fn bytes(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lose(&self) {
        drop(self.bytes().take());
        self.lost.notify_one();
    }
}

impl BodyBuffer {
    /// Appends a chunk. The bytes are copied, so that they hold no buffer of the connection.
    pub fn push(&self, chunk: &[u8]) -> Result<(), BodyError> {
        let (length, capacity) = {
            let bytes = self.slot.bytes();
            let bytes = bytes.as_ref().ok_or(BodyError::Dropped)?;
            (bytes.len(), bytes.capacity())
        };
        // Doubling keeps the number of copies small; the expected length bounds it.
        let needed = length + chunk.len();
        let wanted = if needed > capacity { needed.max((2 * capacity).min(self.expected)) } else { capacity };
        self.budget.grow(self.number, chunk.len(), wanted - capacity)?;
        let mut bytes = self.slot.bytes();
        let bytes = bytes.as_mut().ok_or(BodyError::Dropped)?;
        bytes.reserve_exact(wanted - bytes.len());
        bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// Bytes received so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slot.bytes().as_ref().map_or(0, Vec::len)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Completes when the body is evicted.
    async fn lost(&self) {
        self.slot.lost.notified().await;
    }

    /// The complete body. It can no longer be evicted.
    pub fn finish(self) -> Result<Unverified, BodyError> {
        let mut bytes = self.slot.bytes().take().ok_or(BodyError::Dropped)?;
        bytes.shrink_to_fit();
        let mut usage = self.budget.usage();
        let body = usage.receiving.remove(&self.number).ok_or(BodyError::Dropped)?;
        usage.held -= body.held - bytes.len();
        drop(usage);
        let reservation = Reservation { budget: Arc::clone(&self.budget), held: bytes.len() };
        Ok(Unverified { bytes: bytes.into(), _reservation: reservation })
    }
}

impl Drop for BodyBuffer {
    fn drop(&mut self) {
        let mut usage = self.budget.usage();
        if let Some(body) = usage.receiving.remove(&self.number) {
            usage.held -= body.held;
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

impl Drop for Reservation {
    fn drop(&mut self) {
        self.budget.usage().held -= self.held;
    }
}
