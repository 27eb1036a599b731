//! Sets the metrics whose values are known at the start, so that alerts on silence work after a
//! restart.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event::{Source, system::SystemEventKind},
    ingest::intake::register_metrics,
    query::{Instances, sources},
    storage::Store,
    telemetry::Metrics,
};

/// Sets the metrics that need no database.
pub(super) fn initialize(metrics: &Metrics, clock: &Clock, configured: &BTreeSet<Source>) {
    metrics.build.set([env!("CARGO_PKG_VERSION")], 1.0);
    metrics.started.set([], clock.now().as_seconds());
    metrics.commit_failures.add([], 0);
    metrics.panics.add([], 0);
    metrics.clock_steps.add([], 0);
    for kind in SystemEventKind::ALL {
        metrics.unrecorded.add([kind.as_str()], 0);
    }
    for source in configured {
        register_metrics(metrics, source);
    }
}

/// Reads the time of the last delivery of each source from the log. It runs in the background: for
/// a source that has been silent for long it reads many events.
pub(super) async fn load_last_deliveries(metrics: Metrics, store: Arc<Store>, configured: BTreeSet<Source>) {
    let rows = match sources::list(&store, &[], &Instances::default(), &SourceAccess::All).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "the metric of last deliveries is not set until each source delivers again");
            return;
        }
    };
    for source in configured.iter().map(Source::as_str) {
        let last = rows.iter().find(|row| row.source == source).and_then(|row| row.last_event_at);
        // A delivery may have set it in the meantime.
        if metrics.last_delivery.value([source]).is_none() {
            metrics.last_delivery.set([source], last.map_or(0.0, Timestamp::as_seconds));
        }
    }
}
