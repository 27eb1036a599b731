//! Log lines and metrics: format, filter, and exact counts.

use std::{io, thread};

use gatelog::telemetry::{
    LogFormat, Metrics,
    metric_family::{Counter, Gauge, Histogram, OVERFLOW_LABEL, SERIES_MAX},
    subscriber,
};
use prometheus_client::{
    encoding::text::encode,
    registry::{Metric, Registry},
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

/// The text of one family, without its end.
fn exposed(name: &str, family: &(impl Metric + Clone)) -> String {
    let mut registry = Registry::default();
    registry.register(name, "How many", family.clone());
    let mut text = String::new();
    encode(&mut text, &registry).expect("a String takes it");
    text.strip_suffix("# EOF\n").expect("the end").to_owned()
}

#[test]
fn family_text_has_help_type_and_escaped_labels_in_order() {
    let counter = Counter::new(["name", "kind"], Vec::new());
    counter.count(["b", "x"]);
    counter.count(["a\"\\\n", "x"]);
    counter.add(["a", "y"], 0);
    assert_eq!(
        exposed("things", &counter),
        "# HELP things How many.\n# TYPE things counter\nthings_total{name=\"a\",kind=\"y\"} 0\n\
         things_total{name=\"a\\\"\\\\\\n\",kind=\"x\"} 1\nthings_total{name=\"b\",kind=\"x\"} 1\n"
    );
}

#[test]
fn histogram_buckets_are_cumulative_with_inclusive_bounds() {
    let histogram = Histogram::new(["source"], vec![-1.0, 0.5, 2.0]);
    for value in [-3.0, 0.5, 0.6, 2.0, 9.0, f64::NAN] {
        histogram.observe(["clerk"], value);
    }
    let text = exposed("seconds", &histogram);
    let lines: Vec<&str> = text.lines().skip(2).collect();
    assert_eq!(
        lines,
        [
            "seconds_sum{source=\"clerk\"} 9.1",
            "seconds_count{source=\"clerk\"} 5",
            "seconds_bucket{le=\"-1.0\",source=\"clerk\"} 1",
            "seconds_bucket{le=\"0.5\",source=\"clerk\"} 2",
            "seconds_bucket{le=\"2.0\",source=\"clerk\"} 4",
            "seconds_bucket{le=\"+Inf\",source=\"clerk\"} 5",
        ]
    );
    let bare = Histogram::new([], vec![1.0]);
    bare.observe([], 7.0);
    let text = exposed("bytes", &bare);
    assert!(text.contains("bytes_bucket{le=\"1.0\"} 0\n") && text.contains("bytes_sum 7.0\n"), "{text}");
}

#[test]
fn gauge_shows_last_value_and_can_be_cleared() {
    let gauge = Gauge::new([], Vec::new());
    gauge.set([], 3.0);
    gauge.set([], 1.5);
    assert_eq!(gauge.value([]), Some(1.5));
    gauge.clear();
    let text = exposed("depth", &gauge);
    assert_eq!(text.lines().count(), 2, "only help and type: {text}");
}

#[test]
fn series_per_family_are_bounded() {
    let counter = Counter::new(["name"], Vec::new());
    for number in 0..2 * SERIES_MAX {
        counter.count([&number.to_string()]);
    }
    counter.count(["0"]);
    assert_eq!(counter.value(["0"]), 2, "an existing series still counts");
    assert_eq!(counter.value([OVERFLOW_LABEL]), u64::try_from(SERIES_MAX).expect("small"));
    assert_eq!(exposed("things", &counter).lines().count(), 2 + SERIES_MAX + 1);
}

#[test]
fn metric_names_are_unique_and_prefixed() {
    let text = Metrics::default().to_text();
    let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
    let own = |name: &&str| name.starts_with("gatelog_") || name.starts_with("process_");
    assert!(names.iter().all(own), "{names:?}");
}
