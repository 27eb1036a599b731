//! Limits the log lines of refused deliveries. Counters are exact.

use std::sync::Arc;

use crate::{
    event::Source,
    telemetry::throttle::{Rate, Throttle},
};

/// Log lines of refusals, limited per source and reason: a flood of one hides no other.
pub(super) type RefusalLines = Throttle<(Source, &'static str)>;

/// Limits log lines to a rate.
pub(super) fn refusal_lines(rate: Rate) -> Arc<RefusalLines> {
    Throttle::new(rate, |(source, reason), held_back| {
        tracing::warn!(%source, verdict = "refused", reason, held_back, "more deliveries were refused for this reason");
    })
}
