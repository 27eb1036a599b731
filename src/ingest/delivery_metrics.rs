//! The metrics of one source's deliveries.

use crate::{
    clock::Timestamp,
    event::{EventId, Source},
    event_log::AppendOutcome,
    telemetry::Metrics,
};

/// The verdict of a delivery that was not acknowledged.
const REFUSED: &str = "refused";

#[derive(Clone, Copy, Debug)]
pub struct DeliveryMetrics<'a> {
    pub metrics: &'a Metrics,
    pub source: &'a Source,
}

impl DeliveryMetrics<'_> {
    /// Exports the counters of the source at zero before its first delivery: an alert cannot watch
    /// a metric that is absent.
    pub fn register(self) {
        for verdict in ["recorded", "duplicate", "conflict", REFUSED] {
            self.metrics.deliveries.add([self.source.as_str(), verdict], 0);
        }
    }

    /// Records the skew of a delivery that verified: the difference between the clocks of sender
    /// and receiver, including the time in transit.
    pub fn verified(self, now: Timestamp, signed_at_seconds: i64, secret_id: &str) {
        let source = self.source.as_str();
        let skew = now.as_seconds() - Timestamp::from_seconds(signed_at_seconds).as_seconds();
        self.metrics.skew_last.set([source], skew);
        self.metrics.skew.observe([source], skew);
        self.metrics.secret_used.set([source, secret_id], now.as_seconds());
    }

    pub fn acknowledged(self, now: Timestamp, id: &EventId, appended: AppendOutcome) {
        let source = self.source.as_str();
        self.metrics.deliveries.count([source, appended.as_str()]);
        self.metrics.last_delivery.set([source], now.as_seconds());
        // A duplicate measures how often the sender retries, not how late the event is known.
        if let (AppendOutcome::Recorded(_), Some(created_at)) = (appended, id.created_at()) {
            self.metrics.delay.observe([source], now.as_seconds() - created_at.as_seconds());
        }
    }

    pub fn refused(self, now: Timestamp, reason: &str) {
        self.metrics.deliveries.count([self.source.as_str(), REFUSED]);
        self.metrics.refused.count([self.source.as_str(), reason]);
        self.metrics.last_refusal.set([self.source.as_str(), reason], now.as_seconds());
    }
}
