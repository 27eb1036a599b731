//! Puts messages into the order in which deliveries of Svix arrive: some overtaken, some late, some again.
//! Loses nothing, and holds no more than its window.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use super::message::Message;

/// How far the order of deliveries is from the order of messages. Shares are of a thousand messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disorder {
    /// How many are overtaken by a few others.
    pub overtaken_per_mille: u32,
    /// By how many others at most.
    pub overtaken_by_max: u64,
    /// How many come late, after a retry that took its time.
    pub late_per_mille: u32,
    /// After how many others at most, and half of it at least.
    pub late_by_max: u64,
    /// How many come a second time, after any number of others up to `late_by_max`.
    pub again_per_mille: u32,
}

impl Default for Disorder {
    /// What a healthy endpoint sees: many writers at the sender overtake each other, and few attempts fail.
    fn default() -> Self {
        Self {
            overtaken_per_mille: 200,
            overtaken_by_max: 6,
            late_per_mille: 20,
            late_by_max: 100,
            again_per_mille: 30,
        }
    }
}

impl Disorder {
    /// Every message once and in order: for measurements.
    #[must_use]
    pub const fn none() -> Self {
        Self { overtaken_per_mille: 0, overtaken_by_max: 0, late_per_mille: 0, late_by_max: 0, again_per_mille: 0 }
    }
}

/// How a delivery stands to its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// In its turn.
    InTurn,
    /// A few others came before it.
    Overtaken,
    /// Many others came before it.
    Late,
    /// The same message once more; the first may still be on its way.
    Again,
}

/// A delivery to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What is delivered.
    pub message: Message,
    /// Why just now.
    pub arrival: Arrival,
}

/// The deliveries of a history, in order of arrival; the same for the same parameters.
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

/// See [`deliveries`].
#[derive(Debug)]
pub struct Deliveries<H> {
    history: H,
    disorder: Disorder,
    rng: fastrand::Rng,
    /// Messages read from the history.
    read: u64,
    queued: u64,
    waiting: BinaryHeap<Reverse<Waiting>>,
}

impl<H: Iterator<Item = Message>> Iterator for Deliveries<H> {
    type Item = Planned;

    fn next(&mut self) -> Option<Planned> {
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
        let Disorder { overtaken_per_mille, overtaken_by_max, late_per_mille, late_by_max, again_per_mille } =
            self.disorder;
        if self.happens(again_per_mille) {
            let by = self.rng.u64(1..=late_by_max.max(1));
            self.queue(by, Planned { message: message.clone(), arrival: Arrival::Again });
        }
        let (arrival, by) = if self.happens(late_per_mille) {
            (Arrival::Late, self.rng.u64(late_by_max.div_ceil(2)..=late_by_max))
        } else if self.happens(overtaken_per_mille) {
            (Arrival::Overtaken, self.rng.u64(1..=overtaken_by_max.max(1)))
        } else {
            (Arrival::InTurn, 0)
        };
        self.queue(by, Planned { message, arrival });
    }

    fn queue(&mut self, by: u64, planned: Planned) {
        self.queued += 1;
        self.waiting.push(Reverse(Waiting { due: self.read.saturating_add(by), number: self.queued, planned }));
    }

    fn happens(&mut self, per_mille: u32) -> bool {
        per_mille > 0 && self.rng.u32(..1_000) < per_mille
    }
}

#[derive(Debug)]
struct Waiting {
    /// How many messages are read by then.
    due: u64,
    number: u64,
    planned: Planned,
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
