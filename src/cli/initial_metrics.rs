//! The figures that are known when a process starts, so that silence shows after a restart too. Counts nothing.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    access::Sources,
    clock::{Clock, Timestamp},
    event::Source,
    ingest::tally::Tally,
    query::{Instances, sources},
    store::Store,
    telemetry::Metrics,
};

/// What needs no database.
pub(super) fn begin(metrics: &Metrics, clock: &Clock, configured: &BTreeSet<Source>) {
    metrics.build.set([env!("CARGO_PKG_VERSION")], 1.0);
    metrics.started.set([], clock.now().as_seconds());
    metrics.commit_failures.add([], 0);
    metrics.panics.add([], 0);
    metrics.clock_steps.add([], 0);
    for source in configured {
        Tally { metrics, source }.begin();
    }
}

/// When each source last delivered, as the log has it. Beside everything else: for a source that has been silent for
/// long, many events have to be looked at.
pub(super) async fn from_log(metrics: Metrics, store: Arc<Store>, configured: BTreeSet<Source>) {
    let rows = match sources::list(&store, &[], &Instances::default(), &Sources::All).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "when each source last delivered is not known until it delivers again");
            return;
        }
    };
    for source in configured.iter().map(Source::as_str) {
        let last = rows.iter().find(|row| row.source == source).and_then(|row| row.last_event_at);
        // A delivery may have come meanwhile.
        if metrics.last_delivery.value([source]).is_none() {
            metrics.last_delivery.set([source], last.map_or(0.0, Timestamp::as_seconds));
        }
    }
}
