//! Rate-limits the log lines of refused deliveries. Metrics stay exact.

use std::sync::Arc;

use crate::{
    event::Source,
    telemetry::throttle::{Rate, Throttle},
};

/// One limit per source and reason: a flood from one source, or of one kind, hides no other.
pub(super) type RefusalKinds = Throttle<(Source, &'static str)>;

pub(super) fn refusal_lines(rate: Rate) -> Arc<RefusalKinds> {
    Throttle::new(rate, |(source, reason), held_back| {
        tracing::warn!(%source, verdict = "refused", reason, held_back, "more deliveries were refused for this reason");
    })
}
