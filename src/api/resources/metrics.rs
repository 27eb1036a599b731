//! Metrics. If the database does not answer, only the metrics that need it are left
//! out.

use poem_openapi::{ApiResponse, OpenApi, payload::PlainText};

use crate::{
    access::SourceAccess,
    api::{
        middleware::auth::{Granted, MetricsRead},
        state::State,
        wire::{document::Tag, error::Problem},
    },
    clock::Timestamp,
    query::{
        hidden_instances,
        projections::{self, ViewProgress},
    },
    telemetry::{Metrics, metrics::resident_bytes},
};

pub const PATH: &str = "/metrics";

pub(crate) struct MetricsPage;

/// OpenMetrics text format.
#[derive(ApiResponse)]
enum Exposition {
    /// OpenMetrics text format, version 1.0.0.
    #[oai(status = 200, content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    Figures(PlainText<String>),
}

#[OpenApi(tag = "Tag::Operations")]
impl MetricsPage {
    /// Prometheus metrics
    ///
    /// Counters and gauges for deliveries, the queue, commits, projections, requests and
    /// refusals. They contain names, ids of secrets and numbers, but no event data. Counters
    /// start at zero when the process starts.
    #[oai(path = "/metrics", method = "get", operation_id = "get_metrics")]
    async fn metrics(&self, granted: Granted<MetricsRead>) -> Result<Exposition, Problem> {
        let metrics = &granted.state.metrics;
        let log_health = granted.state.log.health();
        metrics.queue_events.set([], count(log_health.queued_events));
        metrics.queue_bytes.set([], count(log_health.queued_bytes));
        match resident_bytes() {
            Some(bytes) => metrics.memory.set([], count(bytes)),
            None => metrics.memory.clear(),
        }
        ask(&granted.state).await;
        Ok(Exposition::Figures(PlainText(metrics.to_text())))
    }
}

/// Sets the metrics that need the database.
async fn ask(state: &State) {
    let metrics = &state.metrics;
    let asked = async {
        let progress = projections::progress(&state.store).await?;
        let recent = hidden_instances::recent_events(&state.store, &state.instances(), &SourceAccess::All).await?;
        Ok::<_, crate::query::QueryError>((progress, projections::list(&state.store).await?, recent))
    };
    metrics.recent.clear();
    metrics.left_out.clear();
    let (progress, rows, recent) = match asked.await {
        Ok(answers) => answers,
        Err(error) => {
            tracing::debug!(%error, "figures of log and views are left out: the database does not answer");
            metrics.database_up.set([], 0.0);
            metrics.log_size.clear();
            // Old values would make a stalled projection look as if it kept up.
            for gauge in [&metrics.lag, &metrics.lag_seconds, &metrics.live, &metrics.failures] {
                gauge.clear();
            }
            return;
        }
    };
    metrics.database_up.set([], 1.0);
    for recent in recent.unwrap_or_default() {
        metrics.recent.set([&recent.source], float(recent.events));
        metrics.left_out.set([&recent.source], float(recent.hidden));
    }
    if let Some(row) = rows.first() {
        metrics.log_size.set([], float(row.size));
    }
    let now = state.clock.now();
    for view in &progress {
        of_view(metrics, view, now);
    }
    for row in rows.iter().filter(|row| row.state == "live" && progress.iter().any(|view| view.name == row.name)) {
        metrics.failures.set([&row.name], float(row.failures));
    }
}

fn of_view(metrics: &Metrics, view: &ViewProgress, now: Timestamp) {
    let waiting = view.behind_since.map_or(0.0, |since| (now.as_seconds() - since.as_seconds()).max(0.0));
    metrics.lag.set([view.name], float(view.lag));
    metrics.lag_seconds.set([view.name], waiting);
    metrics.live.set([view.name], f64::from(u8::from(view.live)));
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
const fn float(number: i64) -> f64 {
    number as f64
}

fn count(number: usize) -> f64 {
    float(i64::try_from(number).unwrap_or(i64::MAX))
}
