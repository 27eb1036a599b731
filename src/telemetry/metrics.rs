//! The registry of all metrics of `/metrics`: name, help text, type and labels, one line each.

use std::{ops::Deref, sync::Arc};

use prometheus_client::{encoding::text, registry::Registry};

use super::metric_family::{Counter, Gauge, Histogram};

/// What the library writes behind the name of a counter.
const COUNTER_SUFFIX: &str = "_total";

/// Bounds for durations of milliseconds, in seconds.
const COMMIT_SECONDS: &[f64] = &[0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// Bounds for a batch of the writer, of at most 1,000 events.
const BATCH_EVENTS: &[f64] = &[1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 1_000.0];
/// Bounds for the clock skew, in seconds. A skew over 300 either way is refused, so the bounds
/// show how close it comes.
const SKEW_SECONDS: &[f64] = &[-240.0, -120.0, -60.0, -30.0, -10.0, -2.0, 2.0, 10.0, 30.0, 60.0, 120.0, 240.0, 300.0];
/// Bounds for the delay of an event, in seconds: immediate, at one of the sender's retries (5 s,
/// 5 min, 30 min, 2 h, 5 h, 10 h), or resent by hand days later.
const DELAY_SECONDS: &[f64] = &[0.5, 1.0, 2.0, 5.0, 30.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 172_800.0];

/// One line per metric: help text, field, type, Prometheus name, label names, and the bounds of a
/// histogram. The number of labels is part of the type, so that no caller forgets one.
macro_rules! metrics {
    ($(#[doc = $help:literal] $field:ident: $kind:ident($name:literal, [$($label:literal),*] $(, $bounds:expr)?);)+) => {
        #[derive(Debug)]
        pub struct MetricSet {
            $(#[doc = $help] pub $field: $kind<{ <[&'static str]>::len(&[$($label),*]) }>,)+
            registry: Registry,
        }

        impl Default for MetricSet {
            fn default() -> Self {
                let mut registry = Registry::default();
                $(
                    let $field = $kind::new([$($label),*], <[&[f64]]>::concat(&[$($bounds)?]));
                    let name = $name.strip_suffix(COUNTER_SUFFIX).unwrap_or($name);
                    // The library ends each help text with a full stop.
                    registry.register(name, $help.trim().trim_end_matches('.'), $field.clone());
                )+
                Self { $($field,)+ registry }
            }
        }
    };
}

metrics! {
    /// Deliveries by verdict: recorded, duplicate, conflict or refused.
    deliveries: Counter("gatelog_deliveries_total", ["source", "verdict"]);
    /// Deliveries that were not acknowledged, by reason.
    refused: Counter("gatelog_deliveries_refused_total", ["source", "reason"]);
    /// When a delivery was last not acknowledged, by reason, since this process started.
    last_refusal: Gauge("gatelog_last_refusal_timestamp_seconds", ["source", "reason"]);
    /// Last acknowledged delivery; after a start, the last event in the log, or 0 without one.
    last_delivery: Gauge("gatelog_last_delivery_timestamp_seconds", ["source"]);
    /// This clock minus svix-timestamp, of the last verified delivery.
    skew_last: Gauge("gatelog_clock_skew_seconds", ["source"]);
    /// This clock minus svix-timestamp, of verified deliveries.
    skew: Histogram("gatelog_delivery_skew_seconds", ["source"], SKEW_SECONDS);
    /// From the creation of an event, read from its msg_ id, to the delivery that was recorded.
    delay: Histogram("gatelog_delivery_delay_seconds", ["source"], DELAY_SECONDS);
    /// When a secret last verified a delivery, since this process started.
    secret_used: Gauge("gatelog_secret_last_used_timestamp_seconds", ["source", "secret_id"]);
    /// Connections that the server closed early, by reason: `evicted` or `too_slow`.
    connections_dropped: Counter("gatelog_connections_dropped_total", ["reason"]);
    /// Bodies of deliveries that were dropped from memory before they were complete, by reason.
    bodies_dropped: Counter("gatelog_bodies_dropped_total", ["reason"]);
    /// Events of this source among the newest 1,000 events of the log.
    recent: Gauge("gatelog_recent_events", ["source"]);
    /// Recent events that queries hide by default, because their instance is not configured.
    left_out: Gauge("gatelog_left_out_events", ["source"]);
    /// The number of events in the log.
    log_size: Gauge("gatelog_log_size_events", []);
    /// Events waiting for the writer.
    queue_events: Gauge("gatelog_queue_events", []);
    /// Bytes of events waiting for the writer or being written.
    queue_bytes: Gauge("gatelog_queue_bytes", []);
    /// Duration of an append: one transaction for any number of events.
    commit: Histogram("gatelog_commit_seconds", [], COMMIT_SECONDS);
    /// Events per append.
    commit_events: Histogram("gatelog_commit_events", [], BATCH_EVENTS);
    /// Appends that did not commit; their deliveries were answered 503.
    commit_failures: Counter("gatelog_commit_failures_total", []);
    /// Events that a view has not folded yet.
    lag: Gauge("gatelog_projection_lag_events", ["projection"]);
    /// Age of the oldest event that a view has not folded yet; 0 without one.
    lag_seconds: Gauge("gatelog_projection_lag_seconds", ["projection"]);
    /// Whether a view is served: 0 while its first copy is being built.
    live: Gauge("gatelog_projection_live", ["projection"]);
    /// Events that a view skipped because of a failure.
    failures: Gauge("gatelog_projection_failures", ["projection"]);
    /// Whether the database answered; if 0, the metrics of the log and the views are absent.
    database_up: Gauge("gatelog_database_up", []);
    /// HTTP responses by operation and class of status.
    requests: Counter("gatelog_http_requests_total", ["operation", "status"]);
    /// Requests refused because the key was missing, unknown or not allowed to make them.
    denied: Counter("gatelog_access_denied_total", ["operation", "reason"]);
    /// Reads of Gatelog's own events, which the read audit does not record.
    system_reads: Counter("gatelog_system_reads_total", ["operation"]);
    /// Requests whose handler panicked.
    panics: Counter("gatelog_panics_total", []);
    /// Jumps of this machine's clock.
    clock_steps: Counter("gatelog_clock_steps_total", []);
    /// Gatelog's own events that could not be recorded, by type.
    unrecorded: Counter("gatelog_system_events_unrecorded_total", ["type"]);
    /// When this process started.
    started: Gauge("process_start_time_seconds", []);
    /// Resident memory of this process, where the system reports it.
    memory: Gauge("process_resident_memory_bytes", []);
    /// The running version; always 1.
    build: Gauge("gatelog_build_info", ["version"]);
}

/// The metrics of this process, shared by all clones. They start at zero with the process; facts
/// that must survive a restart belong in the log.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<MetricSet>);

impl Metrics {
    /// The OpenMetrics text format.
    #[must_use]
    pub fn to_text(&self) -> String {
        encode(&self.registry)
    }
}

fn encode(registry: &Registry) -> String {
    let mut out = String::new();
    text::encode(&mut out, registry).expect("writing to a String cannot fail");
    out
}

impl Deref for Metrics {
    type Target = MetricSet;

    fn deref(&self) -> &MetricSet {
        &self.0
    }
}

/// The memory that this process has in use, in bytes. `None` where `/proc` does not report it.
#[must_use]
pub fn resident_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<usize>().ok()?.checked_mul(1_024)
}
