//! What a door counts of its deliveries. Judges none.

use crate::{
    clock::Timestamp,
    event::{EventId, Source},
    event_log::AppendOutcome,
    telemetry::Metrics,
};

/// The verdict of what was not acknowledged.
const REFUSED: &str = "refused";

/// The figures of one source.
#[derive(Clone, Copy, Debug)]
pub struct Tally<'a> {
    /// Where they are kept.
    pub metrics: &'a Metrics,
    /// Whose they are.
    pub source: &'a Source,
}

impl Tally<'_> {
    /// Makes the figures of the source visible before its first delivery: what is absent cannot be watched.
    pub fn begin(self) {
        for verdict in ["recorded", "duplicate", "conflict", REFUSED] {
            self.metrics.deliveries.add([self.source.as_str(), verdict], 0);
        }
    }

    /// A delivery proved to be authentic: how far its sender's clock and this one differ (or how long it was on its way).
    pub fn verified(self, now: Timestamp, signed_at_seconds: i64, secret_id: &str) {
        let source = self.source.as_str();
        let skew = now.as_seconds() - Timestamp::from_seconds(signed_at_seconds).as_seconds();
        self.metrics.skew_last.set([source], skew);
        self.metrics.skew.observe([source], skew);
        self.metrics.secret_used.set([source, secret_id], now.as_seconds());
    }

    /// The log has a delivery.
    pub fn acknowledged(self, now: Timestamp, id: &EventId, appended: AppendOutcome) {
        let source = self.source.as_str();
        self.metrics.deliveries.count([source, appended.as_str()]);
        self.metrics.last_delivery.set([source], now.as_seconds());
        // A repetition says how often the sender tries, not how late the event is known.
        if let (AppendOutcome::Recorded(_), Some(created_at)) = (appended, id.created_at()) {
            self.metrics.delay.observe([source], now.as_seconds() - created_at.as_seconds());
        }
    }

    /// A delivery is not acknowledged, here or before it came to the door.
    pub fn refused(self, now: Timestamp, reason: &str) {
        self.metrics.deliveries.count([self.source.as_str(), REFUSED]);
        self.metrics.refused.count([self.source.as_str(), reason]);
        self.metrics.last_refusal.set([self.source.as_str(), reason], now.as_seconds());
    }
}
