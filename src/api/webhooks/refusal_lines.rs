//! Limits the log lines of refused deliveries. Counters are exact.

use std::sync::Arc;

use crate::{
    event::Source,
    telemetry::throttle::{LogRate, LogThrottle},
};

/// Log lines of refusals, limited per source and reason: a flood of one hides no other.
pub(crate) type RefusalLines = LogThrottle<(Source, &'static str)>;

/// Limits log lines to a rate.
pub(crate) fn refusal_lines(rate: LogRate) -> Arc<RefusalLines> {
    LogThrottle::new(rate, |(source, reason), suppressed| {
        tracing::warn!(
            %source,
            verdict = "refused",
            reason,
            suppressed,
            "more deliveries were refused for this reason"
        );
    })
}
