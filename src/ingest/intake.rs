//! What the deliveries of all sources share: the limits under load, and the one place that counts
//! and logs what becomes of each. A log line never contains a body, a secret or an address.

use std::sync::Arc;

use super::{
    delivery::{DeliveryError, DeliveryHead, Received},
    signature::Verified,
};
use crate::{
    clock::{Clock, Timestamp},
    event::{EventId, EventType, Source},
    event_log::AppendOutcome,
    overload::{
        bodies::{BodyBudget, BodyLimits},
        log_throttle::{LogRate, LogThrottle},
        verification::{Verification, VerificationLimits},
    },
    telemetry::Metrics,
};

/// The verdict of a delivery that was not acknowledged.
const REFUSED: &str = "refused";

/// The default is for production; tests use smaller ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct IntakeLimits {
    pub bodies: BodyLimits,
    pub verification: VerificationLimits,
    /// Rate of log lines about refusals, per source and reason.
    pub lines: LogRate,
}

#[derive(Clone, Debug)]
pub struct Intake {
    pub(super) bodies: Arc<BodyBudget>,
    pub(super) verification: Verification,
    pub(super) clock: Clock,
    metrics: Metrics,
    /// By source and reason: a flood of one hides no other.
    lines: Arc<LogThrottle<(Source, &'static str)>>,
}

/// Exports the counters of a source at zero before its first delivery: an alert cannot watch a
/// metric that is absent.
pub fn register_metrics(metrics: &Metrics, source: &Source) {
    for verdict in ["recorded", "duplicate", "conflict", REFUSED] {
        metrics.deliveries.add([source.as_str(), verdict], 0);
    }
}

impl Intake {
    #[must_use]
    pub fn new(limits: IntakeLimits, clock: Clock, metrics: Metrics) -> Self {
        metrics.deliveries.add([Source::unknown().as_str(), REFUSED], 0);
        let lines = LogThrottle::new(limits.lines, |(source, reason), suppressed| {
            tracing::warn!(
                %source,
                verdict = REFUSED,
                reason,
                suppressed,
                "more deliveries were refused for this reason"
            );
        });
        let bodies = BodyBudget::new(limits.bodies, metrics.clone());
        Self { bodies, verification: Verification::new(limits.verification), clock, metrics, lines }
    }

    /// Records the skew of a delivery that verified: the difference between the clocks of sender
    /// and receiver, including the time in transit.
    pub(super) fn verified(&self, now: Timestamp, source: &Source, Verified { timestamp, secret_id, .. }: &Verified) {
        let source = source.as_str();
        let skew = now.as_seconds() - Timestamp::from_seconds(*timestamp).as_seconds();
        self.metrics.skew_last.set([source], skew);
        self.metrics.skew.observe([source], skew);
        self.metrics.secret_used.set([source, secret_id], now.as_seconds());
    }

    /// Counts and logs what became of a delivery.
    pub fn report(&self, source: &Source, head: &DeliveryHead<'_>, outcome: Result<&Received, &DeliveryError>) {
        let duration_ms = u64::try_from(head.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match outcome {
            Ok(received) => {
                self.count_acknowledged(source.as_str(), received);
                let verdict = received.appended.as_str();
                tracing::info!(
                    %source,
                    event.id = received.id.as_str(),
                    event.r#type = received.event_type.as_ref().map(EventType::as_str),
                    verdict,
                    position = received.appended.position().0,
                    duration_ms,
                    request_id = head.request_id,
                    "delivery from {source}: {verdict}",
                );
            }
            Err(error) => {
                let reason = error.reason();
                self.count_refused(source.as_str(), reason);
                if !self.lines.allows(&(source.clone(), reason)) {
                    return;
                }
                // An invalid id is not logged: it could contain anything.
                let id = ["svix-id", "webhook-id"].iter().find_map(|name| head.headers.get(*name));
                let id = id.and_then(|id| EventId::parse_any(id.to_str().ok()?).ok());
                tracing::warn!(
                    %source,
                    event.id = id.as_ref().map(EventId::as_str),
                    verdict = REFUSED,
                    reason,
                    duration_ms,
                    request_id = head.request_id,
                    "delivery refused: {error}",
                );
            }
        }
    }

    fn count_acknowledged(&self, source: &str, Received { id, appended, .. }: &Received) {
        let now = self.clock.now().as_seconds();
        self.metrics.deliveries.count([source, appended.as_str()]);
        self.metrics.last_delivery.set([source], now);
        // A duplicate measures how often the sender retries, not how late the event is known.
        if let (AppendOutcome::Recorded(_), Some(created_at)) = (appended, id.created_at()) {
            self.metrics.delay.observe([source], now - created_at.as_seconds());
        }
    }

    fn count_refused(&self, source: &str, reason: &str) {
        self.metrics.deliveries.count([source, REFUSED]);
        self.metrics.refused.count([source, reason]);
        self.metrics.last_refusal.set([source, reason], self.clock.now().as_seconds());
    }
}
