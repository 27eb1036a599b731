//! Log lines and metrics: format, filter, and exact counts.

use std::{io, thread};

use gatelog::telemetry::{
    LogFormat, Metrics,
    metric_family::{Counter, Gauge, Histogram, MetricFamily, OVERFLOW_LABEL, SERIES_MAX},
    subscriber,
};
use tracing::{debug, info, subscriber::with_default};

use crate::support::captured_log::CapturedLog;

fn logged(format: LogFormat, filter: &str, log: impl FnOnce()) -> String {
    let lines = CapturedLog::default();
    with_default(lines.subscriber(format, filter), log);
    lines.text()
}

#[test]
fn text_line_has_message_and_fields_without_colours() {
    let text = logged(LogFormat::Text, "", || info!(event.id = "msg_1", position = 7, "delivery recorded"));
    assert_eq!(text.lines().count(), 1, "{text}");
    for part in ["INFO", "delivery recorded", "event.id=\"msg_1\"", "position=7"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn json_line_is_one_flat_object() {
    let text = logged(LogFormat::Json, "", || info!(event.id = "msg_1\n", position = 7, "delivery recorded"));
    assert_eq!(text.lines().count(), 1, "{text}");
    let line: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(line["message"], "delivery recorded");
    assert_eq!(line["event.id"], "msg_1\n");
    assert_eq!(line["position"], 7);
    assert_eq!(line["level"], "INFO");
}

#[test]
fn default_level_is_info_and_rust_log_overrides() {
    let log = || {
        debug!("ours in detail");
        info!(target: "sqlx::query", "a query");
        tracing::warn!(target: "sqlx::query", "a slow query");
        info!("ours");
    };
    let text = logged(LogFormat::Text, " ", log);
    assert!(text.contains("ours") && text.contains("a slow query"), "{text}");
    assert!(!text.contains("ours in detail") && !text.contains("a query"), "{text}");
    let text = logged(LogFormat::Text, "debug", log);
    assert!(text.contains("ours in detail") && text.contains("a query"), "{text}");
    assert!(subscriber(LogFormat::Text, "gatelog=loud", false, io::sink).is_err());
}

#[test]
fn counters_are_exact_across_threads() {
    let metrics = Metrics::default();
    thread::scope(|scope| {
        for _ in 0..4 {
            let metrics = metrics.clone();
            scope.spawn(move || {
                for _ in 0..1_000 {
                    metrics.deliveries.count(["clerk", "recorded"]);
                    metrics.deliveries.add(["clerk", "duplicate"], 2);
                }
            });
        }
    });
    assert_eq!(metrics.deliveries.value(["clerk", "recorded"]), 4_000);
    assert_eq!(metrics.deliveries.value(["clerk", "duplicate"]), 8_000);
    assert_eq!(metrics.deliveries.value(["clerk", "refused"]), 0);
}

#[test]
fn family_text_has_help_type_and_escaped_labels() {
    let counter = Counter::new("things_total", "Things,\nby \\ name.", ["name", "kind"]);
    counter.count(["b", "x"]);
    counter.count(["a\"\\\n", "x"]);
    counter.add(["a", "y"], 0);
    let mut text = String::new();
    counter.expose(&mut text);
    assert_eq!(
        text,
        "# HELP things_total Things,\\nby \\\\ name.\n# TYPE things_total counter\nthings_total{name=\"a\",kind=\"y\"} 0\n\
         things_total{name=\"a\\\"\\\\\\n\",kind=\"x\"} 1\nthings_total{name=\"b\",kind=\"x\"} 1\n"
    );
}

#[test]
fn histogram_buckets_are_cumulative_with_inclusive_bounds() {
    let histogram = Histogram::new("seconds", "How long.", ["source"], &[-1.0, 0.5, 2.0]);
    for value in [-3.0, 0.5, 0.6, 2.0, 9.0, f64::NAN] {
        histogram.observe(["clerk"], value);
    }
    let mut text = String::new();
    histogram.expose(&mut text);
    let lines: Vec<&str> = text.lines().skip(2).collect();
    assert_eq!(
        lines,
        [
            "seconds_bucket{source=\"clerk\",le=\"-1\"} 1",
            "seconds_bucket{source=\"clerk\",le=\"0.5\"} 2",
            "seconds_bucket{source=\"clerk\",le=\"2\"} 4",
            "seconds_bucket{source=\"clerk\",le=\"+Inf\"} 5",
            "seconds_sum{source=\"clerk\"} 9.1",
            "seconds_count{source=\"clerk\"} 5",
        ]
    );
    let empty = Histogram::new("bytes", "How many.", [], &[1.0]);
    empty.observe([], 7.0);
    let mut text = String::new();
    empty.expose(&mut text);
    assert!(text.contains("bytes_bucket{le=\"1\"} 0\n") && text.contains("bytes_sum 7\n"), "{text}");
}

#[test]
fn gauge_shows_last_value_and_can_be_cleared() {
    let gauge = Gauge::new("depth", "How deep.", []);
    gauge.set([], 3.0);
    gauge.set([], 1.5);
    assert_eq!(gauge.value([]), Some(1.5));
    gauge.clear();
    let mut text = String::new();
    gauge.expose(&mut text);
    assert_eq!(text.lines().count(), 2, "only help and type: {text}");
}

#[test]
fn series_per_family_are_bounded() {
    let counter = Counter::new("things_total", "Things.", ["name"]);
    for number in 0..2 * SERIES_MAX {
        counter.count([&number.to_string()]);
    }
    counter.count(["0"]);
    assert_eq!(counter.value(["0"]), 2, "an existing series still counts");
    assert_eq!(counter.value([OVERFLOW_LABEL]), u64::try_from(SERIES_MAX).expect("small"));
    let mut text = String::new();
    counter.expose(&mut text);
    assert_eq!(text.lines().count(), 2 + SERIES_MAX + 1);
}

#[test]
fn metric_names_are_unique_and_prefixed() {
    let metrics = Metrics::default();
    let names: Vec<_> = metrics.all().iter().map(|family| family.name()).collect();
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
    let own = |name: &&str| name.starts_with("gatelog_") || name.starts_with("process_");
    assert!(names.iter().all(own), "{names:?}");
}
