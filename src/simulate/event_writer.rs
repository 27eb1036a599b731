//! Time, chance and the envelope of a history: what turns an occurrence into a message. Reads no clock.

use std::{collections::VecDeque, time::Duration};

use super::{body::envelope::Envelope, devices::Request, json::Json, ksuid::Ksuid, message::Message};
use crate::clock::Timestamp;

/// How a history runs through time.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long the first `events` take in history time.
    pub span: Duration,
    /// How many events lie in `span`.
    pub events: u64,
    /// Time from one event to the next after those.
    pub then_every: Duration,
}

impl Pace {
    /// When the event with this number is due, in milliseconds after the start.
    fn due_ms(&self, number: u64) -> i64 {
        let events = self.events.max(1);
        let spread = self.span.as_micros() * u128::from(number.min(events)) / u128::from(events);
        let beyond = self.then_every.as_micros() * u128::from(number.saturating_sub(events));
        i64::try_from((spread + beyond) / 1_000).unwrap_or(i64::MAX)
    }
}

/// Writes the messages of one history.
#[derive(Debug)]
pub struct Pen {
    /// Every choice of the history comes from here.
    pub rng: fastrand::Rng,
    /// The moment of what happens now, in milliseconds since 1970. Never goes back.
    pub at_ms: i64,
    start_ms: i64,
    pace: Pace,
    instance_id: String,
    written: u64,
    json: Json,
    outbox: VecDeque<Message>,
}

impl Pen {
    /// At the beginning of a history.
    pub fn new(seed: u64, start: Timestamp, pace: Pace) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let instance_id = format!("ins_{}", Ksuid::of_object(start, &mut rng).as_str());
        let start_ms = start.millis();
        let outbox = VecDeque::new();
        Self { rng, at_ms: start_ms, start_ms, pace, instance_id, written: 0, json: Json::default(), outbox }
    }

    /// Writes as this instance from now on.
    pub fn set_instance(&mut self, instance_id: String) {
        self.instance_id = instance_id;
    }

    /// Moves on to the moment at which the next event is due, give or take half the time to the one after.
    pub fn turn(&mut self) {
        let due_ms = self.pace.due_ms(self.written);
        let gap_ms = self.gap_ms();
        let jitter_ms = self.rng.i64(0..=gap_ms / 2);
        self.at_ms = self.at_ms.max(self.start_ms.saturating_add(due_ms).saturating_add(jitter_ms));
    }

    /// Lets time pass between two events of one occurrence; never more than lies between two events on average, so
    /// that a crowded history does not run ahead of its span.
    pub fn wait(&mut self, from_ms: i64, to_ms: i64) {
        let wait_ms = self.rng.i64(from_ms..=to_ms);
        self.at_ms = self.at_ms.saturating_add(wait_ms.min(self.gap_ms()));
    }

    /// A new id of an object made now.
    pub fn id(&mut self) -> Ksuid {
        Ksuid::of_object(Timestamp::from_millis(self.at_ms), &mut self.rng)
    }

    /// Whether something happens that happens in so many of a hundred cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(..100) < percent
    }

    /// Writes the message of an event that happens now; `data` writes the members of its `data`.
    pub fn event(&mut self, event_type: &'static str, request: Request, data: impl FnOnce(&mut Json)) {
        // Captured deliveries have 12 to 18 ms between an object's `updated_at` and the envelope's `timestamp`.
        let timestamp_ms = self.at_ms.saturating_add(self.rng.i64(12..=18));
        let taken_ms = timestamp_ms.saturating_add(self.rng.i64(8..=40));
        // 4 ms is as fine as the id can tell.
        let created_at = Timestamp::from_millis(taken_ms - taken_ms.rem_euclid(4));
        let ksuid = Ksuid::of_message(created_at, &mut self.rng);
        let envelope = Envelope { event_type, instance_id: &self.instance_id, timestamp_ms, request };
        let body = envelope.write(&mut self.json, data);
        self.outbox.push_back(Message { id: format!("msg_{}", ksuid.as_str()), event_type, created_at, body });
        self.written += 1;
    }

    /// The oldest message written and not yet taken.
    pub fn take(&mut self) -> Option<Message> {
        self.outbox.pop_front()
    }

    fn gap_ms(&self) -> i64 {
        self.pace.due_ms(self.written + 1) - self.pace.due_ms(self.written)
    }
}
