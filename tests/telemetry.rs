//! What an operator reads: one line for each event, and counters that lose nothing.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    thread,
};

use gatelog::telemetry::{
    LogFormat, Metrics,
    family::{BEYOND, CELLS_MAX, Counter, Exposed, Gauge, Histogram},
    subscriber,
};
use tracing::{debug, info, subscriber::with_default};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(format: LogFormat, filter: &str, log: impl FnOnce()) -> String {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = subscriber(format, filter, false, move || writer.clone()).expect("a good filter");
    with_default(subscriber, log);
    let bytes = lines.0.lock().expect("not poisoned").clone();
    String::from_utf8(bytes).expect("text")
}

#[test]
fn a_text_line_holds_message_and_fields_without_colours() {
    let text = logged(LogFormat::Text, "", || info!(event.id = "msg_1", position = 7, "delivery recorded"));
    assert_eq!(text.lines().count(), 1, "{text}");
    for part in ["INFO", "delivery recorded", "event.id=\"msg_1\"", "position=7"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn a_json_line_is_one_object_with_the_fields_on_top() {
    let text = logged(LogFormat::Json, "", || info!(event.id = "msg_1\n", position = 7, "delivery recorded"));
    assert_eq!(text.lines().count(), 1, "{text}");
    let line: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(line["message"], "delivery recorded");
    assert_eq!(line["event.id"], "msg_1\n");
    assert_eq!(line["position"], 7);
    assert_eq!(line["level"], "INFO");
}

#[test]
fn info_is_the_default_and_rust_log_changes_it() {
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
fn counters_lose_nothing_between_threads() {
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
fn a_family_is_written_with_help_type_and_escaped_labels_in_order() {
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
fn a_histogram_is_cumulative_and_a_bound_belongs_to_its_bucket() {
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
fn a_gauge_shows_what_was_set_last_and_can_forget() {
    let gauge = Gauge::new("depth", "How deep.", []);
    gauge.set([], 3.0);
    gauge.set([], 1.5);
    assert_eq!(gauge.value([]), Some(1.5));
    gauge.clear();
    let mut text = String::new();
    gauge.expose(&mut text);
    assert_eq!(text.lines().count(), 2, "only what it is: {text}");
}

#[test]
fn labels_from_outside_could_not_grow_a_family_without_end() {
    let counter = Counter::new("things_total", "Things.", ["name"]);
    for number in 0..2 * CELLS_MAX {
        counter.count([&number.to_string()]);
    }
    counter.count(["0"]);
    assert_eq!(counter.value(["0"]), 2, "what was known goes on");
    assert_eq!(counter.value([BEYOND]), u64::try_from(CELLS_MAX).expect("small"));
    let mut text = String::new();
    counter.expose(&mut text);
    assert_eq!(text.lines().count(), 2 + CELLS_MAX + 1);
}

#[test]
fn every_figure_has_a_name_of_its_own() {
    let metrics = Metrics::default();
    let names: Vec<_> = metrics.all().iter().map(|figure| figure.name()).collect();
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
    let own = |name: &&str| name.starts_with("gatelog_") || name.starts_with("process_");
    assert!(names.iter().all(own), "{names:?}");
}
