//! The log lines of refused deliveries, so many in a time. Counts nothing: counters are exact.

use std::sync::Arc;

use crate::{
    event::Source,
    telemetry::throttle::{Rate, Throttle},
};

/// Which log lines of refusals are kept apart: a flood at one door, or of one kind, hides no other.
pub(super) type RefusalKinds = Throttle<(Source, &'static str)>;

/// The lines of refusals, so many in a time.
pub(super) fn refusal_lines(rate: Rate) -> Arc<RefusalKinds> {
    Throttle::new(rate, |(source, reason), held_back| {
        tracing::warn!(%source, verdict = "refused", reason, held_back, "more deliveries were refused for this reason");
    })
}
