//! Writes the messages of a history: it holds the history time, the random numbers and the pending
//! messages.

use std::{collections::VecDeque, time::Duration};

use super::{body::envelope::Envelope, delivery::Message, devices::HttpRequest, json::Json, ksuid::Ksuid};
use crate::clock::Timestamp;

#[derive(Clone, Copy, Debug)]
pub struct Timeline {
    /// The history time of the first `events` events.
    pub span: Duration,
    /// The number of events in `span`.
    pub events: u64,
    /// The time between two events after `span`.
    pub interval_after: Duration,
}

impl Timeline {
    /// The time of the event with this number, in milliseconds after the start.
    fn due_ms(&self, number: u64) -> i64 {
        let events = self.events.max(1);
        let spread = self.span.as_micros() * u128::from(number.min(events)) / u128::from(events);
        let beyond = self.interval_after.as_micros() * u128::from(number.saturating_sub(events));
        i64::try_from((spread + beyond) / 1_000).unwrap_or(i64::MAX)
    }
}

#[derive(Debug)]
pub(super) struct EventWriter {
    /// The only source of random choices in a history.
    pub rng: fastrand::Rng,
    /// The current history time in milliseconds since 1970. It never decreases.
    pub(super) at_ms: i64,
    start_ms: i64,
    timeline: Timeline,
    instance_id: String,
    written: u64,
    json: Json,
    outbox: VecDeque<Message>,
}

impl EventWriter {
    pub fn new(seed: u64, start: Timestamp, timeline: Timeline) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let instance_id = format!("ins_{}", Ksuid::for_object(start, &mut rng).as_str());
        let start_ms = start.millis();
        let outbox = VecDeque::new();
        Self { rng, at_ms: start_ms, start_ms, timeline, instance_id, written: 0, json: Json::default(), outbox }
    }

    pub(super) fn set_instance(&mut self, instance_id: String) {
        self.instance_id = instance_id;
    }

    /// Advances the time to the next event, plus a random part of up to half the interval after
    /// it.
    pub fn advance(&mut self) {
        let due_ms = self.timeline.due_ms(self.written);
        let gap_ms = self.gap_ms();
        let jitter_ms = self.rng.i64(0..=gap_ms / 2);
        self.at_ms = self.at_ms.max(self.start_ms.saturating_add(due_ms).saturating_add(jitter_ms));
    }

    /// Advances the time between two events of one occurrence, by at most the interval between two
    /// events, so that a dense history stays within its span.
    pub fn wait(&mut self, from_ms: i64, to_ms: i64) {
        let wait_ms = self.rng.i64(from_ms..=to_ms);
        self.at_ms = self.at_ms.saturating_add(wait_ms.min(self.gap_ms()));
    }

    /// A new id of an object that is created now.
    pub(super) fn new_id(&mut self) -> Ksuid {
        Ksuid::for_object(Timestamp::from_millis(self.at_ms), &mut self.rng)
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(..100) < percent
    }

    /// Writes the message of an event at the current time; `data` writes the members of the body's
    /// `data`.
    pub fn event(&mut self, event_type: &'static str, request: HttpRequest, data: impl FnOnce(&mut Json)) {
        // Captured deliveries have 12 to 18 ms between an object's `updated_at` and the envelope's
        // `timestamp`.
        let timestamp_ms = self.at_ms.saturating_add(self.rng.i64(12..=18));
        let accepted_ms = timestamp_ms.saturating_add(self.rng.i64(8..=40));
        // The id holds the time in steps of 4 ms.
        let created_at = Timestamp::from_millis(accepted_ms - accepted_ms.rem_euclid(4));
        let ksuid = Ksuid::for_message(created_at, &mut self.rng);
        let envelope = Envelope { event_type, instance_id: &self.instance_id, timestamp_ms, request };
        let body = envelope.write(&mut self.json, data);
        self.outbox.push_back(Message { id: format!("msg_{}", ksuid.as_str()), event_type, created_at, body });
        self.written += 1;
    }

    pub(super) fn next_message(&mut self) -> Option<Message> {
        self.outbox.pop_front()
    }

    fn gap_ms(&self) -> i64 {
        self.timeline.due_ms(self.written + 1) - self.timeline.due_ms(self.written)
    }
}
