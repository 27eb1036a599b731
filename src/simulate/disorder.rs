//! Reorders messages like the deliveries of Svix: some are overtaken, some late, some repeated.
//! Every message is delivered, and memory is bounded by the window of the disorder.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use super::delivery::Message;

/// The differences between the order of deliveries and the order of messages. Shares are per mille
/// of the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disorder {
    overtaken_per_mille: u32,
    /// An overtaken message arrives after at most this many later ones.
    overtaken_by_max: u64,
    /// The share of messages that arrive late, after a retry.
    late_per_mille: u32,
    /// A late message arrives after at most this many later ones, and at least half as many.
    pub late_by_max: u64,
    /// The share of messages that arrive twice, the second time after at most `late_by_max` later
    /// ones.
    repeated_per_mille: u32,
}

impl Default for Disorder {
    /// The disorder at a healthy endpoint: parallel workers of the sender overtake each other, and
    /// few attempts fail.
    fn default() -> Self {
        Self {
            overtaken_per_mille: 200,
            overtaken_by_max: 6,
            late_per_mille: 20,
            late_by_max: 100,
            repeated_per_mille: 30,
        }
    }
}

impl Disorder {
    /// Every message once and in order, for measurements.
    #[must_use]
    pub const fn none() -> Self {
        Self { overtaken_per_mille: 0, overtaken_by_max: 0, late_per_mille: 0, late_by_max: 0, repeated_per_mille: 0 }
    }
}

/// The place of a delivery in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrival {
    InOrder,
    Overtaken,
    Late,
    /// The second delivery of a message; the first may arrive later.
    Repeated,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedDelivery {
    pub message: Message,
    pub arrival: Arrival,
}

/// The deliveries of a history in order of arrival. The same parameters give the same deliveries.
pub fn deliveries<H>(history: H, disorder: &Disorder, seed: u64) -> Deliveries<H::IntoIter>
where
    H: IntoIterator<Item = Message>,
{
    Deliveries {
        history: history.into_iter(),
        disorder: *disorder,
        rng: fastrand::Rng::with_seed(seed),
        read: 0,
        queued: 0,
        waiting: BinaryHeap::new(),
    }
}

#[derive(Debug)]
pub struct Deliveries<H> {
    history: H,
    disorder: Disorder,
    rng: fastrand::Rng,
    read: u64,
    queued: u64,
    waiting: BinaryHeap<Reverse<Waiting>>,
}

impl<H: Iterator<Item = Message>> Iterator for Deliveries<H> {
    type Item = PlannedDelivery;

    fn next(&mut self) -> Option<PlannedDelivery> {
        loop {
            let due = self.waiting.peek().is_some_and(|Reverse(first)| first.due <= self.read);
            if due {
                break;
            }
            match self.history.next() {
                Some(message) => self.read(message),
                None => break,
            }
        }
        self.waiting.pop().map(|Reverse(first)| first.planned)
    }
}

impl<H> Deliveries<H> {
    fn read(&mut self, message: Message) {
        self.read += 1;
        let Disorder { overtaken_per_mille, overtaken_by_max, late_per_mille, late_by_max, repeated_per_mille } =
            self.disorder;
        if self.happens(repeated_per_mille) {
            let by = self.rng.u64(1..=late_by_max.max(1));
            self.queue(by, PlannedDelivery { message: message.clone(), arrival: Arrival::Repeated });
        }
        let (arrival, by) = if self.happens(late_per_mille) {
            (Arrival::Late, self.rng.u64(late_by_max.div_ceil(2)..=late_by_max))
        } else if self.happens(overtaken_per_mille) {
            (Arrival::Overtaken, self.rng.u64(1..=overtaken_by_max.max(1)))
        } else {
            (Arrival::InOrder, 0)
        };
        self.queue(by, PlannedDelivery { message, arrival });
    }

    fn queue(&mut self, by: u64, planned: PlannedDelivery) {
        self.queued += 1;
        self.waiting.push(Reverse(Waiting { due: self.read.saturating_add(by), number: self.queued, planned }));
    }

    fn happens(&mut self, per_mille: u32) -> bool {
        per_mille > 0 && self.rng.u32(..1_000) < per_mille
    }
}

#[derive(Debug)]
struct Waiting {
    /// The number of messages read when the delivery is due.
    due: u64,
    number: u64,
    planned: PlannedDelivery,
}

impl Waiting {
    const fn key(&self) -> (u64, u64) {
        (self.due, self.number)
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}
