//! The log lines of refused deliveries, so many in a time. Counts nothing: counters are exact.

use std::sync::Arc;

use crate::{
    event::Source,
    telemetry::throttle::{LogRate, LogThrottle},
};

/// Which log lines of refusals are kept apart: a flood at one door, or of one kind, hides no other.
pub(super) type RefusalKinds = LogThrottle<(Source, &'static str)>;

/// The lines of refusals, so many in a time.
pub(super) fn refusal_lines(rate: LogRate) -> Arc<RefusalKinds> {
    LogThrottle::new(rate, |(source, reason), suppressed| {
        tracing::warn!(%source, verdict = "refused", reason, suppressed, "more deliveries were refused for this reason");
    })
}
