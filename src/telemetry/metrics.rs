//! Every figure that `/metrics` shows, registered here and nowhere else. Knows their names and what they mean, and
//! works none of them out.

use std::{ops::Deref, sync::Arc};

use super::family::{Counter, Exposed, Gauge, Histogram};

/// Bounds for what should take milliseconds, in seconds.
const QUICK_SECONDS: &[f64] = &[0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// Bounds for a batch of the writer, whose most is 1,000 events.
const BATCH_EVENTS: &[f64] = &[1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 1_000.0];
/// Bounds for clocks that differ, in seconds: 300 either way are refused, so what is to be seen is how close it comes.
const SKEW_SECONDS: &[f64] = &[-240.0, -120.0, -60.0, -30.0, -10.0, -2.0, 2.0, 10.0, 30.0, 60.0, 120.0, 240.0, 300.0];
/// Bounds for how late an event comes, in seconds: at once, at one of the sender's retries (5 s, 5 min, 30 min, 2 h,
/// 5 h, 10 h), or sent again by hand days later.
const DELAY_SECONDS: &[f64] = &[0.5, 1.0, 2.0, 5.0, 30.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 172_800.0];

/// One line a figure: its help, its field, its kind, its name for Prometheus, the names of its labels, and the bounds
/// of a histogram. The number of labels is part of the type, so that none is forgotten where it is counted.
macro_rules! figures {
    ($(#[doc = $help:literal] $field:ident: $kind:ident($name:literal, [$($label:literal),*] $(, $bounds:expr)?);)+) => {
        /// Each figure of a process.
        #[derive(Debug)]
        pub struct Figures {
            $(#[doc = $help] pub $field: $kind<{ <[&'static str]>::len(&[$($label),*]) }>,)+
        }

        impl Default for Figures {
            fn default() -> Self {
                Self { $($field: $kind::new($name, $help, [$($label),*] $(, $bounds)?),)+ }
            }
        }

        impl Figures {
            /// Every one, in the order of their registration.
            #[must_use]
            pub fn all(&self) -> Vec<&dyn Exposed> {
                vec![$(&self.$field,)+]
            }
        }
    };
}

figures! {
    /// Deliveries by what became of them: recorded, duplicate, conflict or refused.
    deliveries: Counter("gatelog_deliveries_total", ["source", "verdict"]);
    /// Deliveries that were not acknowledged, by reason.
    refused: Counter("gatelog_deliveries_refused_total", ["source", "reason"]);
    /// When a delivery was last not acknowledged, by reason, since this process started.
    last_refused: Gauge("gatelog_last_refused_timestamp_seconds", ["source", "reason"]);
    /// When the last delivery was acknowledged; at the start, when the last event in the log was received, or 0 if there is none.
    last_delivery: Gauge("gatelog_last_delivery_timestamp_seconds", ["source"]);
    /// This clock minus svix-timestamp, of the last verified delivery.
    skew_last: Gauge("gatelog_clock_skew_seconds", ["source"]);
    /// This clock minus svix-timestamp, of verified deliveries.
    skew: Histogram("gatelog_delivery_skew_seconds", ["source"], SKEW_SECONDS);
    /// From the creation of an event, as its msg_ id tells, to the delivery that was recorded.
    delay: Histogram("gatelog_delivery_delay_seconds", ["source"], DELAY_SECONDS);
    /// When a secret last verified a delivery, since this process started; `gatelog secrets` knows it from the log.
    secret_used: Gauge("gatelog_secret_last_used_timestamp_seconds", ["source", "secret_id"]);
    /// Connections that were closed before their time, by reason.
    connections_dropped: Counter("gatelog_connections_dropped_total", ["reason"]);
    /// Bodies of deliveries that lost their place in memory before they were whole, by reason.
    bodies_dropped: Counter("gatelog_bodies_dropped_total", ["reason"]);
    /// How many of the newest 1,000 events of the log are of this source.
    recent: Gauge("gatelog_recent_events", ["source"]);
    /// How many of these are hidden from views by default, because their instance is not configured.
    left_out: Gauge("gatelog_left_out_events", ["source"]);
    /// The number of events in the log.
    log_size: Gauge("gatelog_log_size_events", []);
    /// Events waiting for the writer.
    queue_events: Gauge("gatelog_queue_events", []);
    /// Bytes of events waiting for the writer or being written.
    queue_bytes: Gauge("gatelog_queue_bytes", []);
    /// How long an append takes: one transaction, whatever the number of events in it.
    commit: Histogram("gatelog_commit_seconds", [], QUICK_SECONDS);
    /// Events of one append.
    commit_events: Histogram("gatelog_commit_events", [], BATCH_EVENTS);
    /// Appends that did not commit, whose senders were asked to retry.
    commit_failures: Counter("gatelog_commit_failures_total", []);
    /// How many events a view has still to fold.
    lag: Gauge("gatelog_projection_lag_events", ["projection"]);
    /// For how long the oldest event that a view has still to fold has been waiting; nought when there is none.
    lag_seconds: Gauge("gatelog_projection_lag_seconds", ["projection"]);
    /// Whether a view is served: 0 while its first copy is being built.
    live: Gauge("gatelog_projection_live", ["projection"]);
    /// Events that a view had to pass over.
    failures: Gauge("gatelog_projection_failures", ["projection"]);
    /// Whether the database answered when these figures were asked for: 0 means that those of log and views are absent.
    database_up: Gauge("gatelog_database_up", []);
    /// HTTP answers by operation and class of status.
    requests: Counter("gatelog_http_requests_total", ["operation", "status"]);
    /// Questions that were refused for want of a key or of a scope.
    denied: Counter("gatelog_access_denied_total", ["operation", "reason"]);
    /// Questions for Gatelog's own events, which are not told to the log as reads.
    system_reads: Counter("gatelog_system_reads_total", ["operation"]);
    /// Requests whose answering panicked.
    panics: Counter("gatelog_panics_total", []);
    /// How often the clock of this machine jumped.
    clock_steps: Counter("gatelog_clock_steps_total", []);
    /// Of Gatelog's own events, those that could not be recorded, by type.
    unrecorded: Counter("gatelog_system_events_unrecorded_total", ["type"]);
    /// When this process started.
    started: Gauge("process_start_time_seconds", []);
    /// Memory of this process that is in use, where the system tells.
    memory: Gauge("process_resident_memory_bytes", []);
    /// Always 1: which version this is.
    build: Gauge("gatelog_build_info", ["version"]);
}

/// The figures of this process, shared by every clone. They start at nought with the process, as figures for Prometheus
/// do; what must survive belongs in the log.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Figures>);

impl Metrics {
    /// In the text format of Prometheus, version 0.0.4.
    #[must_use]
    pub fn exposed(&self) -> String {
        let mut out = String::new();
        for figure in self.all() {
            figure.expose(&mut out);
        }
        out
    }
}

impl Deref for Metrics {
    type Target = Figures;

    fn deref(&self) -> &Figures {
        &self.0
    }
}
